import { UserError } from '../errors.ts';
import type { WorkflowEvent } from '../github/event.ts';
import type { ActionInputs } from '../settings/inputs.ts';

export type Mode = Exclude<ActionInputs['mode'], 'auto'>;

/** Events whose branch is not there yet: nothing is written for them. */
export const PROPOSALS = ['pull_request', 'pull_request_target', 'merge_group'];

/** Events that run with the rights of the repository, also where a stranger's pull request is what started them. */
const WITH_RIGHTS = ['pull_request_target', 'workflow_run'];

/**
 * What a run does.
 *
 * @throws UserError where it would run a stranger's SQL with this repository's rights
 */
export function chooseMode(wanted: ActionInputs['mode'], facts: WorkflowEvent): Mode {
  if (WITH_RIGHTS.includes(facts.event) && facts.fork) {
    const whose = facts.headKnown
      ? 'the SQL of a fork'
      : "SQL that may be a fork's (the event's payload cannot be read)";
    throw new UserError(`${whose} is not run on ${facts.event}, with the rights of this repository`, {
      hint: 'Use the event pull_request: it has all that a check needs.',
    });
  }
  if (wanted !== 'auto') return wanted;
  return PROPOSALS.includes(facts.event) ? 'review' : 'backup';
}
