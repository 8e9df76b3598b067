import type { Change } from '../diff/change.ts';
import { explainChanges } from '../diff/changes.ts';
import { detectRenames } from '../diff/rename/detect.ts';
import { readRenameHints } from '../diff/rename/hints.ts';
import { resolveRenames } from '../diff/rename/resolve.ts';
import { type Dump, dumpDatabase } from '../dump/dump.ts';
import type { Engine } from '../engine/types.ts';
import { UserError } from '../errors.ts';
import { applySteps } from '../plan/apply.ts';
import type { Place } from '../plan/drop.ts';
import { planSteps } from '../plan/plan.ts';
import { type PlanProof, provePlan } from '../plan/prove.ts';
import { renameSteps } from '../plan/rename.ts';
import { planId } from '../plan/run.ts';
import type { Plan, Step } from '../plan/step.ts';
import { restore } from '../proof/restore.ts';
import { plural } from '../report/words.ts';
import type { Settings } from '../settings/schema.ts';
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
  const told = resolveRenames(readRenameHints(to.statements), from.dump.model, to.dump.model);
  const { renames } = detectRenames(from.dump.model, to.dump.model, told);
  const changes = explainChanges(from.dump.model, to.dump.model, {
    timescaledb: from.live ?? to.live ?? to.target,
    renames: told,
    rows: { from: from.dump.rows, to: to.dump.rows },
  });
  const place = placeOf(from.dump, from.live ?? engine.versions.timescaledb);
  const renaming = renameSteps(renames, from.dump.model, to.dump.model);
  const base = renaming.length === 0 ? from.dump : await renamed(from.dump, renaming, engine);
  const step = context.reporter.step('plan');
  const planned = planSteps(base, to.dump, changes, place);
  const fingerprints = { old: from.dump.fingerprint, new: to.dump.fingerprint };
  const steps = [...renaming, ...planned.steps];
  const result = { id: planId({ fingerprints, steps }), ...planned, steps };
  const words = plural(result.steps.length, 'step');
  if (result.refused.length > 0) {
    step.fail(`${words}; ${plural(result.refused.length, 'change')} not planned`, refusals(result));
  } else step.done(words, result.notes);
  const proof =
    !options.prove || result.refused.length > 0
      ? null
      : await proveStep(result, from.dump, to.dump, changes, options, engine, context);
  return { ...result, fingerprints, proof, base: from.dump.text };
}

async function proveStep(
  result: Plan,
  from: Dump,
  to: Dump,
  changes: readonly Change[],
  options: PlanOptions,
  engine: Engine,
  { reporter }: Context,
): Promise<PlanProof> {
  const step = reporter.step('prove');
  await using scratch = await engine.scratch();
  const proof = await provePlan(result, from, to, scratch, options, (base) =>
    planSteps(base, to, changes, placeOf(base, engine.versions.timescaledb)),
  );
  const untried = proof.untried.map(({ table, why }) => `no rows in ${table}: ${why}`);
  if (proof.proved) (untried.length > 0 ? step.warn : step.done)(proofWords(proof), untried);
  else step.fail('the plan does not reach head as it should', [...proof.problems, ...untried]);
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

/** The base under head's names, as a server prints it. */
async function renamed(base: Dump, steps: readonly Step[], engine: Engine): Promise<Dump> {
  await using scratch = await engine.scratch();
  await restore(base.text, scratch, 'the base');
  const stop = await applySteps(scratch, steps);
  if (stop !== null) {
    throw new UserError(`${stop.step.title} fails on the base: ${stop.message}`, {
      hint: 'Take the renamed-from comment away, or rename in a migration of its own.',
      exitCode: 1,
    });
  }
  return await dumpDatabase(scratch);
}

function placeOf({ facts }: Dump, version: string): Place {
  return {
    extension: facts.timescaledb?.schema ?? 'public',
    jobTable: facts.jobTable,
    builder: facts.builder.name,
    version,
  };
}
