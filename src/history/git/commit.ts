import { compareFiles, filesOnDisk, keepBytes } from './bytes.ts';
import type { Checkout } from './checkout.ts';
import type { Git } from './git.ts';
import { explainCommit } from './refusal.ts';
import { listStaged, listTree } from './tree.ts';

export interface Author {
  name: string | undefined;
  email: string | undefined;
}

/** Who commits where nobody is named, as GitHub shows its own commits. */
const BOT: Author = { name: 'github-actions[bot]', email: '41898282+github-actions[bot]@users.noreply.github.com' };

/** `-c` options that name the author and committer: as given, as the repository's settings have it, else GitHub's bot. */
export async function identity(git: Git, given: Author): Promise<string[]> {
  const own = async (key: string): Promise<string | undefined> =>
    (await git.attempt(['config', '--get', key])).stdout.trim() || undefined;
  const name = given.name ?? (await own('user.name'));
  const email = given.email ?? (await own('user.email'));
  return ['-c', `user.name=${name ?? BOT.name}`, '-c', `user.email=${email ?? BOT.email}`];
}

/** A line in the message of every commit of a version. */
const SCHEMA_LINE = /^Schema [0-9a-f]{64}$/m;

export interface CommitInput {
  /** The directory to commit, from the checkout's root; nothing else is staged or committed. */
  dir: string;
  subject: string;
  body: string;
  /** What `identity` gave. */
  who: readonly string[];
}

/**
 * Commits what changed in one directory, whatever else is changed or staged. The repository's hooks run. What is committed
 * is what stands there, byte by byte, or nothing is.
 *
 * @returns the commit, undefined where the directory holds what the last commit has
 * @throws UserError where git or a hook refuses, or would commit something else
 */
export async function commitDirectory(git: Git, { dir, subject, body, who }: CommitInput): Promise<string | undefined> {
  const paths = ['--', `:(top,literal)${dir}`];
  await keepBytes(git, dir);
  const files = await filesOnDisk(git, dir);
  const added = await git.attempt(['add', '--all', ...paths]);
  // A directory that is ignored fails here, files of one do not: both are named below.
  if (added.code !== 0 && !/ignored by one of/.test(added.stderr)) throw explainCommit(`stage ${dir}`, added);
  await compareFiles(git, files, await listStaged(git, dir));
  const changed = await git.attempt(['diff', '--cached', '--quiet', 'HEAD', ...paths]);
  if (changed.code === 0) return undefined;
  const made = await git.attempt([...who, 'commit', '--quiet', '-m', subject, '-m', body, ...paths]);
  if (made.code !== 0) throw explainCommit(`commit ${dir}`, made);
  const commit = await git.run(['rev-parse', 'HEAD']);
  // A hook may have put its own version of a file into the commit.
  await compareFiles(git, files, await listTree(git, commit, dir));
  return commit;
}

/**
 * The parent of a commit of the directory that was made here, by a run that ended before it was pushed; undefined where
 * the branch is where the remote was seen to be, or holds other work.
 */
export async function unpushedCommit({ git, branch, head }: Checkout, dir: string): Promise<string | undefined> {
  const seen = await git.attempt(['rev-parse', '--verify', '--quiet', `refs/remotes/origin/${branch}^{commit}`]);
  const shown = await git.run(['log', '-1', '--format=%P%x00%B', head]);
  const [parent = '', message = ''] = shown.split('\0');
  if (seen.stdout.trim() !== parent || parent === '' || !SCHEMA_LINE.test(message)) return undefined;
  const files = (await git.run(['diff', '--name-only', '-z', parent, head])).split('\0').filter(Boolean);
  return files.every((file) => file.startsWith(`${dir}/`)) ? parent : undefined;
}

/** Takes the branch back to a commit. The files stay as they are written, and the directory counts as not staged. */
export async function undoCommit(git: Git, dir: string, commit: string): Promise<void> {
  await git.attempt(['reset', '--quiet', '--soft', commit]);
  await git.attempt(['reset', '--quiet', '--', `:(top,literal)${dir}`]);
}
