import type { SchemaModel } from '../catalog/model.ts';
import { count } from '../format/count.ts';
import type { Change, ChangeClass } from './change.ts';
import type { Rename } from './rename/rewrite.ts';

/** The rows of a table that belong to the schema: each value as the dump writes it. */
export interface TableContent {
  /** As the model names the table. */
  name: string;
  columns: readonly string[];
  /** Its primary key; empty where the columns do not hold it. */
  key: readonly string[];
  rows: readonly (readonly string[])[];
  /** Where its sequences stand: the name as a literal, and the last number. */
  sequences: readonly { name: string; value: string }[];
}

/** What two schemas say besides their models. */
export interface RowsPair {
  from: readonly TableContent[];
  to: readonly TableContent[];
}

/** Rows that are named one by one; the diff of the dumps has the others. */
const NAMED = 3;

/**
 * The changes of the rows that belong to the schema. Rows are matched by the primary key, else as they are; only columns
 * that both sides have are compared, since a column that came or went is a change of its own.
 *
 * @param renames the objects that the second schema has under another name
 */
export function rowChanges(
  { from, to }: RowsPair,
  before: SchemaModel,
  after: SchemaModel,
  renames: readonly Rename[],
): Change[] {
  const newName = (name: string): string =>
    renames.find((rename) => rename.collection === 'relations' && rename.from === name)?.to ?? name;
  const there = (model: SchemaModel, name: string): boolean => model.relations.some((one) => one.name === name);
  const changes: Change[] = [];
  for (const old of from) {
    const name = newName(old.name);
    const now = to.find((table) => table.name === name);
    if (now !== undefined) changes.push(...between(old, now, columnsOf(before, old.name), columnsOf(after, name)));
    else if (there(after, name)) changes.push(...held(old, name, 'no longer holds'));
  }
  for (const now of to) {
    if (from.some((old) => newName(old.name) === now.name)) continue;
    const known = before.relations.some((one) => newName(one.name) === now.name);
    if (known) changes.push(...held(now, now.name, 'now holds'));
    else if (now.rows.length > 0) changes.push(added(now, now.rows, now.columns));
  }
  return changes;
}

/** A table whose rows the dump began or ceased to hold, by the settings: the table itself is as it was. */
function held({ rows, sequences }: TableContent, name: string, what: 'now holds' | 'no longer holds'): Change[] {
  if (rows.length === 0 && sequences.length === 0) return [];
  const [from, to] = what === 'now holds' ? [null, rows] : [rows, null];
  const words = (list: typeof from): string | null => (list === null ? 'none' : count(list.length, 'row'));
  return [
    change(name, 'in the dump', 'safe', words(from), words(to), `the dump ${what} its rows; the table is as it was`),
  ];
}

/** @param had the columns of the tables themselves, for those that are not in the dump */
function between(old: TableContent, now: TableContent, had: readonly string[], has: readonly string[]): Change[] {
  const common = now.columns.filter((column) => old.columns.includes(column));
  const values = (table: TableContent, row: readonly string[]): string[] =>
    common.map((column) => row[table.columns.indexOf(column)] ?? '');
  const key = now.key.length > 0 && sameList(now.key, old.key) ? now.key : common;
  const keyed = (table: TableContent): Map<string, Row> => {
    const found = new Map<string, Row>();
    for (const row of table.rows) {
      const of = key.map((column) => row[table.columns.indexOf(column)] ?? '');
      // Without a key the same row may be there twice.
      let name = JSON.stringify(of);
      for (let i = 1; found.has(name); i++) name = JSON.stringify([...of, i]);
      found.set(name, { row, values: values(table, row) });
    }
    return found;
  };
  const [left, right] = [keyed(old), keyed(now)];
  const gone = [...left].filter(([name]) => !right.has(name)).map(([, { row }]) => row);
  const come = [...right].filter(([name]) => !left.has(name)).map(([, { row }]) => row);
  const altered = [...right].flatMap(([name, { row, values }]) => {
    const was = left.get(name);
    if (was === undefined || sameList(was.values, values)) return [];
    const columns = common.filter((_, i) => was.values[i] !== values[i]);
    return [{ was: was.row, row, columns }];
  });
  const changes: Change[] = [];
  if (come.length > 0) changes.push(added(now, come, key));
  if (gone.length > 0) {
    const message = `${count(gone.length, 'row')} that the schema held ${gone.length === 1 ? 'is' : 'are'} deleted`;
    changes.push(change(now.name, 'deleted', 'data-loss', named(old, gone, key), null, message));
  }
  if (altered.length > 0) {
    const columns = common.filter((column) => altered.some((one) => one.columns.includes(column)));
    const shown = [...key.filter((column) => !columns.includes(column)), ...columns];
    const [a, b] = [altered.map(({ was }) => was), altered.map(({ row }) => row)];
    const message = `${count(altered.length, 'row')} ${altered.length === 1 ? 'has' : 'have'} another ${columns.join(', ')}`;
    changes.push(change(now.name, 'changed', 'safe', named(old, a, shown), named(now, b, shown), message));
  }
  changes.push(...columnChange(old, now, had, has), ...sequenceChange(old, now));
  return changes;
}

interface Row {
  row: readonly string[];
  /** Of the columns that are compared. */
  values: string[];
}

/** Columns that stayed in the table, and came into the dump or left it by the settings. */
function columnChange(old: TableContent, now: TableContent, had: readonly string[], has: readonly string[]): Change[] {
  const stayed = (table: TableContent): string =>
    table.columns.filter((column) => had.includes(column) && has.includes(column)).join(', ');
  const [from, to] = [stayed(old), stayed(now)];
  const same = [...from.split(', ')].sort().join() === [...to.split(', ')].sort().join();
  if (same || (old.rows.length === 0 && now.rows.length === 0)) return [];
  const message = 'the dump holds other columns of its rows; the table is as it was';
  return [change(now.name, 'columns in the dump', 'safe', from, to, message)];
}

function sequenceChange(old: TableContent, now: TableContent): Change[] {
  const numbers = ({ sequences }: TableContent): string =>
    sequences.map(({ name, value }) => `${name.replace(/^E?'|'$/g, '')} ${value}`).join(', ');
  if (numbers(old) === numbers(now)) return [];
  return [change(now.name, 'last number', 'safe', numbers(old), numbers(now), 'the next row gets the number after it')];
}

function added(table: TableContent, rows: readonly (readonly string[])[], columns: readonly string[]): Change {
  const message = `${count(rows.length, 'row')} ${rows.length === 1 ? 'is' : 'are'} added`;
  return change(table.name, 'added', 'safe', null, named(table, rows, columns), message);
}

/** `(code) 'EUR', 'USD' and 3 more`, `(code, name) ('EUR', 'euro')`. */
function named(table: TableContent, rows: readonly (readonly string[])[], columns: readonly string[]): string {
  const shown = rows.slice(0, NAMED).map((row) => {
    const values = columns.map((column) => row[table.columns.indexOf(column)] ?? 'NULL').join(', ');
    return columns.length === 1 ? values : `(${values})`;
  });
  const more = rows.length - shown.length;
  return `(${columns.join(', ')}) ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function columnsOf({ columns }: SchemaModel, table: string): string[] {
  return columns.filter(({ relation }) => relation === table).map(({ bare }) => bare);
}

function change(
  table: string,
  property: string,
  level: ChangeClass,
  from: string | null,
  to: string | null,
  message: string,
): Change {
  const about = { kind: 'rows', object: table, property, from, to, message, class: level };
  return { ...about, collection: 'relations', covers: [], relation: table, refused: null, renamedFrom: null };
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
