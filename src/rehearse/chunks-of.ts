import type { Session } from '../engine/types.ts';

/** What is known of the database that a migration is for. */
export interface Production {
  /** Chunks by hypertable and continuous aggregate. */
  chunks: { readonly [relation: string]: number };
  /** How many locks its server has room for at once. */
  lockRoom: number;
}

/** Reads how many chunks a live database has; no row of them is read. */
export async function readChunkCounts(session: Session): Promise<Production> {
  const [row] = await session.query<{ chunks: string | null; room: string }>(COUNTS);
  const pairs = JSON.parse(row?.chunks ?? '[]') as [string, number][];
  return { chunks: Object.fromEntries(pairs), lockRoom: Number(row?.room ?? 0) };
}

const COUNTS = `
  WITH known AS (
    SELECT hypertable_schema AS schema, hypertable_name AS name, pg_catalog.format('%I.%I', hypertable_schema, hypertable_name) AS shown
    FROM timescaledb_information.hypertables
    UNION ALL
    SELECT materialization_hypertable_schema, materialization_hypertable_name, pg_catalog.format('%I.%I', view_schema, view_name)
    FROM timescaledb_information.continuous_aggregates),
  counted AS (
    SELECT k.shown, (SELECT count(*) FROM timescaledb_information.chunks c
                     WHERE c.hypertable_schema = k.schema AND c.hypertable_name = k.name) AS chunks
    FROM known k)
  SELECT (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(shown, chunks) ORDER BY shown)::text FROM counted) AS chunks,
         (pg_catalog.current_setting('max_locks_per_transaction')::int8
          * (pg_catalog.current_setting('max_connections')::int8 + pg_catalog.current_setting('max_prepared_transactions')::int8))::text AS room`;
