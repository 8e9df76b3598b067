import type { Book } from '../book.ts';
import { anchor } from '../markdown/anchor.ts';
import { blocks, folded } from '../markdown/blocks.ts';
import { code } from '../markdown/code.ts';
import { table } from '../markdown/table.ts';
import { isTable, parentOf } from '../relations.ts';
import { count } from '../words/count.ts';

interface Commentable {
  name: string;
  comment: string | null;
}

/** How much of the schema explains itself: by kind, and by name what does not. */
export function coverage(book: Book): string | null {
  const kinds = commentable(book).filter(([, objects]) => objects.length > 0);
  const all = kinds.flatMap(([, objects]) => objects);
  if (all.length === 0) return null;
  const bare = (objects: readonly Commentable[]): readonly Commentable[] =>
    objects.filter((object) => book.describe(object) === null);
  const missing = bare(all).length;
  const gaps = kinds
    .map(([kind, objects]) => [kind, bare(objects)] as const)
    .filter(([, objects]) => objects.length > 0);
  return blocks(
    `## ${anchor('section', 'coverage')}Comment coverage`,
    missing === 0
      ? `All ${count(all.length, 'object')} are described.`
      : `${all.length - missing} of ${count(all.length, 'object')} are described (${share(all.length - missing, all.length)}).`,
    table(
      ['Kind', 'Described', 'Of', 'Share'],
      kinds.map(([kind, objects]) => {
        const described = objects.length - bare(objects).length;
        return [kind, String(described), String(objects.length), share(described, objects.length)];
      }),
    ),
    missing === 0 ? null : folded(`${count(missing, 'object')} without a comment`, gapList(gaps)),
  );
}

function commentable(book: Book): [string, readonly Commentable[]][] {
  const { model, relations } = book;
  const own = model.relations.filter((relation) => parentOf(relation, relations) === null);
  const described = new Set(own.map((relation) => relation.name));
  return [
    ['schemas', model.schemas.filter((schema) => book.schemas.includes(schema.name))],
    ['tables', own.filter(isTable)],
    ['views', own.filter((relation) => !isTable(relation))],
    ['columns', model.columns.filter((column) => described.has(column.relation))],
    ['functions', model.routines],
    ['types', model.types],
    ['sequences', model.sequences.filter((sequence) => sequence.ownedBy === null)],
  ];
}

function gapList(gaps: readonly (readonly [string, readonly Commentable[]])[]): string {
  return gaps
    .map(
      ([kind, objects]) =>
        `- ${kind}: ${objects
          .map((object) => code(object.name))
          .sort()
          .join(', ')}`,
    )
    .join('\n');
}

/** Whole percent, rounded down: 100 % means all. */
function share(part: number, all: number): string {
  return `${Math.floor((100 * part) / all)} %`;
}
