import { randomUUID } from 'node:crypto';
import type { ClientConfig } from 'pg';
import { UserError } from '../errors.ts';
import { archiveUntilNow, requireArchive } from './archive.ts';
import { type Connection, clientConfig, connect } from './connect.ts';
import { removeRestored, restoreBeside } from './restored.ts';
import type { Stack } from './stack.ts';
import { waitFor } from './wait.ts';

/** Reads the model of a database, and says how two differ; the shell brings both. */
export interface Models<M> {
  read: (server: ClientConfig) => Promise<M>;
  compare: (from: M, to: M) => string[];
}

export interface Verified {
  ok: boolean;
  tables: number;
  rows: number;
  /** How the restored database differs from the primary at the same moment; empty where it does not. */
  differences: string[];
  /** Null where rows were not compared, since the primary was never without an open write. */
  checksums: 'equal' | 'different' | null;
}

const QUIET_WITHIN_MS = 30_000;

/**
 * Restores from the archive alone, to a moment that the primary named, and compares: the model, and for every table the
 * number of its rows and the sum of their hashes. The scratch server goes afterwards.
 */
export async function verify<M>(stack: Stack, models: Models<M>): Promise<Verified> {
  requireArchive(stack);
  const { reporter } = stack.world;
  const origin = await fingerprint(stack, models);
  const archived = reporter.step('archive');
  await using primary = await connect(stack, 'primary', 'postgres');
  if (!(await archiveUntilNow(primary))) {
    throw new UserError('the log until now does not reach the archive', {
      hint: '"timescale-ci stack status" says why; "timescale-ci stack logs primary" shows more.',
    });
  }
  archived.done('it has everything until now');
  try {
    await restoreBeside(stack, { name: origin.name });
    const step = reporter.step('compare');
    await using restored = await connect(stack, 'restored');
    const sums = origin.sums === null ? null : await tableSums(restored);
    const differences = models.compare(origin.model, await models.read(clientConfig(stack, 'restored')));
    if (sums !== null && origin.sums !== null) differences.push(...differentSums(origin.sums, sums));
    const rows = [...(origin.sums?.values() ?? [])].reduce((total, { rows: n }) => total + Number(n), 0);
    const result = {
      ok: differences.length === 0 && sums !== null,
      tables: origin.sums?.size ?? 0,
      rows,
      differences,
      checksums:
        sums === null
          ? null
          : differences.some((one) => one.startsWith('rows of '))
            ? ('different' as const)
            : ('equal' as const),
    };
    if (result.ok) step.done(`the model, and ${rows} rows in ${result.tables} tables, are those of the primary`);
    else
      step.fail(
        differences[0] ?? 'rows were not compared: the primary was never without an open write',
        differences.slice(1, 20),
      );
    return result;
  } finally {
    await removeRestored(stack);
  }
}

interface Sum {
  rows: string;
  sum: string;
}

interface Fingerprint<M> {
  /** The moment's name in the log. */
  name: string;
  model: M;
  sums: Map<string, Sum> | null;
}

/**
 * Names a moment of the primary's log, and reads what the primary has at exactly that moment: no transaction that had
 * written was open before or after the name was written, and none had begun to write in between.
 */
async function fingerprint<M>(stack: Stack, models: Models<M>): Promise<Fingerprint<M>> {
  const step = stack.world.reporter.step('primary');
  await using reader = await connect(stack, 'primary');
  await using beside = await connect(stack, 'primary');
  let name = '';
  const quiet = await waitFor(
    async () => {
      // A restore stops at the first place of a name.
      name = `timescale-ci-${randomUUID()}`;
      await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      const before = await snapshot(reader);
      await beside.query('SELECT pg_create_restore_point($1)', [name]);
      const after = await snapshot(beside);
      if (before.open === 0 && before.text === after.text) return true;
      await reader.query('ROLLBACK');
      return undefined;
    },
    { withinMs: QUIET_WITHIN_MS, everyMs: 20, signal: stack.world.signal },
  );
  const sums = quiet === true ? await tableSums(reader) : null;
  await reader.query('COMMIT');
  const model = await models.read(clientConfig(stack, 'primary'));
  step.done(sums === null ? 'its model' : `its model, and the sums of ${sums.size} tables`);
  return { name, model, sums };
}

async function snapshot(connection: Connection): Promise<{ text: string; open: number }> {
  const [row] = await connection.query<{ text: string; open: number }>(
    `SELECT s::text AS text, (SELECT count(*) FROM txid_snapshot_xip(s))::int AS open FROM txid_current_snapshot() AS s`,
  );
  return row ?? { text: '', open: 1 };
}

// Through hypertables their chunks are read, compressed or not; those of continuous aggregates are in internal tables.
const TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name
    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition AND c.relpersistence <> 't'
     AND (n.nspname !~ '^(pg_|_?timescaledb|information_schema|toolkit_)' OR c.relname LIKE '\\_materialized\\_hypertable\\_%')
   ORDER BY 1`;

async function tableSums(connection: Connection): Promise<Map<string, Sum>> {
  for (const setting of [
    "TimeZone = 'UTC'",
    "DateStyle = 'ISO'",
    "IntervalStyle = 'postgres'",
    'extra_float_digits = 3',
  ]) {
    await connection.query(`SET ${setting}`);
  }
  const sums = new Map<string, Sum>();
  for (const { name } of await connection.query<{ name: string }>(TABLES)) {
    const [row] = await connection.query<Sum>(
      `SELECT count(*)::text AS rows, coalesce(sum(hashtextextended(t::text, 0)), 0)::text AS sum FROM ${name} AS t`,
    );
    if (row !== undefined) sums.set(name, row);
  }
  return sums;
}

/** What differs, by table. */
export function differentSums(from: ReadonlyMap<string, Sum>, to: ReadonlyMap<string, Sum>): string[] {
  return [...new Set([...from.keys(), ...to.keys()])].flatMap((name) => {
    const [a, b] = [from.get(name), to.get(name)];
    if (a?.rows === b?.rows && a?.sum === b?.sum) return [];
    const count = (one: Sum | undefined) => (one === undefined ? 'none' : one.rows);
    return [
      `rows of ${name}: ${count(a)} on the primary, ${count(b)} restored${a?.rows === b?.rows ? ', of other values' : ''}`,
    ];
  });
}
