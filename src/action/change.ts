import { posix } from 'node:path';
import type { Change } from '../diff/change.ts';
import { countClasses } from '../diff/changes.ts';
import { CLASSES } from '../diff/classes.ts';
import { diffDocument } from '../diff/document.ts';
import { diffText, type TextDiff } from '../diff/text.ts';
import { bodyOf, fingerprintOf } from '../dump/header.ts';
import { LATEST_FILE } from '../history/names.ts';
import type { Check } from '../jobs/check.ts';
import { bytes } from '../report/cut.ts';
import type { Run } from './context.ts';
import { fromRoot } from './failure.ts';
import type { Outputs } from './outputs.ts';

/** How a schema differs from its latest version. */
export interface ShownChange {
  /** The file name of that version. */
  since: string;
  diff: TextDiff;
  /** Null where it cannot be told in words. */
  changes: readonly Change[] | null;
}

/** Null where nothing changed, or there is nothing to compare with. */
export function changeOf(
  { dump, latest }: Check,
  { changed, changes }: { changed: boolean; changes: readonly Change[] | null },
  run: Run,
): ShownChange | null {
  if (!changed || dump === null || latest === undefined) return null;
  const path = (name: string): string => fromRoot(posix.join(run.settings['schema-dir'], name), run);
  const names = { from: `a/${path(latest.file)}`, to: `b/${path(LATEST_FILE)}` };
  return { since: latest.file, diff: diffText(bodyOf(latest.text), bodyOf(dump.text), names), changes };
}

/**
 * The outputs that tell what changed; none where it cannot be told.
 *
 * @param most how many bytes the document may have; the list of changes is cut to fit, their counts stay
 */
export function changeOutputs(
  changes: readonly Change[] | null,
  fingerprints: { old: string; new: string } | null,
  most: number,
): Outputs {
  if (changes === null || fingerprints === null) return {};
  const counts = countClasses(changes);
  const document = diffDocument(changes, fingerprints);
  const shown = [...document.changes];
  const write = (): string =>
    JSON.stringify({ ...document, changes: shown, ...(shown.length < changes.length ? { truncated: true } : {}) });
  while (shown.length > 0 && bytes(write()) > most) shown.length = Math.floor(shown.length * 0.8);
  return { 'diff-json': write(), 'change-classes': CLASSES.filter((level) => counts[level] > 0).join(',') };
}

/** What a check compared; null where there was nothing to compare with. */
export function fingerprintsOf(
  { dump, latest }: Check,
  changes: readonly Change[] | null,
): { old: string; new: string } | null {
  if (changes === null || dump === null || latest === undefined) return null;
  return { old: changes.length === 0 ? dump.fingerprint : fingerprintOf(latest.text), new: dump.fingerprint };
}
