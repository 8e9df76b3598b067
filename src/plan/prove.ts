import { compareModels } from '../diff/compare.ts';
import { type Dump, dumpDatabase } from '../dump/dump.ts';
import { restorable } from '../dump/restorable.ts';
import type { Database } from '../engine/types.ts';
import { restore } from '../proof/restore.ts';
import { applySteps } from './apply.ts';
import type { Plan } from './step.ts';

/** What a plan was held against, and what came of it. */
export interface PlanProof {
  proved: boolean;
  /** What went wrong, a line each. */
  problems: string[];
  rows: number;
  tables: number;
  chunks: number;
  compressed: number;
  buckets: number;
  /** Tables that no row could be made for. */
  untried: { table: string; why: string }[];
}

/**
 * Applies a plan to the base and compares what comes out with head: the model, and that a second plan from there has
 * nothing to do.
 *
 * @param again plans from what came out
 */
export async function provePlan(
  plan: Plan,
  from: Dump,
  to: Dump,
  scratch: Database,
  _options: { rows: number; chunks: number },
  again: (base: Dump) => Plan,
): Promise<PlanProof> {
  const proof: PlanProof = {
    proved: false,
    problems: [],
    rows: 0,
    tables: 0,
    chunks: 0,
    compressed: 0,
    buckets: 0,
    untried: [],
  };
  await restore(from.text, scratch, 'the base');
  const stop = await applySteps(scratch, plan.steps);
  if (stop !== null) return { ...proof, problems: [`${stop.step.title}: ${stop.message}`] };
  const result = await dumpDatabase(scratch);
  proof.problems.push(...schemaProblems(result, to));
  const rest = again(result);
  proof.problems.push(...rest.steps.map(({ title }) => `a second plan has something to do: ${title}`));
  return { ...proof, proved: proof.problems.length === 0 };
}

/** Where a schema is not head's. A table that exists keeps the order of its columns. */
function schemaProblems(result: Pick<Dump, 'model'>, to: Pick<Dump, 'model'>): string[] {
  return compareModels(result.model, restorable(to.model))
    .differences.filter(({ collection, property }) => collection !== 'columns' || property !== 'position')
    .map(
      ({ kind, object, property, from, to: wanted }) =>
        `${kind} ${object}, ${property ?? 'all of it'}: ${JSON.stringify(from)} instead of ${JSON.stringify(wanted)}`,
    );
}
