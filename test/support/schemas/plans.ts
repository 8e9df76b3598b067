import { explainChanges } from '../../../src/diff/changes.ts';
import type { Rename } from '../../../src/diff/rename/rewrite.ts';
import { type Dump, dumpDatabase } from '../../../src/dump/dump.ts';
import type { Database, ScratchDatabase } from '../../../src/engine/types.ts';
import { type PlanProof, provePlan, type Task } from '../../../src/plan/prove.ts';
import type { Plan } from '../../../src/plan/step.ts';
import { backOf, taskOf, type Way } from '../../../src/plan/task.ts';
import { restore } from '../../../src/proof/restore.ts';
import { apply, lent, type Workshop } from './workshop.ts';

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
  options: { rows?: number; chunks?: number; undo?: boolean; renames?: readonly Rename[] } = {},
): Promise<{ plan: Plan; proof: PlanProof | null; database: Database | null }> {
  const { rows = 24, chunks = 4, undo = false } = options;
  const { back, ...task } = await taskBetween(workshop, from, to, options.renames);
  const { plan } = task;
  if (plan.refused.length > 0) return { plan, proof: null, database: null };
  const scratch = await workshop.scratch();
  const proof = await provePlan(undo ? { ...task, back } : task, scratch, { rows, chunks });
  return { plan, proof, database: scratch };
}

/** The plan from one schema to another, with its way back. */
export async function taskBetween(
  workshop: Workshop,
  from: Dump,
  to: Dump,
  renames: readonly Rename[] = [],
): Promise<Required<Task>> {
  const version = from.facts.timescaledb?.version ?? null;
  const changes = explainChanges(from.model, to.model, { timescaledb: version, renames });
  // Where rows are proved is another database.
  const scratch = async (): Promise<Database> => lent((await workshop.source()) as ScratchDatabase);
  const way: Way = { from, to, renames, changes, version, scratch };
  return { ...(await taskOf(way)), back: backOf(way) };
}
