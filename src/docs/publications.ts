import type { Relation, SchemaModel } from '../catalog/model.ts';
import { byName, schemaOf } from '../sql/names.ts';
import { groupBy } from './group.ts';

/** A publication of a table: its columns where it sends only some. */
export interface Published {
  readonly name: string;
  readonly columns: readonly string[] | null;
}

/** Gives the publications that send a table's changes, by name, whether they list it, its schema or everything. */
export function publicationsOf({ publications }: SchemaModel): (relation: Relation) => readonly Published[] {
  const byTable = groupBy(
    publications.flatMap(({ name, tables }) => tables.map(({ table, columns }) => ({ name, table, columns }))),
    (one) => one.table,
  );
  const bySchema = groupBy(
    publications.flatMap(({ name, schemas }) => schemas.map((schema) => ({ name, schema, columns: null }))),
    (one) => one.schema,
  );
  const everywhere = publications.flatMap(({ name, allTables }) => (allTables ? [{ name, columns: null }] : []));
  return ({ name, form, persistence }) => {
    if (persistence === 'unlogged' || (form !== 'table' && form !== 'partitioned table')) return [];
    const found = [...byTable(name), ...bySchema(schemaOf(name)), ...everywhere];
    return [...new Map(found.map((one) => [one.name, one])).values()].sort(byName);
  };
}
