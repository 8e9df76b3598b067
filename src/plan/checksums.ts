import type { Column, SchemaModel } from '../catalog/model.ts';
import { Side } from '../diff/schema-pair.ts';
import type { Session } from '../engine/types.ts';
import { messageOf } from '../errors.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { derive } from './aggregates.ts';
import { blockedReader } from './readers.ts';

/** What a table, aggregate or sequence holds, in a way that two databases can be compared by. */
export interface Content {
  name: string;
  rows: string;
  /** By column. */
  sums: { [column: string]: string };
}

/** What of a relation is looked at, under the names of both schemas. */
export interface Looked {
  name: string;
  /** The columns that are in both, with the type that head has, and the fields that survive of one whose fields differ. */
  columns: { bare: string; type: string; fields: string[] | null }[];
  /** True where tables inherit it on either side: their rows are theirs. */
  only: boolean;
  /** What the base says in head's columns, where an aggregate has another query: a subquery; null where that is its rows. */
  before: string | null;
}

/** Tables and continuous aggregates that both schemas have, with the columns that survive. */
export function survivors(from: SchemaModel, to: SchemaModel): Looked[] {
  const [before, after] = [new Side(from), new Side(to)];
  return (
    to.relations
      .filter(
        ({ form, name }) => HOLD_ROWS.has(form) && (form !== 'partitioned table' || keepsPartitions(name, from, to)),
      )
      // An aggregate in the place of a table has nothing of it but the name.
      .filter(({ name, form }) =>
        from.relations.some((one) => one.name === name && isAggregate(one.form) === isAggregate(form)),
      )
      // Rows of one with another bound may move to its neighbours: they are looked at as a whole.
      .filter(({ name }) => boundsOf(name, from) === boundsOf(name, to))
      // A real-time view whose owner may not read its rows shows nobody anything.
      .filter(({ name }) => [before, after].every((side) => blockedReader(name, side) === null))
      .flatMap(({ name }) => {
        const derived = derivedRows(name, from, to);
        const columns = to.columns
          .filter((column) => column.relation === name)
          .filter((column) =>
            derived === null
              ? from.columns.some((one) => one.name === column.name && !isComputedAnew(one, column))
              : derived.columns.includes(column.bare),
          )
          .map(({ bare, type }) => ({ bare, type, fields: survivingFields(type, from, to) }));
        // One that has nothing of the other but its name is another one.
        const other = columns.length === 0 && from.columns.some(({ relation }) => relation === name);
        const only = hasHeirs(name, from) || hasHeirs(name, to);
        return derived?.columns.length === 0 || other ? [] : [{ name, columns, only, before: derived?.query ?? null }];
      })
  );
}

function survivingFields(type: string, from: SchemaModel, to: SchemaModel): string[] | null {
  const [old, now] = [from, to].map(({ types }) => {
    const found = types.find(({ name, form }) => name === type && form === 'composite');
    return (found?.definition as { name: string }[] | undefined)?.map(({ name }) => name);
  });
  if (old === undefined || now === undefined || old.join() === now.join()) return null;
  return now.filter((name) => old.includes(name));
}

const isAggregate = (form: string): boolean => form === 'continuous aggregate';

const HOLD_ROWS = new Set(['table', 'partitioned table', 'continuous aggregate']);

/** What a partition held that head has not is lost on purpose. */
function keepsPartitions(name: string, from: SchemaModel, to: SchemaModel): boolean {
  const partitions = from.relations.filter(
    ({ inherits, partitionBound }) => partitionBound !== null && inherits.includes(name),
  );
  return partitions.every(
    (one) => to.relations.some((other) => other.name === one.name) && keepsPartitions(one.name, from, to),
  );
}

/** What a partition takes: its bound and how what it is a part of is partitioned; empty for any other table. */
function boundsOf(name: string, model: SchemaModel): string {
  const one = model.relations.find((relation) => relation.name === name);
  if (one === undefined || one.partitionBound === null) return '';
  const [parent = ''] = one.inherits;
  const by = model.relations.find((relation) => relation.name === parent)?.partitionBy;
  return [boundsOf(parent, model), parent, by, one.partitionBound].join(' ');
}

function hasHeirs(name: string, { relations }: SchemaModel): boolean {
  return relations.some(({ inherits, partitionBound }) => partitionBound === null && inherits.includes(name));
}

/** Its values follow from an expression that the base had not. */
function isComputedAnew(before: Column, after: Column): boolean {
  return after.generated !== null && (before.generated === null || before.default !== after.default);
}

/** The survivors whose types are the same in both. */
export function unchanged(from: SchemaModel, to: SchemaModel): Looked[] {
  const types = new Map(from.columns.map(({ name, type }) => [name, type]));
  return survivors(from, to).flatMap(({ name, columns, only }) => {
    const derived = derivedRows(name, from, to);
    if (derived?.isRolledUp) return [];
    const of = new Map(to.columns.filter(({ relation }) => relation === name).map((one) => [one.bare, one.name]));
    const same = columns
      .filter(({ bare, type }) => types.get(of.get(bare) ?? '') === type)
      .filter(({ bare }) => derived === null || derived.same.includes(bare));
    return [{ name, only, before: null, columns: same }];
  });
}

/** Tables, aggregates and columns that only the base has. */
export function lostOf(from: SchemaModel, to: SchemaModel): string[] {
  const kept = new Set(survivors(from, to).map(({ name }) => name));
  const relations = from.relations
    .filter(({ name, form }) => (form === 'table' || form === 'continuous aggregate') && !kept.has(name))
    .map(({ name }) => name);
  const columns = from.columns
    .filter(({ relation, name }) => kept.has(relation) && !to.columns.some((one) => one.name === name))
    .map(({ name }) => name);
  return [...relations, ...columns];
}

interface DerivedRows {
  columns: string[];
  /** Those that the old one had under the same name. */
  same: string[];
  /** A subquery over the old one. */
  query: string;
  isRolledUp: boolean;
}

/**
 * What the buckets of an aggregate say that follows from those it had under another query; null for any other table, and no
 * column where nothing follows.
 */
function derivedRows(name: string, from: SchemaModel, to: SchemaModel): DerivedRows | null {
  const [before, after] = [from, to].map((model) => model.continuousAggregates.find((one) => one.name === name));
  if (before === undefined || after === undefined || before.query === after.query) return null;
  const derived = derive(before.query, after.query);
  if ('why' in derived) return { columns: [], same: [], query: '', isRolledUp: false };
  const given = derived.columns.filter(({ expression }) => expression !== null);
  const list = given.map((column) => `${column.expression} AS ${quoteIdentifier(column.name)}`).join(', ');
  const groups = derived.grouped.length === 0 ? '' : ` GROUP BY ${derived.grouped.join(', ')}`;
  return {
    columns: given.map((column) => column.name),
    same: given.filter((column) => column.expression === quoteIdentifier(column.name)).map((column) => column.name),
    isRolledUp: derived.grouped.length > 0,
    query: `(SELECT ${list} FROM ${name}${groups}) AS derived`,
  };
}

/**
 * Counts the rows and sums up the hashes of each column's values, and of all of them together.
 *
 * @param future values are looked at as head's types have them
 */
export async function contentsOf(
  session: Session,
  looked: readonly Looked[],
  future: boolean,
): Promise<Map<string, Content>> {
  const found = new Map<string, Content>();
  await session.execute("SET timezone = 'UTC'; SET search_path = ''; SET row_security = off");
  for (const one of looked) {
    const source = (future ? one.before : null) ?? `${one.only ? 'ONLY ' : ''}${one.name}`;
    const content =
      (future ? await contentOf(session, one, source, true) : undefined) ??
      (await contentOf(session, one, source, false));
    if (content !== undefined) found.set(one.name, content);
  }
  return found;
}

async function contentOf(
  session: Session,
  { name, columns }: Looked,
  source: string,
  cast: boolean,
): Promise<Content | undefined> {
  const value = ({ bare, type, fields }: Looked['columns'][number]): string => {
    if (fields !== null) {
      return `ROW(${fields.map((field) => `(${quoteIdentifier(bare)}).${quoteIdentifier(field)}`).join(', ')})::text`;
    }
    const column = cast ? `${quoteIdentifier(bare)}::${type}` : quoteIdentifier(bare);
    if (type === 'numeric') return `pg_catalog.trim_scale(${column})::text`;
    // What is summed up in another order differs in the last digits.
    return type === 'double precision' || type === 'real'
      ? `pg_catalog.round((${column})::numeric, 3)::text`
      : `(${column})::text`;
  };
  const sum = (text: string): string => `coalesce(sum(pg_catalog.hashtextextended(${text}, 0)::numeric), 0)`;
  const all =
    columns.length === 0
      ? "''"
      : `pg_catalog.concat_ws('|', ${columns.map((one) => `coalesce(${value(one)}, '∅')`).join(', ')})`;
  const parts = [...columns.map((one) => sum(value(one))), sum(all)];
  try {
    const [row] = await session.query<{ content: string }>(
      `SELECT json_build_object('rows', count(*)::text, 'sums', json_build_array(${parts.map((part) => `(${part})::text`).join(', ')}))::text AS content FROM ${source}`,
    );
    const { rows, sums } = JSON.parse(row?.content ?? '{}') as { rows: string; sums: string[] };
    const names = [...columns.map(({ bare }) => bare), 'the rows as a whole'];
    return { name, rows, sums: Object.fromEntries(names.map((column, i) => [column, sums[i] ?? ''])) };
  } catch (error) {
    return cast ? undefined : { name, rows: messageOf(error), sums: {} };
  }
}

/** What of the one is not in the other, a line each. */
export function contentProblems(before: ReadonlyMap<string, Content>, after: ReadonlyMap<string, Content>): string[] {
  return [...before.values()].flatMap(({ name, rows, sums }) => {
    const now = after.get(name);
    if (now === undefined) return [`${name} cannot be read`];
    if (now.rows !== rows) return [`${name} has ${now.rows} rows instead of ${rows}`];
    const changed = Object.keys(sums).filter((column) => sums[column] !== now.sums[column]);
    return changed.map((column) => `${name}: the values of ${column} are others`);
  });
}

/** Where the sequences stand that both schemas have. */
export async function sequencesOf(session: Session, names: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of names) {
    const [row] = await session.query<{ at: string }>(`SELECT last_value || ' ' || is_called AS at FROM ${name}`);
    found.set(name, row?.at ?? '');
  }
  return found;
}
