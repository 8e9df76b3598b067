import { UserError } from '../../errors.ts';
import type { Git } from './git.ts';
import { branchGone, classifyFailure, explainRefusal } from './refusal.ts';
import { type Replayed, type ReplayInput, replay } from './replay.ts';

/** How often a push is tried. Each run that came in between costs one. */
export const ATTEMPTS = 10;

export interface PushInput extends Pick<ReplayInput, 'dir' | 'fingerprint' | 'who'> {
  /** The commit to push and its parent. */
  commit: string;
  base: string;
  branch: string;
  /** Waits before the next attempt, of which this is the number, from 2. */
  pause: (attempt: number) => Promise<void>;
  /** Told what is about to be tried again, and why. */
  onRetry?: (attempt: number, why: string) => void;
}

export interface Pushed {
  /** Where the remote's branch is now. */
  commit: string;
  /** False where another run had committed the same schema in the meantime. */
  ours: boolean;
  /** Set where another commit had come in between. */
  joined: Pick<Replayed, 'version' | 'latest'> | undefined;
  attempts: number;
  /** Why the local branch could not follow the remote, where it could not. */
  behind: string | undefined;
}

/**
 * Pushes a commit of the schema directory to its branch. Where the remote has moved, the commit is made again on top of
 * what is there, up to ten times. Afterwards the local branch is where the remote's is.
 *
 * @throws UserError where the remote refuses it, or keeps moving
 */
export async function push(git: Git, input: PushInput): Promise<Pushed> {
  const { branch, base } = input;
  const remote = `refs/remotes/origin/${branch}`;
  let { commit } = input;
  let expected = await knownTip(git, remote, input);
  let joined: Pushed['joined'];
  for (let attempt = 1; ; attempt++) {
    // Without it a branch that was deleted or renamed since the checkout would be made again.
    const lease = expected === undefined ? [] : [`--force-with-lease=refs/heads/${branch}:${expected}`];
    const pushed = await git.remote(['push', '--porcelain', ...lease, 'origin', `${commit}:refs/heads/${branch}`]);
    if (pushed.code === 0) {
      return { commit, ours: true, joined, attempts: attempt, behind: await follow(git, input.commit, commit) };
    }
    const said = `${pushed.stderr}\n${pushed.stdout}`;
    if (classifyFailure(said) !== 'moved') throw explainRefusal(branch, said);
    if (attempt === ATTEMPTS) throw gaveUp(branch);
    input.onRetry?.(attempt + 1, `${branch} has moved`);
    await input.pause(attempt + 1);

    const fetched = await git.remote(['fetch', '--quiet', '--no-tags', 'origin', `+refs/heads/${branch}:${remote}`]);
    if (classifyFailure(fetched.stderr) === 'gone') throw branchGone(branch);
    if (fetched.code !== 0) throw explainRefusal(branch, fetched.stderr);
    const onto = await git.run(['rev-parse', '--verify', `${remote}^{commit}`]);
    const replayed = await replay(git, { ...input, commit: input.commit, base, onto });
    joined = replayed;
    if (replayed.commit === undefined) {
      return { commit: onto, ours: false, joined, attempts: attempt, behind: await follow(git, input.commit, onto) };
    }
    commit = replayed.commit;
    expected = onto;
  }
}

/**
 * The commit that the remote's branch is at as far as anybody here knows, and that ours stands on: a push may replace no
 * other. Undefined where the remote was never seen to have the branch.
 */
async function knownTip(
  git: Git,
  remote: string,
  { commit, base }: Pick<PushInput, 'commit' | 'base'>,
): Promise<string | undefined> {
  const seen = await git.attempt(['rev-parse', '--verify', '--quiet', `${remote}^{commit}`]);
  if (seen.code !== 0) return undefined;
  const tip = seen.stdout.trim();
  return (await git.attempt(['merge-base', '--is-ancestor', tip, commit])).code === 0 ? tip : base;
}

/** Takes the local branch to the commit that was pushed. Files that somebody changed stay; git refuses to lose them. */
async function follow(git: Git, from: string, to: string): Promise<string | undefined> {
  if (from === to) return undefined;
  const reset = await git.attempt(['reset', '--quiet', '--keep', to]);
  return reset.code === 0 ? undefined : reset.stderr.trim();
}

function gaveUp(branch: string): UserError {
  return new UserError(`${branch} moved ${ATTEMPTS} times while the schema was pushed to it`, {
    hint: 'The files stay as they are written. Let runs queue up instead: give the workflow a concurrency group.',
    exitCode: 1,
  });
}
