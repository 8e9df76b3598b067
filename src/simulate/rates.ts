import type { Session } from '../engine/types.ts';

/** Rows a second of each hypertable of a live database, and those of which nothing can be told. */
export interface Rates {
  rates: { [hypertable: string]: number };
  unknown: string[];
}

/**
 * Reads how many rows a second come into the hypertables of a live database: from the statistics of the chunks of the last 90
 * days that are over, and from what they held before they were compressed. No row is read.
 */
export async function readRates(session: Session): Promise<Rates> {
  const [row] = await session.query<{ rates: string | null }>(RATES);
  const found = JSON.parse(row?.rates ?? '[]') as { name: string; rows: number | null; seconds: number | null }[];
  const known = found.filter(({ rows, seconds }) => rows !== null && seconds !== null && seconds > 0);
  return {
    rates: Object.fromEntries(
      known.map(({ name, rows, seconds }) => [name, Number(((rows ?? 0) / (seconds ?? 1)).toPrecision(4))]),
    ),
    unknown: found.filter((one) => !known.includes(one)).map(({ name }) => name),
  };
}

const RATES = `
  WITH chunk AS (
    SELECT format('%I.%I', i.hypertable_schema, i.hypertable_name) AS name, i.range_start, i.range_end,
           coalesce(z.numrows_pre_compression,
                    greatest(r.reltuples::bigint, pg_catalog.pg_stat_get_live_tuples(r.oid), 0)) AS rows
    FROM timescaledb_information.chunks i
    JOIN _timescaledb_catalog.chunk c ON c.schema_name = i.chunk_schema AND c.table_name = i.chunk_name
    JOIN pg_catalog.pg_class r ON r.oid = pg_catalog.to_regclass(pg_catalog.format('%I.%I', i.chunk_schema, i.chunk_name))
    LEFT JOIN _timescaledb_catalog.compression_chunk_size z ON z.chunk_id = c.id
    WHERE i.range_end <= pg_catalog.now() AND i.range_end > pg_catalog.now() - interval '90 days'),
  rate AS (
    SELECT name, sum(rows)::float8 AS rows, extract(epoch FROM max(range_end) - min(range_start))::float8 AS seconds
    FROM chunk GROUP BY name)
  SELECT json_agg(json_build_object('name', t.name, 'rows', rate.rows, 'seconds', rate.seconds) ORDER BY t.name)::text AS rates
  FROM (SELECT format('%I.%I', hypertable_schema, hypertable_name) AS name FROM timescaledb_information.hypertables) t
  LEFT JOIN rate ON rate.name = t.name`;
