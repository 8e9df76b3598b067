/** What a server is, whatever database it is asked in. */
export const SERVER = `
  SELECT regexp_replace(current_setting('server_version'), ' .*', '') AS postgres,
         (SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'timescaledb') AS timescaledb,
         current_setting('timescaledb.license', true) AS license,
         pg_is_in_recovery() AS standby,
         pg_database_size(current_database())::float8 AS "databaseBytes",
         (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend')::int AS connections,
         current_setting('max_connections')::int AS "maxConnections",
         current_setting('data_checksums')::boolean AS checksums`;

/**
 * Hypertables with their size, chunks counted: pg_total_relation_size gives that of the empty parent alone. By views,
 * because the tables of the catalogue change from version to version.
 */
export const HYPERTABLES = `
  SELECT format('%I.%I', h.hypertable_schema, h.hypertable_name) AS name,
         coalesce(k.chunks, 0)::int AS chunks,
         coalesce(k.compressed, 0)::int AS "compressedChunks",
         hypertable_size(c.oid::regclass)::float8 AS bytes,
         z.ratio AS "compressionRatio"
    FROM timescaledb_information.hypertables AS h
    JOIN pg_catalog.pg_namespace AS n ON n.nspname = h.hypertable_schema
    JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = h.hypertable_name
    LEFT JOIN (SELECT hypertable_schema, hypertable_name, count(*) AS chunks,
                      count(*) FILTER (WHERE is_compressed) AS compressed
                 FROM timescaledb_information.chunks GROUP BY 1, 2) AS k USING (hypertable_schema, hypertable_name)
    LEFT JOIN (SELECT t.schema_name AS hypertable_schema, t.table_name AS hypertable_name,
                      (sum(s.uncompressed_heap_size + s.uncompressed_toast_size + s.uncompressed_index_size)
                       / nullif(sum(s.compressed_heap_size + s.compressed_toast_size + s.compressed_index_size), 0))::float8 AS ratio
                 FROM _timescaledb_catalog.compression_chunk_size AS s
                 JOIN _timescaledb_catalog.chunk AS q ON q.id = s.chunk_id
                 JOIN _timescaledb_catalog.hypertable AS t ON t.id = q.hypertable_id
                GROUP BY 1, 2) AS z USING (hypertable_schema, hypertable_name)
   ORDER BY bytes DESC, name`;

/** Jobs whose last run failed. */
export const FAILING_JOBS = `
  SELECT j.job_id AS id, j.proc_name AS procedure,
         nullif(concat_ws('.', quote_ident(j.hypertable_schema), quote_ident(j.hypertable_name)), '') AS hypertable,
         s.total_failures::int AS failures, s.last_run_started_at::text AS "lastRun"
    FROM timescaledb_information.jobs AS j
    JOIN timescaledb_information.job_stats AS s ON s.job_id = j.job_id
   WHERE s.last_run_status = 'Failed' ORDER BY j.job_id`;

/** Plain tables, those of TimescaleDB and of extensions left out, and hypertables, of which HYPERTABLES tells. */
export const PLAIN_TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name, pg_total_relation_size(c.oid)::float8 AS bytes
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^(pg_|_?timescaledb|information_schema)'
     AND NOT EXISTS (SELECT FROM timescaledb_information.hypertables AS h
                      WHERE h.hypertable_schema = n.nspname AND h.hypertable_name = c.relname)
   ORDER BY 2 DESC LIMIT 20`;

/**
 * The statements that took most of the server's time since its statistics were reset, in all databases. Asked in the
 * database postgres, which has the extension. Statements are shown without their values.
 */
export const SLOW_QUERIES = `
  SELECT d.datname AS database, left(regexp_replace(s.query, '\\s+', ' ', 'g'), 300) AS query, s.calls::float8 AS calls,
         s.total_exec_time AS "totalMs", s.mean_exec_time AS "meanMs", s.rows::float8 AS rows
    FROM pg_stat_statements AS s
    LEFT JOIN pg_catalog.pg_database AS d ON d.oid = s.dbid
   ORDER BY s.total_exec_time DESC LIMIT 10`;
