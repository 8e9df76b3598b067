import fc from 'fast-check';
import type { Collection, Json, SchemaModel } from '../../src/catalog/model.ts';
import { KIND } from '../../src/catalog/model.ts';

/** One random change of a model, from numbers that a generator draws. */
export interface Mutation {
  what: 'remove' | 'copy' | 'alter';
  collection: number;
  object: number;
  property: number;
  value: number;
}

/** A generator of up to a dozen random changes. */
export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({
    what: fc.constantFrom<Mutation['what']>('remove', 'copy', 'alter', 'alter', 'alter'),
    collection: fc.nat(1000),
    object: fc.nat(1000),
    property: fc.nat(1000),
    value: fc.nat(1000),
  }),
  { minLength: 1, maxLength: 12 },
);

type Plain = { [property: string]: Json };

/** The model with the changes made. Values keep their shape: what a property becomes is what it could be. */
export function mutate(model: SchemaModel, mutations: readonly Mutation[]): SchemaModel {
  const copy = structuredClone(model);
  const collections = Object.keys(KIND) as Collection[];
  for (const { what, collection, object, property, value } of mutations) {
    const filled = collections.filter((name) => copy[name].length > 0);
    const name = pick(filled, collection);
    const objects = copy[name] as unknown as Plain[];
    const chosen = pick(objects, object);
    if (what === 'remove') objects.splice(objects.indexOf(chosen), 1);
    else if (what === 'copy')
      objects.push({ ...structuredClone(chosen), name: `${String(chosen['name'])}_${value % 5}` });
    else alter(chosen, objects, property, value);
    const unique = new Map(objects.map((one) => [one['name'], one]));
    objects.splice(0, objects.length, ...unique.values());
  }
  renumber(copy);
  return copy;
}

/** The columns of a relation count from 1 without a gap, as in every model that is read. */
function renumber(model: SchemaModel): void {
  const counts = new Map<string, number>();
  model.columns.sort((a, b) => a.position - b.position);
  for (const column of model.columns) {
    column.position = (counts.get(column.relation) ?? 0) + 1;
    counts.set(column.relation, column.position);
  }
}

/** One property of one object, with another value. */
export interface Alteration {
  collection: Collection;
  object: string;
  /** What it belongs to; null where it stands by itself. */
  relation: string | null;
  property: string;
  model: SchemaModel;
}

/**
 * Every property of every object of a model, each changed alone, to up to so many other values that it could have. A column
 * cannot move alone.
 */
export function* alterations(model: SchemaModel, most: number): Generator<Alteration> {
  for (const collection of Object.keys(KIND) as Collection[]) {
    const objects = model[collection] as unknown as Plain[];
    for (const [i, object] of objects.entries()) {
      for (const property of Object.keys(object)) {
        if (property === 'position' || isInName(object, property)) continue;
        for (const value of others(object, objects, property).slice(0, most)) {
          const altered = { ...model, [collection]: objects.with(i, { ...object, [property]: value }) };
          const relation = typeof object['relation'] === 'string' ? object['relation'] : null;
          yield { collection, object: String(object['name']), relation, property, model: altered };
        }
      }
    }
  }
}

/** What a property could be instead: changed in each of its parts, then what others have. */
function others(object: Plain, objects: readonly Plain[], property: string): Json[] {
  const now = object[property] ?? null;
  const changed = WORDS.has(property) ? [] : [0, 1, 2, 3, 4, 5, 6, 7].map((seed) => change(now, seed));
  const alike = property === 'form' ? objects : objects.filter((one) => one['form'] === object['form']);
  const distinct = new Map(
    [...changed, ...alike.map((one) => one[property] ?? null)].map((v) => [JSON.stringify(v), v]),
  );
  distinct.delete(JSON.stringify(now));
  return [...distinct.values()];
}

/** Properties that can only be one of a few words: they take another object's. */
const WORDS = new Set(['form', 'persistence', 'rowSecurity', 'enabled', 'command', 'identity', 'generated', 'storage']);

/** What a name is made of changes with the name alone. */
function isInName(object: Plain, property: string): boolean {
  if (property === 'name') return true;
  if ('scheduleInterval' in object) return ['form', 'relation', 'procedure'].includes(property);
  return property === 'relation' && String(object['name']).startsWith(`${String(object['relation'])}.`);
}

function alter(object: Plain, others: readonly Plain[], property: number, value: number): void {
  const name = pick(
    Object.keys(object).filter((key) => !isInName(object, key)),
    property,
  );
  const alike = name === 'form' ? others : others.filter((one) => one['form'] === object['form']);
  object[name] =
    value % 2 === 0 || WORDS.has(name)
      ? structuredClone(pick(alike, value >> 1)[name] ?? null)
      : change(object[name] ?? null, value >> 1);
}

function change(value: Json, seed: number): Json {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string') return /^-?\d+$/.test(value) ? String(Number(value) + 1) : `${value}${seed % 3}`;
  if (value === null || (Array.isArray(value) && value.length === 0)) return value;
  if (Array.isArray(value)) {
    const at = seed % value.length;
    return seed % 2 === 0 && value.length > 1
      ? value.toSpliced(at, 1)
      : value.with(at, change(value[at] ?? null, seed));
  }
  const keys = Object.keys(value).filter((key) => !WORDS.has(key));
  if (keys.length === 0) return value;
  const key = pick(keys, seed);
  return { ...value, [key]: change(value[key] ?? null, seed) };
}

function pick<T>(items: readonly T[], n: number): T {
  return items[n % items.length] as T;
}
