import type { Column, Constraint } from '../../catalog/model.ts';
import { schemaOf } from '../../sql/names.ts';
import type { Book } from '../book.ts';
import { attribute } from './attribute.ts';
import { nodeIds } from './ids.ts';
import { label } from './label.ts';
import type { Piece } from './pieces.ts';
import type { Edge } from './size.ts';

/** Columns that an entity shows before it says that there are more: a diagram should fit a screen. */
const SHOWN = 10;

export interface Reference extends Edge {
  constraint: Constraint;
}

/** The foreign keys of tables, as edges from the table that has one to the table that it points to. */
export function references(book: Book, tables: readonly string[]): Reference[] {
  return tables.flatMap((from) =>
    book
      .constraintsOf(from)
      .filter((constraint) => constraint.form === 'foreign key' && constraint.references !== null)
      .map((constraint) => ({ from, to: constraint.references ?? '', constraint })),
  );
}

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
  const columns = book.columnsOf(name);
  if (columns.length === 0) return [`  ${id}["${title}"]`];
  const time = new Set(
    book.hypertables
      .get(name)
      ?.dimensions.slice(0, 1)
      .map((dimension) => dimension.column),
  );
  const keys = new Map(columns.map((column) => [column.bare, keysOf(book, name, column)]));
  const important = (column: Column): boolean => time.has(column.bare) || (keys.get(column.bare)?.length ?? 0) > 0;
  const room = Math.max(0, SHOWN - columns.filter(important).length);
  const rest = new Set(columns.filter((column) => !important(column)).slice(0, room));
  const shown = columns.filter((column) => important(column) || rest.has(column));
  return [
    `  ${id}["${title}"] {`,
    ...shown.map(
      (column) =>
        `    ${attribute(column.type, column.bare, keys.get(column.bare) ?? [], time.has(column.bare) ? 'time' : '')}`,
    ),
    '  }',
  ];
}

function keysOf(book: Book, relation: string, column: Column): string[] {
  const forms = new Set(
    book
      .constraintsOf(relation)
      .filter((constraint) => constraint.columns.includes(column.bare))
      .map((constraint) => constraint.form),
  );
  const marks = { 'primary key': 'PK', 'foreign key': 'FK', unique: 'UK' } as const;
  return (['primary key', 'foreign key', 'unique'] as const)
    .filter((form) => forms.has(form))
    .map((form) => marks[form]);
}

/** Each row of the referenced table has none or many here, or at most one where the columns are unique. */
function relation(book: Book, id: (name: string) => string, { from, to, constraint }: Reference): string {
  const key = [...constraint.columns].sort().join('\n');
  const unique = book
    .constraintsOf(from)
    .some((other) => /^(primary key|unique)$/.test(other.form) && [...other.columns].sort().join('\n') === key);
  const nullable = book.columnsOf(from).some((column) => column.nullable && constraint.columns.includes(column.bare));
  const line = `${nullable ? '|o' : '||'}--${unique ? 'o|' : 'o{'}`;
  return `  ${id(to)} ${line} ${id(from)} : "${label(constraint.columns.join(', '))}"`;
}
