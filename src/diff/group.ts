import type { SchemaObject } from '../catalog/model.ts';
import { causesOf } from './causes.ts';
import type { Context } from './context.ts';
import type { Leaf } from './part.ts';

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
