import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readHeader } from '../../../src/dump/header.ts';
import { disableRyuk, startDocker } from '../../../src/engine/docker.ts';
import type { Engine } from '../../../src/engine/types.ts';
import { SettingsSchema } from '../../../src/settings/schema.ts';
import { type DriftResult, drift } from '../../../src/workflows/drift.ts';
import { dump } from '../../../src/workflows/dump.ts';
import { testContext } from '../../support/context.ts';
import { describeDocker, dockerImage } from '../../support/docker.ts';
import { run } from '../dump/support.ts';
import { containersOf } from '../support/images.ts';
import { whileWatched } from '../support/only-reads.ts';

const LABEL = `drift-${process.pid}`;
const PASSWORD = 'p@ss/w:rd';

const SCHEMA = `CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE SCHEMA trading;
CREATE TABLE trading.trades (ts timestamptz NOT NULL, symbol text NOT NULL, price numeric(18, 6));
CREATE TABLE trading.venues (id integer PRIMARY KEY, kind varchar(8) CHECK (kind IN ('exchange', 'dark')));
SELECT create_hypertable('trading.trades', 'ts', chunk_time_interval => interval '1 day');
CREATE INDEX trades_symbol ON trading.trades (symbol, ts DESC);
CREATE VIEW trading.latest AS SELECT t.symbol, max(t.price) AS price FROM trading.trades t GROUP BY t.symbol;
`;

/** What the documentation asks for, and not a right more. */
const TOLD = `CREATE ROLE told LOGIN PASSWORD '${PASSWORD}';
GRANT CONNECT ON DATABASE trading_data TO told;
GRANT USAGE ON SCHEMA trading TO told;
GRANT SELECT ON ALL TABLES IN SCHEMA trading TO told;
`;

const ROWS = `INSERT INTO trading.trades SELECT now() - n * interval '1 hour', 'S' || n % 7, n FROM generate_series(1, 500) n;
INSERT INTO trading.venues VALUES (1, 'dark');
VACUUM (ANALYZE);
CHECKPOINT;
`;

describeDocker('drift of a live database', () => {
  let server: Engine;
  let directory: string;
  let url: string;
  let container: string;
  const settings = SettingsSchema.parse({ engine: 'embedded' });
  const look = (against?: string, more: Partial<typeof settings> = {}): Promise<DriftResult> => {
    const context = { ...testContext(directory), env: { ...process.env, PG_DUMP: join(directory, 'pg_dump') } };
    return drift({ against }, { ...settings, 'database-url': url, ...more }, context);
  };

  beforeAll(async () => {
    disableRyuk(process.env);
    directory = mkdtempSync(join(tmpdir(), 'timescale-ci-drift-'));
    server = await startDocker({ image: dockerImage(), database: 'trading_data', label: LABEL });
    const [found] = await containersOf(LABEL);
    const { NetworkSettings, Id } = (await found?.inspect()) ?? {};
    container = Id ?? '';
    url = `postgres://told:${encodeURIComponent(PASSWORD)}@${NetworkSettings?.Networks['bridge']?.IPAddress}:5432/trading_data`;
    const program = join(directory, 'pg_dump');
    writeFileSync(
      program,
      `#!/bin/sh\nexec docker exec --env PGPASSWORD --env PGCLIENTENCODING ${container} pg_dump "$@"\n`,
    );
    chmodSync(program, 0o755);
    mkdirSync(join(directory, 'sql/init'), { recursive: true });
    // The grants to the role that looks are part of the schema, as they are in production.
    writeFileSync(join(directory, 'sql/init/01.sql'), SCHEMA + TOLD);
    await run(server.database, SCHEMA + TOLD);
    await using session = await server.database.connect();
    for (const statement of ROWS.split(/(?<=;)\n/)) if (statement !== '') await session.execute(statement);
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  });

  test('none from the dump of another version, read with what the documentation asks for, and nothing written', async () => {
    const { text } = await dump(settings, testContext(directory));
    writeFileSync(join(directory, 'other.sql'), text);
    const { result, locks, before, after, logged } = await whileWatched(server, 'told', () => look('other.sql'));
    expect(result.differences).toEqual([]);
    expect(result.fingerprints.live).toBe(result.fingerprints.reference);
    expect(readHeader(text)?.versions.timescaledb).not.toBe(server.versions.timescaledb);
    expect(locks.filter((lock) => !/^(virtualxid|relation AccessShareLock)/.test(lock))).toEqual([]);
    expect(locks).toContain('relation AccessShareLock');
    expect(after).toEqual(before);
    expect(logged).toEqual([]);
  });

  test('what somebody did by hand and the source does not, ignored where the settings say so', async () => {
    await run(
      server.database,
      `CREATE INDEX by_hand ON trading.trades (price); SELECT set_chunk_time_interval('trading.trades', interval '2 days');`,
    );
    const entry = { kind: 'index', object: '*', property: '*', reason: 'a trial', until: '2026-11-22' };
    const result = await look('init', { drift: { ignore: [entry] } });
    expect(result.differences).toMatchObject([
      {
        side: 'both',
        kind: 'hypertable',
        object: 'trading.trades',
        property: 'chunk interval',
        from: '1 day',
        to: '2 days',
        lastChange: { owner: 'postgres', transaction: { ago: expect.any(Number) } },
        place: null,
      },
    ]);
    expect(result.ignored).toMatchObject([{ difference: { object: 'trading.by_hand' }, by: entry }]);
    expect(result.database).toMatch(/^[\d.]+:5432\/trading_data$/);
  });

  test('whatever keeps it from an answer is no drift: exit code 2', async () => {
    const failing = async (more: object, against = 'other.sql') => {
      const error = await look(against, more).catch((reason) => reason);
      expect(error.exitCode).toBe(2);
      expect(`${error.message} ${error.hint}`).not.toContain(PASSWORD);
      return error.message;
    };
    expect(await failing({ 'database-url': url.replace('told:', 'told:x') })).toContain('refuses the password');
    expect(await failing({ 'database-url': url.replace('trading_data', 'nowhere') })).toContain('does not exist');
    writeFileSync(join(directory, 'sql/init/02.sql'), 'SELECT nonsense;\n');
    expect(await failing({}, 'init')).toContain('sql/init/02.sql:1:8');
    rmSync(join(directory, 'sql/init/02.sql'));
    await run(server.database, 'REVOKE SELECT ON trading.venues FROM told');
    expect(await failing({})).toContain('permission denied for table venues');
    await run(server.database, 'GRANT SELECT ON trading.venues TO told');
  });
});
