import type { Column, Constraint } from '../../catalog/model.ts';
import { type Lookup, refusesNull } from '../lookup.ts';
import type { Edge } from './pieces.ts';

/** Columns that an entity shows before it says that there are more: a diagram should fit a screen. */
const SHOWN = 10;

type Key = 'PK' | 'FK' | 'UK';

/** A table in a diagram: its keys and first columns. */
interface Entity {
  columns: { column: Column; keys: readonly Key[]; time: boolean }[];
  /** How many columns are not shown. */
  more: number;
}

/** The columns of a table that a diagram shows: what takes part in a key, the time column, and the first of the rest. */
export function entityOf(lookup: Lookup, name: string): Entity {
  const columns = lookup.columnsOf(name);
  const time = lookup.hypertables.get(name)?.dimensions[0]?.column;
  const keys = new Map(columns.map((column) => [column.bare, keysOf(lookup, name, column)]));
  const important = (column: Column): boolean => column.bare === time || (keys.get(column.bare)?.length ?? 0) > 0;
  const room = Math.max(0, SHOWN - columns.filter(important).length);
  const rest = new Set(columns.filter((column) => !important(column)).slice(0, room));
  const shown = columns.filter((column) => important(column) || rest.has(column));
  return {
    columns: shown.map((column) => ({ column, keys: keys.get(column.bare) ?? [], time: column.bare === time })),
    more: columns.length - shown.length,
  };
}

function keysOf(lookup: Lookup, relation: string, column: Column): Key[] {
  const forms = new Set(
    lookup
      .constraintsOf(relation)
      .filter((constraint) => constraint.columns.includes(column.bare))
      .map((constraint) => constraint.form),
  );
  const marks = { 'primary key': 'PK', 'foreign key': 'FK', unique: 'UK' } as const;
  return (['primary key', 'foreign key', 'unique'] as const)
    .filter((form) => forms.has(form))
    .map((form) => marks[form]);
}

/** A foreign key, from the table that has it to the table that it points to. */
export interface Reference extends Edge {
  constraint: Constraint;
}

/** The foreign keys of tables. */
export function references(lookup: Lookup, tables: readonly string[]): Reference[] {
  return tables.flatMap((from) =>
    lookup
      .constraintsOf(from)
      .filter((constraint) => constraint.form === 'foreign key' && constraint.references !== null)
      .map((constraint) => ({ from, to: constraint.references ?? '', constraint })),
  );
}

/** How many rows may point to one: a row of the referenced table has none or many here, or at most one. */
export function cardinality(lookup: Lookup, { from, constraint }: Reference): { unique: boolean; nullable: boolean } {
  const key = [...constraint.columns].sort().join('\n');
  const unique = lookup
    .constraintsOf(from)
    .some((other) => /^(primary key|unique)$/.test(other.form) && [...other.columns].sort().join('\n') === key);
  const nullable = lookup
    .columnsOf(from)
    .some((column) => constraint.columns.includes(column.bare) && column.nullable && !refusesNull(lookup, column.type));
  return { unique, nullable };
}

const SHORT: readonly [RegExp, string][] = [
  [/\([^()]*\)/g, ''],
  [/^timestamp with time zone/, 'timestamptz'],
  [/^timestamp without time zone/, 'timestamp'],
  [/^time with time zone/, 'timetz'],
  [/^time without time zone/, 'time'],
  [/^character varying/, 'varchar'],
  [/^character/, 'char'],
  [/^double precision/, 'float8'],
];

/** A type in the word that people use for it: in a diagram there is room for one. */
export function shortType(type: string): string {
  return SHORT.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), type);
}
