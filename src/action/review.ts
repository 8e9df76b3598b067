import { join } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { openApi } from '../github/api.ts';
import { readLabels } from '../github/labels.ts';
import { OUTPUT_BYTES } from '../github/limits.ts';
import type { Finding, Finding as LintFinding } from '../lint/types.ts';
import { text } from '../markdown/text.ts';
import { verdict } from '../report/change-words.ts';
import { changeSubject } from '../report/diff-text.ts';
import { countFindings, knownWords } from '../report/lint-text.ts';
import { listLosses } from '../report/proof-text.ts';
import { ScriptError } from '../script/error.ts';
import { capital } from '../text.ts';
import { describeClasses } from '../workflows/changes.ts';
import { type Compared, check } from '../workflows/check.ts';
import { type Judgement, judge } from '../workflows/judge.ts';
import { type Reviewed, review } from '../workflows/review.ts';
import { type CommentContent, postComment } from './comment.ts';
import type { Run } from './context.ts';
import { fromRoot } from './failure.ts';
import { emptySummary, type Outcome } from './outcome.ts';
import { changeOf, changeOutputs, fingerprintsOf, outcomeOf } from './results.ts';
import { postSuggestions } from './suggest.ts';
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
  const comment = commentOf(result, judgement, outcome, run);
  await postComment(comment, run, outcome);
  await postSuggestions(comment.findings, run);
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

const NO_DIFF = { text: '', added: 0, removed: 0 };

/** Where there is no base; the note says why. */
const ALONE = 'the schema builds, and there is nothing to compare it with';

/** What the comment tells of a review. */
function commentOf(
  result: Reviewed,
  { approval, failing, open }: Judgement,
  outcome: Outcome,
  run: Run,
): CommentContent {
  const { base, since, note, changes, diff, places, lint, required, proof, server } = result;
  const missing = required.unmet.map(
    ({ object, problem, hint, place }): LintFinding => ({
      rule: 'required',
      severity: 'error',
      object,
      message: problem,
      hint,
      file: place?.file ?? null,
      line: place?.line ?? null,
      column: null,
    }),
  );
  const shown = newFindings(result, run.inputs['fail-on']);
  const findings = [...missing, ...shown].map((finding) => ({
    ...finding,
    file: finding.file === null ? null : fromRoot(finding.file, run),
  }));
  return {
    title: base === null ? (result.readme === null ? outcome.verdict : ALONE) : null,
    base: since ?? shortBase(run),
    head: shortHead(run),
    server,
    proved: proof === null ? null : proof.proved,
    changes: changes ?? [],
    failing,
    places: new Map([...places].map(([change, at]) => [change, { file: fromRoot(at.file, run), line: at.line }])),
    findings,
    known: lint.length - shown.length,
    diff: diff ?? NO_DIFF,
    notes: note === null ? [] : [note],
    outlook: result.outlook?.markdown ?? null,
    plan: result.plan,
    failure: null,
    detail: proof === null || proof.proved ? null : listLosses(proof).join('\n'),
    approval,
    open,
  };
}

/** A comment that said all is well must not stand beside scripts that fail. */
function commentOnFailure(error: ScriptError, run: Run): CommentContent {
  const code = error.sqlstate === undefined ? '' : ` (${error.sqlstate})`;
  return {
    title: 'the schema does not build',
    base: shortBase(run),
    head: shortHead(run),
    server: '',
    proved: null,
    changes: [],
    failing: [],
    places: new Map(),
    findings: [],
    known: 0,
    diff: NO_DIFF,
    notes: [],
    outlook: null,
    plan: null,
    failure: { file: fromRoot(error.file, run), line: error.line, message: `${error.reason}${code}` },
    detail: error.render().split('\n').slice(error.message.split('\n').length).join('\n'),
    approval: null,
    open: [],
  };
}

function shortBase({ facts }: Run): string {
  return facts.baseSha?.slice(0, 7) ?? '';
}

function shortHead({ facts }: Run): string {
  return (facts.pullRequest?.headSha ?? facts.sha).slice(0, 7);
}

/**
 * Judges a review. The labels are asked for where one decides: the event's are as old as the event, and one that was taken
 * away since must not let a change through. Without an answer there is no approval.
 */
async function judgeNow(result: Reviewed, { inputs, facts, context }: Run): Promise<Judgement> {
  const { 'fail-on': failOn, 'approval-label': label, token, 'network-timeout': seconds } = inputs;
  const { pullRequest, repository, apiUrl } = facts;
  const first = judge(result, failOn, label, pullRequest?.labels ?? []);
  if (first.approval === null || pullRequest === null || !token) return first;
  const api = openApi({ token, repository, apiUrl, timeoutMs: seconds * 1000, permission: 'pull-requests: read' });
  try {
    return judge(result, failOn, label, await readLabels(api, pullRequest.number));
  } catch (error) {
    const hint = error instanceof UserError && error.hint !== undefined ? [error.hint] : [];
    const so = `so the label ${label} counts for nothing in this run; run it again`;
    context.reporter.warn(`${messageOf(error)}: ${so}`, hint);
    return judge(result, failOn, label, []);
  }
}

/** What a proposal is told of: the findings that its base has too are only counted, unless they fail the run. */
export function newFindings({ lint, known }: Pick<Reviewed, 'lint' | 'known'>, failOn: readonly string[]): Finding[] {
  return lint.filter((finding) => !known.has(finding) || failOn.includes(finding.severity));
}
