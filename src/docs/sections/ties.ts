import type { Relation } from '../../catalog/model.ts';
import type { Book } from '../book.ts';
import { code, type Inline, join, say } from '../content/inline.ts';
import { publicationLink, relationLinks } from '../links.ts';

/** What else has to do with a relation: its children, what points to it, what reads it, where its changes go. */
export function ties(book: Book, relation: Relation): Inline[] {
  const referencing = [...new Set(book.referencesTo(relation.name).map((constraint) => constraint.relation))];
  const published = book.publicationsOf(relation);
  const children = book.childrenOf(relation.name).map((one) => one.child);
  return [
    ...(children.length === 0 ? [] : [say`Inherited by ${relationLinks(book, children)}`]),
    ...(referencing.length === 0 ? [] : [say`Referenced by ${relationLinks(book, referencing)}`]),
    ...reading(book, relation.name),
    ...(published.length === 0
      ? []
      : [
          say`Published by ${join(
            published.map(({ name, columns }) =>
              columns === null
                ? publicationLink(book, name)
                : say`${publicationLink(book, name)} (only ${join(columns.map(code), ', ')})`,
            ),
            ', ',
          )}`,
        ]),
  ];
}

function reading(book: Book, name: string): Inline[] {
  const sources = book.sourcesOf(name);
  const readers = book.readersOf(name);
  return [
    ...(sources.length === 0
      ? []
      : [
          say`Reads ${relationLinks(
            book,
            sources.map((edge) => edge.source),
          )}`,
        ]),
    ...(readers.length === 0
      ? []
      : [
          say`Read by ${relationLinks(
            book,
            readers.map((edge) => edge.reader),
          )}`,
        ]),
  ];
}
