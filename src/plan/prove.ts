import { compareModels } from '../diff/compare.ts';
import { type Dump, dumpDatabase } from '../dump/dump.ts';
import { restorable } from '../dump/restorable.ts';
import type { Database, Session } from '../engine/types.ts';
import { restore } from '../proof/restore.ts';
import { applySteps } from './apply.ts';
import { type Content, contentProblems, contentsOf, type Looked, sequencesOf, survivors } from './checksums.ts';
import { type Filled, type FillOptions, fillSchema } from './fill.ts';
import type { Plan } from './step.ts';

/** What a plan was held against, and what came of it. */
export interface PlanProof extends Filled {
  proved: boolean;
  /** What went wrong, a line each. */
  problems: string[];
  /** Rows of continuous aggregates that were compared. */
  buckets: number;
}

/**
 * Fills the base with rows, applies a plan to it and compares what comes out with head: the model, every surviving column
 * of every table and continuous aggregate, where sequences stand, and that a second plan from there has nothing to do.
 *
 * @param again plans from what came out
 */
export async function provePlan(
  plan: Plan,
  from: Dump,
  to: Dump,
  scratch: Database,
  options: FillOptions,
  again: (base: Dump) => Plan,
): Promise<PlanProof> {
  await restore(from.text, scratch, 'the base');
  const looked = survivors(from.model, to.model);
  const sequences = to.model.sequences
    .filter(({ name }) => from.model.sequences.some((one) => one.name === name))
    .map(({ name }) => name);
  const proof: PlanProof = { proved: false, problems: [], buckets: 0, ...NOTHING };
  let before: State;
  {
    await using session = await scratch.connect();
    Object.assign(proof, await fillSchema(session, from.model, to.model, options));
    before = await stateOf(session, looked, sequences, true);
    await session.reset();
  }
  const stop = await applySteps(scratch, plan.steps);
  if (stop !== null) return { ...proof, problems: [`${stop.step.title}: ${stop.message}`] };
  {
    await using session = await scratch.connect();
    const after = await stateOf(session, looked, sequences, false);
    proof.problems.push(...contentProblems(before.contents, after.contents));
    proof.problems.push(...sequenceProblems(before.sequences, after.sequences));
    await session.reset();
  }
  const aggregates = new Set(to.model.continuousAggregates.map(({ name }) => name));
  for (const { name, rows } of before.contents.values()) if (aggregates.has(name)) proof.buckets += Number(rows);
  const result = await dumpDatabase(scratch);
  proof.problems.push(...schemaProblems(result, to));
  const rest = again(result);
  proof.problems.push(...rest.steps.map(({ title }) => `a second plan has something to do: ${title}`));
  return { ...proof, proved: proof.problems.length === 0 };
}

const NOTHING: Filled = { rows: 0, tables: 0, chunks: 0, compressed: 0, untried: [] };

interface State {
  contents: Map<string, Content>;
  sequences: Map<string, string>;
}

async function stateOf(
  session: Session,
  looked: readonly Looked[],
  sequences: readonly string[],
  future: boolean,
): Promise<State> {
  return { contents: await contentsOf(session, looked, future), sequences: await sequencesOf(session, sequences) };
}

function sequenceProblems(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...before].flatMap(([name, at]) =>
    after.get(name) === at ? [] : [`the sequence ${name} stands at ${after.get(name)} instead of ${at}`],
  );
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
