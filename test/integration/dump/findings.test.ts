import { afterAll, beforeAll, expect, test } from 'vitest';
import { dumpDatabase } from '../../../src/dump/dump.ts';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Engine } from '../../../src/engine/types.ts';
import { UserError } from '../../../src/errors.ts';
import { dumpAndProve, objections, run } from './support.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await startEmbedded('trading_data');
  await run(
    engine.database,
    `CREATE EXTENSION timescaledb;
     CREATE SCHEMA m;
     CREATE ROLE idle LOGIN;
     CREATE ROLE lacking LOGIN;
     GRANT USAGE ON SCHEMA m TO lacking;
     CREATE TABLE m.t (ts timestamptz NOT NULL, v integer);
     SELECT create_hypertable('m.t', 'ts');
     INSERT INTO m.t VALUES ('2025-01-01', 1);
     CREATE MATERIALIZED VIEW m.g WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', ts) AS b, count(*) FROM m.t GROUP BY 1 WITH NO DATA;
     CREATE FUNCTION m.now() RETURNS integer LANGUAGE sql STABLE AS 'SELECT 1';
     CREATE TABLE m.i (n integer NOT NULL);
     SELECT create_hypertable('m.i', 'n', chunk_time_interval => 10);
     SELECT set_integer_now_func('m.i', 'm.now');
     SELECT add_retention_policy('m.i', 5);
     CREATE TABLE m.j (n integer NOT NULL);
     SELECT create_hypertable('m.j', 'n', chunk_time_interval => 10);
     SELECT set_integer_now_func('m.j', 'm.now');
     CREATE MATERIALIZED VIEW m.gj WITH (timescaledb.continuous) AS
       SELECT time_bucket(10, n) AS b, count(*) FROM m.j GROUP BY 1 WITH NO DATA;
     DROP FUNCTION m.now();
     CREATE FUNCTION m.part(anyelement) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
     CREATE TABLE m.p (ts timestamptz NOT NULL, k text);
     SELECT create_hypertable('m.p', 'ts', 'k', 2, partitioning_func => 'm.part');
     DROP FUNCTION m.part(anyelement);
     CREATE PROCEDURE m.tidy(job_id integer, config jsonb) LANGUAGE plpgsql AS 'BEGIN END';
     CREATE FUNCTION m.valid(config jsonb) RETURNS void LANGUAGE plpgsql AS 'BEGIN END';
     SELECT add_job('m.tidy', '1 hour', check_config => 'm.valid'::regproc);
     SELECT add_job('m.tidy', '1 hour');
     ALTER FUNCTION m.valid(jsonb) RENAME TO "renamed
since";
     SET ROLE lacking;
     SELECT add_job('m.tidy', '3 hours');
     RESET ROLE;
     REVOKE USAGE ON SCHEMA m FROM lacking;
     CREATE PROCEDURE m.tidy(other text) LANGUAGE plpgsql AS 'BEGIN END';
     CREATE TABLE m.r (ts timestamptz NOT NULL, k text);
     SELECT create_hypertable('m.r', 'ts');
     CREATE INDEX r_k ON m.r (k, ts);
     SELECT add_reorder_policy('m.r', 'r_k');
     DROP INDEX m.r_k;
     ALTER TABLE m.r SET (timescaledb.compress, timescaledb.compress_segmentby = 'k');
     SELECT add_compression_policy('m.r', interval '1 day');
     ALTER TABLE m.r SET (timescaledb.compress = false);
     CREATE TABLE m.o (ts timestamptz NOT NULL);
     SELECT create_hypertable('m.o', 'ts');
     SELECT add_retention_policy('m.o', interval '1 day');
     ALTER TABLE m.o OWNER TO idle;
     CREATE TABLE m.l (ts timestamptz NOT NULL);
     SELECT create_hypertable('m.l', 'ts');
     ALTER TABLE m.l OWNER TO idle;
     SELECT add_retention_policy('m.l', interval '1 day');
     ALTER ROLE idle NOLOGIN;`,
  );
});

afterAll(() => engine?.[Symbol.asyncDispose]());

/** Everything that a dump is refused for, without the ways out. */
async function refusals(): Promise<string[]> {
  const error = await dumpDatabase(engine.database).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw error ?? new Error('the dump was made');
  expect(error.exitCode).toBe(1);
  const [first, ...lines] = error.message.split('\n');
  expect(first).toBe(`${lines.length} things cannot be dumped`);
  for (const line of lines) expect(line).toContain('; ');
  return lines.map((line) => line.trim().replace(/; .*$/, ''));
}

test('what no statement makes again is refused by name, all at once', async () => {
  // The chunk and the materialization table are the first that this server made.
  await run(
    engine.database,
    `CREATE VIEW m.on_chunk AS SELECT * FROM _timescaledb_internal._hyper_1_1_chunk;
     CREATE MATERIALIZED VIEW m.on_aggregate AS SELECT * FROM _timescaledb_internal._materialized_hypertable_2;
     CREATE FUNCTION m.f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM _timescaledb_internal._hyper_1_1_chunk; END;
     CREATE FUNCTION m.takes(one _timescaledb_internal._hyper_1_1_chunk) RETURNS integer LANGUAGE sql AS 'SELECT 1';
     CREATE TABLE m.child () INHERITS (_timescaledb_internal._hyper_1_1_chunk);
     CREATE TABLE m.secured (v integer);
     CREATE POLICY mine ON m.secured USING (v IN (SELECT v FROM _timescaledb_internal._hyper_1_1_chunk));
     ALTER TABLE _timescaledb_internal._hyper_1_1_chunk ADD UNIQUE (ts);
     CREATE TABLE m.key (ts timestamptz REFERENCES _timescaledb_internal._hyper_1_1_chunk (ts));
     CREATE TABLE _timescaledb_internal.mine (a serial);
     CREATE VIEW _timescaledb_internal.my_view AS SELECT 1 AS a;
     CREATE FUNCTION _timescaledb_functions.my_function(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
     CREATE TYPE _timescaledb_internal.my_type AS ENUM ('a');
     CREATE SEQUENCE _timescaledb_internal.my_sequence;
     CREATE TABLE m.hidden (v integer);
     ALTER EXTENSION timescaledb ADD TABLE m.hidden;
     CREATE FUNCTION m.member() RETURNS integer LANGUAGE sql AS 'SELECT 1';
     ALTER EXTENSION timescaledb ADD FUNCTION m.member();
     CREATE TYPE m.kind AS ENUM ('a');
     ALTER EXTENSION timescaledb ADD TYPE m.kind;
     CREATE TABLE m.strange (v integer);
     UPDATE pg_class SET relkind = 'X' WHERE oid = 'm.strange'::regclass;
     INSERT INTO m.o VALUES ('2025-01-01');
     UPDATE _timescaledb_catalog.chunk SET osm_chunk = true
       WHERE hypertable_id = (SELECT id FROM _timescaledb_catalog.hypertable WHERE table_name = 'o');
     UPDATE _timescaledb_catalog.continuous_agg SET finalized = false WHERE user_view_name = 'g';`,
  );
  const chunk =
    "refers to _timescaledb_internal._hyper_1_1_chunk, which is TimescaleDB's own and has another name in every database";
  const inside = "is in a schema of TimescaleDB's own";
  expect(await refusals()).toEqual([
    `constraint key_ts_fkey of m.key ${chunk}`,
    'continuous aggregate m.g has the format of before TimescaleDB 2.7, which can no longer be created',
    `function _timescaledb_functions.my_function(integer) ${inside}`,
    `function m.f() ${chunk}`,
    'function m.member() was made a member of the extension timescaledb, which does not make it: a restore would lose it',
    `function m.takes(_timescaledb_internal._hyper_1_1_chunk) ${chunk}`,
    'job m.tidy(integer, jsonb) belongs to lacking, who may no longer add it',
    'm.j has continuous aggregates, and its integer_now function m.now no longer exists',
    'm.o has chunks in tiered storage, outside of the database',
    'm.p is partitioned by the function m.part, which no longer exists',
    `materialized view m.on_aggregate ${chunk.replace('_hyper_1_1_chunk', '_materialized_hypertable_2')}`,
    `policy mine of m.secured ${chunk}`,
    'relation m.strange is of the kind "X", which PostgreSQL does not have',
    `sequence _timescaledb_internal.my_sequence ${inside}`,
    `table _timescaledb_internal.mine ${inside}`,
    `table m.child ${chunk}`,
    'table m.hidden was made a member of the extension timescaledb, which does not make it: a restore would lose it',
    `type _timescaledb_internal.my_type ${inside}`,
    'type m.kind was made a member of the extension timescaledb, which does not make it: a restore would lose it',
    `view _timescaledb_internal.my_view ${inside}`,
    `view m.on_chunk ${chunk}`,
  ]);
});

test('what cannot run is left out and named, and the proof does not ask for it', async () => {
  await run(
    engine.database,
    `UPDATE pg_class SET relkind = 'r' WHERE relname = 'strange';
     ALTER EXTENSION timescaledb DROP TABLE m.hidden;
     ALTER EXTENSION timescaledb DROP FUNCTION m.member();
     ALTER EXTENSION timescaledb DROP TYPE m.kind;
     ALTER EXTENSION plpgsql ADD TABLE m.hidden;
     ALTER EXTENSION plpgsql ADD FUNCTION m.member();
     ALTER EXTENSION plpgsql ADD TYPE m.kind;
     DROP VIEW m.on_chunk, _timescaledb_internal.my_view;
     DROP MATERIALIZED VIEW m.on_aggregate;
     DROP FUNCTION m.f(), m.takes, _timescaledb_functions.my_function;
     DROP TABLE m.child, m.secured, m.key, _timescaledb_internal.mine;
     DROP TYPE _timescaledb_internal.my_type;
     DROP SEQUENCE _timescaledb_internal.my_sequence;
     GRANT USAGE ON SCHEMA m TO lacking;
     DROP MATERIALIZED VIEW m.gj;
     DROP TABLE m.j;
     CREATE FUNCTION m.part(anyelement) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
     UPDATE _timescaledb_catalog.chunk SET osm_chunk = false;
     UPDATE _timescaledb_catalog.continuous_agg SET finalized = true;`,
  );
  const { dump, proof } = await dumpAndProve(engine, engine.database);
  expect(dump.warnings.map((warning) => warning.replace(/; .*$/, ''))).toEqual([
    'columnstore policy on m.r is left out, since it cannot run: the columnstore of m.r is off',
    'function m.member() was made a member of the extension plpgsql after CREATE EXTENSION, to which the dump leaves it',
    'job m.tidy(integer, jsonb) (2) is dumped without its check function: m.valid no longer exists',
    'm.i is left without its integer_now function: m.now no longer exists',
    'reorder policy on m.r is left out, since it cannot run: its index r_k no longer exists',
    'retention policy on m.i is left out, since it cannot run: the integer_now function of m.i no longer exists',
    'retention policy on m.l does not run, since its owner idle may not log in',
    'retention policy on m.o belongs to the role that built the schema, but m.o to idle',
    'table m.hidden was made a member of the extension plpgsql after CREATE EXTENSION, to which the dump leaves it',
    'type m.kind was made a member of the extension plpgsql after CREATE EXTENSION, to which the dump leaves it',
  ]);
  expect(objections(proof)).toEqual([]);
  expect(dump.model.jobs.filter(({ runnable }) => !runnable)).toHaveLength(3);
  expect(dump.text).not.toContain('set_integer_now_func');
});

test('what the catalogue of a later version holds beyond what is known is told by name, with the dump', async () => {
  await run(
    engine.database,
    `ALTER TABLE _timescaledb_catalog.dimension ADD COLUMN calendar text, ADD COLUMN usual integer NOT NULL DEFAULT 7;
     CREATE TABLE _timescaledb_catalog.novelty (id integer);
     CREATE TABLE _timescaledb_internal.empty (id integer);
     CREATE PROCEDURE _timescaledb_functions.policy_novel(integer, jsonb) LANGUAGE sql AS '';
     ALTER EXTENSION timescaledb ADD TABLE _timescaledb_catalog.novelty;
     ALTER EXTENSION timescaledb ADD TABLE _timescaledb_internal.empty;
     ALTER EXTENSION timescaledb ADD PROCEDURE _timescaledb_functions.policy_novel;`,
  );
  const before = await dumpDatabase(engine.database);
  expect(before.warnings.filter((warning) => /not know/.test(warning))).toEqual([]);
  await run(
    engine.database,
    `UPDATE _timescaledb_catalog.dimension SET calendar = 'lunar' WHERE column_name = 'ts';
     INSERT INTO _timescaledb_catalog.novelty VALUES (1);
     UPDATE _timescaledb_catalog.hypertable SET status = status | 64 WHERE table_name = 'p';
     ALTER TABLE m.r SET (timescaledb.compress, timescaledb.compress_orderby = 'ts', timescaledb.compress_index = 'bloom(k)');
     UPDATE _timescaledb_catalog.compression_settings SET index = '[{"type": "bloom", "column": "k", "source": "config", "size": 8}]'
       WHERE relid = 'm.r'::regclass;
     UPDATE _timescaledb_config.bgw_job SET proc_name = 'policy_novel'
       WHERE hypertable_id = (SELECT id FROM _timescaledb_catalog.hypertable WHERE table_name = 'o');`,
  );
  const { warnings, text } = await dumpDatabase(engine.database);
  expect(warnings.filter((warning) => /not know/.test(warning))).toEqual([
    expect.stringContaining(
      'm.o has a policy of a kind that timescale-ci does not know, _timescaledb_functions.policy_novel: the dump adds it as a job; look whether a newer',
    ),
    expect.stringContaining(
      'the column calendar of _timescaledb_catalog.dimension is not known to timescale-ci and holds something: if it is part of the schema, the dump leaves it out;',
    ),
    expect.stringContaining('the sparse indexes of m.r have a key that timescale-ci does not know (size):'),
    expect.stringContaining('the status of m.p has bits that timescale-ci does not know (64):'),
    expect.stringContaining('the table _timescaledb_catalog.novelty is not known to timescale-ci and holds something:'),
  ]);
  expect(text).toMatch(
    /add_job\('_timescaledb_functions\.policy_novel'::regproc.*'hypertable_id', \(SELECT h\.id .*'m\.o'/,
  );
});
