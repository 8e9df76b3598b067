import { schemaOf } from '../../sql/names.ts';
import type { Book } from '../book.ts';
import { entityOf } from '../graph/entity.ts';
import type { Piece } from '../graph/pieces.ts';
import { cardinality, type Reference } from '../graph/references.ts';
import { attribute } from './attribute.ts';
import { nodeIds } from './ids.ts';
import { label } from './label.ts';

/** A Mermaid entity diagram of some tables of one schema: their keys and first columns, and what points where. */
export function entityDiagram(book: Book, schema: string, piece: Piece<Reference>): string {
  const id = nodeIds();
  const title = (name: string): string =>
    label(schemaOf(name) === schema ? (book.relations.get(name)?.bare ?? name) : name);
  return [
    'erDiagram',
    ...piece.nodes.flatMap((name) => entity(book, id(name), title(name), name)),
    ...piece.stubs.map((name) => `  ${id(name)}["${title(name)}"]`),
    ...piece.edges.map((edge) => relation(book, id, edge)),
  ].join('\n');
}

function entity(book: Book, id: string, title: string, name: string): string[] {
  const { columns, more } = entityOf(book, name);
  if (columns.length === 0) return [`  ${id}["${title}"]`];
  return [
    `  ${id}["${title}"] {`,
    ...columns.map(({ column, keys, time }) => `    ${attribute(column.type, column.bare, keys, time ? 'time' : '')}`),
    ...(more === 0 ? [] : [`    … and_${more}_more`]),
    '  }',
  ];
}

function relation(book: Book, id: (name: string) => string, reference: Reference): string {
  const { unique, nullable } = cardinality(book, reference);
  const line = `${nullable ? '|o' : '||'}--${unique ? 'o|' : 'o{'}`;
  const columns = reference.constraint.columns.join(', ');
  return `  ${id(reference.to)} ${line} ${id(reference.from)} : "${label(columns)}"`;
}
