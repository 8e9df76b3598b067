import { UserError } from '../../errors.ts';
import { LATEST_FILE } from '../names.ts';
import type { Git } from './git.ts';
import { classifyFailure, explainRefusal } from './refusal.ts';
import { listTree, readBlob } from './tree.ts';

export interface ProposeInput {
  commit: string;
  /** Its parent. */
  base: string;
  /** The branch of the pull request. A proposal that it holds is replaced, anything else is not. */
  branch: string;
  dir: string;
  fingerprint: (text: string) => string;
}

export interface Proposed {
  commit: string;
  /** False where the branch held the same proposal already. */
  pushed: boolean;
}

/**
 * Pushes a commit to the branch of a pull request, unless that holds the same schema on the same base already: a nightly
 * run must not put a new commit on it every night.
 *
 * @throws UserError where the remote refuses it, or the branch holds commits of others
 */
export async function propose(git: Git, { commit, base, branch, dir, fingerprint }: ProposeInput): Promise<Proposed> {
  const there = await fetchBranch(git, branch);
  if (there !== undefined) {
    await refuseForeign(git, branch, there, base);
    const [theirs, ours] = await Promise.all([latestText(git, there, dir), latestText(git, commit, dir)]);
    const same = theirs !== undefined && ours !== undefined && fingerprint(theirs) === fingerprint(ours);
    if (same && (await startsFrom(git, there, base, dir))) return { commit: there, pushed: false };
  }
  const lease = `--force-with-lease=refs/heads/${branch}:${there ?? ''}`;
  const pushed = await git.remote(['push', '--porcelain', lease, 'origin', `${commit}:refs/heads/${branch}`]);
  if (pushed.code === 0) return { commit, pushed: true };
  const said = `${pushed.stderr}\n${pushed.stdout}`;
  // Another run has pushed its proposal in the same moment: as good as ours, and the next run compares.
  const now = classifyFailure(said) === 'moved' ? await fetchBranch(git, branch) : undefined;
  if (now === undefined || now === there) throw explainRefusal(branch, said);
  await refuseForeign(git, branch, now, base);
  return { commit: now, pushed: false };
}

/** A line of a proposal's message: with its parent's name it tells a commit of ours from any that was put on top of one. */
export function proposalMark(base: string): string {
  return `Proposed on ${base}`;
}

/** @throws UserError where the branch holds a commit that is neither a proposal nor in the base already */
async function refuseForeign(git: Git, branch: string, tip: string, base: string): Promise<void> {
  if ((await git.attempt(['merge-base', '--is-ancestor', tip, base])).code === 0) return;
  const shown = await git.run(['log', '-1', '--format=%P%x00%an: %s%x00%B', tip]);
  const [parent = '', title = '', message = ''] = shown.split('\0');
  if (message.split('\n').includes(proposalMark(parent))) return;
  throw new UserError(`${branch} holds a commit that is not a proposal of this action\n${tip.slice(0, 8)}  ${title}`, {
    hint: `Nothing was pushed. Merge or delete ${branch}, or give the pull request a branch of its own: branch.`,
    exitCode: 1,
  });
}

/** The commit that the remote's branch is at; undefined where there is no such branch. */
async function fetchBranch(git: Git, branch: string): Promise<string | undefined> {
  const remote = `refs/remotes/origin/${branch}`;
  const ask = async (...args: string[]): Promise<string> => {
    const output = await git.remote(args);
    if (output.code !== 0) throw explainRefusal(branch, output.stderr);
    return output.stdout;
  };
  if ((await ask('ls-remote', 'origin', `refs/heads/${branch}`)) === '') return undefined;
  // A shallow checkout knows no common ancestor: without a depth it would be sent the whole history.
  const shallow = (await git.run(['rev-parse', '--is-shallow-repository'])) === 'true';
  const depth = shallow ? ['--depth=2'] : [];
  await ask('fetch', '--quiet', '--no-tags', ...depth, 'origin', `+refs/heads/${branch}:${remote}`);
  return await git.run(['rev-parse', '--verify', `${remote}^{commit}`]);
}

/** True where the proposal is one commit on a base whose schema directory is today's. */
async function startsFrom(git: Git, proposal: string, base: string, dir: string): Promise<boolean> {
  const tree = async (commit: string): Promise<string> =>
    (await git.attempt(['rev-parse', '--verify', '--quiet', `${commit}:${dir}`])).stdout.trim();
  const parent = await git.attempt(['rev-parse', '--verify', '--quiet', `${proposal}^`]);
  return parent.code === 0 && (await tree(parent.stdout.trim())) === (await tree(base));
}

/** The text that schema_latest.sql leads to in a commit. */
async function latestText(git: Git, commit: string, dir: string): Promise<string | undefined> {
  const entries = await listTree(git, commit, dir);
  const link = entries.get(`${dir}/${LATEST_FILE}`);
  const version = link && entries.get(`${dir}/${(await readBlob(git, link.id)).trim()}`);
  return version && (await readBlob(git, version.id));
}
