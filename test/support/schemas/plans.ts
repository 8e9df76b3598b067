import { explainChanges } from '../../../src/diff/changes.ts';
import { type Dump, dumpDatabase } from '../../../src/dump/dump.ts';
import type { Database } from '../../../src/engine/types.ts';
import type { Place } from '../../../src/plan/drop.ts';
import { planSteps } from '../../../src/plan/plan.ts';
import { type PlanProof, provePlan, type Task } from '../../../src/plan/prove.ts';
import type { Plan } from '../../../src/plan/step.ts';
import { restore } from '../../../src/proof/restore.ts';
import { apply, type Workshop } from './workshop.ts';

/** Builds a schema, and gives its dump, as it comes back from a restore where that says something else. */
export async function built(workshop: Workshop, script: string): Promise<Dump> {
  const source = await workshop.source();
  await apply(source, script);
  const dump = await dumpDatabase(source);
  // PostgreSQL prints `varchar IN ('a', 'b')` in other words once it was restored; no call makes a job again that cannot run.
  const settled = !dump.text.includes('::text[]') && dump.model.jobs.every(({ runnable }) => runnable);
  if (settled) return dump;
  const again = await workshop.source();
  await restore(dump.text, again, 'the dump');
  return await dumpDatabase(again);
}

/** The plan from one schema to another, and its proof; null where something was refused. */
export async function planned(
  workshop: Workshop,
  from: Dump,
  to: Dump,
  { rows = 24, chunks = 4, undo = false } = {},
): Promise<{ plan: Plan; proof: PlanProof | null; database: Database | null }> {
  const task = taskOf(from, from, to);
  if (task.plan.refused.length > 0) return { plan: task.plan, proof: null, database: null };
  const scratch = await workshop.scratch();
  const back = async (base: Dump): Promise<Task> => taskOf(base, to, from);
  const proof = await provePlan(undo ? { ...task, back } : task, scratch, { rows, chunks });
  return { plan: task.plan, proof, database: scratch };
}

/** @param known the base as its changes are explained from */
function taskOf(base: Dump, known: Dump, to: Dump): Task {
  const changes = explainChanges(known.model, to.model, { timescaledb: base.facts.timescaledb?.version ?? null });
  const again = (from: Dump): Plan => planSteps(from, to, changes, placeOf(from));
  return { plan: again(base), from: base, to, renamed: { base, steps: [] }, again };
}

/** What the statements of a plan need to know of the server that a dump comes from. */
export function placeOf({ facts }: Dump): Place {
  return {
    extension: facts.timescaledb?.schema ?? 'public',
    jobTable: facts.jobTable,
    builder: facts.builder.name,
    version: facts.timescaledb?.version ?? null,
  };
}
