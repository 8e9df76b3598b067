import type { Column, Relation, Routine, SchemaModel } from '../../catalog/model.ts';
import { applyRenames } from './apply.ts';
import { followQueries, type Renamable, type Rename, renameQualified } from './rewrite.ts';

/** With fewer columns it is too little to tell it from another. */
const FEWEST_COLUMNS = 2;

/**
 * What shows rows of others: recognised by its query, it shows the same ones. A table or a column that is gone beside a
 * new one of the same make may be another thing, and a guess would let its rows go unseen: there the SQL must say it.
 */
const QUERIES = new Set<Relation['form']>(['view', 'materialized view', 'continuous aggregate']);

/** The renames between two models, and the old model under the new names. */
interface Renamed {
  model: SchemaModel;
  renames: Rename[];
}

/**
 * Recognises what has another name: where the SQL says so, and, of what holds no rows of its own, where exactly one object
 * that is gone has the definition of exactly one that is new.
 *
 * @param told what the SQL says, resolved to names of the models
 */
export function detectRenames(from: SchemaModel, to: SchemaModel, told: readonly Rename[]): Renamed {
  let model = from;
  const renames: Rename[] = [];
  for (const [collection, find] of STEPS) {
    const hinted = told.filter((one) => one.collection === collection).map((one) => follow(one, renames));
    const known = hinted.filter((rename) => isOpen(rename, model, to));
    model = applyRenames(model, to, known);
    const found = find(model, to);
    model = applyRenames(model, to, found);
    renames.push(...known, ...found);
  }
  return { model: followQueries(model, to, renames), renames };
}

/** One kind after the other, since a table's new name is part of its columns' names. */
const STEPS: readonly [Renamable, (from: SchemaModel, to: SchemaModel) => Rename[]][] = [
  ['relations', (from, to) => pairs('relations', from, to, relationSignature)],
  ['routines', (from, to) => pairs('routines', from, to, routineSignature)],
  ['columns', (from, to) => pairs('columns', from, to, columnSignature)],
  [
    'constraints',
    (from, to) =>
      pairs('constraints', from, to, ({ relation, form, definition }) => JSON.stringify([relation, form, definition])),
  ],
  [
    'indexes',
    (from, to) =>
      pairs('indexes', from, to, ({ relation, definition, unique, constraint }) =>
        constraint === null ? JSON.stringify([relation, definition, unique]) : null,
      ),
  ],
  ['sequences', (from, to) => pairs('sequences', from, to, ({ ownedBy }) => ownedBy)],
];

/** A comment names the column by its old table: by now that has its new name. */
function follow(rename: Rename, before: readonly Rename[]): Rename {
  const table = before.find(({ collection, from }) => collection === 'relations' && rename.from.startsWith(`${from}.`));
  return table === undefined ? rename : { ...rename, from: table.to + rename.from.slice(table.from.length) };
}

/** False where the rename has been made already, or names something that is not there. */
function isOpen({ collection, from, to: name }: Rename, model: SchemaModel, to: SchemaModel): boolean {
  const has = (side: SchemaModel, one: string): boolean => side[collection].some((object) => object.name === one);
  return has(model, from) && !has(to, from) && has(to, name) && !has(model, name);
}

type Named<C extends Renamable> = SchemaModel[C][number];

function pairs<C extends Renamable>(
  collection: C,
  from: SchemaModel,
  to: SchemaModel,
  signature: (object: Named<C>, side: SchemaModel) => string | null,
): Rename[] {
  const only = (side: SchemaModel, other: SchemaModel): Map<string, string[]> => {
    const names = new Set(other[collection].map(({ name }) => name));
    const bySignature = new Map<string, string[]>();
    for (const object of side[collection] as Named<C>[]) {
      const key = names.has(object.name) ? null : signature(object, side);
      if (key !== null) bySignature.set(key, [...(bySignature.get(key) ?? []), object.name]);
    }
    return bySignature;
  };
  const added = only(to, from);
  return [...only(from, to)].flatMap(([key, [old, ...others]]) => {
    const [now, ...more] = added.get(key) ?? [];
    const clear = old !== undefined && now !== undefined && others.length === 0 && more.length === 0;
    return clear ? [{ collection, from: old, to: now, told: false }] : [];
  });
}

function relationSignature(relation: Relation, side: SchemaModel): string | null {
  const columns = side.columns.filter((column) => column.relation === relation.name);
  if (columns.length < FEWEST_COLUMNS || !QUERIES.has(relation.form)) return null;
  const { form, query, persistence, partitionBy, partitionBound, inherits, foreign } = relation;
  const hypertable = side.hypertables.find(({ name }) => name === relation.name);
  const aggregate = side.continuousAggregates.find(({ name }) => name === relation.name);
  return JSON.stringify([
    ...[form, query, persistence, partitionBy, partitionBound, inherits, foreign],
    ...columns.sort((a, b) => a.position - b.position).map((column) => [column.bare, ...definition(column, side)]),
    hypertable?.dimensions ?? null,
    aggregate?.query ?? null,
  ]);
}

/** In the same place of the same table: a column that is new elsewhere is another one. */
function columnSignature(column: Column, side: SchemaModel): string | null {
  if (!column.local) return null;
  const relation = side.relations.find(({ name }) => name === column.relation);
  return relation === undefined || !QUERIES.has(relation.form)
    ? null
    : JSON.stringify([column.relation, column.position, ...definition(column, side)]);
}

function definition(column: Column, side: SchemaModel): unknown[] {
  const { type, collation, nullable, generated, identity } = column;
  const own = side.sequences.find(({ ownedBy }) => ownedBy === column.name)?.name;
  const value =
    own === undefined || column.default === null ? column.default : renameQualified(column.default, own, '');
  return [type, collation, nullable, value, generated, identity];
}

function routineSignature({ name, form, arguments: args, definition: text }: Routine): string {
  const own = name.slice(0, name.indexOf('('));
  const neutral = typeof text === 'string' ? renameQualified(text, own, '', (next) => next === '(') : text;
  return JSON.stringify([form, args, neutral]);
}
