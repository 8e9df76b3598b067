import type { Dump } from '../dump/dump.ts';
import { fingerprintOf } from '../dump/header.ts';
import type { Engine } from '../engine/types.ts';
import { type Proof, prove } from '../proof/prove.ts';
import { describeProof, listLosses, listUntried } from '../report/proof-text.ts';
import type { ScriptErrorFields } from '../script/error.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { imageFor, type Source, startEngine } from './source.ts';

const DEFECT = 'This is a defect of timescale-ci: please report it with the dump.';

/** The step: proves a source's dump on an engine that `scratchFor` gave. */
export function proveSource(source: Source, dump: Dump, engine: Engine, context: Context): Promise<Proof> {
  const remark = source.engine.kind === 'external' ? remarkOn(engine, dump) : DEFECT;
  return proveOn(engine, dump, dump.model, context, 'the dump', [remark]);
}

/** Where a source's dump is restored: beside it, or for a live database on a server of its own. Dispose it. */
export async function scratchFor(source: Source, dump: Dump, settings: Settings, context: Context): Promise<Engine> {
  const { engine } = source;
  if (engine.kind === 'external') {
    return await startEngine({ ...settings, image: imageFor(dump, settings) }, context, 'scratch');
  }
  const { kind, label, versions, database } = engine;
  // The source stops it.
  return { kind, label, versions, database, scratch: () => engine.scratch(), [Symbol.asyncDispose]: async () => {} };
}

/** Another version may bring what the source cannot have (PostgreSQL 17 the privilege MAINTAIN), or say it otherwise. */
export function remarkOn(
  { versions }: Pick<Engine, 'versions'>,
  { facts }: { facts: Pick<Dump['facts'], 'postgres' | 'timescaledb'> },
): string {
  const [source, scratch] = [facts.postgres, versions.postgres].map((version) => version.split('.')[0]);
  if (source === scratch && facts.timescaledb?.version === versions.timescaledb) return DEFECT;
  return (
    `The source runs TimescaleDB ${facts.timescaledb?.version ?? 'none'} on PostgreSQL ${source}, this was proved on ` +
    `${versions.timescaledb} on PostgreSQL ${scratch}, which may explain it: prove it on the source's versions by --engine docker.`
  );
}

/** Restores, compares and reports. The model is null where the text is all there is. */
export async function proveOn(
  engine: Engine,
  dump: Pick<Dump, 'text'>,
  expected: Dump['model'] | null,
  { reporter }: Context,
  file: string,
  remarks: readonly string[] = [],
): Promise<Proof> {
  const step = reporter.step('restore');
  const proof = await prove(dump, expected, engine, file);
  const untried = listUntried(proof);
  if (proof.proved) {
    const tell = untried.length > 0 ? step.warn : step.done;
    tell(describeProof(proof), [...untried, ...readOtherwise(dump, proof.restored)]);
  } else
    step.fail(describeProof(proof), [...listLosses(proof), ...(failsInFunction(proof.error) ? [FUNCTION] : remarks)]);
  return proof;
}

/** Whether a statement failed inside of a function of the user's own, as the innermost line of the context says. */
export function failsInFunction(error: Pick<ScriptErrorFields, 'context'> | null): boolean {
  return /^(SQL|PL\/pgSQL) function "?(?!_timescaledb_)/.test(error?.context ?? '');
}

const FUNCTION =
  'A function of the schema fails where it is called without rows and under the search_path of the database. Write names in ' +
  'it with their schema, or give it a path: ALTER FUNCTION … SET search_path = …';

/** What to say where PostgreSQL prints a dump otherwise once it has read it. */
export function readOtherwise({ text }: Pick<Dump, 'text'>, read: Pick<Dump, 'fingerprint'> | null): string[] {
  if (read === null || read.fingerprint === fingerprintOf(text)) return [];
  return [`as PostgreSQL prints it once it has read it: schema ${read.fingerprint.slice(0, 8)}`];
}
