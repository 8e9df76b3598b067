import type { Column } from '../../catalog/model.ts';
import type { Book } from '../book.ts';

/** Columns that an entity shows before it says that there are more: a diagram should fit a screen. */
const SHOWN = 10;

export type Key = 'PK' | 'FK' | 'UK';

/** A table in a diagram: its keys and first columns. */
export interface Entity {
  columns: { column: Column; keys: readonly Key[]; time: boolean }[];
  /** How many columns are not shown. */
  more: number;
}

/** The columns of a table that a diagram shows: what takes part in a key, the time column, and the first of the rest. */
export function entityOf(book: Book, name: string): Entity {
  const columns = book.columnsOf(name);
  const time = book.hypertables.get(name)?.dimensions[0]?.column;
  const keys = new Map(columns.map((column) => [column.bare, keysOf(book, name, column)]));
  const important = (column: Column): boolean => column.bare === time || (keys.get(column.bare)?.length ?? 0) > 0;
  const room = Math.max(0, SHOWN - columns.filter(important).length);
  const rest = new Set(columns.filter((column) => !important(column)).slice(0, room));
  const shown = columns.filter((column) => important(column) || rest.has(column));
  return {
    columns: shown.map((column) => ({ column, keys: keys.get(column.bare) ?? [], time: column.bare === time })),
    more: columns.length - shown.length,
  };
}

function keysOf(book: Book, relation: string, column: Column): Key[] {
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
