import { messageOf, UserError } from '../errors.ts';
import { openApi } from '../github/api.ts';
import { keepIssue } from '../github/issue.ts';
import { OUTPUT_BYTES } from '../github/limits.ts';
import { code } from '../markdown/code.ts';
import { text } from '../markdown/text.ts';
import { DRIFT_LABEL, driftComment, driftDigestOf, renderDriftIssue } from '../report/drift-issue.ts';
import { type DriftReport, driftAsMarkdown, driftFindings, driftTable, driftWords } from '../report/drift-text.ts';
import { capital } from '../text.ts';
import { type DriftResult, drift, driftDocument } from '../workflows/drift.ts';
import { commentName } from './comment-name.ts';
import type { Run } from './context.ts';
import { fromRoot } from './failure.ts';
import { PROPOSALS } from './mode.ts';
import { emptySummary, type Outcome } from './outcome.ts';
import { changeOutputs } from './results.ts';
import { uploadFiles } from './upload.ts';

/** More of a table is not read in a browser; the artifact has it all. */
const SUMMARY_CHARACTERS = 300_000;

/** Whether a live database has the schema that it should, told where people look: the issue, the summary, the artifact. */
export async function runDrift(run: Run): Promise<Outcome> {
  const { inputs, settings, context } = run;
  const { against, verify, token } = inputs;
  const result = await drift({ against, verify, token }, settings, context);
  // Its address is nobody's business who may read the repository.
  const report: DriftReport = { ...result, database: result.name };
  const drifts = result.differences.length > 0;
  const fingerprints = { old: result.fingerprints.reference, new: result.fingerprints.live };
  const outcome: Outcome = {
    ok: !drifts,
    verdict: capital(driftWords(result, result.reference.name)),
    outputs: {
      changed: drifts,
      fingerprint: result.fingerprints.live,
      ...changeOutputs(result.differences, fingerprints, OUTPUT_BYTES),
    },
    findings: driftFindings(report, (file) => fromRoot(file, run)),
    summary: {
      ...emptySummary(),
      facts: [`${code(result.name)} · ${text(withoutAddress(result))}`],
      body: driftTable(report, SUMMARY_CHARACTERS) || null,
    },
  };
  await uploadFiles(
    [
      {
        name: 'drift.json',
        text: `${JSON.stringify(driftDocument({ ...result, database: result.name, server: withoutAddress(result) }), null, 2)}\n`,
      },
      { name: 'drift.md', text: driftAsMarkdown(report) },
      { name: 'live_schema.sql', text: result.dump },
    ],
    'drift',
    run,
    outcome,
  );
  await keepDriftIssue(report, run, outcome);
  return outcome;
}

function withoutAddress({ server }: DriftResult): string {
  return server.split(' at ')[0] ?? '';
}

/** The step: keeps one issue open while there is drift. Where it cannot be written the run goes on: the summary says the same. */
async function keepDriftIssue(report: DriftReport, run: Run, outcome: Outcome): Promise<void> {
  const { event, apiUrl, repository, runUrl } = run.facts;
  const { token, 'network-timeout': seconds } = run.inputs;
  const step = run.context.reporter.step('issue');
  if (PROPOSALS.includes(event)) return step.unchanged('none: a pull request is no news of the database');
  if (token === undefined || token === '') return step.unchanged('none: there is no token; the summary says the same');
  const name = commentName(run.inputs, run.settings);
  const id = name || 'schema';
  const artifact = outcome.outputs['artifact-url'];
  const artifactUrl = typeof artifact === 'string' ? artifact : null;
  const api = openApi({ token, repository, apiUrl, timeoutMs: seconds * 1000, permission: 'issues: write' });
  try {
    const kept = await keepIssue(api, {
      digestOf: (body) => driftDigestOf(body, id),
      label: DRIFT_LABEL,
      now:
        report.differences.length === 0
          ? null
          : renderDriftIssue(report, { id, name: name || null, runUrl, artifactUrl }),
      gone: driftComment('gone', report.reference.name, runUrl),
      back: driftComment('back', report.reference.name, runUrl),
    });
    if (kept.url !== null) {
      outcome.outputs['comment-url'] = kept.url;
      outcome.summary.links.push({ label: 'Issue', url: kept.url });
    }
    const details = [
      ...(kept.url === null ? [] : [kept.url]),
      ...(kept.duplicates.length === 0
        ? []
        : [`closed, since they said the same: ${kept.duplicates.map((n) => `#${n}`).join(', ')}`]),
    ];
    if (kept.status === 'none') step.unchanged('none is open, and none is needed');
    else if (kept.status === 'unchanged') step.unchanged('says the same already', details);
    else step.done(kept.status, details);
  } catch (error) {
    const hint = error instanceof UserError && error.hint !== undefined ? [error.hint] : [];
    step.warn(`none: ${messageOf(error)}; the summary says the same`, hint);
  }
}
