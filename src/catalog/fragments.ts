import type { ServerFeatures } from './server-features.ts';

/**
 * Pieces of SQL that several catalogue queries share. `$1` is the OID of the role that built the schema, in every query.
 */

/** A role's name as the model writes it: `CURRENT_USER` for the builder, `PUBLIC` for everybody. */
export const role = (oid: string): string =>
  `(CASE WHEN ${oid} = 0 THEN 'PUBLIC' WHEN ${oid} = $1::oid THEN 'CURRENT_USER'
         ELSE coalesce((SELECT quote_ident(rolname) FROM pg_roles WHERE oid = ${oid}), ${oid}::text) END)`;

/** An owner as the model writes it: null for the builder. */
export const owner = (oid: string): string => `nullif(${role(oid)}, 'CURRENT_USER')`;

const exploded = (acl: string): string =>
  `(SELECT json_agg(json_build_array(${role('a.grantee')}, a.privilege_type, a.is_grantable, ${role('a.grantor')}))
    FROM aclexplode(CASE WHEN cardinality(${acl}) > 0 THEN ${acl} END) a)`;

/**
 * An access list, its default and its owner, for `privilegesOf`. PostgreSQL stores null where nothing was ever granted.
 * `type` is acldefault()'s letter: r relation, c column, s sequence, f function, T type, n schema, L language,
 * F foreign-data wrapper, S foreign server, d database.
 */
export const privileges = (acl: string, type: string, ownerOid: string): string =>
  `CASE WHEN ${acl} IS NOT NULL THEN
     json_build_object('list', ${exploded(acl)}, 'default', ${exploded(`acldefault('${type}', ${ownerOid})`)},
                       'owner', ${role(ownerOid)})
   END`;

/** As `privileges`, against a list that is given rather than the type's default. */
export const privilegesAgainst = (acl: string, initial: string, ownerOid: string): string =>
  `json_build_object('list', ${exploded(acl)}, 'default', ${exploded(initial)}, 'owner', ${role(ownerOid)})`;

/** True for an object that an extension brought, which a dump leaves to CREATE EXTENSION. */
export const ofExtension = (catalog: string, oid: string): string =>
  `EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_catalog.${catalog}'::regclass AND objid = ${oid} AND deptype = 'e')`;

/**
 * True for a namespace that holds user's objects: not PostgreSQL's own, not temporary, not one of TimescaleDB's
 * `_timescaledb_*` schemas (which count by extension membership, not by name alone).
 */
export const userNamespace = (n: string): string =>
  `(${n}.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    AND ${n}.nspname !~ '^pg_(toast_)?temp_'
    AND NOT (${n}.nspname LIKE '\\_timescaledb\\_%' AND ${ofExtension('pg_namespace', `${n}.oid`)}))`;

/** Chunks and compressed chunks, one `oid` a row. `where` narrows their namespaces `kn`, which versions that know them by name look up. */
export const chunkRelations = (facts: ServerFeatures, where = 'true'): string =>
  facts.timescaledb === null
    ? 'SELECT NULL::oid AS oid WHERE false'
    : `${
        facts.hasChunkRelid
          ? 'SELECT k.relid::oid AS oid FROM _timescaledb_catalog.chunk k WHERE k.relid IS NOT NULL'
          : `SELECT kc.oid FROM _timescaledb_catalog.chunk k JOIN pg_namespace kn ON kn.nspname = k.schema_name AND ${where}
             JOIN pg_class kc ON kc.relnamespace = kn.oid AND kc.relname = k.table_name`
      }
      ${
        facts.hasCompressRelid
          ? 'UNION SELECT compress_relid::oid FROM _timescaledb_catalog.compression_settings WHERE compress_relid IS NOT NULL'
          : ''
      }`;

/**
 * CTEs `relation`: every table, view and the like that the user made, with `name` qualified; and `internal_relation(oid)`:
 * the chunks that might be taken for one, since an associated schema may be the user's. Continuous aggregates are among
 * the relations as the views that they are to PostgreSQL.
 */
export const relations = (facts: ServerFeatures): string => `
  internal_relation AS (${chunkRelations(facts, userNamespace('kn'))}),
  relation AS (
    SELECT c.*, n.nspname, format('%I.%I', n.nspname, c.relname) AS name
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND ${userNamespace('n')}
      AND NOT ${ofExtension('pg_class', 'c.oid')}
      AND c.oid NOT IN (SELECT oid FROM internal_relation WHERE oid IS NOT NULL))`;

/** True where a routine of that schema and name exists, whatever its arguments. */
export const routineExists = (schema: string, name: string): string =>
  `EXISTS (SELECT FROM pg_proc p JOIN pg_namespace pn ON pn.oid = p.pronamespace WHERE pn.nspname = ${schema} AND p.proname = ${name})`;

/**
 * A routine that the catalogue knows by name, with its arguments where it shares that name. `args` is an SQL expression for
 * them, which may aggregate over the routines `p` of the name.
 */
export const routineName = (schema: string, name: string, args: string): string =>
  `(SELECT format('%I.%I', ${schema}, ${name}) || CASE WHEN count(*) > 1 THEN format('(%s)', ${args}) ELSE '' END
    FROM pg_proc p JOIN pg_namespace pn ON pn.oid = p.pronamespace WHERE pn.nspname = ${schema} AND p.proname = ${name})`;

/** The four states of a trigger or rule. */
export const enabled = (letter: string): string =>
  `CASE ${letter} WHEN 'O' THEN 'origin' WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' ELSE 'always' END`;

/** A text array as sorted JSON, `[]` for null. */
export const sorted = (array: string): string =>
  `coalesce((SELECT json_agg(x ORDER BY x) FROM unnest(${array}) x), '[]'::json)`;
