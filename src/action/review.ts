import { OUTPUT_BYTES } from '../github/limits.ts';
import { describeClasses } from '../jobs/changes.ts';
import { type Compared, check } from '../jobs/check.ts';
import { changeOf, changeOutputs } from './change.ts';
import type { Run } from './context.ts';
import type { Outcome } from './outcome.ts';
import { outcomeOf } from './results.ts';
import { uploadResults } from './upload.ts';

/** Checks a proposal: what a backup would find, with nothing written. */
export async function runReview(run: Run): Promise<Outcome> {
  const { context } = run;
  const result = await check(run.settings, context, { page: run.inputs.artifact });
  const change = changeOf(result, result, run);
  const outcome = outcomeOf(result, change, run);
  Object.assign(outcome.outputs, { changed: result.changed }, changeOutputs(result, result.changes, OUTPUT_BYTES));
  if (result.ok) outcome.verdict = verdictOf(result);
  context.reporter.note('This version writes no comment on the pull request: see the job summary.');
  await uploadResults(result, change, run, outcome);
  return outcome;
}

function verdictOf({ changed, changes, latest }: Compared): string {
  if (latest === undefined) return 'The schema builds; there is no version to compare it with';
  if (!changed) return `No schema change since ${latest.file}`;
  return `The schema changes: ${changes === null ? '' : `${describeClasses(changes)} `}since ${latest.file}`;
}
