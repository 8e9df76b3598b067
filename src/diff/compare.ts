import { type Collection, type Json, KIND, type SchemaModel, type SchemaObject } from '../catalog/model.ts';
import { compareNames } from '../sql/names.ts';

/** One property that two models do not have in common. `property` is null where the whole object is on one side only. */
export interface Difference {
  collection: Collection;
  /** The field's word: `hypertable`, `column`, `retention policy`… */
  kind: string;
  /** The object's name, qualified. */
  object: string;
  property: string | null;
  from: Json;
  to: Json;
}

export interface Comparison {
  /** How many properties of how many objects were looked at. */
  properties: number;
  objects: number;
  differences: Difference[];
}

/** What an object is called in the field: its form where it has one (a relation may be a view), else its collection's word. */
export function kindOf(collection: Collection, object: SchemaObject): string {
  if ('form' in object && collection !== 'constraints') return object.form;
  return KIND[collection];
}

/**
 * Compares two models property by property, by name. Nothing is left out: whatever the model holds counts.
 */
export function compareModels(from: SchemaModel, to: SchemaModel): Comparison {
  const comparison: Comparison = { properties: 0, objects: 0, differences: [] };
  for (const collection of Object.keys(KIND) as Collection[]) {
    const before = byName(from[collection]);
    const after = byName(to[collection]);
    for (const name of [...new Set([...before.keys(), ...after.keys()])].sort(compareNames)) {
      comparison.objects++;
      compareObjects(comparison, collection, name, before.get(name), after.get(name));
    }
  }
  return comparison;
}

function byName(objects: readonly SchemaObject[]): Map<string, SchemaObject> {
  return new Map(objects.map((object) => [object.name, object]));
}

function compareObjects(
  comparison: Comparison,
  collection: Collection,
  name: string,
  before: SchemaObject | undefined,
  after: SchemaObject | undefined,
): void {
  const known = before ?? after;
  if (known === undefined) return;
  const found = { collection, kind: kindOf(collection, known), object: name };
  if (before === undefined || after === undefined) {
    comparison.properties++;
    const [from, to] = [before, after].map((object) => (object === undefined ? null : (object as unknown as Json)));
    comparison.differences.push({ ...found, property: null, from: from ?? null, to: to ?? null });
    return;
  }
  const old = before as unknown as { [property: string]: Json };
  const now = after as unknown as { [property: string]: Json };
  for (const property of new Set([...Object.keys(old), ...Object.keys(now)])) {
    if (property === 'name') continue;
    comparison.properties++;
    const [from, to] = [old[property] ?? null, now[property] ?? null];
    if (JSON.stringify(from) !== JSON.stringify(to)) comparison.differences.push({ ...found, property, from, to });
  }
}
