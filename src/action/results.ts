import { posix } from 'node:path';
import { type Change, type ChangeRecord, CLASSES } from '../diff/change.ts';
import { countClasses, diffDocument } from '../diff/changes.ts';
import { diffText, type TextDiff } from '../diff/text.ts';
import { bodyOf, fingerprintOf } from '../dump/header.ts';
import type { ArtifactFile } from '../github/artifact.ts';
import { LATEST_FILE, README_FILE } from '../history/names.ts';
import { code } from '../markdown/code.ts';
import { text } from '../markdown/text.ts';
import type { PlacedFinding } from '../report/annotations.ts';
import { bytes } from '../report/cut.ts';
import { findingsOf } from '../report/findings.ts';
import { countFindings } from '../report/lint-text.ts';
import { describeProof } from '../report/proof-text.ts';
import { describeUnmet } from '../report/required-text.ts';
import type { Check } from '../workflows/check.ts';
import type { Run } from './context.ts';
import { fromRoot } from './failure.ts';
import { emptySummary, type Outcome } from './outcome.ts';
import type { Outputs } from './outputs.ts';

/** What every mode that dumps a schema says of it. `changed` is left to the mode. */
export function outcomeOf(check: Check, change: ShownChange | null, run: Run): Outcome {
  const { dump, proof, required } = check;
  const findings: PlacedFinding[] = findingsOf(check, (file) => fromRoot(file, run));
  const model = dump?.model ?? null;
  return {
    ok: check.ok,
    verdict: check.ok ? '' : failedVerdict(check),
    outputs: {
      fingerprint: dump?.fingerprint ?? '',
      'restore-proved': proof?.proved === true,
      hypertables: model?.hypertables.length ?? '',
    },
    findings,
    summary: {
      ...emptySummary(),
      facts: [factsLine(check, run)],
      model: required.unmet.length === 0 ? model : null,
      change,
    },
  };
}

/** `trading_data · schema 9f3c21ab · docker TimescaleDB 2.14.2 (community) on PostgreSQL 14 · proved: …`, in Markdown. */
function factsLine({ dump, server, proof }: Check, { settings }: Run): string {
  const database = settings['database-url'] === undefined ? settings.database : dump?.facts.database;
  const restore = proof === null ? (dump === null ? '' : 'restore not tested') : `restore ${describeProof(proof)}`;
  return [
    database === undefined ? '' : code(database),
    dump === null ? '' : `schema ${code(dump.fingerprint.slice(0, 8))}`,
    text(server),
    text(restore),
  ]
    .filter(Boolean)
    .join(' · ');
}

function failedVerdict({ required, lint, proof }: Check): string {
  if (required.unmet.length > 0) return describeUnmet(required);
  if (proof !== null && !proof.proved) return `The dump is not proved: ${describeProof(proof)}`;
  return `The rules found ${countFindings(lint)}`;
}

/** Under this name a server of static files shows it. */
const PAGE_FILE = 'index.html';

/** What is uploaded: what a check made, and what a review saw of the time to come. */
export type Uploaded = Check & { outlook?: { svg: string } | null };

/** The files of the artifact; none where there is no dump. */
export function artifactFiles({ dump, readme, page, outlook }: Uploaded, change: ShownChange | null): ArtifactFile[] {
  if (dump === null) return [];
  const files: ArtifactFile[] = [{ name: LATEST_FILE, text: dump.text }];
  if (readme !== null) files.push({ name: README_FILE, text: readme });
  if (page !== null) files.push({ name: PAGE_FILE, text: page });
  if (change !== null && change.diff.text !== '') files.push({ name: 'schema.diff', text: change.diff.text });
  if (outlook) files.push({ name: 'simulate.svg', text: outlook.svg });
  return files;
}

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
  changes: readonly ChangeRecord[] | null,
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
