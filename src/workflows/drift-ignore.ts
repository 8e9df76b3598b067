import type { DriftRecord } from '../diff/drift.ts';
import type { DriftIgnore } from '../settings/drift.ts';
import { globMatcher } from '../sql/pattern.ts';

/** Differences by what the settings say of them. */
export interface AppliedIgnores<D extends DriftRecord> {
  differences: D[];
  /** What is meant, with the entry that says so. */
  ignored: { difference: D; by: DriftIgnore }[];
  /** Entries whose last day is over: they ignore nothing. */
  expired: DriftIgnore[];
  /** Entries that no difference matches. */
  idle: DriftIgnore[];
}

/**
 * Sorts differences by the settings' list of what is meant.
 *
 * @param now an entry holds through its last day, in UTC
 */
export function applyIgnores<D extends DriftRecord>(
  found: readonly D[],
  entries: readonly DriftIgnore[],
  now: Date,
): AppliedIgnores<D> {
  const today = now.toISOString().slice(0, 10);
  const isOver = ({ until }: DriftIgnore): boolean => until !== undefined && until < today;
  const valid = entries.filter((entry) => !isOver(entry));
  const result: AppliedIgnores<D> = { differences: [], ignored: [], expired: entries.filter(isOver), idle: [] };
  const used = new Set<DriftIgnore>();
  for (const difference of found) {
    const all = valid.filter((entry) => matches(entry, difference));
    for (const entry of all) used.add(entry);
    const [by] = all;
    if (by === undefined) result.differences.push(difference);
    else result.ignored.push({ difference, by });
  }
  return { ...result, idle: valid.filter((entry) => !used.has(entry)) };
}

function matches({ kind, object, property }: DriftIgnore, difference: DriftRecord): boolean {
  return (
    globMatcher(kind).test(difference.kind) &&
    globMatcher(object).test(difference.object) &&
    globMatcher(property).test(difference.property ?? '')
  );
}
