import type { Constraint } from '../../catalog/model.ts';
import type { Book } from '../book.ts';
import { refusesNull } from '../domains.ts';
import type { Edge } from './size.ts';

/** A foreign key, from the table that has it to the table that it points to. */
export interface Reference extends Edge {
  constraint: Constraint;
}

/** The foreign keys of tables. */
export function references(book: Book, tables: readonly string[]): Reference[] {
  return tables.flatMap((from) =>
    book
      .constraintsOf(from)
      .filter((constraint) => constraint.form === 'foreign key' && constraint.references !== null)
      .map((constraint) => ({ from, to: constraint.references ?? '', constraint })),
  );
}

/** How many rows may point to one: a row of the referenced table has none or many here, or at most one. */
export function cardinality(book: Book, { from, constraint }: Reference): { unique: boolean; nullable: boolean } {
  const key = [...constraint.columns].sort().join('\n');
  const unique = book
    .constraintsOf(from)
    .some((other) => /^(primary key|unique)$/.test(other.form) && [...other.columns].sort().join('\n') === key);
  const nullable = book
    .columnsOf(from)
    .some((column) => constraint.columns.includes(column.bare) && column.nullable && !refusesNull(book, column.type));
  return { unique, nullable };
}
