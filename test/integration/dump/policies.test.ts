import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Job } from '../../../src/catalog/model.ts';
import { readCatalogue } from '../../../src/catalog/read.ts';
import type { Dump } from '../../../src/dump/dump.ts';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Engine } from '../../../src/engine/types.ts';
import { dumpAndProve, linesWith, objections, run } from './support.ts';

let engine: Engine;
let dump: Dump;

/** A hypertable over each type of integer, with a continuous aggregate, the policies' offsets in the type itself. */
const integers = (['smallint', 'integer', 'bigint'] as const)
  .map(
    (type) => `
     CREATE FUNCTION now_${type}() RETURNS ${type} LANGUAGE sql STABLE AS 'SELECT 1000::${type}';
     CREATE TABLE of_${type} (n ${type} NOT NULL, v integer);
     SELECT create_hypertable('of_${type}', 'n', chunk_time_interval => 100);
     SELECT set_integer_now_func('of_${type}', 'now_${type}');
     ALTER TABLE of_${type} SET (timescaledb.compress);
     CREATE MATERIALIZED VIEW sums_${type} WITH (timescaledb.continuous) AS
       SELECT time_bucket(10::${type}, n) AS b, sum(v) FROM of_${type} GROUP BY 1 WITH NO DATA;
     SELECT add_continuous_aggregate_policy('sums_${type}', 300::${type}, 10::${type}, interval '1 hour');
     SELECT add_compression_policy('of_${type}', 200::${type});
     SELECT add_retention_policy('of_${type}', 500::${type});`,
  )
  .join('');

beforeAll(async () => {
  engine = await startEmbedded('trading_data');
  await run(
    engine.database,
    `CREATE EXTENSION timescaledb;
     ${integers}
     CREATE TABLE times (ts timestamptz NOT NULL, v integer);
     SELECT create_hypertable('times', 'ts');
     ALTER TABLE times SET (timescaledb.compress);
     SELECT add_retention_policy('times', drop_created_before => interval '3 months');
     SELECT add_compression_policy('times', compress_created_before => interval '2 months', schedule_interval => interval '1 month',
       initial_start => '2031-01-01 00:00+00', timezone => 'Europe/Berlin');
     CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', ts) AS b, count(*) AS n FROM times GROUP BY 1 WITH NO DATA;
     CREATE MATERIALIZED VIEW daily WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 day', b) AS b, sum(n) AS n FROM hourly GROUP BY 1 WITH NO DATA;
     CREATE MATERIALIZED VIEW ranked WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 day', ts) AS b, v, count(*) AS over FROM times GROUP BY 1, 2 WITH NO DATA;
     SELECT set_config('timescaledb.enable_cagg_window_functions', 'on', false);
     CREATE MATERIALIZED VIEW windowed WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 day', ts) AS b, v, rank() OVER (ORDER BY v) AS r FROM times GROUP BY 1, 2 WITH NO DATA;
     SELECT add_continuous_aggregate_policy('hourly', interval '10 days', interval '2 days', interval '1 hour');
     SELECT add_continuous_aggregate_policy('hourly', NULL, interval '10 days', interval '1 day');
     SELECT add_continuous_aggregate_policy('daily', NULL, interval '1 month', interval '1 day 3 hours',
       initial_start => '2030-01-01 09:00+09', timezone => 'Asia/Tokyo');
     SELECT add_continuous_aggregate_policy('windowed', NULL, interval '1 month', interval '1 day');
     SELECT alter_job(job_id, scheduled => false, max_runtime => '5 min', max_retries => 4, retry_period => '3 min')
       FROM timescaledb_information.jobs WHERE hypertable_name = 'windowed';
     SELECT set_config('timescaledb.enable_cagg_window_functions', 'off', false);
     CREATE ROLE worker LOGIN;
     CREATE ROLE idle NOLOGIN;
     CREATE TABLE handed (ts timestamptz NOT NULL, v integer);
     SELECT create_hypertable('handed', 'ts');
     SELECT add_retention_policy('handed', interval '1 year');
     ALTER TABLE handed OWNER TO worker;
     GRANT SELECT ON handed TO CURRENT_USER WITH GRANT OPTION;
     GRANT UPDATE (v) ON handed TO CURRENT_USER;
     CREATE TABLE resting (ts timestamptz NOT NULL);
     SELECT create_hypertable('resting', 'ts');
     ALTER TABLE resting OWNER TO worker;
     SELECT add_retention_policy('resting', interval '1 year');
     ALTER ROLE worker NOLOGIN;
     ALTER MATERIALIZED VIEW hourly SET (timescaledb.compress);
     SELECT add_compression_policy('hourly', interval '20 days');
     ALTER MATERIALIZED VIEW ranked SET (timescaledb.compress);
     SELECT add_continuous_aggregate_policy('ranked', interval '10 days', interval '2 days', interval '1 hour');
     SELECT add_compression_policy('ranked', interval '20 days');
     SELECT remove_continuous_aggregate_policy('ranked');
     ALTER MATERIALIZED VIEW sums_integer SET (timescaledb.compress);
     SELECT add_compression_policy('sums_integer', 400);
     SELECT remove_continuous_aggregate_policy('sums_integer');
     SELECT add_continuous_aggregate_policy('sums_integer', 500, 10, interval '1 hour');
     CREATE PROCEDURE tidy(job_id integer, config jsonb) LANGUAGE plpgsql AS 'BEGIN END';
     CREATE PROCEDURE "P; 'x"(job_id integer, config jsonb) LANGUAGE plpgsql AS 'BEGIN END';
     SELECT add_job('tidy', '1 hour', config => '{"big": 9007199254740993, "rate": 1.50, "nested": [{"n": 31536000000000001}]}');
     SELECT add_job('tidy', '2 hours', job_name => E'My "job" \\\\ it''s');
     SELECT add_job('"P; ''x"', '2 hours', fixed_schedule => false, scheduled => false);
     SELECT add_job('tidy', '1 hour');
     SELECT add_job('tidy', '1 hour');`,
  );
});

afterAll(() => engine?.[Symbol.asyncDispose]());

const job = (name: string): Job | undefined => dump.model.jobs.find((found) => found.name === name);

test('every policy and job comes back', async () => {
  const proved = await dumpAndProve(engine, engine.database);
  dump = proved.dump;
  expect(objections(proved.proof)).toEqual([]);
  expect(dump.model.jobs).toHaveLength(25);
});

test('integer offsets are written in the type of the time column', () => {
  expect(linesWith(dump.text, "add_retention_policy('public.of_")).toEqual([
    "SELECT public.add_retention_policy('public.of_bigint'::regclass, drop_after => 500::bigint, schedule_interval => '1 day'::interval);",
    "SELECT public.add_retention_policy('public.of_integer'::regclass, drop_after => 500::integer, schedule_interval => '1 day'::interval);",
    "SELECT public.add_retention_policy('public.of_smallint'::regclass, drop_after => 500::smallint, schedule_interval => '1 day'::interval);",
  ]);
});

test('alter_job stands only where a policy was altered, since some versions refuse it', () => {
  const altered = linesWith(dump.text, 'alter_job(').filter((line) => line.includes('policy('));
  expect(altered).toHaveLength(1);
  expect(altered[0]).toContain("'public.windowed'");
  expect(linesWith(dump.text, "'public.daily'")).toContain(
    "SELECT public.add_continuous_aggregate_policy('public.daily'::regclass, start_offset => NULL, end_offset => '1 mon'::interval, " +
      "schedule_interval => '1 day 03:00:00'::interval, initial_start => '2000-01-02 15:00:00+00'::timestamptz, timezone => 'Asia/Tokyo');",
  );
});

test("numbers of a job's config keep every digit", () => {
  expect(JSON.stringify(job('job public.tidy (4)')?.config)).toBe(
    '{"big":9007199254740993,"nested":[{"n":31536000000000001}],"rate":1.50}',
  );
});

test('window functions are allowed for the aggregate that has one, not for a column called over', () => {
  expect(linesWith(dump.text, 'enable_cagg_window_functions')).toHaveLength(2);
});

test('how an aggregate learns of changes is told by the information view alone (2.22)', async () => {
  await using session = await engine.database.connect();
  await session.execute('BEGIN; DROP TRIGGER ts_cagg_invalidation_trigger ON public.times');
  const { model } = await readCatalogue(session);
  await session.execute('ROLLBACK');
  const using = model.continuousAggregates.map(({ bare, invalidateUsing }) => `${bare}: ${invalidateUsing}`);
  expect(using).toContain('hourly: wal');
  expect(using).toContain('daily: null');
});
