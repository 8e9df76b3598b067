import type { Columnstore, SchemaModel } from '../../catalog/model.ts';
import { renameColumn } from './rewrite.ts';
import type { Rename } from './types.ts';

/** The model with a column under its new name, wherever PostgreSQL and TimescaleDB follow it; queries follow later. */
export function applyColumn(model: SchemaModel, to: SchemaModel, { from, to: name }: Rename): SchemaModel {
  const column = model.columns.find((one) => one.name === from);
  const target = to.columns.find((one) => one.name === name);
  if (column === undefined || target === undefined) return model;
  const { relation } = column;
  const [old, now] = [from, name].map((one) => one.slice(relation.length + 1)) as [string, string];
  const bare = (text: string): string => (text === column.bare ? target.bare : text);
  const sql = (text: string): string => renameColumn(text, old, now);
  const optional = (text: string | null): string | null => (text === null ? null : sql(text));
  const here = <T extends { relation: string }>(objects: readonly T[], change: (object: T) => T): T[] =>
    objects.map((object) => (object.relation === relation ? change(object) : object));
  const renamed: SchemaModel = {
    ...model,
    relations: model.relations.map((one) => ({
      ...one,
      partitionBy: one.name === relation ? optional(one.partitionBy) : one.partitionBy,
    })),
    continuousAggregates: model.continuousAggregates.map((one) => ({
      ...one,
      columnstore: one.name === relation ? ofColumnstore(one.columnstore, bare) : one.columnstore,
    })),
    columns: here(model.columns, (one) =>
      one === column
        ? { ...one, name, bare: target.bare }
        : { ...one, default: one.generated === null ? one.default : optional(one.default) },
    ),
    constraints: model.constraints.map((one) => {
      if (one.relation === relation) return { ...one, columns: one.columns.map(bare), definition: sql(one.definition) };
      if (one.references !== relation) return one;
      const at = one.definition.indexOf(' REFERENCES ');
      return { ...one, definition: one.definition.slice(0, at) + sql(one.definition.slice(at)) };
    }),
    indexes: here(model.indexes, (one) => ({ ...one, definition: sql(one.definition), columns: one.columns.map(sql) })),
    triggers: here(model.triggers, (one) => ({ ...one, definition: sql(one.definition) })),
    rules: here(model.rules, (one) => ({ ...one, definition: sql(one.definition) })),
    rowPolicies: here(model.rowPolicies, (one) => ({ ...one, using: optional(one.using), check: optional(one.check) })),
    statistics: here(model.statistics, (one) => ({ ...one, definition: sql(one.definition) })),
    sequences: model.sequences.map((one) => (one.ownedBy === from ? { ...one, ownedBy: name } : one)),
    hypertables: model.hypertables.map((one) =>
      one.name !== relation
        ? one
        : {
            ...one,
            dimensions: one.dimensions.map((dimension) => ({ ...dimension, column: bare(dimension.column) })),
            chunkSkipping: one.chunkSkipping.map(bare).sort(),
            granularRefresh: one.granularRefresh && {
              ...one.granularRefresh,
              column: bare(one.granularRefresh.column),
            },
            columnstore: ofColumnstore(one.columnstore, bare),
          },
    ),
    publications: model.publications.map((one) => ({
      ...one,
      tables: one.tables.map((published) =>
        published.table !== relation
          ? published
          : { ...published, columns: published.columns?.map(bare) ?? null, where: optional(published.where) },
      ),
    })),
  };
  return children(renamed, to, relation, column.bare, target.bare);
}

/** Children inherit the column, and its new name. */
function children(model: SchemaModel, to: SchemaModel, parent: string, old: string, now: string): SchemaModel {
  const heirs = model.relations.filter(({ inherits }) => inherits.includes(parent)).map(({ name }) => name);
  return heirs.reduce((result, heir) => {
    const from = result.columns.find((one) => one.relation === heir && one.bare === old);
    const name = to.columns.find((one) => one.relation === heir && one.bare === now)?.name;
    return from === undefined || name === undefined
      ? result
      : applyColumn(result, to, { collection: 'columns', from: from.name, to: name, told: true });
  }, model);
}

function ofColumnstore(settings: Columnstore | null, bare: (column: string) => string): Columnstore | null {
  if (settings === null) return null;
  return {
    ...settings,
    segmentBy: settings.segmentBy?.map(bare) ?? null,
    orderBy: settings.orderBy?.map((one) => ({ ...one, column: bare(one.column) })) ?? null,
    sparseIndexes:
      settings.sparseIndexes
        ?.map((index) => index.replace(/\((.*)\)$/, (_, list: string) => `(${list.split(',').map(bare).join(',')})`))
        .sort() ?? null,
  };
}
