import type { SchemaObject } from '../../catalog/model.ts';
import type { Change } from '../change.ts';
import { kindOf } from '../compare.ts';
import type { DifferencePart } from '../difference-part.ts';
import type { SchemaPair } from '../schema-pair.ts';
import type { Renamable, Rename } from './rewrite.ts';

/** A rename and the renames that come with it: the indexes of a renamed table. */
export interface RenameGroup {
  rename: Rename;
  covers: DifferencePart[];
}

/**
 * Gives every difference that the renames explain to one of them. The names that follow from a table's new name (its
 * constraints, indexes and sequences) are told with the table.
 *
 * @param explained parts of the comparison under the old names that the comparison under the new ones lacks
 */
export function groupRenames(
  renames: readonly Rename[],
  explained: readonly DifferencePart[],
  context: SchemaPair,
): RenameGroup[] {
  const owners = renames.filter(({ collection }) => collection === 'relations' || collection === 'columns');
  const follows = ({ collection, to }: Rename): boolean => {
    const dependent =
      ['constraints', 'indexes', 'sequences'].includes(collection) && context.after.find(collection, to);
    if (!dependent) return false;
    const owner = 'ownedBy' in dependent ? dependent.ownedBy : 'relation' in dependent ? dependent.relation : null;
    return owners.some((one) => owner === one.to || owner?.startsWith(`${one.to}.`));
  };
  const groups = renames.filter((rename) => !follows(rename)).map((rename): RenameGroup => ({ rename, covers: [] }));
  for (const part of explained) {
    const group =
      groups.find(({ rename }) => isNamedBy(part, rename)) ?? groups.find(({ rename }) => mentions(part, rename));
    (group ?? groups[0])?.covers.push(part);
  }
  return groups;
}

/** True where the part is the renamed object itself, or part of it. */
function isNamedBy({ object }: DifferencePart, { from, to }: Rename): boolean {
  return [from, to].some((name) => object === name || object.startsWith(`${name}.`) || object.endsWith(` on ${name}`));
}

function mentions(part: DifferencePart, { from, to }: Rename): boolean {
  const text = JSON.stringify([part.object, part.from, part.to]);
  return [from, to].some((name) => text.includes(JSON.stringify(name).slice(1, -1)));
}

/** Of what was recognised by its query. */
const GUESSES: { readonly [C in Renamable]?: string } = {
  relations: 'statements that use the old name fail; ALTER … RENAME TO keeps what it holds (recognised by its query)',
  columns: 'statements that use the old name fail (recognised by its place and type)',
};

const MESSAGES: { readonly [C in Renamable]: string } = {
  relations: 'the rows stay; statements that use the old name fail',
  columns: 'the values stay; statements that use the old name fail',
  routines: 'callers that use the old name fail',
  constraints: 'nothing is checked again; statements that name it fail',
  indexes: 'nothing is built again',
  sequences: 'it goes on counting; statements that use the old name fail',
};

/** The change that a rename is. */
export function classifyRename({ rename, covers }: RenameGroup, context: SchemaPair): Change {
  const { collection, from, to, told } = rename;
  const object = context.after.find(collection, to) as SchemaObject;
  const relation = 'relation' in object ? object.relation : collection === 'relations' ? to : null;
  const local = collection === 'columns' || collection === 'constraints';
  return {
    class: collection === 'indexes' ? 'safe' : 'breaking',
    kind: collection === 'relations' ? context.kindOf(to) : kindOf(collection, object),
    object: to,
    property: 'name',
    from: local && relation !== null && from.startsWith(`${relation}.`) ? from.slice(relation.length + 1) : from,
    to: local && relation !== null ? to.slice(relation.length + 1) : to,
    message: (told ? undefined : GUESSES[collection]) ?? MESSAGES[collection],
    collection,
    covers,
    relation,
    refused: null,
    renamedFrom: from,
  };
}
