import { isBefore } from '../catalog/versions.ts';
import { type Dump, dumpDatabase } from '../dump/dump.ts';
import { rowsOf } from '../dump/header.ts';
import type { Database, Engine, PostgresErrorFields } from '../engine/types.ts';
import { fillHypertables } from '../proof/probe.ts';
import { type RefusedStatement, tryRestore } from '../proof/try-restore.ts';
import { quoteLiteral } from '../sql/quote.ts';

/** What the server said as it refused. */
export interface Stop {
  sqlstate: string;
  message: string;
  detail: string | null;
  hint: string | null;
}

/** The way that production takes: the schema on the old version, then ALTER EXTENSION timescaledb UPDATE. */
export interface UpgradePath {
  from: string;
  to: string;
  /** `same`: there is nothing to update. `older`: no update leads back. `not held`: the image has no files of the old one. */
  state: 'same' | 'older' | 'not held' | 'updated' | 'stopped';
  /** The older versions that the image has. */
  held: string[];
  /** What of the dump the old version refused before the update. */
  refusals: RefusedStatement[];
  /** How many hypertables had a row before the update. */
  filled: number;
  /** What stopped it, and at which statement. */
  stop: (Stop & { statement: string }) | null;
}

const UPDATE = 'ALTER EXTENSION timescaledb UPDATE';

/**
 * Takes a schema along the way that production takes, where the target's image has both versions.
 *
 * @param old the version that production runs
 * @returns the path, with the updated schema where it came to that
 */
export async function tryUpdate(
  dump: Pick<Dump, 'text'>,
  old: string,
  engine: Engine,
  file: string,
): Promise<{ path: UpgradePath; updated: Dump | null }> {
  const to = engine.versions.timescaledb;
  const held = await heldVersions(engine.database);
  const path: UpgradePath = { from: old, to, state: 'same', held, refusals: [], filled: 0, stop: null };
  if (old === to) return { path, updated: null };
  if (isBefore(to, old)) return { path: { ...path, state: 'older' }, updated: null };
  if (!held.includes(old)) return { path: { ...path, state: 'not held' }, updated: null };
  await using scratch = await engine.scratch();
  const create = `CREATE EXTENSION timescaledb VERSION ${quoteLiteral(old)}`;
  const made = await attempt(scratch, create);
  if (made !== null) return { path: { ...path, state: 'stopped', stop: made }, updated: null };
  const { refusals } = await tryRestore(dump.text, scratch, file);
  const before = await dumpDatabase(scratch, undefined, { rows: rowsOf(dump.text), compared: true });
  const filled = (await fillHypertables(scratch, before.model)).filter(({ accepted }) => accepted).length;
  const stop = await attempt(scratch, UPDATE);
  if (stop !== null) return { path: { ...path, state: 'stopped', refusals, filled, stop }, updated: null };
  const updated = await dumpDatabase(scratch, undefined, { rows: rowsOf(dump.text), compared: true });
  return { path: { ...path, state: 'updated', refusals, filled }, updated };
}

/** One statement as the first of a session of its own: the extension must not be loaded before. */
async function attempt(database: Database, statement: string): Promise<UpgradePath['stop']> {
  await using session = await database.connect();
  try {
    await session.execute(statement);
    return null;
  } catch (error) {
    const { code, message, detail = null, hint = null } = error as PostgresErrorFields;
    if (code === undefined) throw error;
    return { statement, sqlstate: code, message, detail, hint };
  }
}

async function heldVersions(database: Database): Promise<string[]> {
  await using session = await database.connect();
  const rows = await session.query<{ version: string }>(
    `SELECT version FROM pg_catalog.pg_available_extension_versions WHERE name = 'timescaledb' ORDER BY version`,
  );
  return rows.map(({ version }) => version);
}
