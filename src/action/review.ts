import { OUTPUT_BYTES } from '../github/limits.ts';
import { check } from '../jobs/check.ts';
import { changeOf, changeOutputs } from './change.ts';
import type { Run } from './context.ts';
import type { Outcome } from './outcome.ts';
import { outcomeOf } from './results.ts';
import { uploadResults } from './upload.ts';

/** Checks a proposal: what a backup would find, with nothing written. */
export async function runReview(run: Run): Promise<Outcome> {
  const { context } = run;
  const result = await check(run.settings, context);
  const change = changeOf(result, result, run);
  const outcome = outcomeOf(result, change, run);
  Object.assign(outcome.outputs, { changed: result.changed }, changeOutputs(result, result.changes, OUTPUT_BYTES));
  if (result.ok) {
    outcome.verdict = !result.changed
      ? `No schema change since ${result.latest?.file}`
      : result.latest === undefined
        ? 'The schema builds and restores; there is no version to compare with'
        : `The schema differs from ${result.latest.file}`;
  }
  context.reporter.note('This version writes no comment on the pull request: see the job summary.');
  await uploadResults(result, change, run, outcome);
  return outcome;
}
