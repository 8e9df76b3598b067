import type { Columnstore, Json, SchemaModel } from '../../catalog/model.ts';
import type { Rename } from './rewrite.ts';
import { renameColumn, renameQualified, renameQualifier } from './rewrite.ts';

/** Not SQL, or not a place where a rename follows. */
const UNTOUCHED = new Set(['comment', 'config', 'bare', 'schema', 'privileges']);

/**
 * The old model as it would be after the renames, so that comparing it with the new one finds only what else changed.
 * Whatever PostgreSQL carries along with a rename is carried along: constraints, indexes, views, policies.
 */
export function applyRenames(model: SchemaModel, to: SchemaModel, renames: readonly Rename[]): SchemaModel {
  return renames.reduce((renamed, rename) => apply(renamed, to, rename), model);
}

function apply(model: SchemaModel, to: SchemaModel, rename: Rename): SchemaModel {
  switch (rename.collection) {
    case 'relations':
      return applyRelation(model, to, rename);
    case 'columns':
      return applyColumn(model, to, rename);
    case 'constraints':
      return applyConstraint(model, rename, to);
    case 'indexes':
      return applyIndex(model, rename, to);
    case 'routines':
      return applyRoutine(model, rename, to);
    case 'sequences':
      return rewriteStrings(model, (text) => renameQualified(text, rename.from, rename.to));
  }
}

function applyRelation(model: SchemaModel, to: SchemaModel, { from, to: name }: Rename): SchemaModel {
  const target = to.relations.find((relation) => relation.name === name);
  if (target === undefined) return model;
  const [oldSchema, newSchema] = [schemaPart(from), schemaPart(name)];
  const [oldBare, newBare] = [from.slice(oldSchema.length + 1), name.slice(newSchema.length + 1)];
  const isSchema = model.schemas.some((schema) => schema.name === oldBare);
  const moved = {
    ...model,
    indexes: model.indexes.map((index) =>
      index.relation === from && index.name.startsWith(`${oldSchema}.`)
        ? { ...index, name: newSchema + index.name.slice(oldSchema.length) }
        : index,
    ),
  };
  const renamed = rewriteStrings(moved, (text) => {
    const qualified = renameQualified(text, from, name);
    return isSchema ? qualified : renameQualifier(qualified, oldBare, newBare);
  });
  const own = { schema: target.schema, bare: target.bare };
  const rename = <T extends { name: string }>(object: T): T => (object.name === name ? { ...object, ...own } : object);
  return {
    ...renamed,
    relations: renamed.relations.map(rename).map((relation) => ({
      ...relation,
      dependsOn: asIn(relation.dependsOn, to.relations.find((one) => one.name === relation.name)?.dependsOn),
    })),
    hypertables: renamed.hypertables.map(rename),
    continuousAggregates: renamed.continuousAggregates.map(rename),
    publications: renamed.publications.map((one) => ({
      ...one,
      tables: asIn(one.tables, to.publications.find((other) => other.name === one.name)?.tables),
    })),
  };
}

function applyConstraint(model: SchemaModel, { from, to: name }: Rename, to: SchemaModel): SchemaModel {
  const target = to.constraints.find((constraint) => constraint.name === name);
  if (target === undefined) return model;
  const [old, now] = [from, name].map((one) => one.slice(target.relation.length + 1));
  const index = to.indexes.find((one) => one.relation === target.relation && one.constraint === now);
  return {
    ...model,
    constraints: model.constraints.map((one) => (one.name === from ? { ...one, name, bare: target.bare } : one)),
    indexes: model.indexes.map((one) =>
      index !== undefined && one.relation === target.relation && one.constraint === old
        ? { ...one, name: index.name, bare: index.bare, constraint: index.constraint }
        : one,
    ),
  };
}

function applyIndex(model: SchemaModel, { from, to: name }: Rename, to: SchemaModel): SchemaModel {
  const target = to.indexes.find((index) => index.name === name);
  const old = model.indexes.find((index) => index.name === from);
  if (target === undefined || old === undefined) return model;
  const follow = (index: string): string => (index === from ? name : index);
  return {
    ...model,
    indexes: model.indexes.map((one) => (one === old ? { ...one, name, bare: target.bare } : one)),
    relations: model.relations.map((one) => ({
      ...one,
      replicaIdentity: follow(one.replicaIdentity),
      clusteredOn: one.clusteredOn === null ? null : follow(one.clusteredOn),
    })),
    jobs: model.jobs.map((job) =>
      job.relation === old.relation && job.config?.['index_name'] === old.bare
        ? { ...job, config: { ...job.config, index_name: target.bare } }
        : job,
    ),
  };
}

function applyRoutine(model: SchemaModel, { from, to: name }: Rename, to: SchemaModel): SchemaModel {
  const target = to.routines.find((routine) => routine.name === name);
  if (target === undefined) return model;
  const [old, now] = [from, name].map((one) => one.slice(0, one.indexOf('(')));
  const called = rewriteStrings(model, (text) =>
    text === old ? (now ?? '') : renameQualified(text, old ?? '', now ?? '', (next) => next === '('),
  );
  return {
    ...called,
    routines: called.routines.map((one) =>
      one.name === name ? { ...one, schema: target.schema, bare: target.bare } : one,
    ),
    jobs: called.jobs.map((job) =>
      job.form === 'job' && job.procedure === now
        ? { ...job, name: job.name.replace(`job ${old}`, `job ${now}`) }
        : job,
    ),
  };
}

/** Rewrites every text of a model that is a name or SQL. */
function rewriteStrings(model: SchemaModel, change: (text: string) => string): SchemaModel {
  const walk = (value: Json): Json => {
    if (typeof value === 'string') return change(value);
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [key, UNTOUCHED.has(key) ? part : walk(part)]),
    );
  };
  return walk(model as unknown as Json) as unknown as SchemaModel;
}

/** The schema of a qualified name, quoted as it is. */
function schemaPart(name: string): string {
  return /^(?:"(?:[^"]|"")*"|[^."]+)/.exec(name)?.[0] ?? '';
}

/** A list in the order of the other side, where both hold the same: it is sorted by names, and one of them changed. */
function asIn<T>(list: readonly T[], other: readonly T[] | undefined): T[] {
  const sorted = (items: readonly T[]): string =>
    items
      .map((item) => JSON.stringify(item))
      .sort()
      .join();
  return other !== undefined && sorted(list) === sorted(other) ? [...other] : [...list];
}

/** The model with a column under its new name, wherever PostgreSQL and TimescaleDB follow it; queries follow later. */
function applyColumn(model: SchemaModel, to: SchemaModel, { from, to: name }: Rename): SchemaModel {
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
