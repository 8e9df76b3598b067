import type { SchemaModel } from '../../catalog/model.ts';
import type { Change } from '../change.ts';

/**
 * A drop beside something new of the same make may be a rename, which the schemas alone cannot tell: its sentence says
 * how to say so. A guess would let data loss pass.
 */
export function suggestRenames(changes: readonly Change[], from: SchemaModel, to: SchemaModel): Change[] {
  return changes.map((change) => {
    const { class: level, collection, object, property, to: now } = change;
    if (level !== 'data-loss' || property !== null || now !== null) return change;
    const names = collection === 'columns' ? columns(object, from, to) : relations(object, from, to);
    const table = from.columns.find(({ name }) => collection === 'columns' && name === object)?.relation;
    const old = table === undefined ? object : object.slice(table.length + 1);
    const [first, ...more] = names;
    if (first === undefined) return change;
    const place = more.length === 0 ? `${first} is its new name` : `one of ${names.join(', ')} is its new name`;
    return { ...change, message: `${change.message}; if ${place}, say so there: -- timescale-ci: renamed-from ${old}` };
  });
}

/** More than these fit no sentence. */
const MOST = 3;

function columns(object: string, from: SchemaModel, to: SchemaModel): string[] {
  const old = from.columns.find(({ name }) => name === object);
  const before = new Set(from.columns.map(({ name }) => name));
  return to.columns
    .filter((one) => one.relation === old?.relation && one.type === old.type && !before.has(one.name))
    .map(({ name, relation }) => name.slice(relation.length + 1))
    .slice(0, MOST);
}

function relations(object: string, from: SchemaModel, to: SchemaModel): string[] {
  const make = (side: SchemaModel, relation: string): string =>
    side.columns
      .filter((column) => column.relation === relation)
      .map(({ bare, type }) => `${bare} ${type}`)
      .sort()
      .join();
  const old = from.relations.find(({ name }) => name === object);
  const before = new Set(from.relations.map(({ name }) => name));
  return to.relations
    .filter(({ name, form }) => form === old?.form && !before.has(name) && make(to, name) === make(from, object))
    .map(({ name }) => name)
    .slice(0, MOST);
}
