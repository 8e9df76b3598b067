import type { Session } from '../engine/types.ts';
import type { TocEntry } from './entries.ts';

/**
 * Which entries need which, by `class/oid`. In plain text pg_dump names the dependencies of comments and privileges only,
 * so the catalogue is asked: what an object and its parts (a view's rule, a default, a check, a composite type's
 * relation) refer to, seen through whatever is no entry itself (row and array types, members of an extension).
 */
export async function readDependencies(
  session: Session,
  entries: readonly TocEntry[],
): Promise<Map<string, Set<string>>> {
  const ids = entries.filter(({ classId }) => classId !== 0).map(({ classId, oid }) => [classId, oid]);
  // The planner expects a hundred entries, and of a database that was just built it knows nothing: where it goes through
  // one side for each row of the other, a few thousand tables take many minutes. Not by SET LOCAL: the embedded server has one
  // session, whose transaction has ended with pg_dump.
  await session.execute('SET enable_nestloop = off; SET enable_mergejoin = off');
  const [row] = await session.query<{ edges: string }>(QUERY, [JSON.stringify(ids)]);
  const needs = new Map<string, Set<string>>();
  for (const [from, to] of JSON.parse(row?.edges ?? '[]') as [string, string][]) {
    const set = needs.get(from);
    if (set === undefined) needs.set(from, new Set([to]));
    else set.add(to);
  }
  // A base type and its input and output functions need each other; pg_dump writes a shell of the type for the functions.
  for (const [from, set] of needs) {
    if (!from.startsWith(`${PG_PROC}/`)) continue;
    for (const to of set) if (needs.get(to)?.has(from)) set.delete(to);
  }
  return needs;
}

/** OID of pg_proc, the same in every PostgreSQL. */
const PG_PROC = 1255;

/**
 * OIDs below 16384 are PostgreSQL's own objects, which every database has. NOT IN looks entries up in a hash table, where
 * NOT EXISTS would go through them all for every step.
 */
const QUERY = `
WITH RECURSIVE entry AS MATERIALIZED (
  SELECT (e ->> 0)::oid AS classid, (e ->> 1)::oid AS objid FROM json_array_elements($1::json) e),
part AS (
  SELECT e.classid, e.objid, 'pg_catalog.pg_rewrite'::regclass::oid AS c, w.oid AS o
  FROM entry e JOIN pg_catalog.pg_rewrite w ON w.ev_class = e.objid WHERE e.classid = 'pg_catalog.pg_class'::regclass
  UNION ALL
  SELECT e.classid, e.objid, 'pg_catalog.pg_attrdef'::regclass::oid, d.oid
  FROM entry e JOIN pg_catalog.pg_attrdef d ON d.adrelid = e.objid WHERE e.classid = 'pg_catalog.pg_class'::regclass
  UNION ALL
  SELECT e.classid, e.objid, 'pg_catalog.pg_constraint'::regclass::oid, k.oid
  FROM entry e JOIN pg_catalog.pg_constraint k ON k.conrelid = e.objid AND k.conparentid = 0
    -- of a constraint trigger the trigger is the entry
    AND k.contype <> 't' WHERE e.classid = 'pg_catalog.pg_class'::regclass
  UNION ALL
  SELECT e.classid, e.objid, 'pg_catalog.pg_constraint'::regclass::oid, k.oid
  FROM entry e JOIN pg_catalog.pg_constraint k ON k.contypid = e.objid WHERE e.classid = 'pg_catalog.pg_type'::regclass
  UNION ALL
  SELECT e.classid, e.objid, 'pg_catalog.pg_class'::regclass::oid, t.typrelid
  FROM entry e JOIN pg_catalog.pg_type t ON t.oid = e.objid AND t.typrelid <> 0 WHERE e.classid = 'pg_catalog.pg_type'::regclass
  UNION ALL
  SELECT e.classid, e.objid, 'pg_catalog.pg_class'::regclass::oid, k.conindid
  FROM entry e JOIN pg_catalog.pg_constraint k ON k.oid = e.objid AND k.conindid <> 0 AND k.contype IN ('p', 'u', 'x')
  WHERE e.classid = 'pg_catalog.pg_constraint'::regclass),
walk AS (
  SELECT classid, objid, classid AS c, objid AS o FROM entry
  UNION
  SELECT p.classid, p.objid, p.c, p.o FROM part p
  WHERE (p.c, p.o) NOT IN (SELECT classid, objid FROM entry)
  UNION
  SELECT w.classid, w.objid, d.refclassid, d.refobjid
  FROM walk w
  JOIN pg_catalog.pg_depend d ON d.classid = w.c AND d.objid = w.o AND d.refobjid >= 16384
  WHERE (w.c = w.classid AND w.o = w.objid)
     OR (w.c, w.o) NOT IN (SELECT classid, objid FROM entry))
SELECT coalesce(json_agg(json_build_array(w.classid || '/' || w.objid, w.c || '/' || w.o)), '[]'::json)::text AS edges
FROM walk w
JOIN entry e ON e.classid = w.c AND e.objid = w.o
WHERE NOT (w.c = w.classid AND w.o = w.objid)`;
