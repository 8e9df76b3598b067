import { type Change, type ChangeFacts, factsOf } from './change.ts';
import { countClasses } from './changes.ts';
import type { ChangeClass } from './classes.ts';

/** The document of `diff --format json`. */
export interface DiffDocument {
  equal: boolean;
  fingerprints: { old: string; new: string };
  classes: { [C in ChangeClass]: number };
  changes: ChangeFacts[];
}

/** Puts the document together. Equal are schemas without a change: two servers' versions may write the same one differently. */
export function diffDocument(changes: readonly Change[], fingerprints: { old: string; new: string }): DiffDocument {
  return {
    equal: changes.length === 0,
    fingerprints,
    classes: countClasses(changes),
    changes: changes.map(factsOf),
  };
}
