import type { Column } from '../../catalog/model.ts';
import { count } from '../../format/count.ts';
import { type Block, blocks, bullets, code, folded, type Inline, join, paragraph, say, table } from '../content.ts';
import { relationLink } from '../links.ts';
import { groupBy, isTable, type Lookup, parentOf } from '../lookup.ts';

interface Commentable {
  name: string;
  comment: string | null;
}

/** How much of the schema explains itself: by kind, and by name what does not. */
export function coverage(lookup: Lookup): readonly Block[] {
  const kinds = commentable(lookup).filter(([, objects]) => objects.length > 0);
  const all = kinds.flatMap(([, objects]) => objects);
  if (all.length === 0) return [];
  const bare = (objects: readonly Commentable[]): readonly Commentable[] =>
    objects.filter((object) => lookup.describe(object) === null);
  const missing = bare(all).length;
  const gaps = kinds
    .map(([kind, objects]) => [kind, bare(objects)] as const)
    .filter(([, objects]) => objects.length > 0);
  if (missing === 0) return blocks(paragraph(`All ${count(all.length, 'object')} are described.`));
  const described = all.length - missing;
  return blocks(
    paragraph(`${described} of ${count(all.length, 'object')} are described (${share(described, all.length)}).`),
    table(
      ['Kind', 'Described', 'Of', 'Share'],
      kinds.map(([kind, objects]) => {
        const described = objects.length - bare(objects).length;
        return [kind, String(described), String(objects.length), share(described, objects.length)];
      }),
    ),
    folded(`${count(missing, 'object')} without a comment`, gapList(lookup, gaps)),
  );
}

function commentable(lookup: Lookup): [string, readonly Commentable[]][] {
  const { model, relations, schemas, schemaObjects } = lookup;
  const own = model.relations.filter((relation) => parentOf(relation, relations) === null);
  const described = new Set(own.map((relation) => relation.name));
  return [
    ['schemas', schemas.map((name) => schemaObjects.get(name) ?? { name, comment: null })],
    ['tables', own.filter(isTable)],
    ['views', own.filter((relation) => !isTable(relation))],
    ['columns', model.columns.filter((column) => described.has(column.relation))],
    ['functions', model.routines],
    ['types', model.types],
    ['sequences', lookup.sequences],
  ];
}

function gapList(lookup: Lookup, gaps: readonly (readonly [string, readonly Commentable[]])[]): readonly Block[] {
  return blocks(
    bullets(
      gaps.flatMap(([kind, objects]) =>
        kind === 'columns'
          ? columnGaps(lookup, objects as Column[])
          : [
              say`${kind}: ${join(
                objects
                  .map((object) => object.name)
                  .sort()
                  .map(code),
                ', ',
              )}`,
            ],
      ),
    ),
  );
}

/** A line a table, since a table without any comment has many. */
function columnGaps(lookup: Lookup, columns: readonly Column[]): Inline[] {
  const inOrder = columns.toSorted((a, b) => a.position - b.position);
  const of = groupBy(inOrder, (column) => column.relation);
  const relations = [...new Set(columns.map((column) => column.relation))].sort();
  return relations.map((name) => {
    const bare = of(name).map((column) => code(column.bare));
    return say`columns of ${relationLink(lookup, name)}: ${join(bare, ', ')}`;
  });
}

/** Whole percent, rounded, save that 100 % means all and 0 % none. */
function share(part: number, all: number): string {
  const percent = Math.round((100 * part) / all);
  return `${part === 0 || part === all ? percent : Math.min(99, Math.max(1, percent))} %`;
}
