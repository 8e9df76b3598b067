import { docsPage } from '../documentation.ts';
import type { Engine, PostgresErrorFields, Session } from '../engine/types.ts';
import { UserError } from '../errors.ts';
import type { Settings } from '../settings/schema.ts';
import { type NamePattern, namePattern } from '../sql/pattern.ts';
import type { Context } from './context.ts';

/** What of a schema somebody wants in the dump. */
export type Choice = Pick<Settings, 'include' | 'exclude' | 'no-owner' | 'no-privileges'>;

/** As many as show what is about. */
const SHOWN = 10;

/** The choice in words, for the header of the dump; undefined where all of the schema is wanted. */
export function describeChoice(choice: Choice): string | undefined {
  const words = [
    ...(choice.include.length > 0 ? [`only ${choice.include.join(', ')}`] : []),
    ...(choice.exclude.length > 0 ? [`without ${choice.exclude.join(', ')}`] : []),
    ...(choice['no-owner'] ? ['without owners'] : []),
    ...(choice['no-privileges'] ? ['without privileges'] : []),
  ];
  return words.length === 0 ? undefined : words.join('; ');
}

/**
 * Makes the choice in the throwaway database itself: what is not wanted is dropped there. So everything that follows (the
 * dump, its proof, the documentation, a diff) is of what is left, and PostgreSQL tells what needs what.
 *
 * @throws UserError that names what is excluded and needed by what is not
 */
export async function choose(engine: Engine, choice: Choice, { reporter }: Context): Promise<void> {
  const words = describeChoice(choice);
  if (words === undefined) return;
  const step = reporter.step('choose');
  await using session = await engine.database.connect();
  const idle = await dropUnwanted(session, choice);
  if (choice['no-owner']) await dropOwners(session);
  if (choice['no-privileges']) await session.execute(DROP_PRIVILEGES);
  if (idle.length === 0) step.done(words);
  else step.warn(words, [`nothing is called so: ${idle.join(', ')}`]);
}

interface Contained {
  /** As DROP names its kind: `TABLE`. */
  kind: string;
  /** As SQL names it. */
  identity: string;
  schema: string;
  /** The name of a relation; null for anything else. */
  relation: string | null;
}

/** @returns the patterns that match nothing */
async function dropUnwanted(session: Session, { include, exclude }: Choice): Promise<string[]> {
  if (include.length + exclude.length === 0) return [];
  const [wanted, unwanted] = [include.map(namePattern), exclude.map(namePattern)];
  const [row] = await session.query<{ objects: string }>(await contained(session));
  const objects = JSON.parse(row?.objects ?? '[]') as Contained[];
  const schemas = JSON.parse((await session.query<{ names: string }>(SCHEMAS))[0]?.names ?? '[]') as string[];
  const whole = (patterns: readonly NamePattern[], schema: string): boolean =>
    patterns.some((pattern) => pattern.relation === undefined && pattern.schema.test(schema));
  const named = (patterns: readonly NamePattern[], { schema, relation }: Contained): boolean =>
    whole(patterns, schema) || (relation !== null && patterns.some((pattern) => isNamed(pattern, schema, relation)));
  const isKept = (one: Contained): boolean => (include.length === 0 || named(wanted, one)) && !named(unwanted, one);

  const going = objects.filter((one) => !isKept(one));
  // A function or a type that nobody named stays where what is wanted needs it.
  const tolerated = (one: Contained): boolean => one.relation === null && !named(unwanted, one);
  const needed = (await dropAll(session, going)).filter(({ one }) => !tolerated(one));
  if (needed.length > 0) throw neededError(needed);
  const left = new Set(objects.filter(isKept).map(({ schema }) => schema));
  for (const schema of schemas) {
    const asked = whole(unwanted, schema);
    if (!asked && (include.length === 0 || left.has(schema) || whole(wanted, schema) || schema === 'public')) continue;
    const identity = `"${schema.replaceAll('"', '""')}"`;
    const [stays] = await dropAll(session, [{ kind: 'SCHEMA', identity, schema, relation: null }]);
    if (stays !== undefined && asked) throw neededError([stays]);
  }
  return [...wanted, ...unwanted]
    .filter((pattern) => !schemas.some((schema) => pattern.relation === undefined && pattern.schema.test(schema)))
    .filter((pattern) => !objects.some(({ schema, relation }) => isNamed(pattern, schema, relation ?? '')))
    .map(({ text }) => text);
}

function isNamed({ schema: ofSchema, relation: ofRelation }: NamePattern, schema: string, relation: string): boolean {
  return ofRelation !== undefined && ofSchema.test(schema) && ofRelation.test(relation);
}

interface Stays {
  one: Contained;
  error: PostgresErrorFields;
}

/** Drops what can be dropped, in whatever order that takes. */
async function dropAll(session: Session, objects: readonly Contained[]): Promise<Stays[]> {
  let rest = [...objects];
  for (;;) {
    const stays: Stays[] = [];
    for (const one of rest) {
      try {
        await session.execute(`DROP ${one.kind} ${one.identity} RESTRICT`);
      } catch (error) {
        // It went with something else: a sequence with its table.
        if (/^42(P01|883|704)$/.test((error as PostgresErrorFields).code ?? '')) continue;
        stays.push({ one, error: error as PostgresErrorFields });
      }
    }
    if (stays.length === 0 || stays.length === rest.length) return stays;
    rest = stays.map(({ one }) => one);
  }
}

function neededError(needed: readonly Stays[]): UserError {
  const lines = needed
    .slice(0, SHOWN)
    .map(
      ({ one, error }) =>
        `  ${one.kind.toLowerCase()} ${one.identity}: ${(error.detail ?? error.message).split('\n')[0]}`,
    );
  const more = needed.length > SHOWN ? [`  and ${needed.length - SHOWN} more`] : [];
  return new UserError(['what is left out is needed by what is not:', ...lines, ...more].join('\n'), {
    hint: `Leave out what needs it too, or take it in: "include" and "exclude" (${docsPage('settings.md')}).`,
    exitCode: 1,
  });
}

const USERS = `n.nspname !~ '^(pg_|_?timescaledb_)' AND n.nspname <> 'information_schema'`;

const SCHEMAS = `
  SELECT coalesce(json_agg(n.nspname ORDER BY n.nspname), '[]')::text AS names FROM pg_catalog.pg_namespace n
  WHERE ${USERS} AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e')`;

/** All that stands in a schema by itself: no parts of tables, nothing of an extension's, no chunks. */
async function contained(session: Session): Promise<string> {
  const [row] = await session.query<{ there: boolean }>(
    `SELECT to_regclass('_timescaledb_catalog.continuous_agg') IS NOT NULL AS there`,
  );
  const aggregate =
    row?.there === true
      ? 'EXISTS (SELECT FROM _timescaledb_catalog.continuous_agg a WHERE (a.user_view_schema, a.user_view_name) = (n.nspname, c.relname))'
      : 'false';
  return `
    SELECT coalesce(json_agg(o), '[]')::text AS objects FROM (
      SELECT CASE WHEN ${aggregate} THEN 'MATERIALIZED VIEW' WHEN i.type = 'statistics object' THEN 'STATISTICS'
                  ELSE upper(i.type) END AS kind,
             i.identity, n.nspname AS schema, c.relname AS relation
      FROM pg_catalog.pg_depend d
      JOIN pg_catalog.pg_namespace n ON n.oid = d.refobjid AND ${USERS}
      LEFT JOIN pg_catalog.pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
      CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, 0) i
      WHERE d.refclassid = 'pg_namespace'::regclass AND d.deptype = 'n'
        AND d.classid NOT IN ('pg_extension'::regclass, 'pg_default_acl'::regclass, 'pg_publication_namespace'::regclass)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend p WHERE p.classid = d.classid AND p.objid = d.objid
          AND (p.deptype = 'e' OR p.deptype IN ('a', 'i') AND p.refclassid = 'pg_class'::regclass))
      ORDER BY d.classid, d.objid DESC) o`;
}

async function dropOwners(session: Session): Promise<void> {
  const [row] = await session.query<{ names: string }>(OWNERS);
  for (const role of JSON.parse(row?.names ?? '[]') as string[]) {
    await session.execute(`REASSIGN OWNED BY ${role} TO CURRENT_USER`);
  }
  await session.execute(DROP_OWNER_OF_PUBLIC);
  // Jobs have owners that PostgreSQL knows nothing of.
  await session.execute(DROP_JOB_OWNERS);
}

const OWNERS = `
  SELECT coalesce(json_agg(DISTINCT d.refobjid::regrole::text), '[]')::text AS names FROM pg_catalog.pg_shdepend d
  WHERE d.refclassid = 'pg_authid'::regclass AND d.deptype = 'o' AND d.refobjid::regrole::text !~ '^pg_'
    AND d.refobjid <> (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user)
    AND (d.dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
      OR d.classid = 'pg_database'::regclass AND d.objid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))`;

/** What a new database has since PostgreSQL 15; before, it is the first role, who restores here. */
const DROP_OWNER_OF_PUBLIC = `
  DO $do$ BEGIN
    IF current_setting('server_version_num')::int >= 150000 AND to_regnamespace('public') IS NOT NULL THEN
      ALTER SCHEMA public OWNER TO pg_database_owner;
    END IF;
  END $do$`;

const DROP_JOB_OWNERS = `
  DO $do$ DECLARE jobs regclass := coalesce(to_regclass('_timescaledb_config.bgw_job'), to_regclass('_timescaledb_catalog.bgw_job'));
  BEGIN
    IF jobs IS NOT NULL THEN
      EXECUTE format('UPDATE %s SET owner = current_user::regrole WHERE id >= 1000 AND owner <> current_user::regrole', jobs);
    END IF;
  END $do$`;

/**
 * Takes every list of privileges back to what it was when its object came to be, in the catalogue itself: there is no
 * statement for it. The database is thrown away afterwards.
 */
const DROP_PRIVILEGES = `
  SET allow_system_table_mods = on;
  DO $do$ DECLARE one record; number text;
  BEGIN
    FOR one IN
      SELECT c.oid::regclass AS catalogue, c.relname, a.attname FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r' AND a.atttypid = 'aclitem[]'::regtype
        AND c.relname NOT IN ('pg_init_privs', 'pg_default_acl', 'pg_parameter_acl')
    LOOP
      number := CASE one.relname WHEN 'pg_attribute' THEN 't.attrelid AND p.classoid = ''pg_class''::regclass AND p.objsubid = t.attnum'
        ELSE format('t.oid AND p.classoid = %L::regclass AND p.objsubid = 0', one.catalogue) END;
      EXECUTE format('UPDATE %s t SET %I = (SELECT p.initprivs FROM pg_catalog.pg_init_privs p WHERE p.objoid = %s) WHERE t.%2$I IS NOT NULL',
        one.catalogue, one.attname, number);
    END LOOP;
    DELETE FROM pg_catalog.pg_default_acl;
    IF to_regclass('pg_catalog.pg_parameter_acl') IS NOT NULL THEN DELETE FROM pg_catalog.pg_parameter_acl; END IF;
    DELETE FROM pg_catalog.pg_shdepend WHERE deptype = 'a'
      AND dbid IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()));
  END $do$;
  RESET allow_system_table_mods`;
