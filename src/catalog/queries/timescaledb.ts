import { quoteLiteral } from '../../sql/quote.ts';
import { routineExists, routineName } from '../fragments.ts';
import type { ServerFeatures } from '../server-features.ts';
import { continuousAggregateViews } from './relations.ts';

/**
 * CTEs `dimension` and `named(id, name)`: hypertables and continuous aggregates by hypertable id, as people know them. The
 * `value_type` of a dimension is what its interval, and the ages of its policies, are counted in: what a partitioning
 * function gives, else the column's own type. A type that TimescaleDB takes for being stored like a bigint counts as one.
 */
export const named = `
  dimension AS (
    SELECT d.*, row_number() OVER (PARTITION BY d.hypertable_id ORDER BY d.id) AS rank,
           CASE WHEN d.num_slices IS NOT NULL OR v.type = ANY ('{date,timestamp,timestamptz,uuid,smallint,integer}'::regtype[])
                THEN v.type::regtype::text ELSE 'bigint' END AS value_type
    FROM _timescaledb_catalog.dimension d
    CROSS JOIN LATERAL (SELECT coalesce(
      (SELECT p.prorettype FROM pg_proc p JOIN pg_namespace pn ON pn.oid = p.pronamespace
       WHERE d.num_slices IS NULL AND pn.nspname = d.partitioning_func_schema AND p.proname = d.partitioning_func
         AND p.pronargs = 1 AND p.proargtypes[0] IN (d.column_type::oid, 'anyelement'::regtype)
       ORDER BY p.proargtypes[0] = 'anyelement'::regtype DESC LIMIT 1), d.column_type::oid) AS type) v),
  named AS (
    SELECT h.id, format('%I.%I', h.schema_name, h.table_name) AS name
    FROM _timescaledb_catalog.hypertable h
    WHERE NOT EXISTS (SELECT FROM _timescaledb_catalog.continuous_agg ca WHERE ca.mat_hypertable_id = h.id)
    UNION ALL
    SELECT ca.mat_hypertable_id, format('%I.%I', ca.user_view_schema, ca.user_view_name)
    FROM _timescaledb_catalog.continuous_agg ca)`;

/**
 * Settings of the columnstore, for hypertable row `h` and its relation's OID. Read from the catalogue table: the
 * information views join names with commas and lose their quoting. A hypertable's own row has no compress_relid (2.19).
 */
const columnstore = (relation: string, facts: ServerFeatures): string => `
  (SELECT json_build_object(
     'segmentBy', ${facts.hasSparseIndexes ? 'to_json(s.segmentby)' : "coalesce(to_json(s.segmentby), '[]'::json)"},
     'orderBy', CASE WHEN s.orderby IS NOT NULL THEN coalesce(
        (SELECT json_agg(json_build_object('column', s.orderby[k], 'descending', s.orderby_desc[k], 'nullsFirst', s.orderby_nullsfirst[k]) ORDER BY k)
         FROM generate_subscripts(s.orderby, 1) k), '[]'::json) END,
     'chunkInterval', (SELECT d.compress_interval_length::text FROM dimension d WHERE d.hypertable_id = h.id AND d.rank = 1),
     'sparseIndexes', ${facts.hasSparseIndexes ? SPARSE_INDEXES : 'NULL::json'},
     'directCompress', (h.status & 8) <> 0)
   FROM _timescaledb_catalog.compression_settings s
   WHERE s.relid = ${relation}${facts.hasCompressRelid ? ' AND s.compress_relid IS NULL' : ''})`;

/**
 * What somebody configured: other sparse indexes follow from the order or are TimescaleDB's choice. One without a type
 * says that there shall be none. A column is a name, or a list of them.
 */
const SPARSE_INDEXES = `
  (SELECT coalesce(json_agg(x.text ORDER BY x.text COLLATE "C") FILTER (WHERE x.named), '[]'::json)
   FROM (SELECT format('%s(%s)', e ->> 'type', (
                  SELECT string_agg(quote_ident(u.name), ', ' ORDER BY u.place)
                  FROM jsonb_array_elements_text(CASE jsonb_typeof(e -> 'column') WHEN 'array' THEN e -> 'column'
                                                 ELSE jsonb_build_array(e -> 'column') END) WITH ORDINALITY u(name, place)))
                AS text, e ? 'type' AS named
         FROM jsonb_array_elements(s.index) e WHERE e ->> 'source' = 'config') x
   HAVING count(*) > 0)`;

/** TimescaleDB takes a function of any type, or of the column's. */
const PARTITIONING_FUNCTION = routineName(
  'd.partitioning_func_schema',
  'd.partitioning_func',
  `CASE WHEN bool_or(p.pronargs = 1 AND p.proargtypes[0] = 'anyelement'::regtype) THEN 'anyelement'
        ELSE d.column_type::regtype::text END`,
);

/** `information.hypertables` leaves out materialization and compressed hypertables in every version. */
export const hypertablesQuery = (facts: ServerFeatures): string => `
  WITH ${named}
  SELECT format('%I.%I', h.schema_name, h.table_name) AS name, h.schema_name AS schema, h.table_name AS bare,
         (SELECT json_agg(json_build_object(
            'column', d.column_name, 'type', d.value_type,
            'form', CASE WHEN d.num_slices IS NULL THEN 'range' ELSE 'hash' END,
            'interval', d.interval_length::text, 'partitions', d.num_slices,
            'partitioningFunction', CASE WHEN d.partitioning_func IS NOT NULL
               AND NOT (d.partitioning_func = 'get_partition_hash' AND d.partitioning_func_schema LIKE '\\_timescaledb\\_%')
               THEN ${PARTITIONING_FUNCTION} END,
            'integerNowFunction', CASE WHEN ${routineExists('d.integer_now_func_schema', 'd.integer_now_func')}
               THEN ${routineName('d.integer_now_func_schema', 'd.integer_now_func', "''")} END) ORDER BY d.rank)
          FROM dimension d WHERE d.hypertable_id = h.id) AS dimensions,
         nullif(h.associated_schema_name, '_timescaledb_internal') AS "associatedSchema",
         nullif(h.associated_table_prefix, '_hyper_' || h.id) AS "associatedPrefix",
         coalesce((SELECT json_agg(t.tablespace_name ORDER BY t.id) FROM _timescaledb_catalog.tablespace t
                   WHERE t.hypertable_id = h.id), '[]'::json) AS tablespaces,
         ${
           facts.hasChunkColumnStats
             ? // The hypertable's own row has chunk_id 0 up to 2.19 and NULL since 2.20.
               `coalesce((SELECT json_agg(s.column_name ORDER BY s.column_name) FROM _timescaledb_catalog.chunk_column_stats s
                   WHERE s.hypertable_id = h.id AND coalesce(s.chunk_id, 0) = 0), '[]'::json)`
             : `'[]'::json`
         } AS "chunkSkipping",
         -- 2.28 left the columns without a meaning, and has no such function
         CASE WHEN h.chunk_target_size > 0 AND ${routineExists(quoteLiteral(facts.timescaledb?.schema ?? ''), "'set_adaptive_chunking'")}
                AND ${routineExists('h.chunk_sizing_func_schema', 'h.chunk_sizing_func_name')}
              THEN json_build_object('kilobytes', (h.chunk_target_size / 1024)::text,
                     'sizingFunction', ${routineName('h.chunk_sizing_func_schema', 'h.chunk_sizing_func_name', "'integer, bigint, bigint'")}) END AS "adaptiveChunking",
         ${
           facts.hasGranularRefresh
             ? `(SELECT json_build_object('column', g.granular_refresh_column, 'startOffset', g.granular_refresh_start_offset,
                   'endOffset', g.granular_refresh_end_offset)
                 FROM _timescaledb_catalog.hypertable_cagg_settings g WHERE g.hypertable_id = h.id)`
             : 'NULL::json'
         } AS "granularRefresh",
         CASE WHEN v.compression_enabled THEN ${columnstore(`format('%I.%I', h.schema_name, h.table_name)::regclass`, facts)} END AS columnstore
  FROM _timescaledb_catalog.hypertable h
  JOIN timescaledb_information.hypertables v ON v.hypertable_schema = h.schema_name AND v.hypertable_name = h.table_name`;

export const continuousAggregatesQuery = (facts: ServerFeatures): string => `
  WITH ${named}, ${continuousAggregateViews(facts)}
  SELECT format('%I.%I', c.user_view_schema, c.user_view_name) AS name, c.user_view_schema AS schema, c.user_view_name AS bare,
         rtrim(pg_get_viewdef(c.direct), ';') AS query,
         c.materialized_only AS "materializedOnly",
         (SELECT n.name FROM named n WHERE n.id = c.raw_hypertable_id) AS source,
         d.interval_length::text AS "chunkInterval",
         d.value_type AS "bucketType",
         (SELECT coalesce(json_agg(json_build_object('column', a.column, 'type', a.type) ORDER BY a.place)
                            FILTER (WHERE a.place >= a.first), '[]'::json)
          FROM (SELECT ua.attname AS column, format_type(ua.atttypid, ua.atttypmod) AS type, ua.attnum AS place,
                       min(ua.attnum) FILTER (WHERE (ua.atttypid, ua.atttypmod) <> (da.atttypid, da.atttypmod)) OVER () AS first
                FROM pg_attribute ua JOIN pg_attribute da ON da.attrelid = c.direct AND da.attname = ua.attname
                WHERE ua.attrelid = c.oid AND ua.attnum > 0) a) AS "addedColumns",
         nullif(to_jsonb(v) ->> 'invalidate_using', 'trigger') AS "invalidateUsing",
         (SELECT coalesce(to_jsonb(a) ->> 'granular_refresh_enabled', 'false')::boolean
          FROM _timescaledb_catalog.continuous_agg a WHERE a.mat_hypertable_id = c.mat_hypertable_id) AS "granularRefresh",
         CASE WHEN v.compression_enabled THEN ${columnstore(`format('%I.%I', h.schema_name, h.table_name)::regclass`, facts)} END AS columnstore
  FROM cagg c
  JOIN _timescaledb_catalog.hypertable h ON h.id = c.mat_hypertable_id
  JOIN dimension d ON d.hypertable_id = h.id AND d.rank = 1
  JOIN timescaledb_information.continuous_aggregates v ON v.view_schema = c.user_view_schema AND v.view_name = c.user_view_name`;

/**
 * Indexes that were made on continuous aggregates hang on their materialization hypertable. A name that PostgreSQL chose
 * carries the hypertable's id, so such an index is known by what it covers. The first of them on the bucket, downwards,
 * is TimescaleDB's own; its name is no sign of that, since a long column is cut short in it.
 */
export const aggregateIndexesQuery = (facts: ServerFeatures): string => `
  WITH ${named}, ${continuousAggregateViews(facts)}
  SELECT n.name AS relation, ic.relname AS bare, h.id AS "hypertableId",
         ic.relname ~ '^_materialized_hypertable_[0-9]+_' AS automatic,
         substr(pg_get_indexdef(ic.oid), 1 + length(format('CREATE %sINDEX %I ON %I.%I USING ',
           CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END, ic.relname, h.schema_name, h.table_name))) AS definition,
         i.indisunique AS unique,
         (SELECT json_agg(pg_get_indexdef(ic.oid, k, true) ORDER BY k) FROM generate_series(1, i.indnkeyatts) k) AS columns,
         i.indisvalid AS valid,
         (SELECT quote_ident(spcname) FROM pg_tablespace WHERE oid = ic.reltablespace) AS tablespace,
         obj_description(ic.oid, 'pg_class') AS comment
  FROM cagg c
  JOIN named n ON n.id = c.mat_hypertable_id
  JOIN _timescaledb_catalog.hypertable h ON h.id = c.mat_hypertable_id
  JOIN pg_index i ON i.indrelid = format('%I.%I', h.schema_name, h.table_name)::regclass
  JOIN pg_class ic ON ic.oid = i.indexrelid
  JOIN dimension d ON d.hypertable_id = h.id AND d.rank = 1
  WHERE ic.oid IS DISTINCT FROM (
    SELECT min(o.indexrelid::bigint)::oid FROM pg_index o
    JOIN pg_class oc ON oc.oid = o.indexrelid AND oc.relname ~ '^_materialized_hypertable_[0-9]+_'
    WHERE o.indrelid = i.indrelid AND NOT o.indisunique
      AND pg_get_indexdef(o.indexrelid) = format('CREATE INDEX %I ON %I.%I USING btree (%I DESC)',
            oc.relname, h.schema_name, h.table_name, d.column_name))`;
