import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from './temporary.ts';

/** Files by path, relative to a repository. */
export type Files = Record<string, string>;

const ADA = { name: 'Ada Lovelace', email: 'ada@example.com' };

/** The variables of a process that shall meet no settings of the person who runs the tests, and no network. */
export function gitEnvironment(): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
}

/** Runs git and gives what it printed, without the line end. */
export function git(cwd: string, ...args: string[]): string {
  const identity = {
    GIT_AUTHOR_NAME: ADA.name,
    GIT_AUTHOR_EMAIL: ADA.email,
    GIT_COMMITTER_NAME: ADA.name,
    GIT_COMMITTER_EMAIL: ADA.email,
  };
  const env = { ...gitEnvironment(), ...identity };
  return execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trimEnd();
}

/** A bare repository with one commit on `main`, which stands for the one at GitHub. */
export function createRemote(files: Files): string {
  const remote = join(temporaryDirectory('remote'), 'market.git');
  mkdirSync(remote);
  git(remote, 'init', '--quiet', '--bare', '--initial-branch=main');
  const seed = join(dirname(remote), 'seed');
  mkdirSync(seed);
  git(seed, 'init', '--quiet', '--initial-branch=main');
  commit(seed, files, 'Start');
  git(seed, 'push', '--quiet', remote, 'main');
  return remote;
}

/** What to check out, as one tells actions/checkout. */
export interface CheckoutOptions {
  /** A branch, or a full ref such as `refs/pull/7/merge`, which gives a detached head. Default `main`. */
  ref?: string;
  /** How many commits to fetch, 0 for all. Default 1, as actions/checkout's. */
  depth?: number;
}

/** A work tree as actions/checkout leaves one: shallow, one branch fetched, no identity. */
export function checkOut(remote: string, { ref = 'main', depth = 1 }: CheckoutOptions = {}): string {
  const clone = join(temporaryDirectory('clone'), 'market');
  mkdirSync(clone);
  const branch = !ref.startsWith('refs/');
  const [source, tracking] = branch
    ? [`refs/heads/${ref}`, `refs/remotes/origin/${ref}`]
    : [ref, ref.replace('refs/', 'refs/remotes/')];
  git(clone, 'init', '--quiet', '--initial-branch=main');
  git(clone, 'remote', 'add', 'origin', `file://${remote}`);
  git(
    clone,
    'fetch',
    '--quiet',
    '--no-tags',
    ...(depth > 0 ? [`--depth=${depth}`] : []),
    'origin',
    `+${source}:${tracking}`,
  );
  if (branch) git(clone, 'checkout', '--quiet', '-B', ref, tracking);
  else git(clone, 'checkout', '--quiet', '--detach', tracking);
  return clone;
}

/** Writes files in a work tree and commits them, and nothing else. */
export function commit(clone: string, files: Files, message: string): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    writeFileSync(join(clone, path), text);
  }
  git(clone, 'add', '--', ...Object.keys(files));
  git(clone, 'commit', '--quiet', '--message', message);
  return git(clone, 'rev-parse', 'HEAD');
}

/** Somebody else pushes to the remote: what was checked out before is behind. Gives the new commit. */
export function moveRemote(remote: string, files: Files, branch = 'main'): string {
  const clone = checkOut(remote, { ref: branch });
  const sha = commit(clone, files, 'Work of somebody else');
  git(clone, 'push', '--quiet', 'origin', branch);
  return sha;
}

/**
 * Refuses to go on in a repository whose remotes are anywhere else than in a temporary directory or on the loopback.
 *
 * @throws with the address that is not
 */
export function assertLocalRemotes(cwd: string): void {
  const remotes = isRepository(cwd) ? git(cwd, 'remote').split('\n').filter(Boolean) : [];
  const urls = remotes.flatMap((name) =>
    [['--all'], ['--push', '--all']].flatMap((flags) => git(cwd, 'remote', 'get-url', ...flags, name).split('\n')),
  );
  for (const url of urls) {
    if (/^http:\/\/127\.0\.0\.1:\d+\//.test(url)) continue;
    const path = url.startsWith('file://') ? fileURLToPath(url) : url;
    if (![tmpdir(), realpathSync(tmpdir())].some((temporary) => path.startsWith(`${temporary}/`))) {
      throw new Error(`refusing to run with the remote ${url}, which is not a test's own`);
    }
  }
}

export function isRepository(cwd: string): boolean {
  try {
    git(cwd, 'rev-parse', '--git-dir');
    return true;
  } catch {
    return false;
  }
}
