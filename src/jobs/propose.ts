import { fingerprintOf } from '../dump/header.ts';
import { messageOf, UserError } from '../errors.ts';
import { openApi } from '../github/api.ts';
import type { EventFacts } from '../github/facts.ts';
import { type KeptPullRequest, keepPullRequest } from '../github/pull-request.ts';
import { undoCommit } from '../history/git/commit.ts';
import { propose } from '../history/git/propose.ts';
import type { StepHandle } from '../report/reporter.ts';
import type { CommitOptions, CommitResult, Committed } from './commit.ts';
import type { Context } from './context.ts';

/** Pushes a commit to a branch of its own and keeps one pull request open with it. The checkout stays on its branch. */
export async function proposeCommit(
  { checkout: { git, branch: base, head }, commit, dir }: Committed,
  options: CommitOptions,
  facts: EventFacts,
  context: Context,
  step: StepHandle,
): Promise<Partial<CommitResult>> {
  const { branch } = options;
  const proposed = await propose(git, { commit, base: head, branch, dir, fingerprint: fingerprintOf });
  const kept = await keep(base, options, facts, context);
  const where = kept === null ? `on ${branch}` : `in pull request #${kept.number}`;
  const text = `${proposed.commit.slice(0, 8)} ${where}`;
  const details = kept === null ? [] : [kept.url];
  if (proposed.pushed || kept?.status === 'opened') step.done(text, details);
  else step.unchanged(`${text}, as it was`, details);
  // Later steps find the branch as it was, with the new files in the work tree.
  await undoCommit(git, dir, head);
  return { status: 'proposed', sha: proposed.commit, branch, pullRequest: kept };
}

/** The pull request. What GitHub's API does not do is a warning: the branch is there. */
async function keep(
  base: string,
  { branch: head, subject: title, proposal: body, token, timeoutMs }: CommitOptions,
  { serverUrl, apiUrl, repository }: EventFacts,
  { reporter }: Context,
): Promise<KeptPullRequest | null> {
  const page = `Open it at ${serverUrl}/${repository}/compare/${base}...${head}?expand=1`;
  if (token === undefined) {
    reporter.warn('no pull request is opened: there is no token', [page]);
    return null;
  }
  const api = openApi({ token, repository, apiUrl, timeoutMs, permission: 'pull-requests: write' });
  try {
    return await keepPullRequest(api, { head, base, title, body });
  } catch (error) {
    const hint = error instanceof UserError && error.hint !== undefined ? [error.hint] : [];
    reporter.warn(messageOf(error), [...hint, page]);
    return null;
  }
}
