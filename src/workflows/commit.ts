import { realpathSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fingerprintOf } from '../dump/header.ts';
import { messageOf, UserError } from '../errors.ts';
import { openApi } from '../github/api.ts';
import type { WorkflowEvent } from '../github/event.ts';
import { type KeptPullRequest, keepPullRequest } from '../github/pull-request.ts';
import { type Checkout, openCheckout } from '../history/git/checkout.ts';
import { commitDirectory, identity, undoCommit, unpushedCommit } from '../history/git/commit.ts';
import { credential } from '../history/git/credential.ts';
import { GitError } from '../history/git/git.ts';
import { lockCheckout } from '../history/git/lock.ts';
import { proposalMark, propose } from '../history/git/propose.ts';
import { push } from '../history/git/push.ts';
import type { StepHandle } from '../report/reporter.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';

export interface CommitOptions {
  commit: 'push' | 'pull-request' | 'none';
  /** The commit's subject, which is the pull request's title, and what stands below it. */
  subject: string;
  body: string;
  /** The text of the pull request, in Markdown. */
  proposal: string;
  author: { name: string | undefined; email: string | undefined };
  /** The pull request's branch. */
  branch: string;
  /** Undefined where git has credentials of its own and the API is left alone. */
  token: string | undefined;
  timeoutMs: number;
}

export interface CommitResult {
  /** `unchanged`: the remote's branch held the schema already. */
  status: 'pushed' | 'proposed' | 'unchanged' | 'skipped';
  /** A commit on the remote that holds the schema directory. */
  sha: string | null;
  branch: string | null;
  pullRequest: KeptPullRequest | null;
  /** The file name of the version, where another run's commit made it another. */
  version: string | undefined;
}

/** A commit that was made and is not on the remote yet. */
export interface Committed {
  checkout: Checkout;
  commit: string;
  /** The schema directory, from the checkout's root. */
  dir: string;
  /** What names the committer. */
  who: readonly string[];
}

const SKIPPED: CommitResult = { status: 'skipped', sha: null, branch: null, pullRequest: null, version: undefined };

/**
 * The step: commits the schema directory and pushes it, or keeps a pull request with it. Where nothing can be committed,
 * it says why and goes on.
 *
 * @throws UserError where the remote refuses the push
 */
export async function commitVersion(
  settings: Settings,
  options: CommitOptions,
  facts: WorkflowEvent,
  context: Context,
): Promise<CommitResult> {
  const step = context.reporter.step('commit');
  const skip = (reason: string, hint?: string): CommitResult => {
    step.warn(`not committed: ${reason}`, hint === undefined ? [] : [hint]);
    return SKIPPED;
  };
  if (options.commit === 'none') {
    step.unchanged('left to you (commit: none)');
    return SKIPPED;
  }
  if (!facts.headKnown) return skip(`the payload of ${facts.event} does not say whose work this is`);
  if (facts.fork) return skip('the pull request comes from a fork, whose token may only read');
  if (facts.dependabot) return skip('Dependabot started the run, whose token may only read');

  const { cwd, env, mask, signal } = context;
  const { token, timeoutMs } = options;
  const checkout = await openCheckout({
    cwd,
    env,
    config: token === undefined ? [] : credential(token, facts.serverUrl, mask),
    timeoutMs,
    pause: (attempt) => sleep(jitter(attempt), undefined, { signal }),
    onRetry: (attempt, why) => step.update(`${why}: attempt ${attempt}`),
  });
  if ('reason' in checkout) return skip(checkout.reason, checkout.hint);
  const dir = directoryIn(checkout, resolve(cwd, settings['schema-dir']));
  if (dir === undefined) {
    return skip('the schema directory is not inside the checkout', 'Give it a directory of its own: schema-dir.');
  }
  if (options.commit === 'pull-request') refuseOwnBranch(options.branch, checkout, facts);
  try {
    await using _ = await lockCheckout(checkout.git, timeoutMs, () =>
      step.update('another run commits in this checkout'),
    );
    return await commitTo(await withoutLeftover(checkout, dir), dir, options, facts, context, step);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new UserError(messageOf(error), { hint: 'The files stay as they are written.', exitCode: 1, cause: error });
  }
}

async function commitTo(
  checkout: Checkout,
  dir: string,
  options: CommitOptions,
  facts: WorkflowEvent,
  context: Context,
  step: StepHandle,
): Promise<CommitResult> {
  const { git, branch, head } = checkout;
  const who = await identity(git, options.author);
  const body = options.commit === 'push' ? options.body : `${options.body}\n${proposalMark(head)}`;
  try {
    const commit = await commitDirectory(git, { dir, subject: options.subject, body, who });
    if (commit === undefined) {
      step.unchanged(`nothing to commit on ${branch}`);
      return { ...SKIPPED, status: 'unchanged', sha: head, branch };
    }
    const made = { checkout, commit, dir, who };
    const done =
      options.commit === 'push' ? pushCommit(made, context, step) : proposeCommit(made, options, facts, context, step);
    return { ...SKIPPED, ...(await done) };
  } catch (error) {
    // A commit that is here alone would pass for one that is on the remote the next time.
    await undoCommit(git, dir, head);
    throw error;
  }
}

/** A run that was ended between its commit and its push has left the commit here: it is made anew, and pushed. */
async function withoutLeftover(checkout: Checkout, dir: string): Promise<Checkout> {
  const parent = await unpushedCommit(checkout, dir);
  if (parent === undefined) return checkout;
  await undoCommit(checkout.git, dir, parent);
  return { ...checkout, head: parent };
}

/** @throws UserError where the branch of the pull request is one that people work on */
function refuseOwnBranch(branch: string, checkout: Checkout, { defaultBranch }: WorkflowEvent): void {
  const what = { [defaultBranch ?? '']: 'the default branch', [checkout.branch]: 'the branch that is checked out' }[
    branch
  ];
  if (what === undefined) return;
  throw new UserError(`a pull request cannot come from ${branch}: it is ${what}`, {
    hint: 'Give it a branch that the action alone writes to, as the default timescale-ci/schema is: branch.',
  });
}

/** The schema directory as git names it; undefined where it is no directory inside the checkout. */
function directoryIn({ git }: Checkout, path: string): string | undefined {
  const dir = relative(git.root, realpathSync(path));
  return dir === '' || dir === '..' || dir.startsWith(`..${sep}`) ? undefined : dir.split(sep).join('/');
}

/** Pushes a commit to the branch that is checked out, on top of what other runs have pushed in the meantime. */
async function pushCommit(
  { checkout: { git, branch, head }, commit, dir, who }: Committed,
  { signal }: Context,
  step: StepHandle,
): Promise<Partial<CommitResult>> {
  const pushed = await push(git, {
    commit,
    base: head,
    branch,
    dir,
    fingerprint: fingerprintOf,
    who,
    pause: (attempt) => sleep(jitter(attempt), undefined, { signal }),
    onRetry: (attempt, why) => step.update(`${why}: attempt ${attempt}`),
  });
  const { version, latest } = pushed.joined ?? {};
  const details = pushed.behind === undefined ? [] : [`The local branch stays where it was: ${pushed.behind}`];
  const result = { sha: pushed.commit, branch, version };
  if (!pushed.ours) {
    step.unchanged(`another run has committed the same schema to ${branch} as ${version}`, details);
    return { ...result, status: 'unchanged' };
  }
  if (version !== latest) details.unshift(`schema_latest.sql leads to ${latest}, the later version of another run.`);
  const again = pushed.attempts === 1 ? '' : `, in ${pushed.attempts} attempts`;
  step.done(`${pushed.commit.slice(0, 8)} on ${branch}${again}`, details);
  return { ...result, status: 'pushed' };
}

/** Milliseconds before an attempt: longer each time, and never the same for two runs that got in each other's way. */
function jitter(attempt: number): number {
  return Math.random() * Math.min(8_000, 250 * 2 ** attempt);
}

/** Pushes a commit to a branch of its own and keeps one pull request open with it. The checkout stays on its branch. */
async function proposeCommit(
  { checkout: { git, branch: base, head }, commit, dir }: Committed,
  options: CommitOptions,
  facts: WorkflowEvent,
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
  { serverUrl, apiUrl, repository }: WorkflowEvent,
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
