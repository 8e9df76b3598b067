import type { LintResult } from '../lint/lint.ts';
import { text } from '../markdown/text.ts';
import { findingsOf } from '../report/findings.ts';
import { countFindings } from '../report/lint-text.ts';
import { describeUnmet } from '../report/required-text.ts';
import { plural } from '../report/words.ts';
import { validate } from '../workflows/validate.ts';
import type { Run } from './context.ts';
import { fromRoot } from './failure.ts';
import { emptySummary, type Outcome } from './outcome.ts';

/** The required objects and the lint rules: the quickest check. */
export async function runValidate(run: Run): Promise<Outcome> {
  const { ok, server, required, lint } = await validate(run.settings, run.context);
  return {
    ok,
    verdict: required.unmet.length > 0 ? describeUnmet(required) : `Every required object is there; ${rules(lint)}`,
    outputs: {},
    findings: findingsOf({ required, lint: lint.findings, proof: null }, (file) => fromRoot(file, run)),
    summary: { ...emptySummary(), facts: [text(server)] },
  };
}

function rules({ rules, findings }: LintResult): string {
  return `${plural(rules, 'rule')}: ${countFindings(findings)}`;
}
