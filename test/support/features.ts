import type { ServerVersions } from '../../src/engine/types.ts';
import { type Feature, LATER_FEATURES } from './later-features.ts';

export type { Feature };

const timescale = (versions: string, name: string, sql: string, ...expected: RegExp[]): Feature => ({
  name,
  versions,
  apache: true,
  sql,
  expected,
});
const community = (...args: Parameters<typeof timescale>): Feature => ({ ...timescale(...args), apache: false });
const plain = (name: string, sql: string, ...expected: RegExp[]): Feature => ({
  name,
  versions: 'PostgreSQL',
  apache: true,
  sql,
  expected,
});
const since15 = (...args: Parameters<typeof plain>): Feature => ({ ...plain(...args), versions: 'PostgreSQL 15+' });

/** A hypertable on `ts` with a few columns, for features that need one. */
const table = (name: string, extra = ''): string =>
  `CREATE TABLE f.${name} (ts timestamptz NOT NULL, device integer, v double precision${extra});
   SELECT create_hypertable('f.${name}', 'ts', chunk_time_interval => interval '1 day', create_default_indexes => false);`;

const aggregate = (name: string, source: string, options = ''): string =>
  `CREATE MATERIALIZED VIEW f.${name} WITH (timescaledb.continuous${options}) AS
     SELECT time_bucket('1 hour', ts) AS bucket, device, max(v) AS top FROM f.${source} GROUP BY 1, 2 WITH NO DATA;`;

/** In an order in which they can all be built in one database. Every one uses names of its own in schema `f`. */
export const FEATURES: readonly Feature[] = [
  timescale(
    '2.14+',
    'range dimension on timestamptz',
    table('ranged'),
    /create_hypertable\('f\.ranged'::regclass, 'ts', chunk_time_interval => '1 day'::interval, create_default_indexes => false\);/,
  ),
  timescale(
    '2.14+',
    'range dimension on timestamp and date',
    `CREATE TABLE f.stamped (ts timestamp NOT NULL); SELECT create_hypertable('f.stamped', 'ts', chunk_time_interval => interval '12 hours');
     CREATE TABLE f.dated (d date NOT NULL); SELECT create_hypertable('f.dated', 'd', chunk_time_interval => interval '30 days');`,
    /'f\.stamped'::regclass, 'ts', chunk_time_interval => '12 hours'/,
    /'f\.dated'::regclass, 'd', chunk_time_interval => '30 days'/,
  ),
  timescale(
    '2.14+',
    'integer time of every width, with integer_now',
    `CREATE FUNCTION f.now2() RETURNS smallint LANGUAGE sql STABLE AS 'SELECT 1::smallint'; CREATE FUNCTION f.now4() RETURNS integer LANGUAGE sql STABLE AS 'SELECT 1'; CREATE FUNCTION f.now8() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 1::bigint';
     CREATE TABLE f.t2 (n smallint NOT NULL); CREATE TABLE f.t4 (n integer NOT NULL); CREATE TABLE f.t8 (n bigint NOT NULL);
     SELECT create_hypertable('f.t2', 'n', chunk_time_interval => 10), create_hypertable('f.t4', 'n', chunk_time_interval => 1000), create_hypertable('f.t8', 'n', chunk_time_interval => 100000);
     SELECT set_integer_now_func('f.t2', 'f.now2'), set_integer_now_func('f.t4', 'f.now4'), set_integer_now_func('f.t8', 'f.now8');`,
    /'f\.t2'::regclass, 'n', chunk_time_interval => 10::bigint/,
    /set_integer_now_func\('f\.t4'::regclass, 'f\.now4'::regproc\)/,
    /set_integer_now_func\('f\.t8'/,
  ),
  timescale(
    '2.14+',
    'hash dimension',
    `${table('hashed')} SELECT add_dimension('f.hashed', 'device', number_partitions => 4);`,
    /add_dimension\('f\.hashed'::regclass, 'device', number_partitions => 4\)/,
  ),
  timescale(
    '2.14+',
    'second range dimension',
    `${table('twice')} SELECT add_dimension('f.twice', 'device', chunk_time_interval => 50);`,
    /add_dimension\('f\.twice'::regclass, 'device', chunk_time_interval => 50::bigint\)/,
  ),
  timescale(
    '2.14+',
    'partitioning function',
    `CREATE FUNCTION f.part(anyelement) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN 1; END';
     CREATE TABLE f.functioned (ts timestamptz NOT NULL, device text); SELECT create_hypertable('f.functioned', 'ts', 'device', 2, partitioning_func => 'f.part');`,
    /number_partitions => 2, partitioning_func => 'f\.part'::regproc/,
  ),
  timescale(
    '2.14+',
    'associated schema and prefix',
    `CREATE SCHEMA f_chunks; CREATE TABLE f.elsewhere (ts timestamptz NOT NULL); SELECT create_hypertable('f.elsewhere', 'ts', associated_schema_name => 'f_chunks', associated_table_prefix => 'piece');
     INSERT INTO f.elsewhere VALUES ('2020-01-01'), ('2021-01-01');`,
    /associated_schema_name => 'f_chunks', associated_table_prefix => 'piece'/,
  ),
  timescale(
    '2.14+',
    'default indexes, or none',
    `CREATE TABLE f.indexed (ts timestamptz NOT NULL); SELECT create_hypertable('f.indexed', 'ts');`,
    /CREATE INDEX indexed_ts_idx ON f\.indexed USING btree \(ts DESC\);/,
  ),
  community(
    '2.16+',
    'chunk skipping',
    `${table('skipped')} ALTER TABLE f.skipped SET (timescaledb.compress); SET timescaledb.enable_chunk_skipping = on; SELECT enable_chunk_skipping('f.skipped', 'device'); RESET timescaledb.enable_chunk_skipping;`,
    /enable_chunk_skipping\('f\.skipped'::regclass, 'device'\)/,
  ),
  timescale(
    '2.16+',
    'foreign key to a hypertable',
    `CREATE TABLE f.referenced (ts timestamptz NOT NULL, device integer NOT NULL, PRIMARY KEY (ts, device)); SELECT create_hypertable('f.referenced', 'ts');
     CREATE TABLE f.referring (ts timestamptz, device integer, FOREIGN KEY (ts, device) REFERENCES f.referenced);`,
    /FOREIGN KEY \(ts, device\) REFERENCES f\.referenced\(ts, device\)/,
  ),
  community(
    '2.14+',
    'columnstore with segment by and order by',
    `${table('stored', ', "Dev Id" text')} ALTER TABLE f.stored SET (timescaledb.compress, timescaledb.compress_segmentby = 'device, "Dev Id"', timescaledb.compress_orderby = 'ts DESC NULLS LAST, v NULLS FIRST');`,
    /compress_segmentby = '"device", "Dev Id"', timescaledb\.compress_orderby = '"ts" DESC NULLS LAST, "v" NULLS FIRST'/,
  ),
  community(
    '2.14+',
    'columnstore with no segment by',
    `${table('unsegmented')} ALTER TABLE f.unsegmented SET (timescaledb.compress, timescaledb.compress_segmentby = '', timescaledb.compress_orderby = 'ts');`,
    /ALTER TABLE f\.unsegmented SET \(timescaledb\.compress, timescaledb\.compress_segmentby = '', /,
  ),
  community(
    '2.22+',
    'columnstore whose settings TimescaleDB chooses',
    `${table('chosen')} ALTER TABLE f.chosen SET (timescaledb.compress);`,
    /ALTER TABLE f\.chosen SET \(timescaledb\.compress\);/,
  ),
  community(
    '2.14+',
    'chunk merging',
    `${table('merged')} ALTER TABLE f.merged SET (timescaledb.compress, timescaledb.compress_orderby = 'ts', timescaledb.compress_chunk_time_interval = '7 days');`,
    /compress_chunk_time_interval = '7 days'/,
  ),
  community(
    '2.14+',
    'real-time continuous aggregate',
    `${table('raw')} ${aggregate('live', 'raw', ', timescaledb.materialized_only = false')}`,
    /CREATE MATERIALIZED VIEW f\.live WITH \(timescaledb\.continuous, timescaledb\.materialized_only = false/,
  ),
  community(
    '2.14+',
    'continuous aggregate of materialized rows only',
    aggregate('settled', 'raw', ', timescaledb.materialized_only = true'),
    /CREATE MATERIALIZED VIEW f\.settled WITH \(timescaledb\.continuous, timescaledb\.materialized_only = true/,
  ),
  community(
    '2.14+',
    'hierarchical continuous aggregate',
    `CREATE MATERIALIZED VIEW f.a_day WITH (timescaledb.continuous) AS SELECT time_bucket('1 day', bucket, 'Europe/Berlin') AS day, max(top) AS top FROM f.live GROUP BY 1 WITH NO DATA;`,
    /CREATE MATERIALIZED VIEW f\.live[\s\S]*CREATE MATERIALIZED VIEW f\.a_day/,
    /'Europe\/Berlin'::text/,
  ),
  community(
    '2.14+',
    'indexes of a continuous aggregate',
    'CREATE INDEX live_top ON f.live (top DESC) WITH (fillfactor = 80); CREATE INDEX ON f.settled (top);',
    /CREATE INDEX "live_top" ON f\.live USING btree \(top DESC\) WITH \(fillfactor='80'\);/,
    /CREATE INDEX ON f\.settled USING btree \(top\);/,
  ),
  community(
    '2.14+',
    'chunk interval of a continuous aggregate',
    "SELECT set_chunk_time_interval('f.live', interval '30 days');",
    /set_chunk_time_interval\('f\.live'::regclass, '30 days'::interval\)/,
  ),
  community(
    '2.14+',
    'columnstore of a continuous aggregate',
    "ALTER MATERIALIZED VIEW f.live SET (timescaledb.compress, timescaledb.compress_segmentby = 'device');",
    /ALTER MATERIALIZED VIEW f\.live SET \(timescaledb\.compress, timescaledb\.compress_segmentby = '"device"'/,
  ),
  community(
    '2.14+',
    'comments, grants and owner of a continuous aggregate',
    `COMMENT ON VIEW f.live IS 'live'; COMMENT ON COLUMN f.live.top IS 'highest'; GRANT SELECT ON f.live TO f_reader; ALTER MATERIALIZED VIEW f.settled OWNER TO f_owner;`,
    /COMMENT ON VIEW f\.live IS 'live';/,
    /COMMENT ON COLUMN f\.live\.top IS 'highest';/,
    /GRANT SELECT ON TABLE f\.live TO f_reader;/,
    /ALTER MATERIALIZED VIEW f\.settled OWNER TO f_owner;/,
  ),
  community(
    '2.14+',
    'views and materialized views on a continuous aggregate',
    `CREATE VIEW f.a_view AS SELECT * FROM f.a_day; CREATE MATERIALIZED VIEW f.a_snapshot AS SELECT * FROM f.a_view WITH NO DATA; CREATE INDEX a_snapshot_day ON f.a_snapshot (day);`,
    /CREATE MATERIALIZED VIEW f\.a_day[\s\S]*CREATE VIEW f\.a_view[\s\S]*CREATE MATERIALIZED VIEW f\.a_snapshot[\s\S]*CREATE INDEX a_snapshot_day/,
  ),
  community(
    '2.14+',
    'refresh policy',
    "SELECT add_continuous_aggregate_policy('f.live', start_offset => NULL, end_offset => interval '1 hour', schedule_interval => interval '30 minutes');",
    /add_continuous_aggregate_policy\('f\.live'::regclass, start_offset => NULL, end_offset => '01:00:00'::interval/,
  ),
  community(
    '2.21+',
    'several refresh policies on one aggregate',
    `SELECT add_continuous_aggregate_policy('f.settled', start_offset => interval '30 days', end_offset => interval '10 days', schedule_interval => interval '1 day'); SELECT add_continuous_aggregate_policy('f.settled', start_offset => interval '10 days', end_offset => interval '1 hour', schedule_interval => interval '1 hour');`,
    /add_continuous_aggregate_policy\('f\.settled'::regclass, start_offset => '10 days'/,
    /add_continuous_aggregate_policy\('f\.settled'::regclass, start_offset => '30 days'/,
  ),
  community(
    '2.14+',
    'columnstore policy',
    "SELECT add_compression_policy('f.stored', compress_after => interval '7 days');",
    /add_compression_policy\('f\.stored'::regclass, compress_after => '7 days'::interval/,
  ),
  community(
    '2.14+',
    'retention policy with schedule, time zone and start',
    "SELECT add_retention_policy('f.stored', drop_after => interval '1 year', schedule_interval => interval '6 hours', initial_start => '2030-01-01 00:00:00+00', timezone => 'Europe/Berlin');",
    /add_retention_policy\('f\.stored'::regclass, drop_after => '1 year'::interval.*schedule_interval => '06:00:00'::interval.*initial_start => '2000-01-03 00:00:00\+00'::timestamptz, timezone => 'Europe\/Berlin'/,
  ),
  community(
    '2.14+',
    'altered config of policies where the integer time is the latest row',
    [2, 4, 8]
      .map((bytes) => {
        const [name, type] = [`f.last${bytes}`, `int${bytes}`];
        return `CREATE TABLE ${name} (n ${type} NOT NULL, v integer); SELECT create_hypertable('${name}', 'n', chunk_time_interval => 100);
     CREATE FUNCTION ${name}_now() RETURNS ${type} LANGUAGE sql STABLE AS 'SELECT max(n) FROM ${name}'; SELECT set_integer_now_func('${name}', '${name}_now');
     INSERT INTO ${name} VALUES (1000, 1); ALTER TABLE ${name} SET (timescaledb.compress);
     CREATE MATERIALIZED VIEW ${name}_sums WITH (timescaledb.continuous) AS SELECT time_bucket(${type} '10', n) AS bucket, sum(v) FROM ${name} GROUP BY 1 WITH NO DATA;
     SELECT add_retention_policy('${name}', ${type} '300'), add_compression_policy('${name}', ${type} '200'), add_retention_policy('${name}_sums', ${type} '400');
     SELECT add_continuous_aggregate_policy('${name}_sums', ${type} '200', ${type} '0', '1 hour');
     SELECT alter_job(job_id, config => config || '{"verbose_log": true}') FROM timescaledb_information.jobs WHERE hypertable_schema || '.' || hypertable_name = '${name}';
     SELECT alter_job(j.job_id, config => j.config || '{"verbose_log": true}') FROM timescaledb_information.jobs j JOIN timescaledb_information.continuous_aggregates a
       ON (j.hypertable_schema, j.hypertable_name) = (a.materialization_hypertable_schema, a.materialization_hypertable_name) WHERE a.view_name = 'last${bytes}_sums';`;
      })
      .join('\n'),
    /set_integer_now_func\('f\.last2'::regclass, 'pg_temp\.no_time\(\)'::regprocedure::regproc, replace_if_exists => true\);/,
    /set_integer_now_func\('f\.last8'::regclass, 'f\.last8_now'::regproc, replace_if_exists => true\);/,
  ),
  community(
    '2.14+',
    'retention policy by time of creation',
    "SELECT add_retention_policy('f.unsegmented', drop_created_before => interval '1 year');",
    /add_retention_policy\('f\.unsegmented'::regclass, drop_created_before => '1 year'::interval/,
  ),
  community(
    '2.14+',
    'integer offsets in the time column’s own type',
    "SELECT add_retention_policy('f.t2', drop_after => 5::smallint); SELECT add_retention_policy('f.t4', drop_after => 5); SELECT add_retention_policy('f.t8', drop_after => 5::bigint);",
    /'f\.t2'::regclass, drop_after => 5::smallint/,
    /'f\.t4'::regclass, drop_after => 5::integer/,
    /'f\.t8'::regclass, drop_after => 5::bigint/,
  ),
  community(
    '2.14+',
    'reorder policy',
    `${table('reordered')} CREATE INDEX reordered_device ON f.reordered (device, ts); SELECT add_reorder_policy('f.reordered', 'reordered_device');`,
    /add_reorder_policy\('f\.reordered'::regclass, index_name => 'reordered_device'\)/,
  ),
  community(
    '2.14+',
    'a policy’s retries, disabled state and extra config',
    "SELECT alter_job((SELECT job_id FROM timescaledb_information.jobs WHERE proc_name = 'policy_compression' AND hypertable_name = 'stored'), scheduled => false, max_retries => 3, max_runtime => interval '5 minutes', retry_period => interval '2 minutes', config => (SELECT config || '{\"maxchunks_to_compress\": 5}' FROM timescaledb_information.jobs WHERE proc_name = 'policy_compression' AND hypertable_name = 'stored'));",
    /max_runtime => '00:05:00'::interval, max_retries => 3, retry_period => '00:02:00'::interval, scheduled => false.*"maxchunks_to_compress":5/,
  ),
  community(
    '2.14+',
    'user-defined job with owner, config and check',
    `CREATE PROCEDURE f.work(job_id integer, config jsonb) LANGUAGE plpgsql AS 'BEGIN END'; CREATE FUNCTION f.work_check(config jsonb) RETURNS void LANGUAGE plpgsql AS 'BEGIN END';
     GRANT USAGE ON SCHEMA f TO f_owner; SET ROLE f_owner; SELECT add_job('f.work', '1 hour', config => '{"it''s": 1}', check_config => 'f.work_check'::regproc, initial_start => '2030-01-01 00:00:00+00', timezone => 'UTC'); RESET ROLE;`,
    /SET ROLE f_owner;\n.*add_job\('f\.work'::regproc, schedule_interval => '01:00:00'::interval, config => '\{"it''s":1\}'::jsonb.*check_config => 'f\.work_check'::regproc/,
  ),
  community(
    '2.14+',
    'a changed built-in job',
    "SELECT alter_job((SELECT job_id FROM timescaledb_information.jobs WHERE proc_name LIKE 'policy_job_%retention'), schedule_interval => interval '2 days');",
    /schedule_interval => '2 days'::interval.*proc_name = 'policy_job_\w+_retention'/,
  ),
  timescale(
    '2.14+',
    'TimescaleDB’s inner tables and triggers stay out',
    `INSERT INTO f.ranged SELECT '2020-01-01'::timestamptz + n * interval '1 day', n, n FROM generate_series(1, 20) n; SELECT 1;`,
    /^(?![\s\S]*(_hyper_\d|_materialized_hypertable_\d+ |ts_insert_blocker|f_chunks\.piece))/,
  ),
  plain(
    'types: enum, domain, composite, range',
    `CREATE TYPE f.mood AS ENUM ('sad', 'it''s'); CREATE DOMAIN f.price AS numeric(18,6) CONSTRAINT positive CHECK (VALUE >= 0); COMMENT ON CONSTRAINT positive ON DOMAIN f.price IS 'not below'; CREATE TYPE f.pair AS (a f.price, b text); CREATE TYPE f.span AS RANGE (subtype = timestamptz);`,
    /CREATE TYPE f\.mood AS ENUM/,
    /CREATE DOMAIN f\.price/,
    /COMMENT ON CONSTRAINT positive ON DOMAIN f\.price/,
    /CREATE TYPE f\.pair AS/,
    /CREATE TYPE f\.span AS RANGE/,
  ),
  plain(
    'sequences, identity and generated columns',
    `CREATE SEQUENCE f.loose INCREMENT 5 CYCLE; CREATE TABLE f.numbered (id integer GENERATED ALWAYS AS IDENTITY, old serial, twice integer GENERATED ALWAYS AS (old * 2) STORED);`,
    /CREATE SEQUENCE f\.loose[\s\S]*?CYCLE;/,
    /ADD GENERATED ALWAYS AS IDENTITY/,
    /OWNED BY f\.numbered\.old/,
    /GENERATED ALWAYS AS \(\(old \* 2\)\) STORED/,
  ),
  plain(
    'column settings',
    `CREATE TABLE f.tuned (t text COLLATE "C") WITH (fillfactor = 70, autovacuum_enabled = false); ALTER TABLE f.tuned ALTER t SET STATISTICS 500, ALTER t SET STORAGE EXTERNAL, ALTER t SET (n_distinct = 5);`,
    /WITH \(autovacuum_enabled='false', fillfactor='70'\)/,
    /SET STATISTICS 500/,
    /SET STORAGE EXTERNAL/,
    /SET \(n_distinct=5\)/,
    /COLLATE pg_catalog\."C"/,
  ),
  plain(
    'functions, procedures and aggregates',
    `CREATE FUNCTION f.body() RETURNS text LANGUAGE plpgsql AS $x$ BEGIN RETURN '-- TOC entry 5 (class 1259 OID 1)'; END $x$; CREATE FUNCTION f.atomic(a integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT a; END; CREATE FUNCTION f.plus(a numeric, b numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT coalesce(a, 0) + b'; CREATE AGGREGATE f.total(numeric) (SFUNC = f.plus, STYPE = numeric, INITCOND = '0'); CREATE PROCEDURE f.act(a integer) LANGUAGE sql AS 'SELECT a';`,
    /CREATE FUNCTION f\.body\(\)[\s\S]*?-- TOC entry 5/,
    /BEGIN ATOMIC/,
    /CREATE AGGREGATE f\.total\(numeric\)/,
    /CREATE PROCEDURE f\.act/,
  ),
  plain(
    'operators, casts, collations and text search',
    `CREATE FUNCTION f.ends(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 LIKE $2'; CREATE OPERATOR f.%> (LEFTARG = text, RIGHTARG = text, FUNCTION = f.ends); CREATE CAST (f.pair AS text) WITH INOUT; CREATE COLLATION f.c2 FROM "C"; CREATE TEXT SEARCH CONFIGURATION f.plain (COPY = pg_catalog.simple);`,
    /CREATE OPERATOR f\.%>/,
    /CREATE CAST \(f\.pair AS text\)/,
    /CREATE COLLATION f\.c2/,
    /CREATE TEXT SEARCH CONFIGURATION f\.plain/,
  ),
  plain(
    'constraints and indexes',
    `CREATE TABLE f.checked (a integer CONSTRAINT pos CHECK (a > 0), b integer UNIQUE, r int4range, PRIMARY KEY (a)); ALTER TABLE f.checked ADD CONSTRAINT later CHECK (b > 0) NOT VALID; CREATE INDEX part ON f.checked (b) WHERE a > 5; CREATE UNIQUE INDEX lower_b ON f.checked ((b + 1)) INCLUDE (a); COMMENT ON INDEX f.part IS 'why';`,
    /CONSTRAINT pos CHECK \(\(a > 0\)\)/,
    /CHECK \(\(b > 0\)\) NOT VALID/,
    /WHERE \(a > 5\)/,
    /INCLUDE \(a\)/,
    /COMMENT ON INDEX f\.part IS 'why';/,
  ),
  plain(
    'triggers, also disabled, and rules',
    `CREATE FUNCTION f.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TABLE f.touched (a integer); CREATE TRIGGER on_touch BEFORE INSERT ON f.touched FOR EACH ROW EXECUTE FUNCTION f.touch(); CREATE TRIGGER off_touch BEFORE UPDATE ON f.touched FOR EACH ROW EXECUTE FUNCTION f.touch(); ALTER TABLE f.touched DISABLE TRIGGER off_touch; CREATE RULE no_delete AS ON DELETE TO f.touched DO INSTEAD NOTHING;`,
    /CREATE TRIGGER on_touch/,
    /DISABLE TRIGGER off_touch/,
    /CREATE RULE no_delete/,
  ),
  plain(
    'row security',
    `CREATE TABLE f.rows (tenant text); ALTER TABLE f.rows ENABLE ROW LEVEL SECURITY; ALTER TABLE f.rows FORCE ROW LEVEL SECURITY; CREATE POLICY own ON f.rows AS RESTRICTIVE FOR SELECT TO f_reader, f_owner USING (tenant = current_user);`,
    /FORCE ROW LEVEL SECURITY/,
    /CREATE POLICY own ON f\.rows AS RESTRICTIVE FOR SELECT TO f_owner, f_reader/,
  ),
  plain(
    'grants, column grants, grant options and default privileges',
    `CREATE TABLE f.granted (a integer, b integer); GRANT SELECT (a) ON f.granted TO f_reader WITH GRANT OPTION; GRANT INSERT ON f.granted TO f_owner; REVOKE EXECUTE ON FUNCTION f.atomic(integer) FROM PUBLIC; ALTER DEFAULT PRIVILEGES IN SCHEMA f_late GRANT SELECT ON TABLES TO f_reader;`,
    /GRANT SELECT\(a\) ON TABLE f\.granted TO f_reader WITH GRANT OPTION;/,
    /REVOKE ALL ON FUNCTION f\.atomic\(a integer\) FROM PUBLIC;/,
    /ALTER DEFAULT PRIVILEGES FOR ROLE CURRENT_USER IN SCHEMA f_late GRANT SELECT ON TABLES TO f_reader;/,
  ),
  plain(
    'owners',
    'CREATE TABLE f.owned (a integer); ALTER TABLE f.owned OWNER TO f_owner;',
    /ALTER TABLE f\.owned OWNER TO f_owner;/,
    /^(?![\s\S]*OWNER TO postgres)/,
  ),
  plain(
    'partitioned tables and inheritance',
    `CREATE TABLE f.parted (id integer, region text) PARTITION BY LIST (region); CREATE TABLE f.parted_eu PARTITION OF f.parted FOR VALUES IN ('eu'); CREATE INDEX parted_id ON f.parted (id); CREATE TABLE f.parent (a integer); CREATE TABLE f.child (b integer) INHERITS (f.parent);`,
    /ATTACH PARTITION f\.parted_eu FOR VALUES IN \('eu'\);/,
    /ALTER INDEX f\.parted_id ATTACH PARTITION/,
    /INHERITS \(f\.parent\)/,
  ),
  plain(
    'foreign tables',
    `CREATE FOREIGN DATA WRAPPER f_nowhere; CREATE SERVER f_server FOREIGN DATA WRAPPER f_nowhere OPTIONS (b '2', a '1'); CREATE FOREIGN TABLE f.remote (id integer OPTIONS (x 'y')) SERVER f_server; CREATE USER MAPPING FOR f_owner SERVER f_server;`,
    /CREATE SERVER f_server[\s\S]*?a '1',\s+b '2'/,
    /CREATE FOREIGN TABLE f\.remote/,
    /CREATE USER MAPPING FOR f_owner/,
  ),
  plain(
    'extended statistics',
    'CREATE STATISTICS f.stats (ndistinct) ON a, b FROM f.granted;',
    /CREATE STATISTICS f\.stats \(ndistinct\) ON a, b FROM f\.granted;/,
  ),
  plain(
    'views with options, comments and columns',
    `CREATE VIEW f.barrier WITH (security_barrier) AS SELECT a FROM f.granted; COMMENT ON VIEW f.barrier IS 'it''s
-- TOC entry 7 (class 1259 OID 3)'; COMMENT ON COLUMN f.barrier.a IS 'a';`,
    /security_barrier='true'/,
    /COMMENT ON VIEW f\.barrier IS 'it''s\n-- TOC entry 7/,
  ),
  plain(
    'odd names',
    `CREATE TABLE f."Odd; -- ""x"" $$ /* */ \\restrict" ("select" integer, "ünï" text); CREATE TABLE f.${'n'.repeat(63)} (a integer);`,
    /CREATE TABLE f\."Odd; -- ""x"" \$\$ \/\* \*\/ \\restrict"/,
    /CREATE TABLE f\.n{63} /,
  ),
  plain(
    'publications of hypertables',
    'CREATE PUBLICATION f_pub FOR TABLE ONLY f.ranged;',
    /ALTER PUBLICATION f_pub ADD TABLE ONLY f\.ranged;/,
  ),
  since15(
    'publications of columns, rows and schemas',
    'ALTER PUBLICATION f_pub ADD TABLE f.granted (a) WHERE (a > 5); CREATE PUBLICATION f_schema FOR TABLES IN SCHEMA f_late;',
    /ALTER PUBLICATION f_pub ADD TABLE ONLY f\.granted \(a\) WHERE \(\(a > 5\)\);/,
    /ADD TABLES IN SCHEMA f_late;/,
  ),
  plain(
    'event triggers',
    `CREATE FUNCTION f.ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER f_watch ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION f.ddl(); ALTER EVENT TRIGGER f_watch DISABLE;`,
    /CREATE EVENT TRIGGER f_watch/,
    /ALTER EVENT TRIGGER f_watch DISABLE;/,
  ),
  plain('extensions', 'CREATE EXTENSION citext WITH SCHEMA f;', /CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA f;/),
  plain(
    'roles, memberships and database settings as prerequisites',
    `CREATE ROLE f_team; GRANT f_team TO f_reader; ALTER DATABASE trading_data SET work_mem = '8MB';
     CREATE ROLE f_boss LOGIN VALID UNTIL '2030-01-01 00:00+00'; GRANT f_team TO f_boss WITH ADMIN OPTION; GRANT USAGE ON SCHEMA f TO f_boss;`,
    /^-- {3}CREATE ROLE f_owner LOGIN;$/m,
    /^-- {3}GRANT f_team TO f_reader;$/m,
    /^-- {3}CREATE ROLE f_boss LOGIN VALID UNTIL '2030-01-01T00:00:00\+00';$/m,
    /^-- {3}GRANT f_team TO f_boss WITH ADMIN OPTION;$/m,
    /^-- {3}ALTER DATABASE :"DBNAME" SET work_mem TO '8MB';$/m,
  ),
  ...LATER_FEATURES,
];

/** What every feature may use. */
export const FEATURE_GROUND = `CREATE EXTENSION timescaledb;
CREATE ROLE f_owner LOGIN; CREATE ROLE f_reader;
CREATE SCHEMA f; CREATE SCHEMA f_late;`;

/** The embedded engine, whose build is of a little before 2.23. */
export const EMBEDDED: ServerVersions = { timescaledb: '2.23.0-dev', postgres: '17.5', edition: 'community' };

/** Tells whether a server has a feature, by its edition and versions. */
export function isOffered({ versions, apache }: Feature, server: ServerVersions): boolean {
  const of = (version: string): number => {
    const [, major = '', minor = '0'] = /^(\d+)(?:\.(\d+))?/.exec(version) ?? [];
    return Number(major) * 1000 + Number(minor) - (version.endsWith('-dev') ? 0.5 : 0);
  };
  const [, product, since = '0', until = '9999'] =
    /^(PostgreSQL ?)?([\d.]+)?\+?(?:, up to ([\d.]+))?/.exec(versions) ?? [];
  const is = of(product === undefined ? server.timescaledb : server.postgres);
  return is >= of(since) && is <= of(until) && (apache || server.edition !== 'apache');
}
