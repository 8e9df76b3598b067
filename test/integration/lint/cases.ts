/** SQL that a rule must find something in, and the nearest SQL in which it must not. */
export interface Case {
  rule: string;
  bad: string;
  good: string;
  /** What both are compared with, for rules about changes; `badBase` where the two differ. */
  base?: string;
  goodBase?: string;
  /** The version that the schema is meant for. */
  timescaledb?: string;
  goodVersion?: string;
  /** The text of the line that the finding points at; null where no statement says it. */
  at: string | null;
  /** The object of the finding, without its schema. */
  object?: string;
}

const METRICS = `CREATE TABLE metrics (ts timestamptz NOT NULL, device text NOT NULL, v double precision);
SELECT create_hypertable('metrics', 'ts', chunk_time_interval => interval '1 day');
`;
const COMPRESSED = `${METRICS}ALTER TABLE metrics SET (timescaledb.compress, timescaledb.compress_segmentby = 'device', timescaledb.compress_orderby = 'ts DESC');
`;
const HOURLY = `${METRICS}CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS
  SELECT time_bucket('1 hour', ts) AS bucket, max(v) AS high FROM metrics GROUP BY 1 WITH NO DATA;
`;
const refresh = (start: string, end: string, every = '1 hour'): string =>
  `SELECT add_continuous_aggregate_policy('hourly', start_offset => ${start}, end_offset => ${end}, schedule_interval => interval '${every}');\n`;
const KEPT_30_DAYS = "SELECT add_retention_policy('metrics', drop_after => interval '30 days');\n";
const days = (n: number): string => `interval '${n} days'`;
const HOUR = "interval '1 hour'";

export const CASES: readonly Case[] = [
  // hypertables
  {
    rule: 'time-column-without-zone',
    bad: "CREATE TABLE m (ts timestamp NOT NULL);\nSELECT create_hypertable('m', 'ts');\n",
    good: "CREATE TABLE m (ts timestamptz NOT NULL);\nSELECT create_hypertable('m', 'ts');\n",
    at: 'CREATE TABLE m',
    object: 'm',
  },
  {
    rule: 'chunk-interval-default',
    bad: "CREATE TABLE m (ts timestamptz NOT NULL);\nSELECT create_hypertable('m', 'ts');\n",
    good: "CREATE TABLE m (ts timestamptz NOT NULL);\nSELECT create_hypertable('m', 'ts', chunk_time_interval => interval '7 days');\n",
    at: 'SELECT create_hypertable',
  },
  {
    rule: 'chunk-interval-extreme',
    bad: "CREATE TABLE m (ts timestamptz NOT NULL);\nSELECT create_hypertable('m', 'ts', chunk_time_interval => interval '1 minute');\n",
    good: METRICS,
    at: 'SELECT create_hypertable',
  },
  {
    rule: 'chunk-interval-exceeds-retention',
    bad: `${METRICS}SELECT add_retention_policy('metrics', drop_after => interval '6 hours');\n`,
    good: METRICS + KEPT_30_DAYS,
    at: 'SELECT add_retention_policy',
  },
  {
    rule: 'small-counter',
    bad: "CREATE TABLE m (ts timestamptz NOT NULL, id serial);\nSELECT create_hypertable('m', 'ts');\n",
    good: "CREATE TABLE m (ts timestamptz NOT NULL, id bigserial);\nSELECT create_hypertable('m', 'ts');\n",
    at: 'CREATE TABLE m',
    object: 'm.id',
  },
  {
    rule: 'foreign-key-to-hypertable',
    bad: "CREATE TABLE m (ts timestamptz PRIMARY KEY);\nSELECT create_hypertable('m', 'ts');\nCREATE TABLE notes (ts timestamptz REFERENCES m (ts));\n",
    good: "CREATE TABLE m (ts timestamptz PRIMARY KEY);\nSELECT create_hypertable('m', 'ts');\nCREATE TABLE notes (ts timestamptz REFERENCES m (ts));\n",
    timescaledb: '2.14.2',
    goodVersion: '2.16.0',
    at: 'CREATE TABLE notes',
    object: 'notes',
  },
  {
    rule: 'foreign-key-to-retention',
    bad: "CREATE TABLE m (ts timestamptz PRIMARY KEY);\nSELECT create_hypertable('m', 'ts');\nSELECT add_retention_policy('m', interval '30 days');\nCREATE TABLE notes (ts timestamptz REFERENCES m (ts));\n",
    good: "CREATE TABLE m (ts timestamptz PRIMARY KEY);\nSELECT create_hypertable('m', 'ts');\nCREATE TABLE notes (ts timestamptz REFERENCES m (ts));\n",
    at: 'CREATE TABLE notes',
    object: 'notes',
  },
  {
    rule: 'uses-timescaledb-catalogue',
    bad: 'CREATE VIEW stats AS SELECT hypertable_name FROM timescaledb_information.hypertables;\n',
    good: "CREATE FUNCTION stats() RETURNS SETOF text LANGUAGE sql AS 'SELECT hypertable_name::text FROM timescaledb_information.hypertables';\n",
    at: 'CREATE VIEW stats',
    object: 'stats',
  },
  {
    rule: 'published-hypertable',
    bad: `${METRICS}CREATE PUBLICATION chunks_bad FOR TABLE metrics;\n`,
    good: 'CREATE TABLE plain (id integer PRIMARY KEY);\nCREATE PUBLICATION chunks_good FOR TABLE plain;\n',
    at: 'CREATE PUBLICATION',
  },

  // columnstore
  {
    rule: 'columnstore-missing',
    bad: `${COMPRESSED}CREATE TABLE other (ts timestamptz NOT NULL);\nSELECT create_hypertable('other', 'ts');\n`,
    good: METRICS,
    at: "SELECT create_hypertable('other'",
    object: 'other',
  },
  {
    rule: 'columnstore-policy-missing',
    bad: COMPRESSED,
    good: `${COMPRESSED}SELECT add_compression_policy('metrics', compress_after => interval '7 days');\n`,
    at: 'ALTER TABLE metrics SET',
  },
  {
    rule: 'segmentby-unique',
    bad: "CREATE TABLE m (ts timestamptz NOT NULL, id uuid DEFAULT gen_random_uuid());\nSELECT create_hypertable('m', 'ts');\nALTER TABLE m SET (timescaledb.compress, timescaledb.compress_segmentby = 'id');\n",
    good: COMPRESSED,
    at: 'ALTER TABLE m SET',
  },
  {
    rule: 'segmentby-missing',
    bad: `${METRICS}CREATE INDEX ON metrics (device, ts DESC);\nALTER TABLE metrics SET (timescaledb.compress, timescaledb.compress_orderby = 'ts DESC');\n`,
    good: `${METRICS}CREATE INDEX ON metrics (device, ts DESC);\nALTER TABLE metrics SET (timescaledb.compress, timescaledb.compress_segmentby = '', timescaledb.compress_orderby = 'ts DESC');\n`,
    at: 'ALTER TABLE metrics SET',
  },
  {
    rule: 'orderby-time',
    bad: `${METRICS}ALTER TABLE metrics SET (timescaledb.compress, timescaledb.compress_orderby = 'v');\n`,
    good: `${METRICS}ALTER TABLE metrics SET (timescaledb.compress, timescaledb.compress_orderby = 'ts, v');\n`,
    at: 'ALTER TABLE metrics SET',
  },

  // policies
  {
    rule: 'compress-after-drop',
    bad: `${COMPRESSED}SELECT add_compression_policy('metrics', compress_after => ${days(60)});\n${KEPT_30_DAYS}`,
    good: `${COMPRESSED}SELECT add_compression_policy('metrics', compress_after => ${days(7)});\n${KEPT_30_DAYS}`,
    at: 'SELECT add_compression_policy',
  },
  {
    rule: 'retention-shorter-than-refresh',
    bad: HOURLY + KEPT_30_DAYS + refresh(days(60), HOUR),
    good: HOURLY + KEPT_30_DAYS + refresh(days(30), HOUR),
    at: 'SELECT add_continuous_aggregate_policy',
    object: 'hourly',
  },
  {
    rule: 'aggregate-without-refresh',
    bad: HOURLY,
    good: HOURLY + refresh(days(3), HOUR),
    at: 'CREATE MATERIALIZED VIEW hourly',
  },
  {
    rule: 'refresh-end-offset',
    bad: HOURLY + refresh(days(3), "interval '1 minute'"),
    good: HOURLY + refresh(days(3), HOUR),
    at: 'SELECT add_continuous_aggregate_policy',
  },
  {
    rule: 'refresh-gap',
    bad: HOURLY + refresh("interval '6 hours'", HOUR, '1 day'),
    good: HOURLY + refresh(days(3), HOUR, '1 day'),
    at: 'SELECT add_continuous_aggregate_policy',
  },
  {
    rule: 'policy-disabled',
    bad: `${METRICS}${KEPT_30_DAYS}SELECT alter_job(job_id, scheduled => false) FROM timescaledb_information.jobs WHERE hypertable_schema = current_schema AND hypertable_name = 'metrics';\n`,
    good: METRICS + KEPT_30_DAYS,
    at: 'SELECT alter_job',
  },
  {
    rule: 'job-not-runnable',
    bad: "CREATE PROCEDURE clean(job integer, config jsonb) LANGUAGE sql AS 'SELECT 1';\nSELECT add_job('clean', '1 hour');\nDROP PROCEDURE clean;\n",
    good: "CREATE PROCEDURE clean(job integer, config jsonb) LANGUAGE sql AS 'SELECT 1';\nSELECT add_job('clean', '1 hour');\n",
    at: 'DROP PROCEDURE clean',
    object: 'clean',
  },
  {
    rule: 'aggregate-with-data',
    bad: `${METRICS}CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS SELECT time_bucket('1 hour', ts) AS bucket, max(v) FROM metrics GROUP BY 1;\n`,
    good: HOURLY,
    at: 'CREATE MATERIALIZED VIEW hourly',
  },

  // keys and indexes
  {
    rule: 'duplicate-index',
    bad: 'CREATE TABLE t (a integer, b integer);\nCREATE INDEX wide ON t (a, b);\nCREATE INDEX narrow ON t (a);\n',
    good: 'CREATE TABLE t (a integer, b integer);\nCREATE INDEX wide ON t (a, b);\nCREATE INDEX narrow ON t (b);\n',
    at: 'CREATE INDEX narrow',
    object: 'narrow',
  },
  {
    rule: 'invalid-index',
    bad: "CREATE TABLE t (a integer);\nCREATE INDEX half ON t (a);\nSET allow_system_table_mods = on;\nUPDATE pg_index SET indisvalid = false WHERE indexrelid = 'half'::regclass;\n",
    good: 'CREATE TABLE t (a integer);\nCREATE INDEX half ON t (a);\n',
    at: 'CREATE INDEX half',
    object: 'half',
  },
  {
    rule: 'foreign-key-without-index',
    bad: 'CREATE TABLE a (id integer PRIMARY KEY);\nCREATE TABLE b (id integer PRIMARY KEY, a_id integer REFERENCES a);\n',
    good: 'CREATE TABLE a (id integer PRIMARY KEY);\nCREATE TABLE b (id integer PRIMARY KEY, a_id integer REFERENCES a);\nCREATE INDEX ON b (a_id);\n',
    at: 'CREATE TABLE b',
    object: 'b',
  },
  {
    rule: 'published-without-identity',
    bad: 'CREATE TABLE t (a integer);\nCREATE PUBLICATION identity_bad FOR TABLE t;\n',
    good: 'CREATE TABLE t (a integer PRIMARY KEY);\nCREATE PUBLICATION identity_good FOR TABLE t;\n',
    at: 'CREATE TABLE t',
  },
  {
    rule: 'concurrent-index-on-hypertable',
    bad: `CREATE TABLE m (ts timestamptz NOT NULL, v integer);\nCREATE INDEX CONCURRENTLY by_v ON m (v);\nSELECT create_hypertable('m', 'ts');\n`,
    good: 'CREATE TABLE plain (v integer);\nCREATE INDEX CONCURRENTLY by_v ON plain (v);\n',
    at: 'CREATE INDEX CONCURRENTLY',
    object: 'm',
  },

  // anything
  {
    rule: 'missing-comment',
    bad: 'CREATE TABLE t (a integer);\n',
    good: "CREATE TABLE t (a integer);\nCOMMENT ON TABLE t IS 'Something';\n",
    at: 'CREATE TABLE t',
  },
  {
    rule: 'unlogged-table',
    bad: 'CREATE UNLOGGED TABLE t (a integer);\n',
    good: 'CREATE TABLE t (a integer);\n',
    at: 'CREATE UNLOGGED TABLE t',
  },
  {
    rule: 'writable-by-public',
    bad: 'CREATE TABLE t (a integer);\nGRANT SELECT, INSERT ON t TO PUBLIC;\n',
    good: 'CREATE TABLE t (a integer);\nGRANT SELECT ON t TO PUBLIC;\n',
    at: 'GRANT SELECT, INSERT',
  },
  {
    rule: 'security-definer-search-path',
    bad: "CREATE FUNCTION f() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';\n",
    good: "CREATE FUNCTION f() RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS 'SELECT 1';\n",
    at: 'CREATE FUNCTION f',
    object: 'f()',
  },
  {
    rule: 'password-in-sql',
    bad: "CREATE ROLE lint_password LOGIN PASSWORD 'hunter2';\n",
    good: 'CREATE ROLE lint_no_password LOGIN PASSWORD NULL;\n',
    at: 'CREATE ROLE lint_password',
  },
  {
    rule: 'drop-cascade',
    bad: 'CREATE TABLE t (a integer);\nDROP TABLE t CASCADE;\n',
    good: 'CREATE TABLE t (a integer);\nDROP TABLE t;\n',
    at: 'DROP TABLE t CASCADE',
  },
  {
    rule: 'ignore-comment',
    bad: '-- timescale-ci: ignore missing-commnt a typo\nCREATE TABLE t (a integer);\n',
    good: '-- timescale-ci: ignore missing-comment it is only for a test\nCREATE TABLE t (a integer);\n',
    at: 'CREATE TABLE t',
  },
  {
    rule: 'rename-comment',
    base: 'CREATE TABLE t (id integer, price integer);\n',
    bad: 'CREATE TABLE t (id integer,\n  cost integer -- timescale-ci: renamed-from prize\n);\n',
    good: 'CREATE TABLE t (id integer,\n  cost integer -- timescale-ci: renamed-from price\n);\n',
    at: 'CREATE TABLE t',
  },

  // what changes
  {
    rule: 'hypertable-lost',
    base: METRICS,
    bad: 'CREATE TABLE metrics (ts timestamptz NOT NULL, device text NOT NULL, v double precision);\n',
    good: METRICS,
    at: 'CREATE TABLE metrics',
  },
  {
    rule: 'aggregate-history-lost',
    base: HOURLY + KEPT_30_DAYS,
    goodBase: HOURLY,
    bad: HOURLY.replace('max(v)', 'min(v)') + KEPT_30_DAYS,
    good: HOURLY.replace('max(v)', 'min(v)'),
    at: 'CREATE MATERIALIZED VIEW hourly',
  },
  {
    rule: 'compressed-hypertable-alter',
    base: COMPRESSED,
    bad: `${COMPRESSED}ALTER TABLE metrics ADD CONSTRAINT positive CHECK (v > 0);\n`,
    good: `${COMPRESSED}ALTER TABLE metrics ADD CONSTRAINT positive CHECK (v > 0);\n`,
    timescaledb: '2.17.2',
    goodVersion: '2.18.0',
    at: 'ALTER TABLE metrics ADD CONSTRAINT',
  },
  {
    rule: 'not-null-without-default',
    base: 'CREATE TABLE t (a integer);\n',
    bad: 'CREATE TABLE t (a integer, b integer NOT NULL);\n',
    good: 'CREATE TABLE t (a integer, b integer NOT NULL DEFAULT 0);\n',
    at: 'CREATE TABLE t',
    object: 't.b',
  },
  {
    rule: 'type-change-rewrites',
    base: 'CREATE TABLE t (a integer, b varchar(10));\n',
    bad: 'CREATE TABLE t (a bigint, b varchar(10));\n',
    good: 'CREATE TABLE t (a integer, b varchar(20));\n',
    at: 'CREATE TABLE t',
    object: 't.a',
  },
  {
    rule: 'dropped-column-in-use',
    base: 'CREATE TABLE t (a integer, b integer);\nCREATE VIEW v AS SELECT b FROM t;\n',
    bad: 'CREATE TABLE t (a integer);\nCREATE VIEW v AS SELECT a AS b FROM t;\n',
    good: 'CREATE TABLE t (b integer);\nCREATE VIEW v AS SELECT b FROM t;\n',
    at: 'CREATE VIEW v',
    object: 't.b',
  },
  {
    rule: 'index-locks-hypertable',
    base: METRICS,
    bad: `${METRICS}CREATE INDEX by_v ON metrics (v);\n`,
    // The embedded server cannot build an index with transaction_per_chunk: it has one session.
    goodBase: '',
    good: `${METRICS}CREATE INDEX by_v ON metrics (v);\n`,
    at: 'CREATE INDEX by_v',
    object: 'by_v',
  },
];

/** What the server refuses: the statements before, the one that fails, and the nearest that does not. */
export const REFUSED: readonly { rule: string; before: string; bad: string; good: string }[] = [
  {
    rule: 'unique-without-partition-column',
    before: 'CREATE TABLE m (ts timestamptz NOT NULL, id integer)',
    bad: "ALTER TABLE m ADD PRIMARY KEY (id); SELECT create_hypertable('m', 'ts')",
    good: "ALTER TABLE m ADD PRIMARY KEY (id, ts); SELECT create_hypertable('m', 'ts')",
  },
  {
    rule: 'segmentby-unknown-column',
    before: METRICS,
    bad: "ALTER TABLE metrics SET (timescaledb.compress, timescaledb.compress_segmentby = 'devise')",
    good: "ALTER TABLE metrics SET (timescaledb.compress, timescaledb.compress_segmentby = 'device')",
  },
  {
    rule: 'hypertable-references-hypertable',
    before: `CREATE TABLE a (ts timestamptz PRIMARY KEY); SELECT create_hypertable('a', 'ts'); ${METRICS}`,
    bad: 'ALTER TABLE metrics ADD FOREIGN KEY (ts) REFERENCES a (ts)',
    good: 'CREATE TABLE plain (ts timestamptz REFERENCES a (ts))',
  },
  {
    rule: 'alter-only-hypertable',
    before: METRICS,
    bad: 'ALTER TABLE ONLY metrics ADD CHECK (v > 0)',
    good: 'ALTER TABLE metrics ADD CHECK (v > 0)',
  },
  {
    rule: 'columnstore-with-row-security',
    before: `${METRICS} ALTER TABLE metrics ENABLE ROW LEVEL SECURITY`,
    bad: 'ALTER TABLE metrics SET (timescaledb.compress)',
    good: 'ALTER TABLE metrics DISABLE ROW LEVEL SECURITY; ALTER TABLE metrics SET (timescaledb.compress)',
  },
  {
    rule: 'published-before-hypertable',
    before: 'CREATE TABLE m (ts timestamptz NOT NULL)',
    bad: "CREATE PUBLICATION refused FOR TABLE m; SELECT create_hypertable('m', 'ts')",
    good: "SELECT create_hypertable('m', 'ts'); CREATE PUBLICATION refused FOR TABLE m",
  },
  {
    rule: 'concurrent-index-on-hypertable',
    before: METRICS,
    bad: 'CREATE INDEX CONCURRENTLY ON metrics (v)',
    good: 'CREATE INDEX ON metrics (v)',
  },
  {
    rule: 'compressed-hypertable-alter',
    before: COMPRESSED,
    bad: 'ALTER TABLE metrics ALTER COLUMN v TYPE numeric',
    good: 'ALTER TABLE metrics ALTER COLUMN v SET DEFAULT 0',
  },
];
