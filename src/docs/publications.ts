import type { Relation, SchemaModel } from '../catalog/model.ts';
import { schemaOf } from '../sql/names.ts';
import { groupBy } from './group.ts';

/** Gives the publications that send a table's changes, by name, whether they list it, its schema or everything. */
export function publicationsOf({ publications }: SchemaModel): (relation: Relation) => readonly string[] {
  const byTable = groupBy(
    publications.flatMap(({ name, tables }) => tables.map(({ table }) => ({ name, table }))),
    (one) => one.table,
  );
  const bySchema = groupBy(
    publications.flatMap(({ name, schemas }) => schemas.map((schema) => ({ name, schema }))),
    (one) => one.schema,
  );
  const everywhere = publications.filter((publication) => publication.allTables);
  return ({ name, form, persistence }) => {
    if (persistence === 'unlogged' || (form !== 'table' && form !== 'partitioned table')) return [];
    const found = [...byTable(name), ...bySchema(schemaOf(name)), ...everywhere];
    return [...new Set(found.map((one) => one.name))].sort();
  };
}
