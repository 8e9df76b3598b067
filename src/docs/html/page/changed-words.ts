import { diffWordsWithSpace } from 'diff';
import type { DiffLine } from './versions.ts';

export interface Part {
  readonly text: string;
  readonly changed: boolean;
}

/** Where less than this share of both lines is the same, one was written in place of the other: every word is new. */
const ALIKE = 0.4;

/** Longer lines are shown without: comparing them would take longer than reading them. */
const LONGEST = 2_000;

/** The changed words of lines that were replaced by as many others, by the lines that they are in. */
export function changedWords(lines: readonly DiffLine[]): Map<DiffLine, readonly Part[]> {
  const found = new Map<DiffLine, readonly Part[]>();
  for (let i = 0; i < lines.length; ) {
    const removed = runOf(lines, i, 'removed');
    const added = runOf(lines, i + removed.length, 'added');
    i += Math.max(1, removed.length + added.length);
    if (removed.length !== added.length) continue;
    for (const [at, old] of removed.entries()) {
      const now = added[at];
      if (now === undefined || old.text.length > LONGEST || now.text.length > LONGEST) continue;
      const words = diffWordsWithSpace(old.text, now.text);
      const same = words
        .filter((word) => !word.added && !word.removed)
        .reduce((sum, { value }) => sum + value.length, 0);
      if (same < ALIKE * Math.max(old.text.length, now.text.length)) continue;
      found.set(
        old,
        words.filter((word) => !word.added).map(({ value, removed }) => ({ text: value, changed: removed })),
      );
      found.set(
        now,
        words.filter((word) => !word.removed).map(({ value, added }) => ({ text: value, changed: added })),
      );
    }
  }
  return found;
}

function runOf(lines: readonly DiffLine[], from: number, kind: DiffLine['kind']): readonly DiffLine[] {
  let end = from;
  while (lines[end]?.kind === kind) end++;
  return lines.slice(from, end);
}
