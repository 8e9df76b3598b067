import { messageOf } from '../../errors.ts';
import { findRoot, type Git, type GitOptions, openGit } from './git.ts';

/** A checkout that can take a commit. */
export interface Checkout {
  git: Git;
  /** The branch that is checked out. */
  branch: string;
  /** The commit that is checked out. */
  head: string;
}

/** Why nothing can be committed here, and what would change that. */
export interface NoCheckout {
  reason: string;
  hint: string;
}

const CHECK_OUT = 'Check the repository out with actions/checkout in a step before this one.';

/** Looks at the checkout around `cwd`: on a branch, with a commit and a remote? */
export async function openCheckout({ cwd, ...options }: GitOptions): Promise<Checkout | NoCheckout> {
  const root = findRoot(cwd);
  if (root === undefined) return { reason: 'this is no git checkout', hint: CHECK_OUT };
  const git = openGit(root, options);
  try {
    await git.run(['--version']);
  } catch (error) {
    return { reason: `git cannot be run: ${messageOf(error)}`, hint: 'Install git on the runner or in its container.' };
  }
  const head = await git.attempt(['rev-parse', '--verify', '--quiet', 'HEAD']);
  if (head.code !== 0) return { reason: 'the checkout has no commit yet', hint: CHECK_OUT };
  const branch = await git.attempt(['symbolic-ref', '--quiet', '--short', 'HEAD']);
  if (branch.code !== 0) {
    return {
      reason: 'the checkout is on no branch (detached HEAD)',
      hint: 'Give actions/checkout the branch: on a pull request, ref: ${{ github.head_ref }}.',
    };
  }
  const remote = await git.attempt(['remote', 'get-url', 'origin']);
  if (remote.code !== 0) return { reason: 'the checkout has no remote named origin', hint: CHECK_OUT };
  return { git, branch: branch.stdout.trim(), head: head.stdout.trim() };
}
