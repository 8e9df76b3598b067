import type { Collection, Json, SchemaModel } from '../catalog/model.ts';
import type { Difference } from './compare.ts';

/** A difference, or one part of a property that has parts: one column's grant, one setting of a policy. */
export interface DifferencePart extends Difference {
  /** What part of the property: a setting's key, a role, a table; null for all of it. */
  path: string | null;
  key: string;
}

/** Names a property of an object, or the whole of it: what the causes of other differences are given by. */
export function causeKey<C extends Collection>(
  collection: C,
  object: string,
  property: (keyof SchemaModel[C][number] & string) | null,
  path: string | null = null,
): string {
  return keyOf(collection, object, property, path);
}

/** Names a part within one comparison. */
export function keyOf(collection: string, object: string, property: string | null, path: string | null = null): string {
  return JSON.stringify([collection, object, property, path]);
}

/** A difference as one part. */
export function wholeDifference(difference: Difference): DifferencePart {
  const { collection, object, property } = difference;
  return { ...difference, path: null, key: keyOf(collection, object, property) };
}

/** A part of a difference. */
export function partOfDifference(difference: Difference, path: string, from: Json, to: Json): DifferencePart {
  const { collection, object, property } = difference;
  return { ...difference, path, from, to, key: keyOf(collection, object, property, path) };
}
