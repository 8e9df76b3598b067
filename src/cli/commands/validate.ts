import { validate } from '../../jobs/validate.ts';
import type { Command } from '../run.ts';

/** `validate`: the required objects and the lint rules. */
export const validateCommand: Command = async (settings, context) => {
  const { ok, server, required, lint } = await validate(settings, context);
  return {
    ok,
    json: { ok, server, unmet: required.unmet, findings: lint.findings, ignored: lint.ignored },
    verdict: 'Mend the SQL, or what timescale-ci.yml requires. docs/rules explains every rule.',
  };
};
