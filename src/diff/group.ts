import type { SchemaObject } from '../catalog/model.ts';
import type { Context } from './context.ts';
import { keyOf, type Leaf } from './part.ts';
import type { Explained } from './rule.ts';
import { rulesOf } from './rules/index.ts';

/** Leaves that one change accounts for. */
export interface Group {
  root: Leaf;
  covers: Leaf[];
}

/**
 * Puts every leaf into exactly one group: with whatever explains it, or by itself. An object that comes with another
 * is part of it only where both come or both go.
 */
export function groupLeaves(leaves: readonly Leaf[], context: Context): Group[] {
  const byKey = new Map(leaves.map((leaf) => [leaf.key, leaf]));
  const leaderOf = (leaf: Leaf): Leaf | undefined => {
    for (const key of causesOf(leaf, objectOf(leaf, context), context, leaves)) {
      const leader = byKey.get(key);
      if (leader !== undefined && leader !== leaf && sameDirection(leaf, leader)) return leader;
    }
    return undefined;
  };
  const groups = new Map<Leaf, Group>();
  for (const leaf of leaves) {
    let root = leaf;
    const passed = new Set([leaf]);
    for (let leader = leaderOf(root); leader !== undefined && !passed.has(leader); leader = leaderOf(root)) {
      passed.add(leader);
      root = leader;
    }
    const group = groups.get(root) ?? { root, covers: [] };
    group.covers.push(leaf);
    groups.set(root, group);
  }
  return [...groups.values()];
}

/** The object of a leaf: as it was, or as it is where it is new. */
export function objectOf(leaf: Leaf, context: Context): SchemaObject {
  const object = context.before.find(leaf.collection, leaf.object) ?? context.after.find(leaf.collection, leaf.object);
  if (object === undefined) throw new Error(`no ${leaf.kind} ${leaf.object} in either model`);
  return object;
}

function sameDirection(leaf: Leaf, leader: Leaf): boolean {
  if (leaf.property !== null || leader.property !== null) return true;
  return (leaf.from === null) === (leader.from === null);
}

/** The differences that would explain a leaf, best first, by key: what the rules of its kind say. */
function causesOf(leaf: Leaf, object: SchemaObject, context: Context, all: readonly Leaf[]): string[] {
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
