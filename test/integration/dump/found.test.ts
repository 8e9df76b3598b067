/** @module-tag long */
import { afterAll, expect, test } from 'vitest';
import { type Dump, dumpDatabase } from '../../../src/dump/dump.ts';
import { type Proof, prove } from '../../../src/proof/prove.ts';
import { describeProof } from '../../../src/report/proof-text.ts';
import { apply, Workshop } from '../../support/schemas/workshop.ts';
import { linesWith, objections } from './support.ts';

/** Defects that generated schemas (npm run fuzz) and strangers brought to light, each as the few statements that showed it. */
const workshop = new Workshop();

afterAll(() => workshop[Symbol.asyncDispose]());

/** The dump of what the statements build, after its proof. */
async function roundTrip(sql: string): Promise<string> {
  return (await dumpAndProve(sql)).text;
}

async function dumpAndProve(sql: string): Promise<Dump & { proof: Proof }> {
  const source = await workshop.source();
  await apply(source, sql);
  const dump = await dumpDatabase(source);
  const proof = await prove(dump, dump.model, workshop);
  expect(objections(proof)).toEqual([]);
  return { ...dump, proof };
}

test('an aggregate whose bucket has a name of 63 bytes keeps one time index', async () => {
  const column = 'b23456789012345678901234567890123456789012345678901234567890123';
  const text = await roundTrip(`
    CREATE TABLE t (ts timestamptz NOT NULL, v integer);
    SELECT create_hypertable('t', 'ts');
    CREATE MATERIALIZED VIEW a WITH (timescaledb.continuous) AS
      SELECT time_bucket('1 hour', ts) AS ${column}, max(v) AS v FROM t GROUP BY 1 WITH NO DATA;
    CREATE INDEX ON a (${column} DESC);`);
  // TimescaleDB's own is made with the aggregate; the one beside it is not.
  expect(text.match(new RegExp(`^CREATE INDEX ON public.a USING btree \\(${column} DESC\\);$`, 'gm'))).toHaveLength(1);
});

test('a grant that was passed on is given in the name of the role that passed it on', async () => {
  const text = await roundTrip(`
    CREATE ROLE "first one" NOLOGIN;
    CREATE ROLE second;
    CREATE TABLE t (v integer);
    GRANT SELECT ON t TO "first one" WITH GRANT OPTION;
    SET ROLE "first one";
    GRANT SELECT ON t TO second;
    RESET ROLE;`);
  expect(text).toContain('SET ROLE "first one";\nGRANT SELECT ON TABLE public.t TO second;\nRESET ROLE;');
});

test('row security that is forced comes after the aggregates on its hypertable', async () => {
  const text = await roundTrip(`
    CREATE TABLE t (ts timestamptz NOT NULL, v integer);
    SELECT create_hypertable('t', 'ts');
    CREATE MATERIALIZED VIEW a WITH (timescaledb.continuous) AS
      SELECT time_bucket('1 hour', ts) AS b, max(v) AS v FROM t GROUP BY 1 WITH NO DATA;
    ALTER TABLE t ENABLE ROW LEVEL SECURITY;
    ALTER TABLE t FORCE ROW LEVEL SECURITY;`);
  expect(text.indexOf('ALTER TABLE public.t FORCE ROW LEVEL SECURITY;')).toBeGreaterThan(
    text.indexOf('CREATE MATERIALIZED VIEW public.a'),
  );
});

test('a hypertable whose owner may not make chunks in its associated schema is still known for one', async () => {
  await roundTrip(`
    CREATE ROLE keeper;
    CREATE SCHEMA chunks;
    CREATE TABLE t (ts timestamptz NOT NULL);
    SELECT create_hypertable('t', 'ts', associated_schema_name => 'chunks');
    ALTER TABLE t OWNER TO keeper;`);
});

test('a role is named for its settings in the database alone', async () => {
  const text = await roundTrip(`
    CREATE ROLE "only; settings";
    ALTER ROLE "only; settings" IN DATABASE trading_data SET work_mem TO '8MB';`);
  expect(text).toContain('--   CREATE ROLE "only; settings";\n');
});

test("a setting's value may look like psql's name of the database", async () => {
  const text = await roundTrip(`ALTER DATABASE trading_data SET application_name TO ':"DBNAME" it''s';`);
  expect(text).toContain(`--   ALTER DATABASE :"DBNAME" SET application_name TO ':"DBNAME" it''s';\n`);
});

test('a policy keeps its owner where the hypertable has got another since', async () => {
  const text = await roundTrip(`
    CREATE ROLE before LOGIN;
    CREATE ROLE "after" LOGIN;
    CREATE TABLE t (ts timestamptz NOT NULL);
    SELECT create_hypertable('t', 'ts');
    SELECT add_retention_policy('t', interval '1 year');
    ALTER TABLE t OWNER TO before;
    SELECT remove_retention_policy('t');
    SELECT add_retention_policy('t', interval '1 year');
    ALTER TABLE t OWNER TO "after";
    CREATE TABLE u (ts timestamptz NOT NULL);
    SELECT create_hypertable('u', 'ts');
    SELECT add_retention_policy('u', interval '1 year');
    ALTER TABLE u OWNER TO "after";`);
  expect(text).toContain('ALTER TABLE public.t OWNER TO before;\nSELECT public.add_retention_policy(');
  expect(text).toContain('ALTER TABLE public.u OWNER TO CURRENT_USER;\nSELECT public.add_retention_policy(');
});

test('names and values of what the server needs may have line breaks and backslashes', async () => {
  const text = await roundTrip(`
    CREATE ROLE "two
lines \\ here";
    ALTER ROLE "two
lines \\ here" IN DATABASE trading_data SET application_name TO E'a\\nb\\r\\\\c ''d''';`);
  expect(text).toContain('--   CREATE ROLE U&"two\\000alines \\\\ here";\n');
});

test('a job whose check function is gone, or in a schema of another name, is kept without it', async () => {
  const { text, warnings } = await dumpAndProve(`
    CREATE SCHEMA old;
    CREATE PROCEDURE old.tidy(job_id integer, config jsonb) LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION old.valid(config jsonb) RETURNS void LANGUAGE sql AS 'SELECT';
    SELECT add_job('old.tidy', '1 hour', check_config => 'old.valid', initial_start => '2031-01-01 00:00:00+00');
    DROP FUNCTION old.valid;`);
  expect(text).toMatch(/add_job\('old\.tidy'::regproc, .*initial_start => '2000-01-03 00:00:00\+00'/);
  expect(text).not.toContain('check_config');
  expect(warnings).toEqual([expect.stringContaining('job old.tidy is dumped without its check function: old.valid')]);
});

test("a procedure of TimescaleDB's that was added as a job finds what it works on by name", async () => {
  const id = (name: string): string =>
    `(SELECT jsonb_build_object('hypertable_id', id) FROM _timescaledb_catalog.hypertable WHERE table_name = '${name}')`;
  const { text, model, warnings } = await dumpAndProve(`
    CREATE TABLE "Odd 't" (ts timestamptz NOT NULL);
    SELECT create_hypertable('"Odd ''t"', 'ts');
    CREATE MATERIALIZED VIEW sums WITH (timescaledb.continuous) AS
      SELECT time_bucket('1 hour', ts) AS b, count(*) FROM "Odd 't" GROUP BY 1 WITH NO DATA;
    SELECT add_job('_timescaledb_functions.policy_retention', '1 day', ${id("Odd ''t")} || '{"drop_after": "1 year"}');
    SELECT add_job('_timescaledb_functions.policy_refresh_continuous_aggregate', '1 day',
      (SELECT jsonb_build_object('mat_hypertable_id', mat_hypertable_id, 'end_offset', '1 day', 'start_offset', NULL)
       FROM _timescaledb_catalog.continuous_agg));
    SELECT add_job('_timescaledb_functions.policy_job_stat_history_retention', '1 day', '{"drop_after": "1 year"}');
    CREATE PROCEDURE tidy(job_id integer, config jsonb) LANGUAGE sql AS 'SELECT 1';
    SELECT add_job('tidy', '1 day', '{"hypertable_id": 1}');
    -- rows that nobody's call made, as TimescaleDB's own tests have them
    SELECT add_job('_timescaledb_functions.policy_compression', '1 day', '{"hypertable_id": 1000, "compress_after": "1 day"}');
    INSERT INTO _timescaledb_config.bgw_job (id, application_name, schedule_interval, max_runtime, max_retries, retry_period, proc_schema, proc_name)
      VALUES (2004, 'Refresh', '3 days', '1 hour', 5, '5 min', '_timescaledb_functions', 'policy_refresh_continuous_aggregate');`);
  expect(text).not.toContain("''::regclass");
  expect(model.jobs.filter(({ runnable }) => runnable).map(({ config }) => config)).toEqual([
    { drop_after: '1 year' },
    { end_offset: '1 day', mat_hypertable_id: 'public.sums', start_offset: null },
    { drop_after: '1 year', hypertable_id: `public."Odd 't"` },
    { hypertable_id: 1 },
  ]);
  expect(warnings).toEqual([
    expect.stringMatching(/policy_compression is left out, .*: the hypertable that it works on does not exist;/),
    expect.stringMatching(/policy_refresh_continuous_aggregate \(2\) is left out/),
  ]);
});

/** A start, the schedule that it belongs to, and what is dumped of it on whatever day. */
const STARTS = [
  ["'2030-01-01 09:30:00+00'", '1 day', null, '2000-01-03 09:30:00+00'],
  ["'1999-12-31 09:30:00+00'", '1 day', null, '2000-01-03 09:30:00+00'],
  ["date_trunc('day', now()) + interval '1 day 2 hours'", '1 day', null, '2000-01-03 02:00:00+00'],
  ["date_trunc('hour', now()) + interval '70 minutes'", '1 hour', null, '2000-01-03 00:10:00+00'],
  ["date_trunc('week', now()) + interval '9 days'", '7 days', null, '2000-01-05 00:00:00+00'],
  ["date_trunc('month', now()) + interval '1 month 3 days'", '1 month', null, '2000-07-04 00:00:00+00'],
  ["'2026-12-31 23:00:00+00'", '3 months', null, '2000-09-30 23:00:00+00'],
  ["'2028-12-31 23:00:00+00'", '1 year', null, '2000-12-31 23:00:00+00'],
  // Half past two in Berlin, in summer as in winter.
  ["'2026-07-01 00:30:00+00'", '1 day', 'Europe/Berlin', '2000-01-03 01:30:00+00'],
  ["'2026-12-01 01:30:00+00'", '1 day', 'Europe/Berlin', '2000-01-03 01:30:00+00'],
  ["'2026-11-30 23:00:00+00'", '1 month', 'Europe/Berlin', '2000-06-30 22:00:00+00'],
  // A moment between two seconds only records when the job was made.
  ["now() + interval '10 days 0.000001 seconds'", '1 day', null, null],
] as const;

test('of a start its place in the schedule is kept, on whatever day the statement runs', async () => {
  const calls = STARTS.map(
    ([start, every, zone], i) =>
      `SELECT add_job('tidy', '${every}', config => '{"n": ${i}}', initial_start => ${start}` +
      `${zone === null ? '' : `, timezone => '${zone}'`});`,
  );
  const { text, model } = await dumpAndProve(
    ["CREATE PROCEDURE tidy(job_id integer, config jsonb) LANGUAGE sql AS 'SELECT 1';", ...calls].join('\n'),
  );
  const starts = new Map(model.jobs.map(({ config, initialStart }) => [config?.['n'], initialStart]));
  expect(STARTS.map((_, i) => starts.get(i))).toEqual(STARTS.map(([, , , dumped]) => dumped));
  expect(text).toContain("initial_start => '2000-09-30 23:00:00+00'::timestamptz");
});

test('a chunk that is published is left out', async () => {
  // FOR TABLE takes the chunks that are there; 2.25 and later let those that are made later join
  const { text, model } = await dumpAndProve(`
    CREATE SCHEMA chunks;
    CREATE TABLE t (ts timestamptz NOT NULL);
    SELECT create_hypertable('t', 'ts', associated_schema_name => 'chunks');
    CREATE TABLE u (ts timestamptz NOT NULL);
    SELECT create_hypertable('u', 'ts');
    INSERT INTO t VALUES ('2025-01-01');
    INSERT INTO u VALUES ('2025-01-01');
    CREATE PUBLICATION p FOR TABLE t, u;
    CREATE PUBLICATION s FOR TABLES IN SCHEMA chunks;`);
  expect(model.publications.map(({ tables }) => tables.map(({ table }) => table))).toEqual([
    ['public.t', 'public.u'],
    [],
  ]);
  expect(text).not.toMatch(/_hyper_/);
});

test('a role that only chunks name is left out', async () => {
  const text = await roundTrip(`
    CREATE ROLE past;
    CREATE TABLE t (ts timestamptz NOT NULL);
    SELECT create_hypertable('t', 'ts');
    ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO past;
    INSERT INTO t VALUES ('2024-01-01');
    ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM past;`);
  expect(text).not.toContain('past');
});

test('a partitioning function may share its name', async () => {
  const text = await roundTrip(`
    CREATE FUNCTION part(anyelement) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
    CREATE TABLE t (ts timestamptz NOT NULL, k text);
    SELECT create_hypertable('t', 'ts', 'k', 2, partitioning_func => 'part');
    CREATE FUNCTION part(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';`);
  expect(text).toContain("partitioning_func => 'public.part(anyelement)'::regprocedure::regproc");
});

test('a default may reach a continuous aggregate, and an aggregate stand on that hypertable', async () => {
  await roundTrip(`
    CREATE TABLE a (ts timestamptz NOT NULL, v integer);
    SELECT create_hypertable('a', 'ts');
    CREATE MATERIALIZED VIEW z WITH (timescaledb.continuous) AS
      SELECT time_bucket('1 day', ts) AS b, count(*) AS n FROM a GROUP BY 1 WITH NO DATA;
    CREATE FUNCTION most() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT max(n) FROM z; END;
    CREATE TABLE h (ts timestamptz NOT NULL, v bigint DEFAULT most(), UNIQUE (ts, v));
    SELECT create_hypertable('h', 'ts');
    CREATE MATERIALIZED VIEW c WITH (timescaledb.continuous) AS
      SELECT time_bucket('1 day', ts) AS b, count(*) AS n FROM h GROUP BY 1 WITH NO DATA;`);
});

test('a comment on a row policy does not draw the hypertable behind row security', async () => {
  const text = await roundTrip(`
    CREATE TABLE t (ts timestamptz NOT NULL, v integer);
    SELECT create_hypertable('t', 'ts');
    CREATE MATERIALIZED VIEW a WITH (timescaledb.continuous) AS
      SELECT time_bucket('1 day', ts) AS b, count(*) AS n FROM t GROUP BY 1 WITH NO DATA;
    ALTER TABLE t ENABLE ROW LEVEL SECURITY;
    CREATE POLICY mine ON t USING (v > 0);
    COMMENT ON POLICY mine ON t IS 'why';`);
  expect(text.indexOf('create_hypertable')).toBeLessThan(text.indexOf('CREATE MATERIALIZED VIEW'));
});

test('a constraint trigger does not keep a table from standing before the function of its own default', async () => {
  await roundTrip(`
    CREATE TABLE t (id integer PRIMARY KEY, x integer);
    CREATE FUNCTION highest() RETURNS integer LANGUAGE sql STABLE BEGIN ATOMIC SELECT max(id) FROM t; END;
    ALTER TABLE t ALTER x SET DEFAULT highest();
    CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
    CREATE CONSTRAINT TRIGGER late AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION watch();`);
});

test('a partitioning function that refuses the row that we make up does not refute a dump', async () => {
  const { proof } = await dumpAndProve(`
    CREATE FUNCTION time_of(jsonb) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$SELECT ($1 ->> 't')::timestamptz$$;
    CREATE TABLE t (j jsonb NOT NULL);
    SELECT create_hypertable('t', 'j', time_partitioning_func => 'time_of');
    CREATE TABLE u (ts timestamptz NOT NULL);
    SELECT create_hypertable('u', 'ts');`);
  expect(proof.proved).toBe(true);
  expect(describeProof(proof)).toMatch(/1 of 2 hypertables accept rows, 1 not tried$/);
});

test('a password that the dump holds is told', async () => {
  const { warnings } = await dumpAndProve(`
    CREATE FOREIGN DATA WRAPPER f;
    CREATE SERVER "far; away" FOREIGN DATA WRAPPER f OPTIONS (host 'password');
    CREATE USER MAPPING FOR CURRENT_USER SERVER "far; away" OPTIONS (password 'hunter2');`);
  expect(warnings).toEqual([expect.stringMatching(/^USER MAPPING FOR \S+ has a password/)]);
  expect(warnings.join()).not.toContain('hunter2');
});

test('an interval is counted in what the partitioning function gives', async () => {
  const days = (n: number): string => `'${n} days'::interval`;
  const dimensions = [
    { column: 'date', result: 'smallint', body: 'SELECT extract(year FROM $1)::smallint' },
    { column: 'date', result: 'integer', body: 'SELECT extract(month FROM $1)::integer' },
    { column: 'date', result: 'bigint', body: 'SELECT extract(year FROM $1)::bigint' },
    { column: 'integer', result: 'date', body: "SELECT date '1970-01-01' + $1" },
    { column: 'text', result: 'timestamp', body: 'SELECT $1::timestamp' },
    { column: 'jsonb', result: 'timestamptz', body: "SELECT ($1 ->> 't')::timestamptz" },
  ].map((one) => {
    const counts = one.result.endsWith('int') || one.result === 'integer';
    return { ...one, counts, span: counts ? '3::bigint' : days(3), age: counts ? `9::${one.result}` : days(9) };
  });
  const text = await roundTrip(
    dimensions
      .map(
        ({ column, result, body, counts, span, age }) => `
          CREATE FUNCTION part_${result}(${column}) RETURNS ${result} LANGUAGE sql IMMUTABLE AS $$${body}$$;
          CREATE TABLE by_${result} (c ${column} NOT NULL);
          SELECT create_hypertable('by_${result}', 'c', chunk_time_interval => ${span}, time_partitioning_func => 'part_${result}');
          CREATE FUNCTION now_${result}() RETURNS ${result} LANGUAGE sql STABLE AS 'SELECT NULL::${result}';
          ${counts ? `SELECT set_integer_now_func('by_${result}', 'now_${result}');` : ''}
          SELECT add_retention_policy('by_${result}', ${age});`,
      )
      .join('\n'),
  );
  for (const { result, span, age } of dimensions) {
    expect(linesWith(text, `create_hypertable('public.by_${result}'`)).toEqual([
      expect.stringContaining(`chunk_time_interval => ${span}, `),
    ]);
    expect(linesWith(text, `add_retention_policy('public.by_${result}'`)).toEqual([
      expect.stringContaining(`drop_after => ${age}, `),
    ]);
  }
});

test('a time column may have a type of the user that is stored like a bigint', async () => {
  const text = await roundTrip(`
    CREATE TYPE ticks;
    CREATE FUNCTION ticks_in(cstring) RETURNS ticks LANGUAGE internal IMMUTABLE STRICT AS 'int8in';
    CREATE FUNCTION ticks_out(ticks) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int8out';
    CREATE TYPE ticks (INPUT = ticks_in, OUTPUT = ticks_out, LIKE = bigint);
    CREATE CAST (ticks AS bigint) WITHOUT FUNCTION AS IMPLICIT;
    CREATE CAST (bigint AS ticks) WITHOUT FUNCTION AS IMPLICIT;
    CREATE TABLE t (c ticks NOT NULL);
    SELECT create_hypertable('t', 'c', chunk_time_interval => 50, create_default_indexes => false);`);
  expect(text).toContain('chunk_time_interval => 50::bigint, ');
});

test('what calls functions of the user at restore finds them by the search_path of the database', async () => {
  const text = await roundTrip(`
    CREATE SCHEMA app;
    ALTER DATABASE trading_data SET search_path TO app, public;
    SET search_path TO app, public;
    CREATE TABLE app.ticks (at smallint NOT NULL, v integer);
    SELECT create_hypertable('app.ticks', 'at', chunk_time_interval => 10);
    CREATE FUNCTION app.latest() RETURNS smallint LANGUAGE sql STABLE AS 'SELECT coalesce(max(at), 0::smallint) FROM ticks';
    SELECT set_integer_now_func('app.ticks', 'app.latest');
    CREATE MATERIALIZED VIEW app.sums WITH (timescaledb.continuous) AS
      SELECT time_bucket(10::smallint, at) AS b, sum(v) AS v FROM app.ticks GROUP BY 1 WITH NO DATA;
    SELECT add_continuous_aggregate_policy('app.sums', 1000::smallint, 10::smallint, '1 hour');
    SELECT add_retention_policy('app.ticks', 500::smallint);
    SELECT alter_job(job_id, config => config || '{"drop_after": 400, "verbose_log": true}', timezone => 'UTC')
    FROM timescaledb_information.jobs WHERE proc_name = 'policy_retention';
    CREATE PROCEDURE app.tidy(job_id integer, config jsonb) LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION app.valid(config jsonb) RETURNS void LANGUAGE plpgsql AS 'BEGIN PERFORM latest(); END';
    SELECT add_job('app.tidy', '1 hour', check_config => 'app.valid');
    CREATE FUNCTION app.inner_one(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1';
    CREATE FUNCTION app.outer_one(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT inner_one($1)';
    CREATE TABLE app.g (a integer, b integer GENERATED ALWAYS AS (outer_one(a)) STORED);
    ALTER TABLE app.g ADD CONSTRAINT more CHECK (outer_one(a) > 0) NOT VALID;`);
  const path = (value: string): string => `SELECT pg_catalog.set_config('search_path', '${value}', false);`;
  expect(linesWith(text, 'set_config').filter((line) => line === path('app, public'))).toHaveLength(5);
  expect(text).toMatch(
    /'app, public', false\);\nSELECT public\.add_continuous_aggregate_policy\(.*\nSELECT .*'', false\);\n/,
  );
});

test('a job of a role that may not log in any more comes back, and the role stays as it is', async () => {
  const { text, warnings, proof } = await dumpAndProve(`
    CREATE ROLE "Past; one" LOGIN;
    GRANT USAGE, CREATE ON SCHEMA public TO "Past; one";
    CREATE PROCEDURE tidy(job_id integer, config jsonb) LANGUAGE sql AS 'SELECT 1';
    SET ROLE "Past; one";
    SELECT add_job('tidy', '1 hour');
    CREATE TABLE t (ts timestamptz NOT NULL);
    SELECT create_hypertable('t', 'ts');
    SELECT add_retention_policy('t', interval '1 year');
    RESET ROLE;
    ALTER ROLE "Past; one" NOLOGIN;`);
  expect(text).toMatch(
    /^ALTER ROLE "Past; one" LOGIN;\nSELECT .*add_retention_policy.*\nALTER ROLE "Past; one" NOLOGIN;$/m,
  );
  expect(text).toMatch(
    /LOGIN;\nSET ROLE "Past; one";\nSELECT .*add_job.*\nRESET ROLE;\nALTER ROLE "Past; one" NOLOGIN;/,
  );
  expect(proof.restored?.model.roles).toMatchObject([{ name: '"Past; one"', login: false }]);
  expect(warnings).toHaveLength(2);
});

test('only what is stored stands in a tablespace: pg_dump leaves the last one set for what follows', async () => {
  const text = await roundTrip(`
    CREATE TABLE a (id serial, v integer CHECK (v > 0)) TABLESPACE fast;
    ALTER TABLE a ADD CONSTRAINT one PRIMARY KEY (id) USING INDEX TABLESPACE fast;`);
  const within = [...text.matchAll(/^SET default_tablespace = fast;\n+(.*(?:\n {4}.*)*)/gm)].map(([, next]) => next);
  expect(within).toEqual([
    expect.stringMatching(/^CREATE TABLE public\.a/),
    expect.stringMatching(/^ALTER TABLE.*ADD CONSTRAINT one PRIMARY KEY/s),
  ]);
});

test('public is told where it is not what a new database has', async () => {
  const untouched = await dumpAndProve('CREATE TABLE t (v integer);');
  expect(untouched.model.schemas).toMatchObject([{ name: 'public', owner: null, privileges: null }]);
  const { text, model } = await dumpAndProve(`
    CREATE ROLE app;
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO app;
    ALTER SCHEMA public OWNER TO postgres;`);
  expect(model.schemas[0]?.privileges).toMatchObject({ app: ['USAGE'] });
  expect(text).toContain('ALTER SCHEMA public OWNER TO CURRENT_USER;');
  expect(text).toContain('REVOKE USAGE ON SCHEMA public FROM PUBLIC;');
});
