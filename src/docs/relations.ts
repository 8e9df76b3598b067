import type { ContinuousAggregate, Relation, Schema, SchemaModel } from '../catalog/model.ts';
import { schemaOf } from '../sql/names.ts';

const TABLES: ReadonlySet<Relation['form']> = new Set(['table', 'partitioned table', 'foreign table']);

export function isTable(relation: Relation): boolean {
  return TABLES.has(relation.form);
}

/** The partitioned table that a partition belongs to; null for any other relation. */
export function parentOf(relation: Relation, relations: ReadonlyMap<string, Relation>): string | null {
  const parent = relation.partitionBound === null ? undefined : relation.inherits[0];
  return parent !== undefined && relations.has(parent) ? parent : null;
}

export interface Reading {
  reader: string;
  source: string;
}

/** Which view or continuous aggregate reads which relation, both of the model, in the order of their names. */
export function readings(relations: readonly Relation[], aggregates: readonly ContinuousAggregate[]): Reading[] {
  const known = new Set(relations.map((relation) => relation.name));
  const raw = new Map(aggregates.map((aggregate) => [aggregate.name, aggregate.source]));
  return relations.flatMap((relation) => {
    const sources = new Set([...relation.dependsOn, raw.get(relation.name) ?? '']);
    sources.delete(relation.name);
    return [...sources]
      .filter((source) => known.has(source))
      .sort()
      .map((source) => ({ reader: relation.name, source }));
  });
}

/** Whether a schema is `public` as initdb makes it: nobody but its owner and PUBLIC is named (what PUBLIC may changed with 15). */
export function isStandardPublic(schema: Schema): boolean {
  const { name, comment, owner, privileges } = schema;
  const known = (role: string): boolean => role === 'PUBLIC' || role === (owner ?? 'CURRENT_USER');
  return name === 'public' && comment === 'standard public schema' && Object.keys(privileges ?? {}).every(known);
}

/** Every schema that is named or holds something, by name; `public`, which is always there, only if it is used. */
export function schemaNames(model: SchemaModel): string[] {
  const holders = new Set(
    [model.relations, model.routines, model.types, model.sequences].flatMap((list) =>
      list.map((object) => schemaOf(object.name)),
    ),
  );
  for (const schema of model.schemas) {
    if (!isStandardPublic(schema)) holders.add(schema.name);
  }
  holders.delete('');
  return [...holders].sort();
}
