import { validate } from '../jobs/validate.ts';
import { text } from '../markdown/text.ts';
import { describeUnmet } from '../report/required-text.ts';
import type { Run } from './context.ts';
import { findingsOf } from './findings.ts';
import { emptySummary, type Outcome } from './outcome.ts';

/** The required objects alone: the quickest check. */
export async function runValidate(run: Run): Promise<Outcome> {
  const { ok, server, required } = await validate(run.settings, run.context);
  return {
    ok,
    verdict: ok ? 'Every required object is there' : describeUnmet(required),
    outputs: {},
    findings: findingsOf({ required, proof: null }, run),
    summary: { ...emptySummary(), facts: [text(server)] },
  };
}
