import type { Database } from '../../../src/engine/types.ts';

/**
 * What TimescaleDB's own catalogue says of a schema: every column of every row, with names for ids. It is read another
 * way than the model of src/catalog, so that what the model does not know can't be lost unseen.
 */
export async function listing(database: Database): Promise<string[]> {
  await using session = await database.connect();
  await session.execute("SET timezone = 'UTC'; SET search_path = ''");
  const rows = await session.query<{ line: string }>(LISTING);
  return rows.map(({ line }) => line).sort();
}

/** The first line that only one of two listings has. */
export function unlisted(source: readonly string[], restored: readonly string[]): string | undefined {
  const missing = source.find((line) => !restored.includes(line));
  const added = restored.find((line) => !source.includes(line));
  if (missing === undefined && added === undefined) return undefined;
  return `source: ${missing ?? '–'}\nrestored: ${added ?? '–'}`;
}

const LISTING = `
WITH h AS (
  SELECT t.id, t.schema_name, t.table_name, ca.mat_hypertable_id IS NOT NULL AS is_aggregate,
         format('%I.%I', coalesce(ca.user_view_schema, t.schema_name), coalesce(ca.user_view_name, t.table_name)) AS name
  FROM _timescaledb_catalog.hypertable t
  LEFT JOIN _timescaledb_catalog.continuous_agg ca ON ca.mat_hypertable_id = t.id
  WHERE t.compression_state <> 2)
SELECT format('hypertable %s %s', h.name, to_jsonb(t) - 'id' - 'schema_name' - 'table_name' - 'compressed_hypertable_id' - 'associated_table_prefix'
         || jsonb_build_object('prefix', replace(t.associated_table_prefix, '_hyper_' || t.id, '_hyper_N'))) AS line
FROM h JOIN _timescaledb_catalog.hypertable t USING (id)
UNION ALL
SELECT format('dimension %s %s %s', h.name, row_number() OVER (PARTITION BY h.id ORDER BY d.id), to_jsonb(d) - 'id' - 'hypertable_id')
FROM h JOIN _timescaledb_catalog.dimension d ON d.hypertable_id = h.id
UNION ALL
SELECT format('settings %s %s', h.name, to_jsonb(s) - 'relid')
FROM h JOIN _timescaledb_catalog.compression_settings s ON s.relid = format('%I.%I', h.schema_name, h.table_name)::regclass
UNION ALL
SELECT format('skipping %s %s', h.name, to_jsonb(s) - 'id' - 'hypertable_id')
FROM h JOIN _timescaledb_catalog.chunk_column_stats s ON s.hypertable_id = h.id WHERE coalesce(s.chunk_id, 0) = 0
UNION ALL
SELECT format('aggregate %s on %s, %s %s', h.name, r.name, pg_get_viewdef(format('%I.%I', c.direct_view_schema, c.direct_view_name)::regclass),
         to_jsonb(c) - 'mat_hypertable_id' - 'raw_hypertable_id' - 'parent_mat_hypertable_id' - 'partial_view_name' - 'direct_view_name')
FROM _timescaledb_catalog.continuous_agg c JOIN h ON h.id = c.mat_hypertable_id JOIN h r ON r.id = c.raw_hypertable_id
UNION ALL
SELECT format('bucket %s %s', h.name, to_jsonb(b) - 'mat_hypertable_id')
FROM _timescaledb_catalog.continuous_aggs_bucket_function b JOIN h ON h.id = b.mat_hypertable_id
UNION ALL
SELECT format('columns %s %s', h.name, (SELECT jsonb_agg(jsonb_build_array(a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull) ORDER BY a.attnum)
         FROM pg_catalog.pg_attribute a WHERE a.attrelid = h.name::regclass AND a.attnum > 0 AND NOT a.attisdropped))
FROM h
UNION ALL
SELECT format('job on %s %s', h.name, to_jsonb(j) - 'id' - 'hypertable_id' - 'config' - 'application_name' - 'initial_start'
         || jsonb_build_object('title', pg_catalog.regexp_replace(j.application_name, ' \\[[0-9]+\\]$', ''), 'owner', j.owner::text,
              'config', CASE WHEN j.hypertable_id IS NULL THEN j.config ELSE j.config - 'hypertable_id' - 'mat_hypertable_id' END,
              -- a start with microseconds is the moment when the job was made
              -- of another, only which moments are in step with it
              'start', CASE WHEN j.fixed_schedule AND j.initial_start = pg_catalog.date_trunc('second', j.initial_start)
                THEN CASE WHEN extract(month FROM j.schedule_interval) = 0
                          THEN public.time_bucket(j.schedule_interval, '2031-05-06 07:08:09+00'::timestamptz, coalesce(j.timezone, 'UTC'), j.initial_start)::text
                          ELSE (j.initial_start - public.time_bucket(j.schedule_interval, j.initial_start, coalesce(j.timezone, 'UTC')))::text END END))
FROM _timescaledb_config.bgw_job j LEFT JOIN h ON h.id = j.hypertable_id WHERE j.id >= 1000
UNION ALL
SELECT format('tablespace %s %s', h.name, t.tablespace_name)
FROM h JOIN _timescaledb_catalog.tablespace t ON t.hypertable_id = h.id`;
