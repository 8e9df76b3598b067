import type { Session } from '../engine/types.ts';
import { UserError } from '../errors.ts';

/**
 * What this server's catalogue looks like, asked of the catalogue itself rather than concluded from version numbers.
 */
export interface ServerFeatures {
  /** Null where the extension is not installed in this database. */
  timescaledb: { version: string; schema: string } | null;
  postgres: string;
  /** `apache` lacks compression, continuous aggregates and policies. */
  edition: 'community' | 'apache';
  database: string;
  /** OID and name of the role that built the schema. */
  builder: { oid: number; name: string };
  /** The table of background jobs: it moved from `_timescaledb_config` to `_timescaledb_catalog` in 2.25. */
  jobTable: string;
  /** Chunk skipping, 2.16 and later. */
  hasChunkColumnStats: boolean;
  /** alter_job(job_name => …), 2.20 and later. */
  hasJobName: boolean;
  /** The settings of a compressed chunk name its table, 2.19 and later; before, it was a chunk like any other. */
  hasCompressRelid: boolean;
  /** A chunk is known by its relation's OID rather than by name, 2.29 and later. */
  hasChunkRelid: boolean;
  /**
   * The columnstore has sparse indexes, 2.22 and later. These versions also leave open what nobody set until a chunk is
   * compressed, where earlier ones settle it at once: null is `not settled` here, and was `none` there.
   */
  hasSparseIndexes: boolean;
  /** Continuous aggregates can be refreshed value by value of a column, 2.30 and later; 2.29 has the table only. */
  hasGranularRefresh: boolean;
  /** Chunks can be tiered to a storage outside of the database. */
  hasTieredChunks: boolean;
  /** Access methods of TimescaleDB's own (hypercore, 2.18 to 2.21), which a table must become a hypertable for. */
  accessMethods: string[];
}

const hasColumn = (table: string, column: string): string =>
  `EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('_timescaledb_catalog.${table}') AND attname = '${column}' AND NOT attisdropped)`;

/**
 * Reads the facts and sets the session up so that every catalogue function writes qualified, locale-free text.
 *
 * @param builder role that counts as the schema's builder; the session's user where it is not given
 */
export async function readServerFeatures(session: Session, builder?: string): Promise<ServerFeatures> {
  await session.execute(
    "SET search_path = ''; SET intervalstyle = 'postgres'; SET timezone = 'UTC'; SET datestyle = 'ISO'",
  );
  // Thousands of chunks make the planner expect so much that it would compile the queries first, for seconds.
  await session.execute('SET jit = off');
  await session.execute(
    "SET extra_float_digits = 1; SET bytea_output = 'hex'; SET quote_all_identifiers = off; SET lc_monetary = 'C'",
  );
  const [row] = await session.query<{ facts: string }>(
    `SELECT json_build_object(
       'timescaledb', (SELECT json_build_object('version', extversion, 'schema', quote_ident(n.nspname))
                       FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE extname = 'timescaledb'),
       'postgres', regexp_replace(current_setting('server_version'), ' .*', ''),
       'edition', CASE current_setting('timescaledb.license', true) WHEN 'apache' THEN 'apache' ELSE 'community' END,
       'database', current_database(),
       'builder', (SELECT json_build_object('oid', oid::bigint, 'name', rolname) FROM pg_roles WHERE rolname = coalesce($1, current_user)),
       'jobTable', coalesce(to_regclass('_timescaledb_catalog.bgw_job'), to_regclass('_timescaledb_config.bgw_job'))::text,
       'hasChunkColumnStats', to_regclass('_timescaledb_catalog.chunk_column_stats') IS NOT NULL,
       'hasCompressionSettings', to_regclass('_timescaledb_catalog.compression_settings') IS NOT NULL,
       'hasJobName', EXISTS (SELECT FROM pg_proc WHERE proname = 'alter_job' AND 'job_name' = ANY (proargnames)),
       'hasCompressRelid', ${hasColumn('compression_settings', 'compress_relid')},
       'hasChunkRelid', ${hasColumn('chunk', 'relid')},
       'hasSparseIndexes', ${hasColumn('compression_settings', 'index')},
       'hasGranularRefresh', to_regclass('_timescaledb_catalog.hypertable_cagg_settings') IS NOT NULL,
       'hasTieredChunks', ${hasColumn('chunk', 'osm_chunk')},
       'accessMethods', (SELECT coalesce(json_agg(a.amname ORDER BY a.amname), '[]'::json)
                         FROM pg_am a JOIN pg_depend d ON d.classid = 'pg_am'::regclass AND d.objid = a.oid AND d.deptype = 'e'
                         JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'timescaledb')
     )::text AS facts`,
    [builder ?? null],
  );
  const facts = JSON.parse(row?.facts ?? '{}') as ServerFeatures & { hasCompressionSettings: boolean };
  if (facts.timescaledb !== null && !facts.hasCompressionSettings) {
    throw new UserError(
      `TimescaleDB ${facts.timescaledb.version} is too old: its catalogue is not the one of 2.14 or later`,
      {
        hint: 'Update the extension first: ALTER EXTENSION timescaledb UPDATE.',
      },
    );
  }
  return facts;
}
