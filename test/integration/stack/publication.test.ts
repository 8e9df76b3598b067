import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '../../../src/stack/wait.ts';
import { describeDocker, dockerImage } from '../../support/docker.ts';
import { docker } from './support.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SLOT = 'consumer';

/** What docs/operations.md says that logical replication carries of a hypertable, on the image at hand. */
describeDocker('a publication', () => {
  const password = randomUUID();
  let container: string;
  let client: pg.Client;

  beforeAll(async () => {
    container = await docker(
      ...[
        'run',
        '--detach',
        '--rm',
        '--env',
        `POSTGRES_PASSWORD=${password}`,
        '--publish',
        '127.0.0.1::5432',
        dockerImage(),
      ],
      ...['-c', 'wal_level=logical', '-c', 'fsync=off', '-c', 'timescaledb.max_background_workers=0'],
    );
    const port = Number((await docker('port', container, '5432/tcp')).split(':').at(-1));
    client = await waitUntilReady(port);
    for (const name of ['01_init_timescaledb.sql', '03_replication.sql']) {
      await client.query(readFileSync(join(ROOT, 'sql/init', name), 'utf8'));
    }
    await client.query('CREATE TABLE trading.plain (id int PRIMARY KEY)');
    await client.query(`INSERT INTO trading.positions VALUES ('2026-01-01', 'NVDA', 1, 1, 1)`);
  });
  afterAll(async () => {
    await client?.end();
    await docker('rm', '--force', '--volumes', container);
  });

  async function waitUntilReady(port: number): Promise<pg.Client> {
    const connect = async () => {
      const next = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' });
      next.on('error', () => {});
      try {
        await next.connect();
        await next.query('SELECT 1');
        return next;
      } catch {
        await next.end().catch(() => {});
        return undefined;
      }
    };
    const ready = await waitFor(connect, { withinMs: 60_000, everyMs: 100 });
    if (ready === undefined) throw new Error(await docker('logs', container));
    return ready;
  }

  /** The relations, and how many rows of each, that a consumer of the publication receives from some statements. */
  async function received(publication: string, statements: string): Promise<Record<string, number>> {
    await client.query(`SELECT pg_create_logical_replication_slot('${SLOT}', 'pgoutput')`);
    try {
      await client.query(statements);
      const { rows } = await client.query<{ data: Buffer }>(
        `SELECT data FROM pg_logical_slot_get_binary_changes('${SLOT}', NULL, NULL, 'proto_version', '1', 'publication_names', $1)`,
        [publication],
      );
      return countInserts(rows.map(({ data }) => data));
    } finally {
      await client.query(`SELECT pg_drop_replication_slot('${SLOT}')`);
    }
  }

  test('that names a hypertable carries the chunks of that moment, under their internal names, and no later one', async () => {
    await client.query('CREATE PUBLICATION named FOR TABLE trading.positions');
    const { rows } = await client.query<{ schemaname: string; tablename: string }>(
      `SELECT schemaname, tablename FROM pg_publication_tables WHERE pubname = 'named' ORDER BY 1, 2`,
    );
    expect(rows).toEqual([
      { schemaname: '_timescaledb_internal', tablename: expect.stringMatching(/^_hyper_\d+_\d+_chunk$/) },
      { schemaname: 'trading', tablename: 'positions' },
    ]);
    const carried = await received(
      'named',
      `INSERT INTO trading.positions VALUES ('2026-01-01 10:00', 'MSFT', 1, 1, 1), ('2026-02-01', 'MSFT', 1, 1, 1)`,
    );
    // Two rows were written: the one in the chunk that is new never leaves.
    expect(carried).toEqual({ [`_timescaledb_internal.${rows[0]?.tablename}`]: 1 });
  });

  test('of all tables of a schema carries no row of a hypertable', async () => {
    await client.query('CREATE PUBLICATION whole FOR TABLES IN SCHEMA trading');
    const carried = await received(
      'whole',
      `INSERT INTO trading.positions VALUES ('2026-01-01 11:00', 'MSFT', 1, 1, 1), ('2026-03-01', 'MSFT', 1, 1, 1);
       INSERT INTO trading.plain VALUES (1)`,
    );
    expect(carried).toEqual({ 'trading.plain': 1 });
  });

  test('of chunks’ own schema carries rows of every hypertable, later chunks too, under internal names', async () => {
    await client.query('CREATE PUBLICATION chunks FOR TABLES IN SCHEMA _timescaledb_internal');
    const carried = await received(
      'chunks',
      `INSERT INTO trading.positions VALUES ('2026-01-01 12:00', 'MSFT', 1, 1, 1), ('2026-04-01', 'MSFT', 1, 1, 1)`,
    );
    expect(Object.keys(carried).sort()).toEqual([
      expect.stringMatching(/^_timescaledb_internal\._hyper_\d+_\d+_chunk$/),
      expect.stringMatching(/^_timescaledb_internal\._hyper_\d+_\d+_chunk$/),
    ]);
  });

  test('carries later chunks of a published hypertable where TimescaleDB publishes them itself, 2.25 and newer', async () => {
    const { rows } = await client.query<{ version: string; offered: boolean }>(
      `SELECT extversion AS version, EXISTS (SELECT FROM pg_settings WHERE name = 'timescaledb.enable_chunk_auto_publication') AS offered
         FROM pg_extension WHERE extname = 'timescaledb'`,
    );
    const [{ version = '', offered = false } = {}] = rows;
    expect(offered).toBe(Number(version.split('.')[1]) >= 25);
    if (!offered) return;
    await client.query('SET timescaledb.enable_chunk_auto_publication = on');
    try {
      const carried = await received(
        'trading_data_pub',
        `INSERT INTO trading.positions VALUES ('2026-06-01', 'MSFT', 1, 1, 1), ('2026-06-02', 'MSFT', 1, 1, 1)`,
      );
      expect(Object.values(carried)).toEqual([1, 1]);
      expect(Object.keys(carried).every((name) => /^_timescaledb_internal\._hyper_\d+_\d+_chunk$/.test(name))).toBe(
        true,
      );
    } finally {
      await client.query('RESET timescaledb.enable_chunk_auto_publication');
    }
  });

  test('trading_data_pub carries the plain tables of schema trading that were there, and no row of a hypertable', async () => {
    // Plain tables that came later are published by the next run of the init SQL.
    await client.query(readFileSync(join(ROOT, 'sql/init/03_replication.sql'), 'utf8'));
    const carried = await received(
      'trading_data_pub',
      `INSERT INTO trading.positions VALUES ('2026-01-01 13:00', 'MSFT', 1, 1, 1), ('2026-05-01', 'MSFT', 1, 1, 1);
       INSERT INTO trading.plain VALUES (2)`,
    );
    expect(carried).toEqual({ 'trading.plain': 1 });
  });
});

/** Reads pgoutput's messages (PostgreSQL's documentation, 54.9): R introduces a relation by its id, I is a row for one. */
function countInserts(messages: readonly Buffer[]): Record<string, number> {
  const names = new Map<number, string>();
  const counts: Record<string, number> = {};
  for (const message of messages) {
    const kind = String.fromCharCode(message[0] ?? 0);
    if (kind === 'R') {
      const [schema = '', table = ''] = message.subarray(5).toString('latin1').split('\0');
      names.set(message.readUInt32BE(1), `${schema === '' ? 'pg_catalog' : schema}.${table}`);
    } else if (kind === 'I') {
      const name = names.get(message.readUInt32BE(1)) ?? 'unknown';
      counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return counts;
}
