import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { messageOf } from '../errors.ts';
import { credential } from '../history/git/credential.ts';
import { findRoot, type Git, openGit } from '../history/git/git.ts';
import { fetchCommit, hasCommit, writeSnapshot } from '../history/git/snapshot.ts';
import type { RanScript } from '../script/run-types.ts';
import type { Context } from './context.ts';

export interface BaseCommit {
  /** The base that the event names. */
  sha: string;
  /** The head of the pull request; null where there is none, as in a merge queue. */
  headSha: string | null;
  /** A directory that may be filled. */
  directory: string;
  token: string | undefined;
  serverUrl: string;
}

/** The base's files on disk, or the reason why they cannot be had. */
export type BaseFiles = { sha: string } & ({ cwd: string } | { reason: string });

/**
 * Writes the files of the base into the directory: of the commit alone, fetched where the checkout is shallow. Neither the
 * work tree nor the index is touched.
 */
export async function readBaseFiles(options: BaseCommit, { cwd, env, mask }: Context): Promise<BaseFiles> {
  const { token, serverUrl, directory } = options;
  const root = findRoot(cwd);
  if (root === undefined) return { sha: options.sha, reason: 'this is no git checkout' };
  const git = openGit(root, { env, config: token === undefined ? [] : credential(token, serverUrl, mask) });
  const sha = (await mergedBase(git, options.headSha)) ?? options.sha;
  try {
    if (!(await hasCommit(git, sha))) await fetchCommit(git, sha);
    await writeSnapshot(git, sha, directory);
    return { sha, cwd: join(directory, relative(root, realpathSync(cwd))) };
  } catch (error) {
    return { sha, reason: withoutPassword(messageOf(error).split('\n')[0] ?? '') };
  }
}

/** The reason is shown where everybody reads it, and a remote's address may hold a token. */
function withoutPassword(text: string): string {
  return text.replace(/(?<=:\/\/)[^\s/@]*@/g, '***@');
}

/**
 * The base that GitHub merged the head into, where its merge commit is checked out: the event names the base of an earlier
 * time, and what came to it since would pass for the proposal's. A shallow commit still names its parents.
 */
async function mergedBase(git: Git, headSha: string | null): Promise<string | undefined> {
  const { stdout } = await git.attempt(['cat-file', 'commit', 'HEAD']);
  const [header = ''] = stdout.split('\n\n');
  const [base, head, ...others] = [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, sha]) => sha);
  return headSha !== null && head === headSha && others.length === 0 ? base : undefined;
}

/** True where scripts that others include say the same in another directory. */
export async function sameIncluded(scripts: readonly RanScript[], cwd: string): Promise<boolean> {
  const texts = await Promise.all(scripts.map(({ file }) => readFile(join(cwd, file), 'utf8').catch(() => undefined)));
  return scripts.every(({ text }, i) => text === texts[i]);
}
