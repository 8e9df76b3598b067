import { posix } from 'node:path';
import { type UnifiedDiff, unifiedDiff } from '../diff/unified.ts';
import { bodyOf } from '../dump/header.ts';
import type { ArtifactFile } from '../github/artifact.ts';
import { LATEST_FILE, README_FILE } from '../history/names.ts';
import type { Check } from '../jobs/check.ts';
import { code } from '../markdown/code.ts';
import { text } from '../markdown/text.ts';
import type { Finding } from '../report/annotations.ts';
import { describeProof } from '../report/proof-text.ts';
import { describeUnmet } from '../report/required-text.ts';
import type { Run } from './context.ts';
import { fromRoot } from './failure.ts';
import { findingsOf } from './findings.ts';
import { emptySummary, type Outcome } from './outcome.ts';

/** The difference of a schema from its latest version; null where there is none to compare with. */
export function changeOf({ dump, latest }: Check): { since: string; diff: UnifiedDiff } | null {
  if (dump === null || latest === undefined) return null;
  return { since: latest.file, diff: unifiedDiff(bodyOf(latest.text), bodyOf(dump.text)) };
}

/** What every mode that dumps a schema says of it. `changed` is left to the mode. */
export function outcomeOf(check: Check, change: ReturnType<typeof changeOf>, run: Run): Outcome {
  const { dump, proof, required } = check;
  const findings: Finding[] = findingsOf(check, run);
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
      change: change !== null && change.diff.text !== '' ? change : null,
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

function failedVerdict({ required, dump, proof }: Check): string {
  if (required.unmet.length > 0) return describeUnmet(required);
  return proof === null || dump === null
    ? 'The check did not finish'
    : `The dump is not proved: ${describeProof(proof)}`;
}

/** The files of the artifact; none where there is no dump. */
export function artifactFiles({ dump, readme }: Check, change: ReturnType<typeof changeOf>, run: Run): ArtifactFile[] {
  if (dump === null) return [];
  const files: ArtifactFile[] = [{ name: LATEST_FILE, text: dump.text }];
  if (readme !== null) files.push({ name: README_FILE, text: readme });
  if (change !== null && change.diff.text !== '') {
    const path = (name: string): string => posix.join(fromRoot(run.settings['schema-dir'], run), name);
    const header = `--- a/${path(change.since)}\n+++ b/${path(LATEST_FILE)}\n`;
    files.push({ name: 'schema.diff', text: header + change.diff.text });
  }
  return files;
}
