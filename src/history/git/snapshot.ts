import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { type Git, succeeded } from './git.ts';

/** True where the commit and its files are here. */
export async function hasCommit(git: Git, sha: string): Promise<boolean> {
  return (await git.attempt(['cat-file', '-e', `${sha}^{tree}`])).code === 0;
}

/**
 * Fetches one commit without its history, for a checkout that is shallow.
 *
 * @throws GitError where the remote does not give it
 */
export async function fetchCommit(git: Git, sha: string): Promise<void> {
  const args = ['fetch', '--quiet', '--no-tags', '--depth=1', 'origin', sha];
  succeeded(args, await git.remote(args));
}

/** Writes the files of a commit into a directory. Neither the work tree nor the index is touched. */
export async function writeSnapshot(git: Git, sha: string, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const index = join(
    await git.run(['rev-parse', '--absolute-git-dir']),
    `timescale-ci-${randomBytes(6).toString('hex')}`,
  );
  const env = { GIT_INDEX_FILE: index };
  try {
    await git.run(['read-tree', sha], { env });
    const args = ['checkout-index', '--all', '--force', `--prefix=${directory.split(sep).join('/')}/`];
    // A partial clone and Git LFS fetch here what they lack.
    succeeded(args, await git.remote(args, { env }));
  } finally {
    await rm(index, { force: true });
  }
}
