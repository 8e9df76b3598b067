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
  return copy;
}

/** Properties that can only be one of a few words: they take another object's. */
const WORDS = new Set(['form', 'persistence', 'rowSecurity', 'enabled', 'command', 'identity', 'generated', 'storage']);

/** What a job's name is made of. */
const IN_JOB_NAMES = new Set(['form', 'relation', 'procedure']);

function alter(object: Plain, others: readonly Plain[], property: number, value: number): void {
  const name = pick(
    Object.keys(object).filter((key) => key !== 'name' && !('scheduleInterval' in object && IN_JOB_NAMES.has(key))),
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
  const keys = Object.keys(value);
  if (keys.length === 0) return value;
  const key = pick(keys, seed);
  return { ...value, [key]: change(value[key] ?? null, seed) };
}

function pick<T>(items: readonly T[], n: number): T {
  return items[n % items.length] as T;
}
