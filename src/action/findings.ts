import type { Reviewed } from '../jobs/review.ts';
import type { Finding } from '../lint/types.ts';

/** What a proposal is told of: the findings that its base has too are only counted, unless they fail the run. */
export function newFindings({ lint, known }: Pick<Reviewed, 'lint' | 'known'>, failOn: readonly string[]): Finding[] {
  return lint.filter((finding) => !known.has(finding) || failOn.includes(finding.severity));
}
