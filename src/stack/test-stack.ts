import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { messageOf } from '../errors.ts';
import { type Connection, connect } from './connect.ts';
import { findContainer } from './containers.ts';
import type { Server, Stack } from './stack.ts';
import { waitFor } from './wait.ts';

const ARRIVES_WITHIN_MS = 10_000;

export interface Check {
  name: 'primary' | 'write' | 'replica' | 'read' | 'refuse';
  ok: boolean;
  message: string;
}

export interface TestResult {
  ok: boolean;
  checks: Check[];
  /** Milliseconds from the commit on the primary until the replica showed the row; null where it never did. */
  arrivedMs: number | null;
}

/**
 * Tries a stack out: connects, writes a row on the primary, reads it on the replica, and makes sure that the replica
 * refuses a write. The row lies in the database postgres, not in yours, and is gone afterwards.
 */
export async function testStack(stack: Stack): Promise<TestResult> {
  const result: TestResult = { ok: true, checks: [], arrivedMs: null };
  const check = async (name: Check['name'], work: () => Promise<string>): Promise<boolean> => {
    const step = stack.world.reporter.step(name);
    try {
      const message = await work();
      step.done(message);
      result.checks.push({ name, ok: true, message });
      return true;
    } catch (error) {
      const message = messageOf(error);
      const [first = '', ...more] = message.split('\n');
      step.fail(first, more);
      result.checks.push({ name, ok: false, message });
      result.ok = false;
      return false;
    }
  };

  if (!(await check('primary', () => answers(stack, 'primary')))) return result;
  await using primary = await connect(stack, 'primary', 'postgres');
  const id = randomUUID();
  if (!(await check('write', () => writeRow(primary, id)))) return result;
  try {
    if ((await findContainer(stack, 'replica')) === undefined) {
      stack.world.reporter.note('There is no replica: "timescale-ci stack start-replica" makes one.');
      return result;
    }
    if (!(await check('replica', () => answers(stack, 'replica')))) return result;
    await using replica = await connect(stack, 'replica', 'postgres');
    await check('read', async () => {
      const start = performance.now();
      const found = await waitFor(() => readRow(replica, id), { withinMs: ARRIVES_WITHIN_MS, everyMs: 20 });
      if (found === undefined) throw new Error(`the row did not arrive within ${ARRIVES_WITHIN_MS / 1000} s`);
      result.arrivedMs = Math.round(performance.now() - start);
      return `the row arrived on the replica within ${Math.max(1, result.arrivedMs)} ms`;
    });
    await check('refuse', () => refuses(replica));
    return result;
  } finally {
    await primary.query('DELETE FROM timescale_ci.heartbeat WHERE id = $1', [id]).catch(() => {});
  }
}

async function answers(stack: Stack, server: Server): Promise<string> {
  await using connection = await connect(stack, server);
  const [row] = await connection.query<{ postgres: string; timescaledb: string | null; standby: boolean }>(
    `SELECT regexp_replace(current_setting('server_version'), ' .*', '') AS postgres, pg_is_in_recovery() AS standby,
            (SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'timescaledb') AS timescaledb`,
  );
  const { postgres = '', timescaledb = null, standby = false } = row ?? {};
  if (standby !== (server === 'replica'))
    throw new Error(`it is a ${standby ? 'standby' : 'primary'}, not the ${server}`);
  return `${timescaledb === null ? 'no TimescaleDB' : `TimescaleDB ${timescaledb}`} on PostgreSQL ${postgres} at ${stack.env.bind}:${stack.env.ports[server]}`;
}

async function writeRow(primary: Connection, id: string): Promise<string> {
  await primary.query('CREATE SCHEMA IF NOT EXISTS timescale_ci');
  await primary.query(
    'CREATE TABLE IF NOT EXISTS timescale_ci.heartbeat (id uuid PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp())',
  );
  await primary.query('INSERT INTO timescale_ci.heartbeat (id) VALUES ($1)', [id]);
  return 'the primary took a row';
}

async function readRow(replica: Connection, id: string): Promise<true | undefined> {
  try {
    const rows = await replica.query('SELECT FROM timescale_ci.heartbeat WHERE id = $1', [id]);
    return rows.length > 0 ? true : undefined;
  } catch (error) {
    // The table is not there yet: undefined_table, invalid_schema_name.
    if (error instanceof pg.DatabaseError && /^(42P01|3F000)$/.test(error.code ?? '')) return undefined;
    throw error;
  }
}

async function refuses(replica: Connection): Promise<string> {
  try {
    await replica.query('DELETE FROM timescale_ci.heartbeat WHERE false');
  } catch (error) {
    // read_only_sql_transaction
    if (error instanceof pg.DatabaseError && error.code === '25006') return 'the replica refuses to write, as it must';
    throw error;
  }
  throw new Error('the replica takes writes: it is a second primary');
}
