import type { Session } from '../engine/types.ts';
import type { Feed } from './feed.ts';

/** A chunk as the catalogue has it; its ends are milliseconds since 1970. */
export interface Chunk {
  id: number;
  /** Of the hypertable, or of an aggregate's materialization. */
  hypertable: number;
  from: number;
  to: number;
  compressed: boolean;
}

/**
 * Every chunk of every hypertable that has a name for people, with the ends of its time dimension as they are stored.
 *
 * @param known what was read before: the ends of a chunk never change, and only those of new ones are asked for
 */
export async function readChunks(session: Session, known: readonly Chunk[] = []): Promise<Chunk[]> {
  const [row] = await session.query<{ chunks: string | null }>(CHUNKS);
  const there = new Map(JSON.parse(row?.chunks ?? '[]') as [number, boolean][]);
  const old = known.flatMap((chunk) => {
    const compressed = there.get(chunk.id);
    return compressed === undefined ? [] : [chunk.compressed === compressed ? chunk : { ...chunk, compressed }];
  });
  const last = known.at(-1)?.id ?? 0;
  if (![...there.keys()].some((id) => id > last)) return old;
  const [ends] = await session.query<{ chunks: string | null }>(NEW_CHUNKS, [last]);
  const fresh = JSON.parse(ends?.chunks ?? '[]') as [number, number, number, number, boolean][];
  return [...old, ...fresh.map(([id, hypertable, from, to, compressed]) => ({ id, hypertable, from, to, compressed }))];
}

const CHUNKS = `
  SELECT json_agg(json_build_array(id, compressed_chunk_id IS NOT NULL) ORDER BY id)::text AS chunks FROM _timescaledb_catalog.chunk`;

/** Chunks of the columnstore have no ends of their own. */
const NEW_CHUNKS = `
  SELECT json_agg(json_build_array(c.id, c.hypertable_id, s.range_start::float8 / 1000, s.range_end::float8 / 1000,
                                   c.compressed_chunk_id IS NOT NULL) ORDER BY c.id)::text AS chunks
  FROM _timescaledb_catalog.chunk c
  JOIN _timescaledb_catalog.chunk_constraint k ON k.chunk_id = c.id
  JOIN _timescaledb_catalog.dimension_slice s ON s.id = k.dimension_slice_id
  WHERE c.id > $1 AND s.dimension_id IN (SELECT min(id) FROM _timescaledb_catalog.dimension
                                         WHERE interval_length IS NOT NULL GROUP BY hypertable_id)`;

/** Where the functions of the extension are, as SQL names it: not every search_path finds them. */
export async function extensionSchema(session: Session): Promise<string> {
  const [row] = await session.query<{ schema: string }>(
    "SELECT extnamespace::regnamespace::text AS schema FROM pg_extension WHERE extname = 'timescaledb'",
  );
  return row?.schema ?? 'public';
}

/** Bytes of a row. */
export interface RowBytes {
  open: number;
  compressed: number | null;
}

const FEW = 200;
const MANY = 3200;

/** Measures the bytes of a row, with its share of the indexes: puts rows into a chunk, compresses it, and takes all back. */
export async function measureRow(session: Session, feed: Feed, from: number, columnstore: boolean): Promise<RowBytes> {
  const extension = await extensionSchema(session);
  const size = async (): Promise<number> => {
    const [row] = await session.query<{ bytes: string }>(
      `SELECT coalesce(sum(pg_total_relation_size(c)), 0)::text AS bytes FROM ${extension}.show_chunks($1::regclass) c`,
      [feed.name],
    );
    return Number(row?.bytes ?? 0);
  };
  try {
    await session.execute('BEGIN');
    await session.execute(feed.sample(from, FEW));
    const few = await size();
    await session.execute(feed.sample(from + 1, MANY - FEW));
    const many = await size();
    const open = Math.max(1, (many - few) / (MANY - FEW));
    if (!columnstore) return { open, compressed: null };
    await session.execute(
      `SELECT ${extension}.compress_chunk(c, if_not_compressed => true) FROM ${extension}.show_chunks('${feed.name.replaceAll("'", "''")}') c`,
    );
    const [row] = await session.query<{ bytes: string }>(
      `SELECT coalesce(sum(pg_table_size(format('%I.%I', p.schema_name, p.table_name)::regclass)), 0)::text AS bytes
       FROM _timescaledb_catalog.chunk c JOIN _timescaledb_catalog.chunk p ON p.id = c.compressed_chunk_id
       JOIN _timescaledb_catalog.hypertable h ON h.id = c.hypertable_id
       WHERE format('%I.%I', h.schema_name, h.table_name)::regclass = $1::regclass`,
      [feed.name],
    );
    return { open, compressed: Math.min(open, Math.max(0.1, Number(row?.bytes ?? 0) / MANY)) };
  } finally {
    await session.execute('ROLLBACK');
  }
}
