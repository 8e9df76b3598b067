import { role } from '../catalog/fragments.ts';
import type { Privileges, Schema, SchemaModel } from '../catalog/model.ts';
import type { ServerFeatures } from '../catalog/server-features.ts';
import type { Session } from '../engine/types.ts';
import type { TocEntry } from './entries.ts';

const OWNER = /^ALTER SCHEMA public OWNER TO /;
const GRANT = /^(?:GRANT|REVOKE) [\w, ]+ ON SCHEMA public (?:TO|FROM) /;
/** What a new database grants on its schema public before PostgreSQL 15: to everybody, and to the owner by itself. */
const ALL = ['CREATE', 'USAGE'];

/**
 * A pg_dump of PostgreSQL 15 or later takes the public schema of an older server for one that somebody changed, since a
 * new one has another owner and fewer privileges now; and for an untouched one where somebody took CREATE from everybody.
 * These entries say of it what the server's own pg_dump says, so that no byte tells which of them was at hand.
 */
export async function withOwnPublicSchema(
  entries: readonly TocEntry[],
  model: SchemaModel,
  facts: ServerFeatures,
  session: Session,
): Promise<readonly TocEntry[]> {
  const [server] = await session.query<{ older: boolean; owner: string }>(
    `SELECT current_setting('server_version_num')::int < 150000 AS older, ${role('n.nspowner')} AS owner
     FROM pg_catalog.pg_namespace n WHERE n.nspname = 'public'`,
    [facts.builder.oid],
  );
  const schema = model.schemas.find(({ name }) => name === 'public');
  return server?.older === true && schema !== undefined ? asOlderServersSay(entries, schema, server.owner) : entries;
}

/** @param owner the role that owns public, as the model writes it; the schema's own is null where nobody changed it */
export function asOlderServersSay(
  entries: readonly TocEntry[],
  schema: Pick<Schema, 'owner' | 'privileges'>,
  owner: string,
): readonly TocEntry[] {
  const entry = entries.find(({ statements }) => statements.some((statement) => OWNER.test(statement)));
  if (entry === undefined) return entries;
  const granted: TocEntry = {
    ...entry,
    id: Math.max(...entries.map(({ id }) => id)) + 1,
    classId: 0,
    oid: 0,
    dependencies: [entry.id],
    statements: grantsOn(schema.privileges, owner),
  };
  return entries
    .filter(({ statements }) => !statements.some((statement) => GRANT.test(statement)))
    .flatMap((each) => {
      if (each !== entry) return [each];
      const kept = each.statements.filter((statement) => schema.owner !== null || !OWNER.test(statement));
      return [{ ...each, statements: kept }, granted];
    });
}

/** The statements that lead from a new database's privileges on public to these, as pg_dump writes them. */
function grantsOn(privileges: Privileges, owner: string): string[] {
  if (privileges === null) return [];
  const has = (grantee: string): boolean => ALL.every((privilege) => privileges[grantee]?.includes(privilege) === true);
  const given = ['PUBLIC', owner].filter(has);
  return [
    ...['PUBLIC', owner]
      .filter((grantee) => !has(grantee))
      .map((grantee) => `REVOKE ALL ON SCHEMA public FROM ${grantee};`),
    ...Object.entries(privileges).flatMap(([name, list]) => {
      if (given.includes(name)) return [];
      const grantee = name.replace(/ \(granted by .*\)$/, '');
      return [false, true].flatMap((option) => {
        const some = list.filter((each) => each.endsWith('*') === option).map((each) => each.replace('*', ''));
        if (some.length === 0) return [];
        const what = some.length === ALL.length ? 'ALL' : some.join(', ');
        return [`GRANT ${what} ON SCHEMA public TO ${grantee}${option ? ' WITH GRANT OPTION' : ''};`];
      });
    }),
  ];
}
