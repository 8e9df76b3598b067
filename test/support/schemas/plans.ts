import { explainChanges } from '../../../src/diff/changes.ts';
import type { Rename } from '../../../src/diff/rename/rewrite.ts';
import { type Dump, dumpDatabase } from '../../../src/dump/dump.ts';
import type { Database, ScratchDatabase } from '../../../src/engine/types.ts';
import { type PlanProof, provePlan, type Task } from '../../../src/plan/prove.ts';
import type { Plan } from '../../../src/plan/step.ts';
import { backOf, taskOf, type Way } from '../../../src/plan/task.ts';
import { restore } from '../../../src/proof/restore.ts';
import { runScripts } from '../../../src/script/run.ts';
import type { RunResult } from '../../../src/script/run-types.ts';
import { type SourceStatement, sourceStatements } from '../../../src/sql/sources.ts';
import { lent, type Workshop } from './workshop.ts';

export { placeOf } from '../../../src/plan/task.ts';

/** Where schemas are built, and where plans are proved. */
export type Servers = Pick<Workshop, 'source' | 'scratch'>;

/** Builds a schema, and gives its dump, as it comes back from a restore where that says something else. */
export async function built(servers: Servers, script: string): Promise<Dump> {
  return (await builtFrom(servers, [{ file: 'generated.sql', text: script }])).dump;
}

/** The same for several files, with their statements. */
export async function builtFrom(
  servers: Servers,
  scripts: readonly { file: string; text: string }[],
): Promise<{ dump: Dump; statements: SourceStatement[] }> {
  const source = await servers.source();
  const result = await run(source, scripts);
  const statements = sourceStatements(result.scripts, result.ran);
  const dump = await dumpDatabase(source);
  // PostgreSQL prints `varchar IN ('a', 'b')` in other words once it was restored; no call makes a job again that cannot run.
  const settled = !dump.text.includes('::text[]') && dump.model.jobs.every(({ runnable }) => runnable);
  if (settled) return { dump, statements };
  const again = await servers.source();
  await restore(dump.text, again, 'the dump');
  return { dump: await dumpDatabase(again), statements };
}

async function run(database: Database, scripts: readonly { file: string; text: string }[]): Promise<RunResult> {
  await using session = await database.connect();
  const files = scripts.map(({ file, text }) => ({ name: file, path: file, text }));
  return await runScripts(session, files, { database: database.name, cwd: '/' });
}

/** The plan from one schema to another, and its proof; null where something was refused. */
export async function planned(
  servers: Servers,
  from: Dump,
  to: Dump,
  options: { rows?: number; chunks?: number; undo?: boolean; renames?: readonly Rename[] } = {},
): Promise<{ plan: Plan; proof: PlanProof | null; database: Database | null }> {
  const { rows = 24, chunks = 4, undo = false } = options;
  const { back, ...task } = await taskBetween(servers, from, to, options.renames);
  const { plan } = task;
  if (plan.refused.length > 0) return { plan, proof: null, database: null };
  const scratch = await servers.scratch();
  const proof = await provePlan(undo ? { ...task, back } : task, scratch, { rows, chunks });
  return { plan, proof, database: scratch };
}

/** The plan from one schema to another, with its way back. */
export async function taskBetween(
  servers: Servers,
  from: Dump,
  to: Dump,
  renames: readonly Rename[] = [],
): Promise<Task & Required<Pick<Task, 'back'>>> {
  const version = from.facts.timescaledb?.version ?? null;
  const changes = explainChanges(from.model, to.model, { timescaledb: version, renames });
  // Where rows are proved is another database.
  const scratch = async (): Promise<Database> => lent((await servers.source()) as ScratchDatabase);
  const way: Way = { from, to, renames, changes, version, scratch };
  return { ...(await taskOf(way)), back: backOf(way) };
}
