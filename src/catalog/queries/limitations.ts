import { chunkRelations, ofExtension, relations, routineExists, userNamespace } from '../fragments.ts';
import type { ServerFeatures } from '../server-features.ts';
import { continuousAggregateViews } from './relations.ts';
import { named } from './timescaledb.ts';

/** OID of the relation that a catalogue row names by schema and name. */
const oidOf = (schema: string, name: string, from: string): string =>
  `SELECT c.oid FROM ${from} JOIN pg_namespace n ON n.nspname = ${schema} JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = ${name}`;

/**
 * CTEs `ours(oid)`: relations of TimescaleDB's own making; and `link`: the rows of pg_depend for what refers to one or to
 * its row type. There may be thousands of chunks, so pg_depend is read once for all catalogues; IS TRUE keeps the planner,
 * which expects few of them, from looking up each.
 */
const ours = (facts: ServerFeatures): string => `
  ours AS (
    ${chunkRelations(facts)}
    UNION ${oidOf('h.schema_name', 'h.table_name', '_timescaledb_catalog.hypertable h')}
      WHERE to_jsonb(h) ->> 'compression_state' = '2' OR EXISTS (SELECT FROM _timescaledb_catalog.continuous_agg a WHERE a.mat_hypertable_id = h.id)
    UNION ${oidOf('a.direct_view_schema', 'a.direct_view_name', '_timescaledb_catalog.continuous_agg a')}
    UNION ${oidOf('a.partial_view_schema', 'a.partial_view_name', '_timescaledb_catalog.continuous_agg a')}),
  link AS MATERIALIZED (
    SELECT d.* FROM pg_depend d
    WHERE d.deptype = 'n' AND ((d.refclassid, d.refobjid) IN (
      SELECT t.classid, t.objid FROM ours o JOIN pg_class c ON c.oid = o.oid
      CROSS JOIN LATERAL (VALUES ('pg_class'::regclass::oid, c.oid), ('pg_type'::regclass::oid, c.reltype)) t(classid, objid))) IS TRUE)`;

/** Objects of one catalogue that refer to one of them. */
const dependents = (catalog: string, alias: string): string =>
  `link l JOIN ${catalog} ${alias} ON l.classid = 'pg_catalog.${catalog}'::regclass AND l.objid = ${alias}.oid`;

/** The name of what they refer to. */
const TARGET = `(SELECT format('%I.%I', tn.nspname, tc.relname) FROM pg_class tc JOIN pg_namespace tn ON tn.oid = tc.relnamespace
   WHERE CASE l.refclassid WHEN 'pg_class'::regclass THEN tc.oid ELSE tc.reltype END = l.refobjid)`;

const WORD = `CASE c.relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view ' WHEN 'S' THEN 'sequence ' ELSE 'table ' END`;

const SUPERUSER = '(SELECT rolsuper FROM pg_roles WHERE rolname = current_user)';

/**
 * What a dump cannot hold, one row a thing: `kind` (see findings.ts), the object's name with its kind of object, and
 * what stands in the way.
 */
export const limitationsQuery = (facts: ServerFeatures): string => `
  WITH ${relations(facts)}, ${continuousAggregateViews(facts)}, ${named}, ${ours(facts)},
  inner_schema AS (
    SELECT n.oid, n.nspname FROM pg_namespace n
    WHERE n.nspname LIKE '\\_timescaledb\\_%' AND ${ofExtension('pg_namespace', 'n.oid')})
  SELECT 'old format' AS kind, n.name AS object, NULL AS detail
  FROM _timescaledb_catalog.continuous_agg a JOIN named n ON n.id = a.mat_hypertable_id
  WHERE to_jsonb(a) ->> 'finalized' = 'false'
  UNION ALL
  ${
    facts.hasTieredChunks
      ? `SELECT 'tiered', n.name, NULL FROM named n
         WHERE EXISTS (SELECT FROM _timescaledb_catalog.chunk k WHERE k.hypertable_id = n.id AND k.osm_chunk)
         UNION ALL`
      : ''
  }
  SELECT 'partitioning', n.name, format('%I.%I', d.partitioning_func_schema, d.partitioning_func)
  FROM dimension d JOIN named n ON n.id = d.hypertable_id
  WHERE d.partitioning_func IS NOT NULL AND NOT ${routineExists('d.partitioning_func_schema', 'd.partitioning_func')}
  UNION ALL
  SELECT CASE WHEN EXISTS (SELECT FROM _timescaledb_catalog.continuous_agg a WHERE a.raw_hypertable_id = d.hypertable_id)
              THEN 'integer now, needed' ELSE 'integer now' END,
         n.name, format('%I.%I', d.integer_now_func_schema, d.integer_now_func)
  FROM dimension d JOIN named n ON n.id = d.hypertable_id
  WHERE d.integer_now_func IS NOT NULL AND NOT ${routineExists('d.integer_now_func_schema', 'd.integer_now_func')}
    AND NOT EXISTS (SELECT FROM _timescaledb_catalog.continuous_agg a WHERE a.mat_hypertable_id = d.hypertable_id)
  UNION ALL
  -- relations of timescaledb's own script stand in schemas that it makes too; of the rest the transaction tells
  SELECT CASE m.extname WHEN 'timescaledb' THEN 'taken' ELSE 'taken later' END, o.type || ' ' || o.identity, quote_ident(m.extname)
  FROM (
    SELECT d.classid, d.objid, e.extname, d.classid = 'pg_class'::regclass AS relation,
           COALESCE(c.relnamespace, p.pronamespace, t.typnamespace) AS namespace, e.told AND d.xmin::text::bigint > e.made AS later
    FROM pg_depend d
    JOIN (SELECT x.oid, x.extname, x.xmin::text::bigint AS made,
                 -- where the script's members are of the extension's own transaction, a later one came after it
                 EXISTS (SELECT FROM pg_depend s WHERE s.refclassid = 'pg_extension'::regclass AND s.refobjid = x.oid AND s.deptype = 'e' AND s.xmin = x.xmin) AS told
          FROM pg_extension x) e ON e.oid = d.refobjid
    LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
    LEFT JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
    LEFT JOIN pg_type t ON d.classid = 'pg_type'::regclass AND t.oid = d.objid
    WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
      AND d.classid IN ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass)
      -- a table's own type and a type's array come with them
      AND (t.oid IS NULL OR t.typcategory <> 'A' AND NOT EXISTS (SELECT FROM pg_class r WHERE r.oid = t.typrelid AND r.relkind <> 'c'))) m,
    LATERAL pg_identify_object(m.classid, m.objid, 0) o
  WHERE CASE m.extname WHEN 'timescaledb' THEN (m.relation OR m.later) AND NOT ${ofExtension('pg_namespace', 'm.namespace')} ELSE m.later END
  UNION ALL
  SELECT 'no kind', format('%I.%I', n.nspname, c.relname), c.relkind::text
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind NOT IN ('r', 'p', 'v', 'm', 'f', 'S', 'i', 'I', 'c', 't') AND ${userNamespace('n')}
  UNION ALL
  SELECT 'inside', ${WORD} || format('%I.%I', n.nspname, c.relname), n.nspname
  FROM pg_class c JOIN inner_schema n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT ${ofExtension('pg_class', 'c.oid')}
    AND NOT EXISTS (SELECT FROM ours o WHERE o.oid = c.oid)
    -- a sequence goes with the table that owns it
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
                      AND d.refclassid = 'pg_class'::regclass AND c.relkind = 'S')
  UNION ALL
  SELECT 'inside', 'function ' || p.oid::regprocedure::text, n.nspname
  FROM pg_proc p JOIN inner_schema n ON n.oid = p.pronamespace WHERE NOT ${ofExtension('pg_proc', 'p.oid')}
  UNION ALL
  SELECT 'inside', 'type ' || t.oid::regtype::text, n.nspname
  FROM pg_type t JOIN inner_schema n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
  WHERE (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c') AND NOT ${ofExtension('pg_type', 't.oid')}
  UNION ALL
  SELECT 'refers', ${WORD} || c.name, ${TARGET}
  FROM ${dependents('pg_rewrite', 'w')} JOIN relation c ON c.oid = w.ev_class WHERE c.oid NOT IN (SELECT oid FROM cagg)
  UNION ALL
  SELECT 'refers', ${WORD} || c.name, ${TARGET} FROM ${dependents('pg_class', 'k')} JOIN relation c ON c.oid = k.oid
  UNION ALL
  SELECT 'refers', format('constraint %I of %s', k.conname, c.name), ${TARGET}
  -- a key to a hypertable has a child for each chunk
  FROM ${dependents('pg_constraint', 'k')} JOIN relation c ON c.oid = k.conrelid WHERE k.conparentid = 0
  UNION ALL
  SELECT 'refers', format('policy %I of %s', p.polname, c.name), ${TARGET}
  FROM ${dependents('pg_policy', 'p')} JOIN relation c ON c.oid = p.polrelid
  UNION ALL
  SELECT 'refers', format('trigger %I of %s', g.tgname, c.name), ${TARGET}
  FROM ${dependents('pg_trigger', 'g')} JOIN relation c ON c.oid = g.tgrelid WHERE NOT g.tgisinternal
  UNION ALL
  SELECT 'refers', 'function ' || p.oid::regprocedure::text, ${TARGET}
  FROM ${dependents('pg_proc', 'p')} JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE ${userNamespace('n')} AND NOT ${ofExtension('pg_proc', 'p.oid')}
  UNION ALL
  -- what the view pg_user_mappings shows to whom
  SELECT 'hidden mapping', format('user mapping for %s on server %I', CASE u.umuser WHEN 0 THEN 'public' ELSE quote_ident(u.usename) END, u.srvname),
         quote_ident(current_user)
  FROM pg_user_mappings u JOIN pg_foreign_server s ON s.oid = u.srvid
  WHERE NOT ${SUPERUSER} AND NOT CASE u.umuser WHEN 0 THEN pg_has_role(s.srvowner, 'USAGE')
    ELSE u.usename = current_user AND (pg_has_role(s.srvowner, 'USAGE') OR has_server_privilege(s.oid, 'USAGE')) END
  UNION ALL
  -- pg_dump leaves them out
  SELECT 'hidden subscription', format('subscription %I', b.subname), quote_ident(current_user)
  FROM pg_subscription b
  WHERE NOT ${SUPERUSER} AND b.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())`;
