import type { Facts } from '../catalog/facts.ts';
import { ofExtension, relations, userNamespace } from '../catalog/fragments.ts';
import { internalTrigger } from '../catalog/queries/triggers.ts';
import type { Session } from '../engine/types.ts';

/** What the names and numbers in pg_dump's text mean, and what of TimescaleDB's inner life is among them. */
export interface Internals {
  /** Chunks in the user's own schemas, and TimescaleDB's triggers on the user's tables: never in a dump. `class/oid` */
  hidden: Set<string>;
  /** Tables, views and indexes that the user made, by `class/oid`. A constraint has the name of its index. */
  names: Map<string, string>;
  /** Schemas of TimescaleDB, for pg_dump to leave out. */
  schemas: string[];
}

export async function readInternals(session: Session, facts: Facts): Promise<Internals> {
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
                   WHERE n.nspname LIKE '\\_timescaledb\\_%' AND ${ofExtension('pg_namespace', 'n.oid')})
     )::text AS internals`,
  );
  const raw = JSON.parse(row?.internals ?? '{}') as { hidden: string[]; names: [string, string][]; schemas: string[] };
  return { hidden: new Set(raw.hidden), names: new Map(raw.names), schemas: raw.schemas };
}
