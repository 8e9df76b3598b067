import type { Json, SchemaModel } from '../../catalog/model.ts';
import { applyColumn } from './apply-column.ts';
import { renameQualified, renameQualifier } from './rewrite.ts';
import type { Rename } from './types.ts';

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
