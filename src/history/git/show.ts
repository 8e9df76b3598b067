import type { Git } from './git.ts';

/** A file of a commit; its text is null where the commit has none of that name. */
export interface CommittedFile {
  sha: string;
  text: string | null;
}

/**
 * Reads a file as a commit has it; of a symbolic link, where it leads.
 *
 * @param commit a hash, a branch, a tag; never taken for an option
 * @param path from the root of the checkout, with slashes
 */
export async function showAt(git: Git, commit: string, path: string): Promise<CommittedFile | 'no commit'> {
  const found = await git.attempt(['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{commit}`]);
  const sha = found.stdout.trim();
  if (found.code !== 0 || !/^[0-9a-f]{40,64}$/.test(sha)) return 'no commit';
  const shown = await git.attempt(['cat-file', 'blob', `${sha}:${path}`]);
  return { sha, text: shown.code === 0 ? shown.stdout : null };
}
