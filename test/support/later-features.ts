/** A feature of a schema that the dump must hold: the SQL that makes it, and what its dump says of it. */
export interface Feature {
  name: string;
  /** The TimescaleDB versions that have it; `PostgreSQL`, or `PostgreSQL 15+`, where it is nothing of TimescaleDB's. */
  versions: string;
  /** The Apache edition has it too. */
  apache: boolean;
  sql: string;
  expected: RegExp[];
}

const community = (versions: string, name: string, sql: string, ...expected: RegExp[]): Feature => ({
  name,
  versions,
  apache: false,
  sql,
  expected,
});

const timescale = (...args: Parameters<typeof community>): Feature => ({ ...community(...args), apache: true });

/** What TimescaleDB brought since 2.22, and what has gone since. */
export const LATER_FEATURES: readonly Feature[] = [
  timescale(
    '2.14+, up to 2.27',
    'adaptive chunking',
    `CREATE FUNCTION f.size(integer, bigint, bigint) RETURNS bigint LANGUAGE sql AS 'SELECT $2';
     CREATE TABLE f.adaptive (ts timestamptz NOT NULL); SELECT create_hypertable('f.adaptive', 'ts'); SELECT set_adaptive_chunking('f.adaptive', '100MB');
     CREATE TABLE f.sized (ts timestamptz NOT NULL); SELECT create_hypertable('f.sized', 'ts'); SELECT set_adaptive_chunking('f.sized', '16kB', 'f.size');`,
    /set_adaptive_chunking\('f\.adaptive'::regclass, chunk_target_size => '102400kB', chunk_sizing_func => '_timescaledb_functions\.calculate_chunk_interval'/,
    /set_adaptive_chunking\('f\.sized'::regclass, chunk_target_size => '16kB', chunk_sizing_func => 'f\.size'::regproc\)/,
  ),
  community(
    '2.22+',
    'CREATE TABLE … WITH, and the policy that it makes',
    `CREATE TABLE f.made_with (ts timestamptz NOT NULL, device text, v integer) WITH (tsdb.hypertable, tsdb.partition_column = 'ts', tsdb.chunk_interval = '2 days',
       tsdb.segmentby = 'device', tsdb.orderby = 'ts DESC');`,
    /create_hypertable\('f\.made_with'::regclass, 'ts', chunk_time_interval => '2 days'/,
    /ALTER TABLE f\.made_with SET \(timescaledb\.compress, timescaledb\.compress_segmentby = '"device"', timescaledb\.compress_orderby = '"ts" DESC'/,
  ),
  community(
    '2.22+',
    'hypertable on UUIDs of version 7',
    `CREATE TABLE f.by_uuid (id uuid NOT NULL, v integer); SELECT create_hypertable('f.by_uuid', 'id', chunk_time_interval => interval '3 days');`,
    /create_hypertable\('f\.by_uuid'::regclass, 'id', chunk_time_interval => '3 days'::interval/,
  ),
  community(
    '2.22+',
    'policies that compress what they refreshed, or not what is unordered',
    `CREATE TABLE f.refreshed (ts timestamptz NOT NULL, v integer); SELECT create_hypertable('f.refreshed', 'ts'); ALTER TABLE f.refreshed SET (timescaledb.compress);
     CREATE MATERIALIZED VIEW f.refreshes WITH (timescaledb.continuous) AS SELECT time_bucket('1 hour', ts) AS b, sum(v) FROM f.refreshed GROUP BY 1 WITH NO DATA;
     ALTER MATERIALIZED VIEW f.refreshes SET (timescaledb.compress);
     SELECT add_continuous_aggregate_policy('f.refreshes', interval '30 days', interval '1 day', interval '1 hour'); SELECT add_compression_policy('f.refreshed', interval '1 week');
     SELECT alter_job(job_id, config => config || '{"compress_after_refresh": true}') FROM timescaledb_information.jobs WHERE hypertable_name IN ('refreshes', (SELECT materialization_hypertable_name FROM timescaledb_information.continuous_aggregates WHERE view_name = 'refreshes'));
     SELECT alter_job(job_id, config => config || '{"recompress_unordered": true}') FROM timescaledb_information.jobs WHERE hypertable_name = 'refreshed';`,
    /config => j\.config \|\| '\{"compress_after_refresh":true\}'/,
    /config => j\.config \|\| '\{"recompress_unordered":true\}'/,
  ),
  timescale(
    '2.23+',
    'unlogged hypertable',
    `CREATE UNLOGGED TABLE f.unlogged (ts timestamptz NOT NULL); SELECT create_hypertable('f.unlogged', 'ts');`,
    /CREATE UNLOGGED TABLE f\.unlogged/,
    /create_hypertable\('f\.unlogged'/,
  ),
  timescale(
    '2.25+',
    'chunks that join a publication stay out',
    `SET timescaledb.enable_chunk_auto_publication = on;
     CREATE TABLE f.published (ts timestamptz NOT NULL); SELECT create_hypertable('f.published', 'ts', associated_schema_name => 'f');
     CREATE PUBLICATION f_chunks FOR TABLE f.published; CREATE PUBLICATION f_all_chunks FOR TABLES IN SCHEMA f; INSERT INTO f.published VALUES ('2025-01-01'); RESET timescaledb.enable_chunk_auto_publication;`,
    /ALTER PUBLICATION f_chunks ADD TABLE ONLY f\.published;/,
    /^(?![^]*f_chunks ADD TABLE ONLY \S*_hyper_)/,
  ),
  community(
    '2.25+',
    'retention and columnstore policies of a hypertable on UUIDs',
    `CREATE TABLE f.uuid_policies (id uuid NOT NULL, v integer); SELECT create_hypertable('f.uuid_policies', 'id'); ALTER TABLE f.uuid_policies SET (timescaledb.compress);
     SELECT add_retention_policy('f.uuid_policies', interval '1 year'); SELECT add_compression_policy('f.uuid_policies', interval '1 month');`,
    /add_retention_policy\('f\.uuid_policies'::regclass, drop_after => '1 year'/,
    /add_compression_policy\('f\.uuid_policies'::regclass, compress_after => '1 mon'/,
  ),
  community(
    '2.29+',
    'composite and first/last sparse indexes',
    `CREATE TABLE f.sparse (ts timestamptz NOT NULL, a integer, "B" integer, c integer); SELECT create_hypertable('f.sparse', 'ts');
     ALTER TABLE f.sparse SET (timescaledb.compress, timescaledb.compress_orderby = 'ts', timescaledb.compress_index = 'bloom(a, "B"), firstlast(c)');`,
    /compress_index = 'bloom\(a, "B"\), firstlast\(c\)'/,
  ),
  community(
    '2.29+',
    'direct compress and compaction policy',
    `CREATE TABLE f.direct (ts timestamptz NOT NULL); SELECT create_hypertable('f.direct', 'ts'); ALTER TABLE f.direct SET (timescaledb.direct_compress);
     SELECT remove_compaction_policy('f.direct'); SELECT add_compaction_policy('f.direct', max_chunks => 3, inactive_for => interval '2 hours');
     CREATE TABLE f.direct_with (ts timestamptz NOT NULL) WITH (tsdb.hypertable, tsdb.direct_compress);`,
    /ALTER TABLE f\.direct SET \(timescaledb\.direct_compress\);/,
    /add_compaction_policy\('f\.direct'::regclass, .*max_chunks => 3, inactive_for => '02:00:00'::interval\)/,
    /ALTER TABLE f\.direct_with SET \(timescaledb\.direct_compress\);/,
  ),
  community(
    '2.30+',
    'granular refresh',
    `CREATE TABLE f.granular (ts timestamptz NOT NULL, device integer, v integer); SELECT create_hypertable('f.granular', 'ts');
     ALTER TABLE f.granular SET (timescaledb.granular_refresh_column = 'device', timescaledb.granular_refresh_start_offset = '2 months 30 days', timescaledb.granular_refresh_end_offset = '5 days');
     CREATE MATERIALIZED VIEW f.granularly WITH (timescaledb.continuous) AS SELECT time_bucket('1 hour', ts) AS b, device, sum(v) FROM f.granular GROUP BY 1, 2 WITH NO DATA;
     ALTER MATERIALIZED VIEW f.granularly SET (timescaledb.enable_granular_refresh = true);`,
    /granular_refresh_column = 'device', timescaledb\.granular_refresh_start_offset = '2 months 30 days'/,
    /ALTER MATERIALIZED VIEW f\.granularly SET \(timescaledb\.enable_granular_refresh = true\);/,
  ),
];
