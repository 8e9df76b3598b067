import type { SchemaObject } from '../catalog/model.ts';
import { type DifferencePart, keyOf } from './difference-part.ts';
import type { Explained } from './rule.ts';
import { rulesOf } from './rules/index.ts';
import type { SchemaPair } from './schema-pair.ts';

/** Parts that one change accounts for. */
export interface Group {
  root: DifferencePart;
  covers: DifferencePart[];
}

/**
 * Puts every part into exactly one group: with whatever explains it, or by itself. An object that comes with another
 * is part of it only where both come or both go.
 */
export function groupParts(parts: readonly DifferencePart[], context: SchemaPair): Group[] {
  const byKey = new Map(parts.map((part) => [part.key, part]));
  const leaderOf = (part: DifferencePart): DifferencePart | undefined => {
    for (const key of causesOf(part, objectOf(part, context), context, parts)) {
      const leader = byKey.get(key);
      if (leader !== undefined && leader !== part && sameDirection(part, leader)) return leader;
    }
    return undefined;
  };
  const groups = new Map<DifferencePart, Group>();
  for (const part of parts) {
    let root = part;
    const passed = new Set([part]);
    for (let leader = leaderOf(root); leader !== undefined && !passed.has(leader); leader = leaderOf(root)) {
      passed.add(leader);
      root = leader;
    }
    const group = groups.get(root) ?? { root, covers: [] };
    group.covers.push(part);
    groups.set(root, group);
  }
  return [...groups.values()];
}

/** The object of a part: as it was, or as it is where it is new. */
export function objectOf(part: DifferencePart, context: SchemaPair): SchemaObject {
  const object = context.before.find(part.collection, part.object) ?? context.after.find(part.collection, part.object);
  if (object === undefined) throw new Error(`no ${part.kind} ${part.object} in either model`);
  return object;
}

function sameDirection(part: DifferencePart, leader: DifferencePart): boolean {
  if (part.property !== null || leader.property !== null) return true;
  return (part.from === null) === (leader.from === null);
}

/** The differences that would explain a part, best first, by key: what the rules of its kind say. */
function causesOf(
  part: DifferencePart,
  object: SchemaObject,
  context: SchemaPair,
  all: readonly DifferencePart[],
): string[] {
  const { collection, property } = part;
  const causes = rulesOf(collection).causes ?? {};
  const explained: Explained<SchemaObject> = { part, object, context, all };
  if (property === null) return causes.whole?.(explained) ?? [];
  const properties: { readonly [property: string]: readonly string[] | ((one: typeof explained) => string[]) } =
    causes.properties ?? {};
  const own = properties[property] ?? causes.others ?? [];
  return [
    ...(typeof own === 'function' ? own(explained) : own.map((other) => keyOf(collection, part.object, other))),
    ...(property === 'privileges' && collection !== 'columns' ? ofOwner(part, context, all) : []),
  ];
}

/** The owner's own entry appears with the first GRANT, and goes to the new owner with the object. */
function ofOwner(part: DifferencePart, context: SchemaPair, all: readonly DifferencePart[]): string[] {
  const owners = [context.before, context.after].map((side) => {
    const object = side.find(part.collection, part.object);
    return (object !== undefined && 'owner' in object ? object.owner : null) ?? 'CURRENT_USER';
  });
  if (part.path === null || !owners.includes(part.path)) return [];
  const others = all.filter(
    ({ collection, object, property, path }) =>
      collection === part.collection &&
      object === part.object &&
      property === 'privileges' &&
      !owners.includes(path ?? ''),
  );
  return [keyOf(part.collection, part.object, 'owner'), ...others.map(({ key }) => key)];
}
