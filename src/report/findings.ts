import type { Finding } from '../lint/types.ts';
import type { Proof } from '../proof/prove.ts';
import type { Required } from '../proof/required.ts';
import type { PlacedFinding } from './annotations.ts';
import { describeProof, listLosses } from './proof-text.ts';

/** What one check of a schema came to. */
export interface Checked {
  required: Required;
  lint: readonly Finding[];
  proof: Proof | null;
}

/** Under these ids stands what no lint rule found. */
export const REQUIRED_OBJECT = 'required-object';
export const LOSSY_RESTORE = 'lossy-restore';

/**
 * What a check found wrong with a schema: promises that are not kept, what the lint rules say, a dump that does not
 * restore to what it says.
 *
 * @param rename a file's path, relative to the working directory, as the reader knows it
 */
export function findingsOf({ required, lint, proof }: Checked, rename: (file: string) => string): PlacedFinding[] {
  const unmet = required.unmet.map(({ object, problem, hint, place }): PlacedFinding => {
    const where = place === undefined ? {} : { file: rename(place.file), line: place.line };
    return {
      rule: REQUIRED_OBJECT,
      severity: 'error',
      message: `${object} ${problem}`,
      hint: hint ?? undefined,
      ...where,
    };
  });
  const found = [...unmet, ...lint.map((finding) => fromRule(finding, rename))];
  if (proof === null || proof.proved) return found;
  const lost: PlacedFinding = {
    rule: LOSSY_RESTORE,
    severity: 'error',
    message: [describeProof(proof), ...listLosses(proof)].join('\n'),
    hint: 'This is a defect of timescale-ci: please report it with the dump, which the artifact holds.',
  };
  return [...found, lost];
}

function fromRule(
  { rule, severity, object, message, hint, file, line, column, fix }: Finding,
  rename: (file: string) => string,
): PlacedFinding {
  return {
    rule,
    severity,
    message: `${object === null ? '' : `${object}: `}${message} (${rule})`,
    hint: hint ?? undefined,
    ...(file === null ? {} : { file: rename(file), line: line ?? undefined, column: column ?? undefined, fix }),
  };
}
