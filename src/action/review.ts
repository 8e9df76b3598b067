import { join } from 'node:path';
import { OUTPUT_BYTES } from '../github/limits.ts';
import { describeClasses } from '../jobs/changes.ts';
import { type Compared, check } from '../jobs/check.ts';
import type { Judgement } from '../jobs/judge.ts';
import { type Reviewed, review } from '../jobs/review.ts';
import { text } from '../markdown/text.ts';
import { verdict } from '../report/change-words.ts';
import { changeSubject } from '../report/diff-text.ts';
import { countFindings, knownWords } from '../report/lint-text.ts';
import { ScriptError } from '../script/error.ts';
import { changeOf, changeOutputs, fingerprintsOf } from './change.ts';
import { postComment } from './comment.ts';
import type { Run } from './context.ts';
import { fromRoot } from './failure.ts';
import { newFindings } from './findings.ts';
import { judgeNow } from './judge-now.ts';
import { emptySummary, type Outcome } from './outcome.ts';
import { outcomeOf } from './results.ts';
import { commentOf, commentOnFailure } from './review-comment.ts';
import { uploadResults } from './upload.ts';

/**
 * Checks a proposal: what a backup would find, with nothing written, and what lies between its base and its head. Without a
 * base, as for a live database, it is held against the latest version.
 */
export async function runReview(run: Run): Promise<Outcome> {
  const { facts, settings } = run;
  if (facts.event.startsWith('pull_request') && facts.action === 'closed') return closed();
  if (facts.baseSha === null || settings['database-url'] !== undefined) return runCheck(run);
  return runComparison(run, facts.baseSha);
}

/** Nobody merges it any more; the comment tells what there was. */
function closed(): Outcome {
  return { ...emptyOutcome(), verdict: 'The pull request is closed' };
}

function emptyOutcome(): Outcome {
  return { ok: true, verdict: '', outputs: {}, findings: [], summary: emptySummary() };
}

async function runComparison(run: Run, sha: string): Promise<Outcome> {
  const { inputs, facts, settings, context, temporary } = run;
  let result: Reviewed;
  try {
    result = await review(
      {
        sha,
        headSha: facts.pullRequest?.headSha ?? null,
        given: run.given,
        config: inputs.config,
        directory: join(temporary, 'base'),
        token: inputs.token,
        serverUrl: facts.serverUrl,
        page: inputs.artifact,
      },
      settings,
      context,
    );
  } catch (error) {
    if (error instanceof ScriptError) await postComment(commentOnFailure(error, run), run, emptyOutcome());
    throw error;
  }
  const judgement = await judgeNow(result, run);
  const { base, since, changes, diff, dump } = result;
  const different = base === null || base.fingerprint !== dump?.fingerprint;
  const change = since === null || diff === null || diff.text === '' ? null : { since, diff, changes };
  const shown = newFindings(result, inputs['fail-on']);
  const outcome = outcomeOf({ ...result, lint: shown }, change, run);
  outcome.ok = judgement.ok;
  const left = knownWords(result.lint.length - shown.length);
  if (left !== '') outcome.summary.facts = [...outcome.summary.facts, left];
  if (dump !== null) {
    const fingerprints = base === null ? null : { old: base.fingerprint, new: dump.fingerprint };
    Object.assign(outcome.outputs, { changed: different }, changeOutputs(changes, fingerprints, OUTPUT_BYTES));
    outcome.verdict = verdictOf(result, judgement) ?? outcome.verdict;
  }
  addApproval(outcome, judgement, result, run);
  await uploadResults(result, change, run, outcome);
  await postComment(commentOf(result, judgement, outcome, run), run, outcome);
  return outcome;
}

/** In one line; undefined where what is wrong was said before. */
function verdictOf(
  { since, changes, readme, lint }: Reviewed,
  { failing, approval, open }: Judgement,
): string | undefined {
  if (readme === null) return undefined;
  const asked = approval !== null && !approval.given;
  if (failing.length > 0 && approval?.given !== true) {
    const needs = [
      asked ? `the label ${approval.label}` : '',
      open.length > 0 ? `a fix for ${countFindings(open)}` : '',
    ];
    const way = needs.filter(Boolean).join(' and ');
    return `${capital(verdict(failing, failing))}${way === '' ? '' : `: merging needs ${way}`}`;
  }
  if (open.length > 0 || asked) {
    const way = asked ? `: merging needs the label ${approval.label}` : '';
    return `The rules found ${countFindings(open.length > 0 ? open : lint)}${way}`;
  }
  if (changes === null) return 'The schema builds, and there is nothing to compare it with';
  if (changes.length === 0) return `No schema change since ${since}`;
  return `The schema changes: ${describeClasses(changes)} since ${since}`;
}

/** What fails the run is an annotation of its own; what was let through is told. */
function addApproval(outcome: Outcome, { failing, approval }: Judgement, { places }: Reviewed, run: Run): void {
  if (approval?.given === true) {
    outcome.summary.facts = [...outcome.summary.facts, text(`Approved by the label ${approval.label}.`)];
    return;
  }
  const hint = approval === null ? undefined : `Where it is meant, give the pull request the label ${approval.label}.`;
  outcome.findings.unshift(
    ...failing.map((change): Outcome['findings'][number] => {
      const at = places.get(change);
      const place = at === undefined ? {} : { file: fromRoot(at.file, run), line: at.line, column: at.column };
      return { severity: 'error', message: `${changeSubject(change)}: ${change.message}`, hint, ...place };
    }),
  );
}

/** Against the latest version, where there is no base to build. */
async function runCheck(run: Run): Promise<Outcome> {
  const result = await check(run.settings, run.context, { page: run.inputs.artifact });
  const change = changeOf(result, result, run);
  const outcome = outcomeOf(result, change, run);
  const outputs = changeOutputs(result.changes, fingerprintsOf(result, result.changes), OUTPUT_BYTES);
  Object.assign(outcome.outputs, { changed: result.changed }, outputs);
  if (result.ok) outcome.verdict = checkVerdict(result);
  await uploadResults(result, change, run, outcome);
  return outcome;
}

function checkVerdict({ changed, changes, latest }: Compared): string {
  if (latest === undefined) return 'The schema builds; there is no version to compare it with';
  if (!changed) return `No schema change since ${latest.file}`;
  return `The schema changes: ${changes === null ? '' : `${describeClasses(changes)} `}since ${latest.file}`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
