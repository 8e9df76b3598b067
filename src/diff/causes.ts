import type { SchemaObject } from '../catalog/model.ts';
import type { Context } from './context.ts';
import { keyOf, type Leaf } from './part.ts';
import type { Explained } from './rule.ts';
import { rulesOf } from './rules/index.ts';

/** The differences that would explain a leaf, best first, by key: what the rules of its kind say. */
export function causesOf(leaf: Leaf, object: SchemaObject, context: Context, all: readonly Leaf[]): string[] {
  const { collection, property } = leaf;
  const causes = rulesOf(collection).causes ?? {};
  const explained: Explained<SchemaObject> = { leaf, object, context, all };
  if (property === null) return causes.whole?.(explained) ?? [];
  const properties: { readonly [property: string]: readonly string[] | ((one: typeof explained) => string[]) } =
    causes.properties ?? {};
  const own = properties[property] ?? causes.others ?? [];
  return [
    ...(typeof own === 'function' ? own(explained) : own.map((other) => keyOf(collection, leaf.object, other))),
    ...(property === 'privileges' && collection !== 'columns' ? ofOwner(leaf, context, all) : []),
  ];
}

/** The owner's own entry appears with the first GRANT, and goes to the new owner with the object. */
function ofOwner(leaf: Leaf, context: Context, all: readonly Leaf[]): string[] {
  const owners = [context.before, context.after].map((side) => {
    const object = side.find(leaf.collection, leaf.object);
    return (object !== undefined && 'owner' in object ? object.owner : null) ?? 'CURRENT_USER';
  });
  if (leaf.path === null || !owners.includes(leaf.path)) return [];
  const others = all.filter(
    ({ collection, object, property, path }) =>
      collection === leaf.collection &&
      object === leaf.object &&
      property === 'privileges' &&
      !owners.includes(path ?? ''),
  );
  return [keyOf(leaf.collection, leaf.object, 'owner'), ...others.map(({ key }) => key)];
}
