import { realpathSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fingerprintOf } from '../dump/header.ts';
import { messageOf, UserError } from '../errors.ts';
import { type Api, openApi } from '../github/api.ts';
import type { EventFacts } from '../github/facts.ts';
import { type KeptPullRequest, keepPullRequest } from '../github/pull-request.ts';
import { type Checkout, openCheckout } from '../history/git/checkout.ts';
import { commitDirectory, identity } from '../history/git/commit.ts';
import { credential } from '../history/git/credential.ts';
import { GitError } from '../history/git/git.ts';
import { propose } from '../history/git/propose.ts';
import { push } from '../history/git/push.ts';
import type { StepHandle } from '../report/reporter.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';

export interface CommitOptions {
  commit: 'push' | 'pull-request' | 'none';
  /** The commit's subject and what stands below it; of the pull request too. */
  subject: string;
  body: string;
  author: { name: string | undefined; email: string | undefined };
  /** The pull request's branch. */
  branch: string;
  /** Undefined where git has credentials of its own and the API is left alone. */
  token: string | undefined;
  timeoutMs: number;
}

export interface CommitResult {
  status: 'pushed' | 'proposed' | 'unchanged' | 'skipped';
  /** The commit that holds the schema directory, on the remote. */
  sha: string | null;
  branch: string | null;
  pullRequest: KeptPullRequest | null;
  /** The file name of the version, where another run's commit made it another. */
  latest: string | undefined;
  /** What kept it from being committed. */
  reason: string | null;
}

const NOTHING: CommitResult = {
  status: 'skipped',
  sha: null,
  branch: null,
  pullRequest: null,
  latest: undefined,
  reason: null,
};

/**
 * The step: commits the schema directory and pushes it, or keeps a pull request with it. Where nothing can be committed,
 * it says why and goes on.
 *
 * @throws UserError where the remote refuses the push
 */
export async function commitVersion(
  settings: Settings,
  options: CommitOptions,
  facts: EventFacts,
  context: Context,
): Promise<CommitResult> {
  const step = context.reporter.step('commit');
  const skip = (reason: string, hint?: string): CommitResult => {
    step.warn(`not committed: ${reason}`, hint === undefined ? [] : [hint]);
    return { ...NOTHING, reason };
  };
  if (options.commit === 'none') {
    step.unchanged('left to you (commit: none)');
    return NOTHING;
  }
  if (facts.fork) return skip('the pull request comes from a fork, whose token may only read');
  if (facts.dependabot) return skip('Dependabot started the run, whose token may only read');

  const { cwd, env, mask } = context;
  const config = options.token === undefined ? [] : credential(options.token, facts.serverUrl, mask);
  const checkout = await openCheckout({ cwd, env, config });
  if ('reason' in checkout) return skip(checkout.reason, checkout.hint);
  const dir = directoryIn(checkout, resolve(cwd, settings['schema-dir']));
  if (dir === undefined) {
    return skip('the schema directory is not inside the checkout', 'Give it a directory of its own: schema-dir.');
  }
  try {
    const result = await commitTo(checkout, dir, options, facts, context, step);
    if (result.status === 'unchanged') step.unchanged(`nothing to commit on ${checkout.branch}`);
    return result;
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new UserError(messageOf(error), { hint: 'The files stay as they are written.', exitCode: 1, cause: error });
  }
}

async function commitTo(
  { git, branch, head }: Checkout,
  dir: string,
  options: CommitOptions,
  facts: EventFacts,
  context: Context,
  step: StepHandle,
): Promise<CommitResult> {
  const who = await identity(git, options.author);
  const commit = await commitDirectory(git, { dir, subject: options.subject, body: options.body, who });
  if (commit === undefined) return { ...NOTHING, status: 'unchanged', sha: head, branch };

  if (options.commit === 'push') {
    const pushed = await push(git, {
      commit,
      base: head,
      branch,
      dir,
      fingerprint: fingerprintOf,
      who,
      pause: (attempt) => sleep(jitter(attempt), undefined, { signal: context.signal }),
      onRetry: (attempt, why) => step.update(`${why}: attempt ${attempt}`),
    });
    const details = pushed.behind === undefined ? [] : [`The local branch stays where it was: ${pushed.behind}`];
    const again = pushed.attempts === 1 ? '' : `, in ${pushed.attempts} attempts`;
    if (!pushed.ours) {
      step.unchanged(`another run has committed the same schema to ${branch} as ${pushed.latest}`, details);
      return {
        ...NOTHING,
        status: 'unchanged',
        sha: await git.run(['rev-parse', 'HEAD']),
        branch,
        latest: pushed.latest,
      };
    }
    step.done(`${pushed.commit.slice(0, 8)} on ${branch}${again}`, details);
    return { ...NOTHING, status: 'pushed', sha: pushed.commit, branch, latest: pushed.latest };
  }

  try {
    const proposed = await propose(git, {
      commit,
      base: head,
      branch: options.branch,
      dir,
      fingerprint: fingerprintOf,
    });
    const kept = await keep({ base: branch, options, facts, context });
    const what = proposed.pushed ? '' : ', as it was';
    const where = kept === null ? `on ${options.branch}` : `in pull request #${kept.number}`;
    step.done(`${proposed.commit.slice(0, 8)} ${where}${what}`, kept === null ? [] : [kept.url]);
    return { ...NOTHING, status: 'proposed', sha: proposed.commit, branch: options.branch, pullRequest: kept };
  } finally {
    // The branch that is checked out has nothing to do with the proposal: later steps find it as it was.
    await git.run(['reset', '--quiet', '--soft', head]);
    await git.run(['reset', '--quiet', '--', `:(top,literal)${dir}`]);
  }
}

/** The pull request of the proposal. What GitHub's API does not do is a warning: the branch is there. */
async function keep({
  base,
  options,
  facts,
  context,
}: {
  base: string;
  options: CommitOptions;
  facts: EventFacts;
  context: Context;
}): Promise<KeptPullRequest | null> {
  const { branch: head, subject: title, body, token, timeoutMs } = options;
  const page = `${facts.serverUrl}/${facts.repository}/compare/${base}...${head}?expand=1`;
  if (token === undefined) {
    context.reporter.warn('no pull request is opened: there is no token', [`Open it at ${page}`]);
    return null;
  }
  const { repository, apiUrl } = facts;
  const api: Api = openApi({ token, repository, apiUrl, timeoutMs, permission: 'pull-requests: write' });
  try {
    return await keepPullRequest(api, { head, base, title, body });
  } catch (error) {
    const hint = error instanceof UserError && error.hint !== undefined ? [error.hint] : [];
    context.reporter.warn(messageOf(error), [...hint, `Open it at ${page}`]);
    return null;
  }
}

/** The schema directory as git names it; undefined where it is no directory inside the checkout. */
function directoryIn({ git }: Checkout, path: string): string | undefined {
  const dir = relative(git.root, realpathSync(path));
  return dir === '' || dir.startsWith(`..${sep}`) || dir === '..' ? undefined : join(dir).split(sep).join('/');
}

/** Milliseconds before an attempt: longer each time, and never the same for two runs that got in each other's way. */
function jitter(attempt: number): number {
  return Math.random() * Math.min(8_000, 250 * 2 ** attempt);
}
