import { chunkRelations, owner, privileges, privilegesAgainst, role } from '../fragments.ts';
import type { ServerFeatures } from '../server-features.ts';
import { jobOwnersQuery } from './jobs.ts';

export const defaultPrivilegesQuery = (): string => `
  SELECT ${role('d.defaclrole')} AS role, quote_ident(n.nspname) AS schema,
         CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions'
                              WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas' ELSE 'large objects' END AS objects,
         -- a schema's list is added to the database's, which stands in for PostgreSQL's own
         ${privilegesAgainst(
           'd.defaclacl',
           "CASE WHEN n.oid IS NULL AND d.defaclobjtype <> 'L' THEN acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole) ELSE NULL::aclitem[] END",
           'd.defaclrole',
         )} AS privileges
  FROM pg_default_acl d
  LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace`;

/** What an extension's objects grant beyond, or less than, what its script set up (pg_init_privs). */
export const extensionPrivilegesQuery = (): string => `
  WITH member AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e' AND refclassid = 'pg_extension'::regclass),
  object AS (
    SELECT 'function ' || p.oid::regprocedure::text AS name, p.oid, 'pg_proc'::regclass AS class, p.proacl AS acl, 'f'::"char" AS kind, p.proowner AS owner
    FROM pg_proc p JOIN member m ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid
    WHERE p.proacl IS NOT NULL
    UNION ALL
    SELECT CASE c.relkind WHEN 'S' THEN 'sequence ' ELSE 'table ' END || c.oid::regclass::text, c.oid, 'pg_class'::regclass, c.relacl,
           (CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char", c.relowner
    FROM pg_class c JOIN member m ON m.classid = 'pg_class'::regclass AND m.objid = c.oid
    WHERE c.relacl IS NOT NULL
    UNION ALL
    SELECT 'schema ' || quote_ident(n.nspname), n.oid, 'pg_namespace'::regclass, n.nspacl, 'n', n.nspowner
    FROM pg_namespace n JOIN member m ON m.classid = 'pg_namespace'::regclass AND m.objid = n.oid
    WHERE n.nspacl IS NOT NULL)
  SELECT o.name, ${privilegesAgainst('o.acl', 'coalesce(i.initprivs, acldefault(o.kind, o.owner))', 'o.owner')} AS privileges
  FROM object o
  LEFT JOIN pg_init_privs i ON i.classoid = o.class AND i.objoid = o.oid AND i.objsubid = 0
  WHERE o.acl IS DISTINCT FROM i.initprivs`;

/**
 * What is unusual of the memberships of role r. Several roles may have granted one: what any of them allows counts. INHERIT
 * and SET came with PostgreSQL 16, where a role's own INHERIT is only the default of its memberships.
 */
const memberOptions = ({ postgres }: ServerFeatures): string => `
  SELECT ${role('m.roleid')} AS role, concat_ws(', ',
           CASE WHEN bool_or(m.admin_option) THEN 'ADMIN OPTION' END${
             Number.parseInt(postgres, 10) < 16
               ? ''
               : `,
           CASE WHEN bool_or(m.inherit_option) <> r.rolinherit THEN 'INHERIT ' || upper(bool_or(m.inherit_option)::text) END,
           CASE WHEN NOT bool_or(m.set_option) THEN 'SET FALSE' END`
           }) AS options
  FROM pg_auth_members m WHERE m.member = r.oid GROUP BY m.roleid`;

/**
 * Roles that the database names (owners, grantees, policies, jobs), with the roles that they are members of. A chunk keeps
 * what default privileges gave it after those are gone: what only chunks name follows from rows.
 */
export const rolesQuery = (facts: ServerFeatures): string => `
  WITH RECURSIVE named AS (
    SELECT s.refobjid AS oid FROM pg_shdepend s
    WHERE s.refclassid = 'pg_authid'::regclass
      AND s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND NOT (s.classid = 'pg_class'::regclass AND s.objid IN (SELECT k.oid FROM (${chunkRelations(facts)}) k WHERE k.oid IS NOT NULL))
    UNION
    SELECT s.refobjid FROM pg_shdepend s
    WHERE s.refclassid = 'pg_authid'::regclass AND s.classid = 'pg_database'::regclass
      AND s.objid = (SELECT oid FROM pg_database WHERE datname = current_database())
    UNION
    SELECT u.umuser FROM pg_user_mappings u WHERE u.umuser <> 0
    UNION
    SELECT d.setrole FROM pg_db_role_setting d
    WHERE d.setrole <> 0 AND d.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
    ${facts.timescaledb === null ? '' : `UNION (${jobOwnersQuery(facts)})`}
    UNION
    SELECT m.roleid FROM pg_auth_members m JOIN named n ON n.oid = m.member)
  SELECT quote_ident(r.rolname) AS name, r.rolcanlogin AS login, r.rolsuper AS superuser, r.rolinherit AS inherit,
         r.rolcreaterole AS "createRole", r.rolcreatedb AS "createDatabase", r.rolreplication AS replication,
         r.rolbypassrls AS "bypassRowSecurity", r.rolconnlimit AS "connectionLimit",
         CASE WHEN isfinite(r.rolvaliduntil) THEN concat(to_json(r.rolvaliduntil AT TIME ZONE 'UTC') #>> '{}', '+00') END AS "validUntil",
         coalesce((SELECT json_object_agg(o.role, o.options ORDER BY o.role) FROM (${memberOptions(facts)}) o WHERE o.options <> ''), '{}'::json) AS "memberOptions",
         coalesce((SELECT json_agg(DISTINCT ${role('m.roleid')}) FROM pg_auth_members m WHERE m.member = r.oid), '[]'::json) AS "memberOf"
  FROM pg_roles r
  WHERE r.oid IN (SELECT oid FROM named) AND r.oid <> $1::oid AND r.rolname !~ '^pg_'`;

export const tablespacesQuery = (facts: ServerFeatures): string => `
  SELECT quote_ident(t.spcname) AS name FROM pg_tablespace t
  WHERE t.spcname NOT IN ('pg_default', 'pg_global')
    AND (EXISTS (SELECT FROM pg_class c WHERE c.reltablespace = t.oid)
         ${facts.timescaledb === null ? '' : 'OR EXISTS (SELECT FROM _timescaledb_catalog.tablespace x WHERE x.tablespace_name = t.spcname)'})`;

/** What GRANT, COMMENT and ALTER … OWNER TO on the database itself left behind. Who makes a server gives its first database a comment. */
export const databaseQuery = (): string => `
  SELECT 'database' AS name, ${owner('d.datdba')} AS owner, ${privileges('d.datacl', 'd', 'd.datdba')} AS privileges,
         nullif(shobj_description(d.oid, 'pg_database'),
                CASE d.datname WHEN 'postgres' THEN 'default administrative connection database' END) AS comment
  FROM pg_database d WHERE d.datname = current_database()`;

export const databaseSettingsQuery = (): string => `
  SELECT CASE WHEN s.setrole <> 0 THEN ${role('s.setrole')} END AS role,
         split_part(x, '=', 1) AS setting, substr(x, strpos(x, '=') + 1) AS value
  FROM pg_db_role_setting s, unnest(s.setconfig) x
  WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())`;

/** What belongs to the server and no dump of a database holds: the kind, the role or tablespace that has it, and what it is. */
export const serverLimitationsQuery = ({ postgres }: ServerFeatures): string => `
  SELECT 'tablespace privileges' AS kind, quote_ident(t.spcname) AS object, NULL AS detail
  FROM pg_tablespace t WHERE t.spcacl IS NOT NULL AND t.spcname NOT IN ('pg_default', 'pg_global')
  UNION ALL
  ${
    // PostgreSQL 15 and later.
    Number.parseInt(postgres, 10) < 15
      ? ''
      : `SELECT 'parameter privileges', ${role('a.grantee')}, string_agg(DISTINCT p.parname, ', ')
         FROM pg_parameter_acl p, aclexplode(p.paracl) a WHERE a.grantee <> a.grantor GROUP BY a.grantee
         UNION ALL`
  }
  SELECT 'role settings', ${role('s.setrole')}, string_agg(split_part(x, '=', 1), ', ')
  FROM pg_db_role_setting s, unnest(s.setconfig) x WHERE s.setdatabase = 0 AND s.setrole <> 0 GROUP BY s.setrole
  UNION ALL
  SELECT 'role comment', ${role('r.oid')}, NULL FROM pg_roles r WHERE shobj_description(r.oid, 'pg_authid') IS NOT NULL
  UNION ALL
  SELECT 'tablespace comment', quote_ident(t.spcname), NULL
  FROM pg_tablespace t WHERE shobj_description(t.oid, 'pg_tablespace') IS NOT NULL
  UNION ALL
  SELECT 'database label', 'database', string_agg(l.provider, ', ')
  FROM pg_shseclabel l JOIN pg_database d ON l.classoid = 'pg_database'::regclass AND l.objoid = d.oid
  WHERE d.datname = current_database() HAVING count(*) > 0`;
