import type { Judgement, Reviewed } from '../jobs/review.ts';
import type { Finding as LintFinding } from '../lint/types.ts';
import type { ScriptError } from '../script/error.ts';
import type { CommentFacts } from './comment.ts';
import type { Run } from './context.ts';
import { fromRoot } from './failure.ts';
import type { Outcome } from './outcome.ts';

/** What the comment tells of a review. */
export function commentOf(result: Reviewed, { approval, ok }: Judgement, outcome: Outcome, run: Run): CommentFacts {
  const { base, changes, diff, lint, required, proof, server } = result;
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
  const findings = [...missing, ...lint].map((finding) => ({
    ...finding,
    file: finding.file === null ? null : fromRoot(finding.file, run),
  }));
  const broken = result.readme === null ? outcome.verdict : null;
  return {
    title: broken ?? (base === null ? outcome.verdict : null),
    ...compared(run),
    server,
    proved: proof === null ? null : proof.proved,
    changes: changes ?? [],
    findings,
    diff: diff ?? { text: '', added: 0, removed: 0 },
    notes: base?.note == null ? [] : [base.note],
    detail: null,
    approval: ok && approval?.given !== true ? null : approval,
  };
}

/** A comment that said all is well must not stand beside scripts that fail. */
export function commentOnFailure(error: ScriptError, run: Run): CommentFacts {
  const place = `${fromRoot(error.file, run)}:${error.line}:${error.column}`;
  return {
    title: `the schema does not build: ${place} ${error.reason}`,
    ...compared(run),
    server: '',
    proved: null,
    changes: [],
    findings: [],
    diff: { text: '', added: 0, removed: 0 },
    notes: [],
    detail: error.render(),
    approval: null,
  };
}

function compared({ facts }: Run): { base: string; head: string } {
  const head = facts.pullRequest?.headSha ?? facts.sha;
  return { base: facts.baseSha?.slice(0, 7) ?? '', head: head.slice(0, 7) };
}
