import { explainChanges } from '../diff/changes.ts';
import { detectRenames } from '../diff/rename/detect.ts';
import { readRenameHints } from '../diff/rename/hints.ts';
import { resolveRenames } from '../diff/rename/resolve.ts';
import type { Dump } from '../dump/dump.ts';
import type { Engine } from '../engine/types.ts';
import { messageOf } from '../errors.ts';
import { planSteps } from '../plan/plan.ts';
import { type PlanProof, provePlan, type Task } from '../plan/prove.ts';
import { planId } from '../plan/run.ts';
import type { Plan } from '../plan/step.ts';
import { backOf, placeOf, taskOf, type Way } from '../plan/task.ts';
import { undoLines } from '../report/plan-text.ts';
import { plural } from '../report/words.ts';
import type { ScriptFile } from '../script/files.ts';
import { runScripts } from '../script/run.ts';
import type { Settings } from '../settings/schema.ts';
import type { SourceStatement } from '../sql/sources.ts';
import type { Context } from './context.ts';
import { openOperand, readOperandSpec } from './operand.ts';
import { startEngine } from './source.ts';

export interface PlanOptions {
  prove: boolean;
  /** How many rows the proof puts into every table. */
  rows: number;
  /** How many chunks it spreads them over. */
  chunks: number;
}

/** What a proof makes where nobody says otherwise. */
export const PROOF = { rows: 24, chunks: 4 } as const;

export interface PlanResult extends Plan {
  /** What makes it this plan. */
  id: string;
  fingerprints: { old: string; new: string };
  /** Null where it was not asked for, or where something was refused. */
  proof: PlanProof | null;
  /** The dump of the schema that it leads from. */
  base: string;
}

/** Plans the way from one schema to another, and proves it on rows. */
export async function plan(
  specs: { old: string; new: string },
  options: PlanOptions,
  settings: Settings,
  context: Context,
): Promise<PlanResult> {
  const [old, now] = [await readOperandSpec(specs.old, context), await readOperandSpec(specs.new, context)];
  const from = await openOperand(old, settings, context);
  const to = await openOperand(now, settings, context);
  await using engine = await startEngine(settings, context, 'scratch');
  const version = from.live ?? engine.versions.timescaledb;
  const timescaledb = from.live ?? to.live ?? to.target;
  return await planBetween(
    { from: from.dump, to: to.dump, statements: to.statements, version, timescaledb },
    options,
    engine,
    context,
  );
}

/** Two schemas, as one server prints them. */
export interface Between {
  from: Dump;
  to: Dump;
  /** The statements of head, whose comments may say what has another name. */
  statements: readonly SourceStatement[];
  /** The version of TimescaleDB that the plan runs on, and the one that its changes are explained for. */
  version: string;
  timescaledb: string | null;
}

/** Plans the way between two schemas that are read, and proves it on a server that has neither's roles. */
export async function planBetween(
  { from, to, statements, version, timescaledb }: Between,
  options: PlanOptions,
  engine: Engine,
  context: Context,
): Promise<PlanResult> {
  const told = resolveRenames(readRenameHints(statements), from.model, to.model);
  const { renames } = detectRenames(from.model, to.model, told);
  const changes = explainChanges(from.model, to.model, {
    timescaledb,
    renames: told,
    rows: { from: from.rows, to: to.rows },
  });
  const way: Way = { from, to, renames, changes, version, scratch: () => engine.scratch() };
  const task = await taskOf(way);
  const step = context.reporter.step('plan');
  const fingerprints = { old: from.fingerprint, new: to.fingerprint };
  const result = { id: planId({ fingerprints, steps: task.plan.steps }), ...task.plan };
  const words = plural(result.steps.length, 'step');
  if (result.refused.length > 0) {
    step.fail(`${words}; ${plural(result.refused.length, 'change')} not planned`, refusals(result));
  } else step.done(words, result.notes);
  const base = from.text;
  if (!options.prove || result.refused.length > 0) return { ...result, fingerprints, proof: null, base };
  return {
    ...result,
    fingerprints,
    proof: await proveStep({ ...task, back: backOf(way) }, options, engine, context),
    base,
  };
}

/** Holds migrations that somebody wrote against what a plan is held against; `engine` has the roles of neither schema. */
export async function proveMigrations(
  scripts: readonly ScriptFile[],
  { from, to, timescaledb }: Between,
  options: PlanOptions,
  engine: Engine,
  { cwd }: Context,
): Promise<PlanProof> {
  await using scratch = await engine.scratch();
  const changes = explainChanges(from.model, to.model, { timescaledb });
  const task: Task = {
    plan: { steps: [], refused: [], notes: [] },
    from,
    to,
    renamed: { base: from, steps: [] },
    again: (reached) => planSteps(reached, to, changes, placeOf(reached, engine.versions.timescaledb)),
    other: async (database) => {
      await using session = await database.connect();
      try {
        await runScripts(session, scripts, { database: database.name, cwd });
        return null;
      } catch (error) {
        return messageOf(error);
      } finally {
        await session.reset();
      }
    },
  };
  return await provePlan(task, scratch, options);
}

/** Fills the base with rows, and takes them through the plan and back. */
async function proveStep(task: Task, options: PlanOptions, engine: Engine, { reporter }: Context): Promise<PlanProof> {
  const step = reporter.step('prove');
  await using scratch = await engine.scratch();
  const proof = await provePlan(task, scratch, options);
  const untried = proof.untried.map(({ table, why }) => `no rows in ${table}: ${why}`);
  if (!proof.proved) step.fail('the plan does not reach head as it should', [...proof.problems, ...untried]);
  else {
    const isWhole = untried.length === 0 && proof.undo?.proved !== false;
    (isWhole ? step.done : step.warn)(proofWords(proof), [...untried, ...undoLines(proof.undo)]);
  }
  return proof;
}

/** What a proof looked at, in a line. */
function proofWords({ rows, tables, chunks, compressed, buckets }: PlanProof): string {
  return (
    `${plural(rows, 'row')} in ${plural(tables, 'table')}, ${plural(chunks, 'chunk')}, ${compressed} compressed, ` +
    `${plural(buckets, 'bucket')}: all there, and the schema is head's`
  );
}

function refusals({ refused }: Plan): string[] {
  return refused.map(({ object, why }) => `${object}: ${why}`);
}
