import type { ArtifactFile } from '../github/artifact.ts';
import { LATEST_FILE, README_FILE } from '../history/names.ts';
import type { Check } from '../jobs/check.ts';
import { code } from '../markdown/code.ts';
import { text } from '../markdown/text.ts';
import type { Finding } from '../report/annotations.ts';
import { findingsOf } from '../report/findings.ts';
import { countFindings } from '../report/lint-text.ts';
import { describeProof } from '../report/proof-text.ts';
import { describeUnmet } from '../report/required-text.ts';
import type { ShownChange } from './change.ts';
import type { Run } from './context.ts';
import { fromRoot } from './failure.ts';
import { emptySummary, type Outcome } from './outcome.ts';

/** What every mode that dumps a schema says of it. `changed` is left to the mode. */
export function outcomeOf(check: Check, change: ShownChange | null, run: Run): Outcome {
  const { dump, proof, required } = check;
  const findings: Finding[] = findingsOf(check, (file) => fromRoot(file, run));
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

/** The files of the artifact; none where there is no dump. */
export function artifactFiles({ dump, readme, page }: Check, change: ShownChange | null): ArtifactFile[] {
  if (dump === null) return [];
  const files: ArtifactFile[] = [{ name: LATEST_FILE, text: dump.text }];
  if (readme !== null) files.push({ name: README_FILE, text: readme });
  if (page !== null) files.push({ name: PAGE_FILE, text: page });
  if (change !== null && change.diff.text !== '') files.push({ name: 'schema.diff', text: change.diff.text });
  return files;
}
