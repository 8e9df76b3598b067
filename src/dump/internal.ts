import { ofExtension, relations, userNamespace } from '../catalog/fragments.ts';
import { internalTrigger } from '../catalog/queries/triggers.ts';
import type { ServerFeatures } from '../catalog/server-features.ts';
import type { Session } from '../engine/types.ts';

/** What the names and numbers in pg_dump's text mean, and what of TimescaleDB's inner life is among them. */
export interface Internals {
  /** Chunks in the user's own schemas, and TimescaleDB's triggers on the user's tables: never in a dump. `class/oid` */
  hidden: Set<string>;
  /** Tables, views and indexes that the user made, by `class/oid`. A constraint has the name of its index. */
  names: Map<string, string>;
  /** Schemas of TimescaleDB, for pg_dump to leave out. */
  schemas: string[];
  /**
   * How chunks in the user's own schemas are called, where nothing else is called so: pg_dump locks every table that it
   * is not told to leave out, and drop_chunks would wait for it.
   */
  chunkNames: { schema: string; prefix: string; suffix: string }[];
}

/** pg_dump's options that leave out whatever is TimescaleDB's own. In its patterns, quotes keep everything but * as it is. */
export function exclusions({ schemas, chunkNames }: Internals): string[] {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  return [
    ...schemas.map((schema) => `--exclude-schema=${quoted(schema)}`),
    ...chunkNames.map(
      ({ schema, prefix, suffix }) => `--exclude-table=${quoted(schema)}.${quoted(prefix)}*${quoted(suffix)}`,
    ),
  ];
}

export async function readInternals(session: Session, facts: ServerFeatures): Promise<Internals> {
  const [row] = await session.query<{ internals: string }>(
    `WITH ${relations(facts)},
     index AS (
       SELECT i.indexrelid AS oid, format('%I.%I', n.nspname, ic.relname) AS name
       FROM relation r JOIN pg_index i ON i.indrelid = r.oid JOIN pg_class ic ON ic.oid = i.indexrelid JOIN pg_namespace n ON n.oid = ic.relnamespace)
     SELECT json_build_object(
       'hidden', (SELECT coalesce(json_agg(id), '[]'::json) FROM (
          SELECT 'pg_class'::regclass::oid || '/' || c.oid AS id
          FROM internal_relation i JOIN pg_class c ON c.oid = i.oid JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE ${userNamespace('n')}
          UNION ALL
          SELECT 'pg_trigger'::regclass::oid || '/' || t.oid FROM pg_trigger t JOIN relation r ON r.oid = t.tgrelid WHERE ${internalTrigger('t')}) hidden),
       'names', (SELECT coalesce(json_agg(json_build_array(id, name)), '[]'::json) FROM (
          SELECT 'pg_class'::regclass::oid || '/' || oid AS id, name FROM relation
          UNION ALL
          SELECT 'pg_class'::regclass::oid || '/' || oid, name FROM index
          UNION ALL
          SELECT 'pg_constraint'::regclass::oid || '/' || k.oid, i.name FROM index i JOIN pg_constraint k ON k.conindid = i.oid AND k.contype IN ('p', 'u', 'x')) n),
       'schemas', (SELECT coalesce(json_agg(n.nspname ORDER BY n.nspname), '[]'::json) FROM pg_namespace n
                   WHERE n.nspname LIKE '\\_timescaledb\\_%' AND ${ofExtension('pg_namespace', 'n.oid')}),
       'chunkNames', ${facts.timescaledb === null ? "'[]'::json" : CHUNK_NAMES}
     )::text AS internals`,
  );
  const { hidden, names, ...rest } = JSON.parse(row?.internals ?? '{}') as Omit<Internals, 'hidden' | 'names'> & {
    hidden: string[];
    names: [string, string][];
  };
  return { hidden: new Set(hidden), names: new Map(names), ...rest };
}

/** A chunk is `prefix_1_chunk`; its compressed rows are in a schema of TimescaleDB's, or since 2.29 beside it. */
const CHUNK_NAMES = `
  (SELECT coalesce(json_agg(json_build_object('schema', p.schema, 'prefix', p.prefix, 'suffix', p.suffix)
                   ORDER BY p.schema, p.prefix, p.suffix), '[]'::json)
   FROM (SELECT DISTINCT n.oid, n.nspname AS schema, h.associated_table_prefix || '_' AS prefix, s.suffix
         FROM _timescaledb_catalog.hypertable h
         JOIN pg_namespace n ON n.nspname = h.associated_schema_name AND ${userNamespace('n')}
         CROSS JOIN (VALUES ('_chunk'), ('_chunk_compressed')) s(suffix)) p
   WHERE (SELECT bool_and(c.oid IN (SELECT oid FROM internal_relation))
          FROM pg_class c
          WHERE c.relnamespace = p.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
            AND starts_with(c.relname, p.prefix) AND right(c.relname, length(p.suffix)) = p.suffix
            AND length(c.relname) >= length(p.prefix || p.suffix)))`;
