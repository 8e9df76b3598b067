import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Dump, dumpDatabase } from '../../../src/dump/dump.ts';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Engine } from '../../../src/engine/types.ts';
import { dumpAndProve, objections, run } from './support.ts';

let engine: Engine;
let dump: Dump;

beforeAll(async () => {
  engine = await startEmbedded('trading_data');
  await run(engine.database, await readFile(new URL('../../support/everything.sql', import.meta.url), 'utf8'));
});

afterAll(() => engine?.[Symbol.asyncDispose]());

test('one of everything comes back from its dump', async () => {
  const proved = await dumpAndProve(engine, engine.database);
  dump = proved.dump;
  expect(objections(proved.proof)).toEqual([]);
});

test('rows, chunks, compressed chunks, refreshed aggregates and jobs that ran change no byte', async () => {
  await run(
    engine.database,
    `INSERT INTO trading.symbols (symbol) SELECT 'S' || g FROM generate_series(1, 5) g;
     INSERT INTO trading.trades (ts, symbol, price, qty, side, symbol_id, "Dev Id")
       SELECT timestamptz '2025-01-01 00:00+00' + g * interval '6 hours', 'S' || g % 4, g, 1, 'buy', 1 + g % 5, 'd' || g % 3
       FROM generate_series(0, 20) g;
     INSERT INTO trading.ticks SELECT g * 50000, g FROM generate_series(0, 6) g;
     INSERT INTO "Odd; schema -- name"."Hyper ""é""" SELECT timestamptz '2025-01-01' + g * interval '20 days', 'x' || g, g FROM generate_series(0, 3) g;
     INSERT INTO trading.skipping SELECT timestamptz '2025-01-01' + g * interval '5 days', g, g FROM generate_series(0, 3) g;
     REFRESH MATERIALIZED VIEW trading.snapshot;
     CALL refresh_continuous_aggregate('analytics.hourly', NULL, NULL);
     CALL refresh_continuous_aggregate('analytics.aaa_daily', NULL, NULL);
     SELECT count(compress_chunk(c)) FROM show_chunks('trading.trades') c;
     SELECT count(compress_chunk(c)) FROM show_chunks('trading.skipping') c;
     SELECT count(compress_chunk(c)) FROM show_chunks('analytics.hourly') c;
     DO $$
     DECLARE job record;
     BEGIN
       FOR job IN SELECT job_id FROM timescaledb_information.jobs WHERE proc_name IN ('policy_retention', 'cleanup') LOOP
         CALL run_job(job.job_id);
       END LOOP;
     END $$;
     ANALYZE;`,
  );
  expect((await dumpDatabase(engine.database)).text).toBe(dump.text);
});

test('a foreign key to a hypertable leaves no trace of the chunks that it also points to', async () => {
  await using database = await engine.scratch();
  await run(
    database,
    `CREATE EXTENSION timescaledb;
     CREATE TABLE events (ts timestamptz PRIMARY KEY);
     SELECT create_hypertable('events', 'ts');
     CREATE TABLE notes (ts timestamptz REFERENCES events ON DELETE CASCADE, note text);`,
  );
  const before = await dumpDatabase(database);
  await run(
    database,
    "INSERT INTO events VALUES ('2025-01-01'), ('2025-02-01'); INSERT INTO notes VALUES ('2025-01-01');",
  );
  expect((await dumpDatabase(database)).text).toBe(before.text);
});

test("PostgreSQL's own count of a column's changes is not part of the schema", async () => {
  // What the minor releases of November 2026 write of their own accord.
  await run(
    engine.database,
    `UPDATE pg_attribute SET attoptions = array_append(attoptions, 'pg_attver=4711')
     WHERE attnum > 0 AND attrelid IN ('trading.symbols'::regclass, 'trading.days'::regclass)`,
  );
  expect((await dumpDatabase(engine.database)).text).toBe(dump.text);
});
