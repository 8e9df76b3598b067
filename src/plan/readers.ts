import type { Privileges } from '../catalog/model.ts';
import type { SchemaPair, Side } from '../diff/schema-pair.ts';

/**
 * Says who lacks the right to read what a relation shows: a view, and an aggregate in real time, reads with the rights of
 * its owner, whoever asks. Null where somebody who may read it gets its rows.
 */
export function blockedReader(name: string, side: Side): string | null {
  const relation = side.relation(name);
  const aggregate = side.aggregate(name);
  const reads =
    aggregate !== undefined
      ? aggregate.materializedOnly
        ? []
        : [aggregate.source]
      : relation?.form === 'view'
        ? relation.dependsOn.filter((one) => side.relation(one) !== undefined)
        : [];
  for (const source of reads) {
    const owner = relation?.owner ?? null;
    if (!mayRead(owner, source, side)) return `${owner}, who owns ${name}, may not read ${source}: grant SELECT first`;
    const below = blockedReader(source, side);
    if (below !== null) return below;
  }
  return null;
}

/**
 * Statements that read as the owner of a relation does, which is who refreshes: where that role may not read the sources, the
 * relation is its reader's meanwhile. The dump owns it so too while it adds policies.
 */
export function asReader(
  name: string,
  sources: readonly string[],
  side: Side,
  statements: readonly string[],
): string[] {
  const owner = side.relation(name)?.owner ?? null;
  if (owner === null || sources.every((source) => mayRead(owner, source, side))) return [...statements];
  return ownedMeanwhile(`MATERIALIZED VIEW ${name}`, owner, statements);
}

/**
 * Statements that make chunks of a hypertable, which is done as its owner: that role may have no right to make something in
 * the schema of the user's that they are to stand in, or to use those of its triggers' functions.
 */
export function asMaker(table: string, side: Side, statements: readonly string[]): string[] {
  const owner = side.relation(table)?.owner ?? null;
  return owner === null ? [...statements] : ownedMeanwhile(`TABLE ${table}`, owner, statements);
}

/** True where the chunks of a hypertable stand in a schema of the user's that is not its owner's. */
export function standsElsewhere(table: string, side: Side): boolean {
  const schema = side.hypertable(table)?.associatedSchema ?? null;
  return schema !== null && side.find('schemas', schema)?.owner !== side.relation(table)?.owner;
}

function ownedMeanwhile(object: string, owner: string, statements: readonly string[]): string[] {
  return [`ALTER ${object} OWNER TO CURRENT_USER;`, ...statements, `ALTER ${object} OWNER TO ${owner};`];
}

/**
 * Statements that make a trigger of a hypertable that has chunks: TimescaleDB puts it on each as the owner of the table, who
 * may use the schema of the function within this transaction, if not before.
 *
 * @param isMade true where the plan has made the schema; its grants come at the end
 */
export function asCaller(
  table: string,
  schema: string,
  isMade: boolean,
  { before, after }: SchemaPair,
  statements: readonly string[],
): string[] {
  const owner = after.relation(table)?.owner ?? null;
  const made = after.find('schemas', schema);
  const stands = isMade && made !== undefined ? { ...made, privileges: null } : before.find('schemas', schema);
  if (has(owner, 'USAGE', stands, before)) return [...statements];
  return [
    `GRANT USAGE ON SCHEMA ${schema} TO ${owner};`,
    ...statements,
    `REVOKE USAGE ON SCHEMA ${schema} FROM ${owner};`,
  ];
}

const mayRead = (role: string | null, source: string, side: Side): boolean =>
  has(role, 'SELECT', side.relation(source), side);

/** @param role null for who builds the schema */
function has(
  role: string | null,
  right: string,
  object: { owner: string | null; privileges: Privileges } | undefined,
  side: Side,
): boolean {
  if (object === undefined || role === null) return true;
  const one = side.model.roles.find(({ name }) => name === role);
  const granted = Object.entries(object.privileges ?? {}).some(
    ([grantee, rights]) =>
      [role, 'PUBLIC'].includes(grantee.replace(/ \(granted by [^]*\)$/, '')) &&
      rights.some((given) => given.startsWith(right)),
  );
  // An owner may have taken its own rights from itself.
  const owns = role === object.owner && object.privileges === null;
  if (granted || owns || one?.superuser) return true;
  return one?.memberOf.some((group) => has(group, right, object, side)) ?? false;
}
