import type { Collection } from '../catalog/model.ts';
import type { DifferencePart } from './difference-part.ts';

/** A change as the JSON document has it. */
export interface ChangeRecord {
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

export interface Change extends ChangeRecord {
  collection: Collection;
  /** The differences between the models that this change accounts for. */
  covers: readonly DifferencePart[];
  /** The relation that it is about, or belongs to. */
  relation: string | null;
  /** Why the server refuses the ALTER that would bring it about, where it does. */
  refused: string | null;
  /** The old name, of an object that was renamed. */
  renamedFrom: string | null;
}

/** A change without what only the program needs. */
export function recordOf(change: ChangeRecord): ChangeRecord {
  const { class: level, kind, object, property, from, to, message } = change;
  return { class: level, kind, object, property, from, to, message };
}

/** How dangerous a change is on a database with rows, gravest first. */
export const CLASSES = ['data-loss', 'breaking', 'recompress', 'locks', 'safe'] as const;

/**
 * `data-loss` drops rows or objects, now or at the next run of a policy. `breaking`: readers or writers may fail.
 * `recompress`: existing chunks keep the old setting or must be rewritten. `locks`: a long or heavy lock. `safe`: none of these.
 */
export type ChangeClass = (typeof CLASSES)[number];

/** The graver of two classes. */
export function graver(a: ChangeClass, b: ChangeClass): ChangeClass {
  return CLASSES.indexOf(a) <= CLASSES.indexOf(b) ? a : b;
}

export function isChangeClass(word: string): word is ChangeClass {
  return (CLASSES as readonly string[]).includes(word);
}
