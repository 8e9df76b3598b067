import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import type { Limitation } from './limitations.ts';
import { policyProcedures } from './policies.ts';
import { named } from './queries/timescaledb.ts';
import type { ServerFeatures } from './server-features.ts';

/**
 * Every column of TimescaleDB's catalogue, 2.14 to 2.30, that says something about a schema. The dump has each of them
 * in its statements, or they follow from what those statements make.
 */
const KNOWN: { readonly [table: string]: string } = {
  '_timescaledb_catalog.hypertable':
    'id schema_name table_name associated_schema_name associated_table_prefix num_dimensions chunk_sizing_func_schema ' +
    'chunk_sizing_func_name chunk_target_size compression_state compressed_hypertable_id status',
  '_timescaledb_catalog.dimension':
    'id hypertable_id column_name column_type aligned num_slices partitioning_func_schema partitioning_func ' +
    'interval_length compress_interval_length integer_now_func_schema integer_now_func',
  '_timescaledb_catalog.tablespace': 'id hypertable_id tablespace_name',
  '_timescaledb_catalog.chunk_column_stats': 'id hypertable_id chunk_id column_name range_start range_end valid',
  '_timescaledb_catalog.compression_settings':
    'relid compress_relid segmentby orderby orderby_desc orderby_nullsfirst index',
  '_timescaledb_catalog.continuous_agg':
    'mat_hypertable_id raw_hypertable_id parent_mat_hypertable_id user_view_schema user_view_name partial_view_schema ' +
    'partial_view_name direct_view_schema direct_view_name materialized_only bucket_width finalized ' +
    'schema_change_timestamp granular_refresh_enabled',
  '_timescaledb_catalog.continuous_aggs_bucket_function':
    'mat_hypertable_id experimental name bucket_width origin timezone bucket_func bucket_origin bucket_offset ' +
    'bucket_timezone bucket_fixed_width',
  '_timescaledb_catalog.hypertable_cagg_settings':
    'hypertable_id granular_refresh_column granular_refresh_start_offset granular_refresh_end_offset',
};

/** The table of jobs has moved between schemas. */
const JOB_COLUMNS =
  'id application_name schedule_interval max_runtime max_retries retry_period proc_schema proc_name owner scheduled ' +
  'fixed_schedule initial_start hypertable_id config check_schema check_name timezone';

/** Tables of chunks, of what ran and of what is still to run: rows, not schema. */
const OF_ROWS = new Set(
  (
    'chunk chunk_constraint chunk_index chunk_rewrite dimension_slice compression_algorithm compression_chunk_size ' +
    'continuous_agg_migrate_plan continuous_agg_migrate_plan_step continuous_aggs_hypertable_invalidation_log ' +
    'continuous_aggs_invalidation_threshold continuous_aggs_jobs_refresh_ranges ' +
    'continuous_aggs_materialization_invalidation_log continuous_aggs_materialization_ranges ' +
    'continuous_aggs_tenant_tracking continuous_aggs_watermark metadata telemetry_event'
  )
    .split(' ')
    .map((name) => `_timescaledb_catalog.${name}`)
    .concat(
      ['bgw_job_stat', 'bgw_job_stat_history', 'bgw_policy_chunk_stats', 'job_errors'].map(
        (name) => `_timescaledb_internal.${name}`,
      ),
      ['hypertable', 'bgw_job', 'extension'].map((name) => `_timescaledb_cache.cache_inval_${name}`),
    ),
);

interface CatalogueColumn {
  table: string;
  column: string;
  /** The expression of its default. */
  default: string | null;
  readable: boolean;
}

/** The columns of all tables that came with the extension. */
const COLUMNS = `
  SELECT format('%I.%I', n.nspname, c.relname) AS table, a.attname AS column, pg_get_expr(d.adbin, d.adrelid) AS default,
         has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable
  FROM pg_extension e
  JOIN pg_depend m ON m.refclassid = 'pg_extension'::regclass AND m.refobjid = e.oid AND m.classid = 'pg_class'::regclass AND m.deptype = 'e'
  JOIN pg_class c ON c.oid = m.objid AND c.relkind IN ('r', 'p')
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE e.extname = 'timescaledb'`;

/** What the dump makes of something that is not known. */
const DROPPED = 'if it is part of the schema, the dump leaves it out';

/** Rows `object`, `message`: values that are not known, in columns that are. */
const valuesQuery = (facts: ServerFeatures): string => `
  WITH ${named}
  SELECT n.name AS object, format('the status of %s has bits that timescale-ci does not know (%s): ${DROPPED}', n.name, h.status & ~15) AS message
  FROM _timescaledb_catalog.hypertable h JOIN named n ON n.id = h.id WHERE h.status & ~15 <> 0
  UNION ALL
  SELECT n.name, format('%s has a policy of a kind that timescale-ci does not know, %I.%I: the dump adds it as a job', n.name, j.proc_schema, j.proc_name)
  FROM ${facts.jobTable} j JOIN named n ON n.id = j.hypertable_id
  WHERE NOT j.proc_name IN (${policyProcedures().map(quoteLiteral).join(', ')}) AND j.proc_schema LIKE '\\_timescaledb\\_%'
  ${
    facts.hasSparseIndexes
      ? `UNION ALL
         SELECT n.name, format('the sparse indexes of %s have a key that timescale-ci does not know (%s): ${DROPPED}', n.name, k)
         FROM named n JOIN _timescaledb_catalog.hypertable h ON h.id = n.id
         JOIN _timescaledb_catalog.compression_settings s ON s.relid = to_regclass(format('%I.%I', h.schema_name, h.table_name))
         CROSS JOIN jsonb_array_elements(s.index) e CROSS JOIN jsonb_object_keys(e) k
         WHERE e ->> 'source' = 'config' AND k NOT IN ('type', 'column', 'source')`
      : ''
  }`;

/**
 * What the catalogue of a later TimescaleDB, or of a build of one's own, holds beyond what this program knows: a dump
 * would drop it without a word.
 *
 * @param read runs a query and gives its rows
 */
export async function unknownLimitations(
  read: <T>(sql: string) => Promise<T[]>,
  facts: ServerFeatures,
): Promise<Limitation[]> {
  const checks = unknownPlaces(await read<CatalogueColumn>(COLUMNS), facts.jobTable);
  const held = await read<{ object: string; message: string }>([valuesQuery(facts), ...checks].join(' UNION ALL '));
  return held.map((one) => ({
    severity: 'warned',
    ...one,
    hint: `look whether a newer timescale-ci knows all of TimescaleDB ${facts.timescaledb?.version ?? ''}, and open an issue where it does not`,
  }));
}

/** Queries for the tables and columns that are not known: a row for each that holds something, or may not be read. */
function unknownPlaces(columns: readonly CatalogueColumn[], jobTable: string): string[] {
  const known: { [table: string]: string } = { ...KNOWN, [jobTable]: JOB_COLUMNS };
  const query = (table: string, place: string, readable: boolean, condition: string): string => {
    const state = readable ? 'holds something' : 'may not be read';
    const message = `${place} is not known to timescale-ci and ${state}: ${DROPPED}`;
    return `SELECT ${quoteLiteral(table)}, ${quoteLiteral(message)}${readable ? ` WHERE ${condition}` : ''}`;
  };
  return [...Map.groupBy(columns, ({ table }) => table)].flatMap(([table, own]): string[] => {
    if (OF_ROWS.has(table)) return [];
    const names = known[table]?.split(' ');
    if (names === undefined) {
      const readable = own.every((one) => one.readable);
      return [query(table, `the table ${table}`, readable, `EXISTS (SELECT FROM ${table})`)];
    }
    return own
      .filter(({ column }) => !names.includes(column))
      .map(({ column, readable, default: initial }) => {
        const differs = `${quoteIdentifier(column)}::text IS DISTINCT FROM (${initial ?? 'NULL'})::text`;
        const place = `the column ${column} of ${table}`;
        return query(table, place, readable, `EXISTS (SELECT FROM ${table} WHERE ${differs})`);
      });
  });
}
