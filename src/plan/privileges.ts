import type { Privileges, SchemaModel } from '../catalog/model.ts';
import type { SchemaPair } from '../diff/schema-pair.ts';
import { ownerOf } from './alter.ts';
import type { Piece } from './pieces.ts';

/** What a dump grants on one object: the pieces of it, and of its columns. */
export interface Grants {
  /** As GRANT … ON names it: `TABLE public.trades`. */
  target: string;
  pieces: Piece[];
  /** The piece of the object itself; undefined for what is always there (schema public). */
  object: Piece | undefined;
}

/** The grants of a dump by what they are on. */
export function grantsOf(pieces: readonly Piece[]): Map<string, Grants> {
  const found = new Map<string, Grants>();
  for (const piece of pieces) {
    if (piece.kind !== 'privileges') continue;
    const target = targetOf(piece);
    const grants = found.get(target) ?? { target, pieces: [], object: undefined };
    grants.pieces.push(piece);
    grants.object ??= [...piece.needs].find(({ kind }) => kind !== 'privileges');
    found.set(target, grants);
  }
  return found;
}

export function targetOf(piece: Piece): string {
  return piece.name.replace(/ columns$/, '');
}

/** Who owns what is granted on, by one of the models. */
export function grantor(
  target: string,
  object: Piece | undefined,
  model: SchemaModel,
  { before, after }: SchemaPair,
): string {
  // The sequence of an identity belongs to who owns its table.
  const own = object?.kind === 'identity' ? object.on : object?.name;
  const name = own ?? target.replace(/^[A-Z]+ /, '');
  const owner = ownerOf(name, model);
  // Schema public is nobody's that the models name: in PostgreSQL 15 and later it belongs to whoever owns the database.
  const database = [before, after].some((side) => side.find('schemas', name)?.privileges?.[DATABASE_OWNER]);
  return target === 'SCHEMA public' && owner === 'CURRENT_USER' && database ? DATABASE_OWNER : owner;
}

const DATABASE_OWNER = 'pg_database_owner';

/** What PostgreSQL grants to everybody on an object of a kind. */
const PUBLIC: { readonly [word: string]: string } = {
  FUNCTION: 'EXECUTE',
  PROCEDURE: 'EXECUTE',
  ROUTINE: 'EXECUTE',
  TYPE: 'USAGE',
  LANGUAGE: 'USAGE',
};

/**
 * The statements that leave an object with what PostgreSQL grants by itself, which is what the statements of a dump start
 * from. What a role passed on goes with what it had.
 *
 * @param owner as it is by then
 * @param renamed the old owner, whose grants are the new one's by then
 */
export function resetGrants(target: string, model: SchemaModel, owner: string, object: Piece | undefined): string[] {
  const word = /^[A-Z]+/.exec(target)?.[0] ?? '';
  const lists = privilegeLists(target, model, object);
  const grantees = new Set(
    lists.flatMap((list) => Object.keys(list ?? {})).map((role) => role.replace(/ \(granted by [^]*\)$/, '')),
  );
  grantees.add('PUBLIC');
  grantees.delete(owner);
  const everybody = PUBLIC[word];
  return [
    ...[...grantees].map((role) => `REVOKE ALL ON ${target} FROM ${role} CASCADE;`),
    // What the owner was granted before it was one has an option that an owner's own has not.
    `REVOKE ALL ON ${target} FROM ${owner} CASCADE;`,
    `GRANT ALL ON ${target} TO ${owner};`,
    ...(everybody === undefined ? [] : [`GRANT ${everybody} ON ${target} TO PUBLIC;`]),
    ...(target === 'SCHEMA public' ? ['GRANT USAGE ON SCHEMA public TO PUBLIC;'] : []),
  ];
}

function privilegeLists(target: string, model: SchemaModel, object: Piece | undefined): Privileges[] {
  // The piece of an identity has the name of its column.
  const own = object?.kind === 'identity' ? undefined : object?.name;
  const name = own ?? target.replace(/^[A-Z]+ /, '');
  const found: { name: string; privileges: Privileges }[] = target.startsWith('TABLE ')
    ? [...model.relations, ...model.sequences]
    : target.startsWith('SEQUENCE ')
      ? model.sequences
      : target.startsWith('SCHEMA ')
        ? model.schemas
        : target.startsWith('TYPE ')
          ? model.types
          : [...model.routines, ...model.others];
  const columns = target.startsWith('TABLE ') ? model.columns.filter(({ relation }) => relation === name) : [];
  return [...found.filter((one) => one.name === name), ...columns].map(({ privileges }) => privileges);
}
