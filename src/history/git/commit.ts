import { UserError } from '../../errors.ts';
import type { Git } from './git.ts';

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

export interface CommitInput {
  /** The directory to commit, from the checkout's root; nothing else is staged or committed. */
  dir: string;
  subject: string;
  body: string;
  /** What `identity` gave. */
  who: readonly string[];
}

/**
 * Commits what changed in one directory, whatever else is changed or staged. The repository's hooks run.
 *
 * @returns the commit, undefined where the directory holds what the last commit has
 * @throws UserError where git or a hook refuses
 */
export async function commitDirectory(git: Git, { dir, subject, body, who }: CommitInput): Promise<string | undefined> {
  const paths = ['--', `:(top,literal)${dir}`];
  const added = await git.attempt(['add', '--all', ...paths]);
  if (added.code !== 0) {
    throw new UserError(`git cannot stage ${dir}\n${added.stderr.trim()}`, {
      hint: 'Take the schema directory out of .gitignore, or set commit: none.',
    });
  }
  const changed = await git.attempt(['diff', '--cached', '--quiet', 'HEAD', ...paths]);
  if (changed.code === 0) return undefined;
  const made = await git.attempt([...who, 'commit', '--quiet', '-m', subject, '-m', body, ...paths]);
  if (made.code !== 0) {
    throw new UserError(`git refuses the commit\n${(made.stderr.trim() || made.stdout.trim()).slice(0, 4000)}`, {
      hint: 'Where a hook of the repository refuses it, set commit-message to what it wants, or leave it out on CI.',
    });
  }
  return await git.run(['rev-parse', 'HEAD']);
}
