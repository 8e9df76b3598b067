import { UserError } from '../../errors.ts';
import type { Git } from './git.ts';
import { classifyPush, explainRefusal } from './refusal.ts';
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
  let commit = input.commit;
  let joined: Pushed['joined'];
  for (let attempt = 1; ; attempt++) {
    const pushed = await git.attempt(['push', '--porcelain', 'origin', `${commit}:refs/heads/${branch}`]);
    if (pushed.code === 0) {
      return { commit, ours: true, joined, attempts: attempt, behind: await follow(git, input.commit, commit) };
    }
    const said = `${pushed.stderr}\n${pushed.stdout}`;
    const failure = classifyPush(said);
    if (failure === 'refused') throw explainRefusal(branch, said);
    if (attempt === ATTEMPTS) throw gaveUp(branch, failure, said);
    input.onRetry?.(attempt + 1, failure === 'moved' ? `${branch} has moved` : 'the connection failed');
    await input.pause(attempt + 1);
    if (failure === 'network') continue;

    await git.run(['fetch', '--quiet', '--no-tags', 'origin', `+refs/heads/${branch}:${remote}`]);
    const onto = await git.run(['rev-parse', '--verify', `${remote}^{commit}`]);
    const replayed = await replay(git, { ...input, commit: input.commit, base, onto });
    joined = replayed;
    if (replayed.commit === undefined) {
      return { commit: onto, ours: false, joined, attempts: attempt, behind: await follow(git, input.commit, onto) };
    }
    commit = replayed.commit;
  }
}

/** Takes the local branch to the commit that was pushed. Files that somebody changed stay; git refuses to lose them. */
async function follow(git: Git, from: string, to: string): Promise<string | undefined> {
  if (from === to) return undefined;
  const reset = await git.attempt(['reset', '--quiet', '--keep', to]);
  return reset.code === 0 ? undefined : reset.stderr.trim();
}

function gaveUp(branch: string, failure: 'moved' | 'network', said: string): UserError {
  if (failure === 'network') return explainRefusal(branch, said);
  return new UserError(`${branch} moved ${ATTEMPTS} times while the schema was pushed to it`, {
    hint: 'The files stay as they are written. Let runs queue up instead: give the workflow a concurrency group.',
    exitCode: 1,
  });
}
