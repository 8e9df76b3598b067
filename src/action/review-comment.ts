import type { Judgement } from '../jobs/judge.ts';
import type { Reviewed } from '../jobs/review.ts';
import type { Finding as LintFinding } from '../lint/types.ts';
import { listLosses } from '../report/proof-text.ts';
import type { ScriptError } from '../script/error.ts';
import type { CommentFacts } from './comment.ts';
import type { Run } from './context.ts';
import { fromRoot } from './failure.ts';
import { newFindings } from './findings.ts';
import type { Outcome } from './outcome.ts';

const NO_DIFF = { text: '', added: 0, removed: 0 };

/** Where there is no base; the note says why. */
const ALONE = 'the schema builds, and there is nothing to compare it with';

/** What the comment tells of a review. */
export function commentOf(
  result: Reviewed,
  { approval, failing, open }: Judgement,
  outcome: Outcome,
  run: Run,
): CommentFacts {
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
    failure: null,
    detail: proof === null || proof.proved ? null : listLosses(proof).join('\n'),
    approval,
    open,
  };
}

/** A comment that said all is well must not stand beside scripts that fail. */
export function commentOnFailure(error: ScriptError, run: Run): CommentFacts {
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
