import type { Session } from '../engine/types.ts';
import type { Collection, SchemaModel } from './model.ts';

/** An object of a model, as the catalogue is asked for it. */
export interface Wanted {
  collection: Collection;
  object: string;
}

/** What the catalogue tells of an object's last change. PostgreSQL does not write down who made it. */
export interface LastChange {
  /** Who owns the object now, or the relation that it belongs to. */
  owner: string | null;
  /** The transaction that wrote its row of the catalogue last, and how many have begun since; null where that cannot be told. */
  transaction: { id: string; ago: number } | null;
  /** When that was, in ISO 8601; null without `track_commit_timestamp`. */
  at: string | null;
}

/**
 * Reads what the catalogue knows of objects' last changes, in one query: nothing of it is part of a schema.
 *
 * @returns in the order of the objects; null for one that has no row of its own
 */
export async function readLastChanges(
  session: Session,
  wanted: readonly Wanted[],
  model: SchemaModel,
  jobTable: string | null,
): Promise<(LastChange | null)[]> {
  if (wanted.length === 0) return [];
  const asked = wanted.map(({ collection, object }, n) => ({ n, ...detailsOf(collection, object, model) }));
  const [row] = await session.query<{ rows: string }>(
    `SELECT coalesce(json_agg(r), '[]')::text AS rows FROM (${query(jobTable)}) r`,
    [JSON.stringify(asked)],
  );
  const found = JSON.parse(row?.rows ?? '[]') as ({ n: number; id: string | null; ago: number } & LastChange)[];
  const byNumber = new Map(found.map((one) => [one.n, one]));
  return wanted.map((_, n) => {
    const one = byNumber.get(n);
    if (one === undefined) return null;
    return { owner: one.owner, transaction: one.id === null ? null : { id: one.id, ago: one.ago }, at: one.at };
  });
}

function detailsOf(
  collection: Collection,
  object: string,
  model: SchemaModel,
): { catalogue: Collection; name: string; relation: string | null; bare: string | null; procedure: string | null } {
  const found = (model[collection] as readonly { name: string }[]).find(({ name }) => name === object);
  const of = (key: 'relation' | 'bare' | 'procedure'): string | null =>
    found !== undefined && key in found ? ((found as unknown as Record<string, string | null>)[key] ?? null) : null;
  return {
    catalogue: collection,
    name: object,
    relation: of('relation'),
    bare: of('bare'),
    procedure: of('procedure'),
  };
}

/**
 * A catalogue's rows `t` for the objects of some collections. OFFSET keeps the names of others from being read as its own,
 * which the server would refuse.
 */
const rows = (collections: readonly Collection[], from: string, owner: string): string =>
  `SELECT w.n, t.xmin, ${owner} AS owner
   FROM (SELECT * FROM wanted WHERE catalogue IN (${collections.map((one) => `'${one}'`).join(', ')}) OFFSET 0) w JOIN ${from}`;

const ofRelation = (catalogue: string, relation: string, name: string): string =>
  `pg_catalog.${catalogue} t ON t.${relation} = to_regclass(w.relation) AND w.bare IN (t.${name}, quote_ident(t.${name}))
   JOIN pg_catalog.pg_class c ON c.oid = t.${relation}`;

const ROLE = (oid: string): string => `pg_catalog.pg_get_userbyid(${oid})::text`;

function query(jobTable: string | null): string {
  const catalogues = [
    rows(
      ['relations', 'sequences', 'hypertables', 'continuousAggregates'],
      'pg_catalog.pg_class t ON t.oid = to_regclass(w.name)',
      ROLE('t.relowner'),
    ),
    rows(
      ['indexes'],
      `pg_catalog.pg_index i ON i.indrelid = to_regclass(w.relation)
       JOIN pg_catalog.pg_class t ON t.oid = i.indexrelid AND w.bare IN (t.relname, quote_ident(t.relname))`,
      ROLE('t.relowner'),
    ),
    rows(['columns'], ofRelation('pg_attribute', 'attrelid', 'attname'), ROLE('c.relowner')),
    rows(['constraints'], ofRelation('pg_constraint', 'conrelid', 'conname'), ROLE('c.relowner')),
    rows(['triggers'], ofRelation('pg_trigger', 'tgrelid', 'tgname'), ROLE('c.relowner')),
    rows(['rules'], ofRelation('pg_rewrite', 'ev_class', 'rulename'), ROLE('c.relowner')),
    rows(['rowPolicies'], ofRelation('pg_policy', 'polrelid', 'polname'), ROLE('c.relowner')),
    rows(['schemas'], 'pg_catalog.pg_namespace t ON t.oid = to_regnamespace(w.name)', ROLE('t.nspowner')),
    rows(['types'], 'pg_catalog.pg_type t ON t.oid = to_regtype(w.name)', ROLE('t.typowner')),
    rows(['routines'], 'pg_catalog.pg_proc t ON t.oid = to_regprocedure(w.name)', ROLE('t.proowner')),
    rows(['publications'], 'pg_catalog.pg_publication t ON quote_ident(t.pubname) = w.name', ROLE('t.pubowner')),
    rows(['extensions'], 'pg_catalog.pg_extension t ON quote_ident(t.extname) = w.name', ROLE('t.extowner')),
    rows(['eventTriggers'], 'pg_catalog.pg_event_trigger t ON quote_ident(t.evtname) = w.name', ROLE('t.evtowner')),
    ...(jobTable === null ? [] : [JOBS(jobTable)]),
  ];
  // A row's xmin says nothing once transactions have been counted round, since a frozen row keeps it.
  return `
    WITH wanted AS (
      SELECT * FROM json_to_recordset($1::json) AS w(n int, catalogue text, name text, relation text, bare text, procedure text)),
    found AS (${catalogues.join('\n UNION ALL ')}),
    server AS (SELECT txid_snapshot_xmax(txid_current_snapshot()) >> 32 = 0 AS first_round,
                      current_setting('track_commit_timestamp') = 'on' AS timed),
    latest AS (SELECT DISTINCT ON (n) * FROM found ORDER BY n, age(xmin))
    SELECT l.n, l.owner,
           CASE WHEN s.first_round AND age(l.xmin) < 2147483647 THEN l.xmin::text END AS id,
           age(l.xmin) AS ago,
           CASE WHEN s.first_round AND s.timed AND age(l.xmin) < 2147483647
                THEN to_char(pg_xact_commit_timestamp(l.xmin) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') END AS at
    FROM latest l CROSS JOIN server s`;
}

/** A policy is known by its hypertable, and a continuous aggregate's by the hypertable behind it; any job by its procedure. */
const JOBS = (table: string): string => `
  SELECT w.n, t.xmin, t.owner::regrole::text AS owner FROM wanted w JOIN ${table} t
    ON w.catalogue = 'jobs' AND format('%I.%I', t.proc_schema, t.proc_name) IN (w.procedure, left(w.procedure, strpos(w.procedure, '(') - 1))
  LEFT JOIN _timescaledb_catalog.hypertable h ON h.id = t.hypertable_id
  LEFT JOIN _timescaledb_catalog.continuous_agg a ON a.mat_hypertable_id = h.id
  WHERE (w.relation IS NULL OR w.relation = format('%I.%I',
    coalesce(a.user_view_schema, h.schema_name), coalesce(a.user_view_name, h.table_name)))`;
