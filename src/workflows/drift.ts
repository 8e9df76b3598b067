import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type LastChange, readLastChanges } from '../catalog/last-change.ts';
import type { ChangeClass } from '../diff/change.ts';
import { countClasses } from '../diff/changes.ts';
import { type Drift, type DriftRecord, driftRecordOf, explainDrift } from '../diff/drift.ts';
import { type Dump, dumpDatabase } from '../dump/dump.ts';
import { fingerprintOf } from '../dump/header.ts';
import type { Database, Engine } from '../engine/types.ts';
import { UserError } from '../errors.ts';
import type { Origin } from '../github/attestation.ts';
import { listVersions } from '../history/list-versions.ts';
import { readBack, settle } from '../proof/prove.ts';
import { statementOf } from '../proof/statement-of.ts';
import { driftWords } from '../report/drift-text.ts';
import { ScriptError } from '../script/error.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { type AppliedIgnores, applyIgnores } from './drift-ignore.ts';
import { type DriftReference, readReference } from './drift-reference.ts';
import { verifyOrigin } from './origin.ts';
import { chosenOf, imageFor, openLive, openSource, type Source, startEngine } from './source.ts';

/** A difference, with what the catalogue and the reference's text say of it. */
export interface FoundDrift extends DriftRecord {
  lastChange: LastChange | null;
  /** The line of the reference's file that makes the object; null where there is none. */
  place: { file: string; line: number } | null;
}

export interface DriftResult extends AppliedIgnores<FoundDrift> {
  /** The live database's name, and its address as the URL has it; what runs it. */
  name: string;
  database: string;
  server: string;
  reference: DriftReference;
  /** Where that comes from, as GitHub signed it; null where nobody asked. */
  origin: Origin | null;
  fingerprints: { reference: string; live: string };
  /** The newest file of the schema directory that holds just what the live database has; null where none does. */
  version: string | null;
  /** The dump of the live database. */
  dump: string;
  /** What is in the way of telling all of it. */
  warnings: string[];
}

export interface DriftOptions {
  /** A file, a commit, `init` for the source; the latest version where it is not given. */
  against?: string | undefined;
  /** Whether the origin of what it is compared with is verified first. */
  verify?: boolean | undefined;
  /** For that; without one gh uses its own. */
  token?: string | undefined;
}

/** More than these are not asked after: nobody reads them one by one. */
const MOST_ASKED = 500;

/**
 * Compares a live database with the schema that it should have. It is read only, in one snapshot; both sides are compared
 * as one scratch server prints them, so that versions of PostgreSQL make no difference.
 *
 * @throws UserError with exit code 2 wherever there is no answer
 */
export async function drift(options: DriftOptions, settings: Settings, context: Context): Promise<DriftResult> {
  try {
    return await compareLive(options, settings, context);
  } catch (error) {
    throw withoutAnswer(error);
  }
}

async function compareLive(
  { against, verify, token }: DriftOptions,
  settings: Settings,
  context: Context,
): Promise<DriftResult> {
  const url = settings['database-url'];
  if (url === undefined) {
    throw new UserError('there is no database to look at', {
      hint: 'Name it by --database-url postgres://…, or by database-url in the settings; it is only read.',
    });
  }
  // Before the database is asked: what cannot be found needs no connection.
  const reference = await readReference(against, settings, context);
  const origin = verify === true ? await verifyOrigin(reference, token, context) : null;
  await using live = await openLive(url, settings, context);
  const { engine } = live;
  const found = await driftOf(live, reference, settings, context);
  return {
    ...found,
    origin,
    name: engine.database.name,
    database: engine.label.slice(engine.label.indexOf(' at ') + ' at '.length),
    server: engine.label,
  };
}

/** The comparison itself, of any server that is there. */
async function driftOf(
  live: Source,
  reference: DriftReference,
  settings: Settings,
  context: Context,
): Promise<Omit<DriftResult, 'name' | 'database' | 'server' | 'origin'>> {
  const step = context.reporter.step('dump');
  await using source = await chosenOf(live, settings, context);
  const dump = await dumpDatabase(source.engine.database, source.builder, {
    ...source.options,
    absentRows: true,
    compared: true,
  });
  if (dump.facts.timescaledb === null) {
    step.warn(`schema ${dump.fingerprint.slice(0, 8)}`, [
      'The database has no TimescaleDB: it is compared as plain PostgreSQL.',
    ]);
  } else if (dump.warnings.length > 0) step.warn(`schema ${dump.fingerprint.slice(0, 8)}`, dump.warnings);
  else step.done(`schema ${dump.fingerprint.slice(0, 8)}`);

  const { drifts, fingerprints } = await compare(dump, reference, settings, context);
  const asked = drifts.slice(0, MOST_ASKED);
  const changes = await lastChanges(live.engine.database, asked, dump);
  const found = drifts.map(
    (one, i): FoundDrift => ({
      ...driftRecordOf(one),
      lastChange: changes[i] ?? null,
      place: placeOf(one, reference),
    }),
  );
  const applied = applyIgnores(found, settings.drift.ignore, context.now());
  const drifting = context.reporter.step('drift');
  const words = driftWords(applied, reference.name);
  if (applied.differences.length === 0) drifting.done(words);
  else drifting.fail(words);
  for (const one of applied.expired) {
    context.reporter.warn(
      `drift.ignore: "${one.kind} ${one.object}" ended on ${one.until} and ignores nothing any more`,
      [`It was: ${one.reason}`],
    );
  }
  for (const one of applied.idle) {
    context.reporter.warn(`drift.ignore: "${one.kind} ${one.object}" matches no difference`, [
      'Take it out, or mend its pattern.',
    ]);
  }
  const version = await versionWith(dump, settings, context);
  return { ...applied, reference, fingerprints, version, dump: dump.text, warnings: dump.warnings };
}

/** A live database may have an older version's schema, or what its own backup wrote at night. */
async function versionWith(dump: Dump, settings: Settings, { cwd }: Context): Promise<string | null> {
  const directory = resolve(cwd, settings['schema-dir']);
  for (const { file } of (await listVersions(directory)).reverse()) {
    const text = await readFile(join(directory, file), 'utf8').catch(() => '');
    if (fingerprintOf(text) === dump.fingerprint) return join(settings['schema-dir'], file);
  }
  return null;
}

/** Where the bytes are the same already, no server is started. */
async function compare(
  live: Dump,
  reference: DriftReference,
  settings: Settings,
  context: Context,
): Promise<Comparison> {
  const text = reference.dump?.text;
  if (text !== undefined && fingerprintOf(text) === live.fingerprint) {
    return { drifts: [], fingerprints: { reference: live.fingerprint, live: live.fingerprint } };
  }
  const image = imageFor(live, settings);
  const own: Settings = { ...settings, ...(image === undefined ? {} : { image }) };
  if (text === undefined) {
    const { 'database-url': _url, ...files } = own;
    await using source = await openSource(files, context);
    const built = await dumpDatabase(source.engine.database, source.builder, { ...source.options, absentRows: true });
    return await compareOn(source.engine, live, await settle(built, source.engine), context);
  }
  await using engine = await startEngine(own, context, 'scratch');
  return await compareOn(engine, live, await restored(text, engine, reference.name, context), context);
}

interface Comparison {
  drifts: Drift[];
  fingerprints: DriftResult['fingerprints'];
}

/** Restores a live database's dump on the server that the reference was read from: one printer shows what is equal. */
export async function compareOn(
  engine: Pick<Engine, 'scratch'>,
  live: Dump,
  reference: Pick<Dump, 'model' | 'fingerprint' | 'rows'>,
  context: Pick<Context, 'reporter'>,
): Promise<Comparison> {
  const there = await restored(live.text, engine, 'the dump of the live database', context);
  return {
    drifts: explainDrift(reference, there, live.facts.timescaledb?.version ?? null),
    fingerprints: { reference: reference.fingerprint, live: there.fingerprint },
  };
}

async function restored(
  text: string,
  engine: Pick<Engine, 'scratch'>,
  name: string,
  { reporter }: Pick<Context, 'reporter'>,
): Promise<Dump> {
  const step = reporter.step('restore');
  const dump = await readBack(text, engine, name);
  step.done(`${name} · schema ${dump.fingerprint.slice(0, 8)}`);
  return dump;
}

/** What the live database's catalogue knows of the objects that it has. It is a help, never a reason to fail. */
async function lastChanges(
  database: Database,
  drifts: readonly Drift[],
  { model, facts }: Dump,
): Promise<(LastChange | null)[]> {
  const there = drifts.map((one) => (one.side === 'reference' ? undefined : one.covers[0]));
  const wanted = there.filter((cover) => cover !== undefined);
  const jobTable = facts.timescaledb === null ? null : facts.jobTable;
  if (wanted.length === 0) return [];
  await using session = await database.connect();
  const found = await readLastChanges(session, wanted, model, jobTable);
  let next = 0;
  return there.map((cover) => (cover === undefined ? null : (found[next++] ?? null)));
}

function placeOf({ side, covers: [cover] }: Drift, { dump }: DriftReference): FoundDrift['place'] {
  if (dump === null || dump.file === null) return null;
  const line = cover === undefined || side === 'live' ? undefined : statementOf(dump.text, cover)?.line;
  return { file: dump.file, line: line ?? 1 };
}

/** Nothing was found where nothing was compared: whatever went wrong is no finding, and exits with 2. */
export function withoutAnswer(error: unknown): unknown {
  if (error instanceof ScriptError) {
    return new UserError(error.render(), {
      hint: 'Nothing was compared: what is named above does not build on the scratch server.',
      cause: error,
    });
  }
  if (!(error instanceof UserError) || error.exitCode === 2) return error;
  return new UserError(error.message, { ...(error.hint === undefined ? {} : { hint: error.hint }), cause: error });
}

/** The document of --json. */
export function driftDocument(result: DriftResult): object {
  const { differences, ignored, expired, idle, reference, origin, fingerprints, version, database, server, warnings } =
    result;
  return {
    drift: differences.length > 0,
    database,
    server,
    against: { name: reference.name, commit: reference.commit },
    origin,
    fingerprints,
    version,
    classes: countClasses(differences) satisfies { [C in ChangeClass]: number },
    differences,
    ignored: ignored.map(({ difference, by }) => ({ ...difference, reason: by.reason, until: by.until ?? null })),
    expired,
    idle,
    warnings,
  };
}
