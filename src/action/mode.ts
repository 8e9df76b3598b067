import { UserError } from '../errors.ts';
import type { EventFacts } from '../github/facts.ts';
import type { ActionInputs } from '../settings/inputs.ts';

export type Mode = Exclude<ActionInputs['mode'], 'auto'>;

/** Events whose branch is not there yet: nothing is written for them. */
const PROPOSALS = ['pull_request', 'pull_request_target', 'merge_group'];

/**
 * What a run does.
 *
 * @throws UserError where it would run a stranger's SQL with this repository's rights
 */
export function chooseMode(wanted: ActionInputs['mode'], facts: EventFacts): Mode {
  if (facts.event === 'pull_request_target' && facts.fork) {
    throw new UserError('the SQL of a fork is not run on pull_request_target, with the rights of this repository', {
      hint: 'Use the event pull_request: it has all that a check needs.',
    });
  }
  if (wanted !== 'auto') return wanted;
  return PROPOSALS.includes(facts.event) ? 'review' : 'backup';
}
