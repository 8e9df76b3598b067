import { owner, privileges, relations, role, sorted } from '../fragments.ts';
import type { ServerFeatures } from '../server-features.ts';

/** Set of views that are continuous aggregates, by OID, and what their own query is (their direct view's OID). */
export const continuousAggregateViews = (facts: ServerFeatures): string =>
  facts.timescaledb === null
    ? `cagg AS (SELECT NULL::oid AS oid, NULL::oid AS direct WHERE false)`
    : `cagg AS (
         SELECT uc.oid, dc.oid AS direct, ca.*
         FROM _timescaledb_catalog.continuous_agg ca
         JOIN pg_namespace un ON un.nspname = ca.user_view_schema
         JOIN pg_class uc ON uc.relnamespace = un.oid AND uc.relname = ca.user_view_name
         JOIN pg_namespace dn ON dn.nspname = ca.direct_view_schema
         JOIN pg_class dc ON dc.relnamespace = dn.oid AND dc.relname = ca.direct_view_name)`;

/** The relations that a view's rewrite rule reads, by the view's OID. */
const reads = (viewOid: string): string => `
  coalesce((SELECT json_agg(DISTINCT r.name ORDER BY r.name)
            FROM pg_rewrite w
            JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
            JOIN relation r ON r.oid = d.refobjid
            WHERE w.ev_class = ${viewOid} AND r.oid <> ${viewOid}), '[]'::json)`;

export const relationsQuery = (facts: ServerFeatures): string => `
  WITH ${relations(facts)}, ${continuousAggregateViews(facts)}
  SELECT c.name, c.nspname AS schema, c.relname AS bare,
         CASE WHEN g.oid IS NOT NULL THEN 'continuous aggregate'
              ELSE CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'f' THEN 'foreign table'
                                  WHEN 'v' THEN 'view' ELSE 'materialized view' END END AS form,
         CASE WHEN g.oid IS NULL AND c.relkind IN ('v', 'm') THEN rtrim(pg_get_viewdef(c.oid), ';') END AS query,
         ${reads('coalesce(g.direct, c.oid)')} AS "dependsOn",
         CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'permanent' END AS persistence,
         (SELECT amname FROM pg_am WHERE oid = c.relam AND amname <> 'heap') AS "accessMethod",
         (SELECT quote_ident(spcname) FROM pg_tablespace WHERE oid = c.reltablespace) AS tablespace,
         ${sorted('c.reloptions')} AS options,
         coalesce((SELECT json_agg(i.inhparent::regclass::text ORDER BY i.inhseqno)
                   FROM pg_inherits i WHERE i.inhrelid = c.oid), '[]'::json) AS inherits,
         CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS "partitionBy",
         pg_get_expr(c.relpartbound, c.oid) AS "partitionBound",
         CASE WHEN c.reloftype <> 0 THEN c.reloftype::regtype::text END AS "ofType",
         (SELECT json_build_object('server', quote_ident(s.srvname), 'options', ${sorted('f.ftoptions')})
          FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid = c.oid) AS "foreign",
         CASE WHEN c.relforcerowsecurity THEN CASE WHEN c.relrowsecurity THEN 'forced' ELSE 'forced, off' END
              WHEN c.relrowsecurity THEN 'on' ELSE 'off' END AS "rowSecurity",
         CASE CASE WHEN c.relkind IN ('r', 'p') THEN c.relreplident ELSE 'd' END WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing'
              WHEN 'i' THEN coalesce((SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = c.oid AND indisreplident), 'nothing')
              ELSE 'default' END AS "replicaIdentity",
         (SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = c.oid AND indisclustered) AS "clusteredOn",
         ${owner('c.relowner')} AS owner,
         ${privileges('c.relacl', 'r', 'c.relowner')} AS privileges,
         obj_description(c.oid, 'pg_class') AS comment
  FROM relation c
  LEFT JOIN cagg g ON g.oid = c.oid`;

export const columnsQuery = (facts: ServerFeatures): string => `
  WITH ${relations(facts)}
  SELECT format('%s.%I', c.name, a.attname) AS name, c.name AS relation, a.attname AS bare,
         row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum)::int AS position,
         format_type(a.atttypid, a.atttypmod) AS type,
         CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END AS collation,
         NOT a.attnotnull AS nullable,
         pg_get_expr(d.adbin, d.adrelid) AS "default",
         CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' END AS generated,
         CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END AS identity,
         CASE WHEN a.attstorage <> t.typstorage AND c.relkind NOT IN ('v')
              THEN CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END END AS storage,
         nullif(to_jsonb(a) ->> 'attcompression', '') AS compression,
         nullif(coalesce(a.attstattarget, -1), -1)::int AS statistics,
         -- pg_attver is PostgreSQL's own count of the column's changes (minor releases of November 2026 and later)
         ${sorted("ARRAY(SELECT o FROM unnest(a.attoptions || a.attfdwoptions) o WHERE o NOT LIKE 'pg\\_attver=%')")} AS options,
         a.attislocal AS local,
         ${privileges('a.attacl', 'c', 'c.relowner')} AS privileges,
         col_description(c.oid, a.attnum) AS comment
  FROM relation c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum`;

/** Names of PostgreSQL 18's NOT NULL constraints count where they were chosen: earlier versions have none. */
export const constraintsQuery = (facts: ServerFeatures): string => `
  WITH ${relations(facts)}
  SELECT format('%s.%I', c.name, k.conname) AS name, c.name AS relation, k.conname AS bare,
         CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign key'
                        WHEN 'x' THEN 'exclusion' WHEN 'n' THEN 'not null' ELSE 'check' END AS form,
         coalesce((SELECT json_agg(a.attname ORDER BY o) FROM unnest(k.conkey) WITH ORDINALITY u(n, o)
                   JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n), '[]'::json) AS columns,
         CASE WHEN k.confrelid <> 0 THEN k.confrelid::regclass::text END AS "references",
         pg_get_constraintdef(k.oid) AS definition,
         obj_description(k.oid, 'pg_constraint') AS comment
  FROM relation c
  JOIN pg_constraint k ON k.conrelid = c.oid
  WHERE k.conparentid = 0 AND k.contype <> 't'
    AND NOT (k.contype = 'n' AND k.conname LIKE '%\\_not\\_null%')`;

export const indexesQuery = (facts: ServerFeatures): string => `
  WITH ${relations(facts)}
  SELECT format('%I.%I', c.nspname, ic.relname) AS name, c.name AS relation, ic.relname AS bare,
         substr(pg_get_indexdef(ic.oid), 1 + length(format('CREATE %sINDEX %I ON %s%s USING ',
           CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END, ic.relname,
           CASE WHEN ic.relkind = 'I' THEN 'ONLY ' ELSE '' END, c.name))) AS definition,
         i.indisunique AS unique,
         (SELECT json_agg(pg_get_indexdef(ic.oid, k, true) ORDER BY k) FROM generate_series(1, i.indnkeyatts) k) AS columns,
         (SELECT quote_ident(conname) FROM pg_constraint WHERE conindid = ic.oid AND contype IN ('p', 'u', 'x') AND conrelid = c.oid) AS "constraint",
         i.indisvalid AS valid,
         (SELECT quote_ident(spcname) FROM pg_tablespace WHERE oid = ic.reltablespace) AS tablespace,
         coalesce((SELECT json_object_agg(a.attnum, a.attstattarget ORDER BY a.attnum) FROM pg_attribute a
                   WHERE a.attrelid = ic.oid AND a.attstattarget >= 0), '{}'::json) AS statistics,
         obj_description(ic.oid, 'pg_class') AS comment
  FROM relation c
  JOIN pg_index i ON i.indrelid = c.oid
  JOIN pg_class ic ON ic.oid = i.indexrelid`;

export const rowPoliciesQuery = (facts: ServerFeatures): string => `
  WITH ${relations(facts)}
  SELECT format('%s.%I', c.name, p.polname) AS name, c.name AS relation, p.polname AS bare,
         CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END AS command,
         p.polpermissive AS permissive,
         (SELECT json_agg(x ORDER BY x) FROM (SELECT ${role('u.oid')} AS x FROM unnest(p.polroles) u(oid)) s) AS roles,
         pg_get_expr(p.polqual, p.polrelid) AS "using",
         pg_get_expr(p.polwithcheck, p.polrelid) AS "check",
         obj_description(p.oid, 'pg_policy') AS comment
  FROM relation c
  JOIN pg_policy p ON p.polrelid = c.oid`;

export const statisticsQuery = (facts: ServerFeatures): string => `
  WITH ${relations(facts)}
  SELECT format('%I.%I', n.nspname, s.stxname) AS name, c.name AS relation,
         pg_get_statisticsobjdef(s.oid) AS definition,
         nullif(coalesce((to_jsonb(s) ->> 'stxstattarget')::int, -1), -1) AS target,
         ${owner('s.stxowner')} AS owner,
         obj_description(s.oid, 'pg_statistic_ext') AS comment
  FROM relation c
  JOIN pg_statistic_ext s ON s.stxrelid = c.oid
  JOIN pg_namespace n ON n.oid = s.stxnamespace`;
