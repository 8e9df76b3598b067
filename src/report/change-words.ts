import { type ChangeClass, type ChangeRecord, CLASSES } from '../diff/change.ts';
import { truncate } from '../text.ts';
import { plural } from './words.ts';

/** A class as people read it: `data loss`. */
export function classWords(level: ChangeClass): string {
  return level.replace('-', ' ');
}

const CONSEQUENCE: { readonly [C in ChangeClass]: readonly [one: string, more: string] } = {
  'data-loss': ['1 change would lose data', 'changes would lose data'],
  breaking: ['1 change may break readers or writers', 'changes may break readers or writers'],
  recompress: ['1 change leaves existing chunks as they are', 'changes leave existing chunks as they are'],
  locks: ['1 change takes a heavy lock', 'changes take a heavy lock'],
  safe: ['1 safe change', 'safe changes'],
};

type Classed = Pick<ChangeRecord, 'class'>;

/**
 * The gravest thing to say about some changes: `2 changes would lose data`.
 *
 * @param failing those that fail the check: what is to be said of them is said besides
 */
export function verdict(changes: readonly Classed[], failing: readonly Classed[] = []): string {
  const gravest = gravestOf(changes);
  if (gravest === undefined) return 'no schema changes';
  return CLASSES.filter((level) => level === gravest || failing.some((change) => change.class === level))
    .map((level) => {
      const count = changes.filter((change) => change.class === level).length;
      const [one, more] = CONSEQUENCE[level];
      return count === 1 ? one : `${count} ${more}`;
    })
    .join(', ');
}

/** The gravest class of some changes. */
export function gravestOf(changes: readonly Classed[]): ChangeClass | undefined {
  return CLASSES.find((level) => changes.some((change) => change.class === level));
}

/** `5 changes: 1 data loss, 4 safe` */
export function countWords(changes: readonly Classed[]): string {
  return changes.length === 0 ? 'no changes' : `${plural(changes.length, 'change')}: ${classCounts(changes)}`;
}

/** `1 data loss, 4 safe` */
export function classCounts(changes: readonly Classed[]): string {
  const counts = CLASSES.map((level) => [level, changes.filter((change) => change.class === level).length] as const);
  const parts = counts.filter(([, count]) => count > 0).map(([level, count]) => `${count} ${classWords(level)}`);
  return parts.join(', ');
}

/** Longer values say nothing at a glance; the diff of the dumps has them. */
const LONGEST = 80;

/** A value that fits a line; what is longer is told by its size. Null stays null. */
export function shortValue(value: string | null): string | null {
  if (value === null) return null;
  const lines = value.trim().split('\n').length;
  if (lines > 1) return `${lines} lines`;
  return truncate(value, LONGEST);
}

/** What came or went with an object as a whole: `new hypertable on ts, chunks of 7 days`, `dropped column: text`. */
export function wholeWords({ kind, from, to }: ChangeRecord): string {
  const description = shortValue(to ?? from) ?? '';
  const word = from === null ? 'new' : 'dropped';
  return description.startsWith(kind) ? `${word} ${description}` : `${word} ${kind}: ${description}`;
}
