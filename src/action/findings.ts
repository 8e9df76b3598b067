import type { Check } from '../jobs/check.ts';
import type { Reviewed } from '../jobs/review.ts';
import type { Finding as LintFinding } from '../lint/types.ts';
import type { Finding } from '../report/annotations.ts';
import { groupFindings } from '../report/lint-text.ts';
import { describeProof, listLosses } from '../report/proof-text.ts';
import type { Run } from './context.ts';
import { fromRoot } from './failure.ts';

/** What a check found wrong with a schema: promises that are not kept, a dump that does not restore to what it says. */
export function findingsOf({ required, lint, proof }: Pick<Check, 'required' | 'lint' | 'proof'>, run: Run): Finding[] {
  const unmet = required.unmet.map(({ object, problem, hint, place }): Finding => {
    const where = place === undefined ? {} : { file: fromRoot(place.file, run), line: place.line };
    return { severity: 'error', message: `${object} ${problem}`, hint: hint ?? undefined, ...where };
  });
  const found = [...unmet, ...groupFindings(lint).map((finding) => fromRule(finding, run))];
  if (proof === null || proof.proved) return found;
  const lost: Finding = {
    severity: 'error',
    message: [describeProof(proof), ...listLosses(proof)].join('\n'),
    hint: 'This is a defect of timescale-ci: please report it with the dump, which the artifact holds.',
  };
  return [...found, lost];
}

/** What a proposal is told of: the findings that its base has too are only counted, unless they fail the run. */
export function newFindings(
  { lint, known }: Pick<Reviewed, 'lint' | 'known'>,
  failOn: readonly string[],
): LintFinding[] {
  return lint.filter((finding) => !known.has(finding) || failOn.includes(finding.severity));
}

function fromRule({ rule, severity, object, message, hint, file, line, column }: LintFinding, run: Run): Finding {
  return {
    severity,
    message: `${object === null ? '' : `${object}: `}${message} (${rule})`,
    hint: hint ?? undefined,
    ...(file === null ? {} : { file: fromRoot(file, run), line: line ?? undefined, column: column ?? undefined }),
  };
}
