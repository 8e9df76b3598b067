import { POSTGRES_SUPPORT, TIMESCALEDB_RELEASES } from '../catalog/versions.ts';
import type { HealthSettings } from '../settings/health.ts';

/** One thing that is looked at in a live database. */
export interface HealthCheck {
  id: string;
  /** What it finds, for people. */
  finds: string;
  severity: 'error' | 'warning' | 'notice';
  /** Where it makes sense: every server, one with TimescaleDB, or with its community edition. */
  on: 'postgres' | 'timescaledb' | 'community';
  /** The setting that is $1 of the query; null where what it finds is wrong in any measure. */
  threshold: keyof HealthSettings | null;
  /** It needs pg_read_all_stats, as pg_monitor has it: others see nulls, which would look like health. */
  needsStatistics?: true;
  /** A row for every finding: object, value, measured, remedy. */
  sql: string;
  /** What it cannot tell, a row each: object, why. */
  unknown?: string;
}

/** Where TimescaleDB's functions are. */
const API = `(SELECT pg_catalog.quote_ident(n.nspname) FROM pg_catalog.pg_extension e
  JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'timescaledb')`;

const JOB = `concat(format('job %s %s', j.job_id, j.proc_name),
  ' on ' || nullif(concat_ws('.', quote_ident(j.hypertable_schema), quote_ident(j.hypertable_name)), ''))`;

const JOBS = `timescaledb_information.jobs AS j
  JOIN timescaledb_information.job_stats AS s ON s.job_id = j.job_id`;

/** The user sees an aggregate by the name of its view. */
const RELATION = `format('%I.%I', coalesce(a.user_view_schema, h.schema_name), coalesce(a.user_view_name, h.table_name))`;

const OF_POLICY = `timescaledb_information.jobs AS j
  JOIN _timescaledb_catalog.hypertable AS h ON h.id = (j.config ->> 'hypertable_id')::int
  LEFT JOIN _timescaledb_catalog.continuous_agg AS a ON a.mat_hypertable_id = h.id
  JOIN timescaledb_information.chunks AS c ON c.hypertable_schema = h.schema_name AND c.hypertable_name = h.table_name`;

/** $1 is in hours; a policy that runs once a week may be a week late beyond that. */
const SLACK = `(make_interval(secs => $1::float8 * 3600) + j.schedule_interval)`;

/** Chunks that a policy should have taken already; by their range, or since when they are there. */
function behind(procedure: string, age: string, sinceMade: string, and: string, words: string): string {
  return `
  SELECT ${RELATION} AS object, count(*)::float8 AS value,
         format('%s ${words}; the oldest ends at %s', count(*), min(c.range_end)) AS measured,
         format('CALL %s.run_job(%s);', ${API}, j.job_id) AS remedy
    FROM ${OF_POLICY}
   WHERE j.proc_name = '${procedure}' AND ${and}
     AND CASE WHEN c.range_end IS NULL OR NOT isfinite(c.range_end) THEN false
              WHEN j.config ? '${age}' THEN c.range_end < now() - (j.config ->> '${age}')::interval - ${SLACK}
              ELSE (to_jsonb(c) ->> 'chunk_creation_time')::timestamptz < now() - (j.config ->> '${sinceMade}')::interval - ${SLACK} END
   GROUP BY 1, j.job_id ORDER BY 1`;
}

const integerTime = (procedure: string): string => `
  SELECT DISTINCT ${RELATION} AS object, 'its time is a number, and only a function of its own says what is now' AS why
    FROM ${OF_POLICY} WHERE j.proc_name = '${procedure}' AND c.range_end IS NULL ORDER BY 1`;

/** The hypertables whose time is a time. */
const TIMED = `SELECT d.hypertable_id FROM _timescaledb_catalog.dimension AS d WHERE d.interval_length IS NOT NULL
  AND d.column_type NOT IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)`;

const SUPPORT = POSTGRES_SUPPORT.map(
  ({ postgres, ends, lastTimescaledb: last }) =>
    `(${postgres}, date '${ends}', ${last === null ? 'NULL' : `'${last}'`})`,
).join(', ');

const RELEASES = Object.entries(TIMESCALEDB_RELEASES)
  .map(([version, date]) => `('${version}', date '${date}')`)
  .join(', ');

/** Every check, in the order of the report. */
export const HEALTH_CHECKS: readonly HealthCheck[] = [
  {
    id: 'restoring',
    finds: 'The database was left in the mode of a restore, in which no background job runs',
    severity: 'error',
    on: 'timescaledb',
    threshold: null,
    sql: `
  SELECT current_database()::text AS object, 1::float8 AS value, 'timescaledb.restoring is on' AS measured,
         format('SELECT %s.timescaledb_post_restore();', ${API}) AS remedy
   WHERE current_setting('timescaledb.restoring', true) = 'on'`,
  },
  {
    id: 'job-failed',
    finds: 'The last run of a job failed',
    severity: 'error',
    on: 'timescaledb',
    threshold: null,
    sql: `
  SELECT ${JOB} AS object, s.total_failures::float8 AS value,
         format('its run of %s failed; %s of %s runs did', s.last_run_started_at, s.total_failures, s.total_runs) AS measured,
         format('SELECT * FROM timescaledb_information.job_errors WHERE job_id = %s; CALL %s.run_job(%s);', j.job_id, ${API}, j.job_id) AS remedy
    FROM ${JOBS} WHERE s.last_run_status = 'Failed' ORDER BY j.job_id`,
  },
  {
    id: 'job-late',
    finds: 'A job should have started already',
    severity: 'error',
    on: 'timescaledb',
    threshold: 'job-late-hours',
    needsStatistics: true,
    sql: `
  SELECT ${JOB} AS object, extract(epoch FROM now() - s.next_start)::float8 / 3600 AS value,
         format('it was due at %s', s.next_start) AS measured,
         'SHOW timescaledb.max_background_workers; SHOW max_worker_processes; -- too few let jobs wait; raising them takes a restart' AS remedy
    FROM ${JOBS}
   WHERE j.scheduled AND isfinite(s.next_start) AND s.job_status <> 'Running' AND s.total_runs > 0
     AND s.next_start < now() - make_interval(secs => $1::float8 * 3600) ORDER BY j.job_id`,
  },
  {
    id: 'job-never-run',
    finds: 'A job has never run',
    severity: 'warning',
    on: 'timescaledb',
    threshold: 'job-late-hours',
    sql: `
  SELECT ${JOB} AS object, 0::float8 AS value,
         concat('it has not run once', ', its first start was ' || j.initial_start::text) AS measured,
         format('CALL %s.run_job(%s);', ${API}, j.job_id) AS remedy
    FROM ${JOBS}
   WHERE j.scheduled AND j.job_id >= 1000 AND coalesce(s.total_runs, 0) = 0
     AND coalesce(j.initial_start, '-infinity') < now() - make_interval(secs => $1::float8 * 3600) ORDER BY j.job_id`,
  },
  {
    id: 'job-paused',
    finds: 'A job is switched off',
    severity: 'notice',
    on: 'timescaledb',
    threshold: null,
    sql: `
  SELECT ${JOB} AS object, 1::float8 AS value, 'scheduled is false' AS measured,
         format('SELECT %s.alter_job(%s, scheduled => true);', ${API}, j.job_id) AS remedy
    FROM timescaledb_information.jobs AS j WHERE NOT j.scheduled AND j.job_id >= 1000 ORDER BY j.job_id`,
  },
  {
    id: 'columnstore-behind',
    finds: 'Chunks are older than their columnstore policy allows, and still rows',
    severity: 'warning',
    on: 'community',
    threshold: 'behind-hours',
    sql: behind(
      'policy_compression',
      'compress_after',
      'compress_created_before',
      'NOT c.is_compressed',
      'chunks are past the age and not compressed',
    ),
    unknown: integerTime('policy_compression'),
  },
  {
    id: 'retention-behind',
    finds: 'Chunks are older than their retention policy allows, and still there',
    severity: 'warning',
    on: 'community',
    threshold: 'behind-hours',
    sql: behind(
      'policy_retention',
      'drop_after',
      'drop_created_before',
      'true',
      'chunks are past the age and not dropped',
    ),
    unknown: integerTime('policy_retention'),
  },
  {
    id: 'aggregate-behind',
    finds: 'A continuous aggregate lacks a whole chunk of its source that its refresh policy should have brought',
    severity: 'warning',
    on: 'community',
    threshold: 'behind-hours',
    sql: `
  SELECT format('%I.%I', a.user_view_schema, a.user_view_name) AS object,
         extract(epoch FROM now() - to_timestamp(greatest(w.watermark, 0) / 1e6))::float8 / 3600 AS value,
         format('it is filled up to %s, its source has chunks from %s on',
                CASE WHEN w.watermark <= 0 THEN 'nothing' ELSE to_timestamp(w.watermark / 1e6)::text END, n.newest) AS measured,
         format('CALL %s.run_job(%s);', ${API}, j.job_id) AS remedy
    FROM timescaledb_information.jobs AS j
    JOIN _timescaledb_catalog.continuous_agg AS a ON a.mat_hypertable_id = (j.config ->> 'mat_hypertable_id')::int
    JOIN _timescaledb_catalog.continuous_aggs_watermark AS w ON w.mat_hypertable_id = a.mat_hypertable_id
    JOIN _timescaledb_catalog.hypertable AS h ON h.id = a.raw_hypertable_id
    LEFT JOIN _timescaledb_catalog.continuous_aggs_bucket_function AS b ON b.mat_hypertable_id = a.mat_hypertable_id
    -- A whole chunk that the refresh should have passed already: rows since then may be none.
    JOIN LATERAL (
      SELECT max(c.range_start) AS newest FROM timescaledb_information.chunks AS c
       WHERE c.hypertable_schema = h.schema_name AND c.hypertable_name = h.table_name AND isfinite(c.range_end)
         AND c.range_end < now() - coalesce((j.config ->> 'end_offset')::interval, interval '0') - ${SLACK}
               - coalesce((to_jsonb(b) ->> 'bucket_width')::interval,
                          make_interval(secs => nullif((to_jsonb(a) ->> 'bucket_width')::float8, -1) / 1e6), interval '1 month')) AS n
      ON n.newest >= to_timestamp(greatest(w.watermark, 0) / 1e6)
   WHERE j.proc_name = 'policy_refresh_continuous_aggregate'
     AND h.id IN (${TIMED}) ORDER BY 1`,
    unknown: `
  SELECT format('%I.%I', a.user_view_schema, a.user_view_name) AS object,
         'its time is a number, and only a function of its own says what is now' AS why
    FROM _timescaledb_catalog.continuous_agg AS a WHERE a.raw_hypertable_id NOT IN (${TIMED}) ORDER BY 1`,
  },
  {
    id: 'aggregate-unrefreshed',
    finds: 'A continuous aggregate has no refresh policy',
    severity: 'notice',
    on: 'community',
    threshold: null,
    sql: `
  SELECT format('%I.%I', a.user_view_schema, a.user_view_name) AS object, 1::float8 AS value,
         'nothing refreshes it but who calls refresh_continuous_aggregate' AS measured,
         format('CALL %s.refresh_continuous_aggregate(%L, NULL, NULL);', ${API}, format('%I.%I', a.user_view_schema, a.user_view_name)) AS remedy
    FROM _timescaledb_catalog.continuous_agg AS a
   WHERE NOT EXISTS (SELECT FROM timescaledb_information.jobs AS j
                      WHERE j.proc_name = 'policy_refresh_continuous_aggregate'
                        AND (j.config ->> 'mat_hypertable_id')::int = a.mat_hypertable_id) ORDER BY 1`,
  },
  {
    id: 'chunks-many',
    finds: 'A hypertable has so many chunks that planning gets slow',
    severity: 'warning',
    on: 'timescaledb',
    threshold: 'chunks-most',
    sql: `
  SELECT format('%I.%I', c.hypertable_schema, c.hypertable_name) AS object, count(*)::float8 AS value,
         format('%s chunks of %s each', count(*), max(d.time_interval)) AS measured,
         format('SELECT %s.set_chunk_time_interval(%L, %s);', ${API}, format('%I.%I', c.hypertable_schema, c.hypertable_name),
                coalesce(format('interval %L', (max(d.time_interval) * 4)::text), (max(d.integer_interval) * 4)::text)) AS remedy
    FROM timescaledb_information.chunks AS c
    JOIN timescaledb_information.dimensions AS d
      ON d.hypertable_schema = c.hypertable_schema AND d.hypertable_name = c.hypertable_name AND d.dimension_number = 1
   GROUP BY c.hypertable_schema, c.hypertable_name HAVING count(*) > $1::float8 ORDER BY 2 DESC`,
  },
  {
    id: 'chunks-large',
    finds: 'The newest chunks, which are written to, do not fit the memory together',
    severity: 'warning',
    on: 'timescaledb',
    threshold: 'chunk-memory-share',
    sql: `
  WITH newest AS (
    SELECT DISTINCT ON (c.hypertable_schema, c.hypertable_name) c.hypertable_schema, c.hypertable_name,
           pg_total_relation_size(format('%I.%I', c.chunk_schema, c.chunk_name)::regclass) AS bytes
      FROM timescaledb_information.chunks AS c WHERE NOT c.is_compressed
     ORDER BY 1, 2, c.range_end DESC NULLS LAST, c.range_end_integer DESC NULLS LAST),
  memory AS (SELECT setting::float8 * 8192 AS bytes FROM pg_catalog.pg_settings WHERE name = 'shared_buffers'),
  together AS (SELECT sum(bytes) AS bytes FROM newest)
  SELECT format('%I.%I', n.hypertable_schema, n.hypertable_name) AS object, n.bytes / m.bytes AS value,
         format('its newest chunk has %s, those of all hypertables %s, shared_buffers are %s', pg_size_pretty(n.bytes),
                pg_size_pretty(t.bytes), pg_size_pretty(m.bytes::bigint)) AS measured,
         format('SELECT %s.set_chunk_time_interval(%L, %s);', ${API}, format('%I.%I', n.hypertable_schema, n.hypertable_name),
                coalesce(format('interval %L', (d.time_interval / 2)::text), (d.integer_interval / 2)::text)) AS remedy
    FROM newest AS n CROSS JOIN memory AS m CROSS JOIN together AS t
    JOIN timescaledb_information.dimensions AS d
      ON d.hypertable_schema = n.hypertable_schema AND d.hypertable_name = n.hypertable_name AND d.dimension_number = 1
   WHERE t.bytes > m.bytes * $1::float8 ORDER BY n.bytes DESC LIMIT 1`,
  },
  {
    id: 'locks-room',
    finds: 'One query of all chunks takes a large part of the lock table',
    severity: 'warning',
    on: 'timescaledb',
    threshold: 'locks-share',
    sql: `
  WITH room AS (SELECT current_setting('max_locks_per_transaction')::float8
                       * (current_setting('max_connections')::int + current_setting('max_prepared_transactions')::int) AS locks)
  SELECT format('%I.%I', n.nspname, p.relname) AS object, t.locks / r.locks AS value,
         format('a query takes about %s locks, there is room for %s', t.locks, r.locks) AS measured,
         format('ALTER SYSTEM SET max_locks_per_transaction = %s; -- takes a restart', ceil(t.locks * 4 / (r.locks / current_setting('max_locks_per_transaction')::int))) AS remedy
    FROM (SELECT i.inhparent, count(DISTINCT i.inhrelid) + count(x.indexrelid) AS locks
            FROM pg_catalog.pg_inherits AS i LEFT JOIN pg_catalog.pg_index AS x ON x.indrelid = i.inhrelid
           GROUP BY 1) AS t
    JOIN pg_catalog.pg_class AS p ON p.oid = t.inhparent JOIN pg_catalog.pg_namespace AS n ON n.oid = p.relnamespace
    CROSS JOIN room AS r
   WHERE p.relkind = 'r' AND t.locks > r.locks * $1::float8 ORDER BY t.locks DESC`,
  },
  {
    id: 'replication-lag',
    finds: 'A standby has much log yet to replay',
    severity: 'error',
    on: 'postgres',
    threshold: 'replication-lag-bytes',
    needsStatistics: true,
    sql: `
  SELECT application_name AS object, bytes AS value, format('%s behind, %s', pg_size_pretty(bytes::numeric), state) AS measured,
         'SELECT * FROM pg_stat_replication;' AS remedy
    FROM (SELECT *, pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END,
                                    replay_lsn)::float8 AS bytes FROM pg_catalog.pg_stat_replication) AS s
   WHERE bytes > $1::float8 ORDER BY 2 DESC`,
  },
  {
    id: 'replication-late',
    finds: 'A standby is far behind in time',
    severity: 'error',
    on: 'postgres',
    threshold: 'replication-lag-seconds',
    needsStatistics: true,
    sql: `
  SELECT application_name AS object, extract(epoch FROM replay_lag)::float8 AS value,
         format('%s behind, %s', replay_lag, state) AS measured, 'SELECT * FROM pg_stat_replication;' AS remedy
    FROM pg_catalog.pg_stat_replication WHERE extract(epoch FROM replay_lag) > $1::float8 ORDER BY 2 DESC`,
  },
  {
    id: 'slot-inactive',
    finds: 'Nobody reads from a replication slot, which keeps the log',
    severity: 'warning',
    on: 'postgres',
    threshold: null,
    sql: `
  SELECT slot_name::text AS object, 1::float8 AS value, format('nobody reads from it; it keeps the log from %s on', coalesce(restart_lsn::text, 'nowhere')) AS measured,
         format('SELECT pg_drop_replication_slot(%L); -- where its reader is gone for good: a standby cannot go on without it', slot_name) AS remedy
    FROM pg_catalog.pg_replication_slots WHERE NOT active AND NOT temporary ORDER BY 1`,
  },
  {
    id: 'slot-retains',
    finds: 'A replication slot keeps much log, or has lost what its reader needs',
    severity: 'error',
    on: 'postgres',
    threshold: 'slot-retained-bytes',
    sql: `
  SELECT slot_name::text AS object, coalesce(bytes, 0) AS value,
         format('%s kept, the log it needs is %s', coalesce(pg_size_pretty(bytes::numeric), 'nothing'), coalesce(wal_status, 'unknown')) AS measured,
         format('SELECT pg_drop_replication_slot(%L); -- where its reader is gone for good: a standby cannot go on without it', slot_name) AS remedy
    FROM (SELECT *, pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
                                    restart_lsn)::float8 AS bytes FROM pg_catalog.pg_replication_slots) AS s
   WHERE bytes > $1::float8 OR wal_status = 'lost' ORDER BY 1`,
  },
  {
    id: 'postgres-end-of-life',
    finds: 'The version of PostgreSQL gets no fixes any more, or no new TimescaleDB',
    severity: 'warning',
    on: 'postgres',
    threshold: null,
    sql: `
  SELECT format('PostgreSQL %s', v.major) AS object, (current_date - v.ends)::float8 AS value,
         concat_ws('; ', CASE WHEN v.ends < current_date THEN format('its fixes ended on %s', v.ends) END,
                   'no TimescaleDB after ' || v.last || ' runs on it') AS measured,
         'timescale-ci upgrade --to IMAGE' AS remedy
    FROM (VALUES ${SUPPORT}) AS v (major, ends, last)
   WHERE v.major = current_setting('server_version_num')::int / 10000 AND (v.ends < current_date OR v.last IS NOT NULL)`,
    unknown: `
  SELECT format('PostgreSQL %s', own) AS object, 'this version of timescale-ci does not know its dates' AS why
    FROM (SELECT current_setting('server_version_num')::int / 10000 AS own) AS o
   WHERE own NOT IN (SELECT major FROM (VALUES ${SUPPORT}) AS v (major, ends, last))`,
  },
  {
    id: 'timescaledb-old',
    finds: 'The minor version of TimescaleDB is old: fixes go into the newest one alone',
    severity: 'notice',
    on: 'timescaledb',
    threshold: 'timescaledb-age-months',
    sql: `
  SELECT format('TimescaleDB %s', e.extversion) AS object, ((current_date - r.date) / 30.44)::float8 AS value,
         concat(CASE WHEN r.is_own THEN '' ELSE 'it is older than ' END, format('%s, which came out on %s', r.version, r.date)) AS measured,
         'timescale-ci upgrade --to IMAGE' AS remedy
    FROM pg_catalog.pg_extension AS e
    -- What is older than the table is at least as old as its first.
    CROSS JOIN LATERAL (
      SELECT v.*, v.version = o.own AS is_own
        FROM (SELECT substring(e.extversion FROM '^[0-9]+[.][0-9]+') AS own) AS o, (VALUES ${RELEASES}) AS v (version, date)
       WHERE v.version = o.own OR string_to_array(o.own, '.')::int[] < string_to_array(v.version, '.')::int[]
       ORDER BY string_to_array(v.version, '.')::int[] LIMIT 1) AS r
   WHERE e.extname = 'timescaledb' AND (current_date - r.date) / 30.44 > $1::float8`,
  },
  {
    id: 'transaction-age',
    finds: 'Old transactions are not frozen: at two billion the server stops writing',
    severity: 'error',
    on: 'postgres',
    threshold: 'transaction-age',
    sql: `
  SELECT datname::text AS object, age(datfrozenxid)::float8 AS value, format('%s transactions', age(datfrozenxid)) AS measured,
         'VACUUM (FREEZE);' AS remedy
    FROM pg_catalog.pg_database WHERE datfrozenxid::text::bigint > 2 AND age(datfrozenxid) > $1::float8 ORDER BY 2 DESC`,
  },
  {
    id: 'index-invalid',
    finds: 'An index is invalid: it costs every write and serves no query',
    severity: 'warning',
    on: 'postgres',
    threshold: null,
    sql: `
  SELECT format('%I.%I', n.nspname, c.relname) AS object, 1::float8 AS value,
         format('an index of %s', i.indrelid::regclass) AS measured,
         format('REINDEX INDEX CONCURRENTLY %I.%I;', n.nspname, c.relname) AS remedy
    FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   WHERE NOT i.indisvalid AND c.relkind = 'i' ORDER BY 1`,
  },
  {
    id: 'checksum-failures',
    finds: 'Pages of the database were read damaged',
    severity: 'error',
    on: 'postgres',
    threshold: null,
    sql: `
  SELECT coalesce(datname, 'shared objects')::text AS object, checksum_failures::float8 AS value,
         format('%s failures, the last at %s', checksum_failures, checksum_last_failure) AS measured,
         'Look at the disk, and restore from a backup made before.' AS remedy
    FROM pg_catalog.pg_stat_database WHERE checksum_failures > 0 ORDER BY 1`,
  },
];
