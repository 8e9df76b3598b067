import type { Collection } from '../catalog/model.ts';
import type { ChangeClass } from './classes.ts';
import type { Leaf } from './part.ts';

/** A change as the JSON document has it. */
export interface ChangeFacts {
  class: ChangeClass;
  /** The field's word: `hypertable`, `column`, `policy`, `continuous aggregate`… */
  kind: string;
  /** Its qualified name. */
  object: string;
  /** In words: `chunk interval`, `retention`. Null where the whole object came or went. */
  property: string | null;
  /** In words and units; null for what is not there. */
  from: string | null;
  to: string | null;
  /** One sentence: what happens on a database with rows. */
  message: string;
}

export interface Change extends ChangeFacts {
  collection: Collection;
  /** The differences between the models that this change accounts for. */
  covers: readonly Leaf[];
  /** The relation that it is about, or belongs to. */
  relation: string | null;
  /** Why the server refuses the ALTER that would bring it about, where it does. */
  refused: string | null;
  /** The old name, of an object that was renamed. */
  renamedFrom: string | null;
}

/** A change without what only the program needs. */
export function factsOf(change: ChangeFacts): ChangeFacts {
  const { class: level, kind, object, property, from, to, message } = change;
  return { class: level, kind, object, property, from, to, message };
}
