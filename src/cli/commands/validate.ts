import { validate } from '../../jobs/validate.ts';
import type { Command } from '../run.ts';

/** `validate`: the required objects. */
export const validateCommand: Command = async (settings, context) => {
  const { ok, server, required } = await validate(settings, context);
  return {
    ok,
    json: { ok, server, unmet: required.unmet },
    verdict: 'Mend the SQL, or what timescale-ci.yml requires.',
  };
};
