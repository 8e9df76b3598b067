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
