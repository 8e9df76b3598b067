import type { SchemaModel } from '../../catalog/model.ts';
import { renameColumn, renameLabel } from './rewrite.ts';
import type { Rename } from './types.ts';

/** Every column may be followed in a few ways; beyond so many texts nobody renamed by hand. */
const MOST_WAYS = 256;

/**
 * Queries whose columns were renamed, in the words of the other side where the renames are all that differs. Whoever
 * renames a column in the source selects it under its new name, or keeps the old one as a label; PostgreSQL keeps it. A
 * query that says something else stays as it was, and shows as another one.
 */
export function followQueries(model: SchemaModel, to: SchemaModel, renames: readonly Rename[]): SchemaModel {
  const columns = renames
    .filter(({ collection }) => collection === 'columns')
    .map(({ to: name, from }) => {
      const relation = to.columns.find((column) => column.name === name)?.relation ?? '';
      const [old, now] = [from, name].map((one) => one.slice(relation.length + 1)) as [string, string];
      return { relation, old, now };
    });
  if (columns.length === 0) return model;
  const reads = new Map(model.relations.map(({ name, dependsOn }) => [name, dependsOn]));
  const follow = <T extends { name: string; query: string | null }>(objects: readonly T[], others: readonly T[]): T[] =>
    objects.map((object) => {
      const wanted = others.find(({ name }) => name === object.name)?.query ?? null;
      if (object.query === null || wanted === null || object.query === wanted) return object;
      let ways = new Set([object.query]);
      for (const { relation, old, now } of columns) {
        if (relation === object.name) {
          ways = widen(ways, (query) => [renameLabel(query, old, now)]);
        } else if (reads.get(object.name)?.includes(relation)) {
          ways = widen(ways, (query) => [renameColumn(query, old, now), renameColumn(query, old, now, true)]);
        }
      }
      return ways.has(wanted) ? { ...object, query: wanted } : object;
    });
  return {
    ...model,
    relations: follow(model.relations, to.relations),
    continuousAggregates: follow(model.continuousAggregates, to.continuousAggregates),
  };
}

function widen(ways: Set<string>, change: (query: string) => string[]): Set<string> {
  return new Set([...ways, ...[...ways].flatMap(change)].slice(0, MOST_WAYS));
}
