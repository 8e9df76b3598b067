import { readFile } from 'node:fs/promises';
import { join, posix, relative, resolve, sep } from 'node:path';
import { readHeader } from '../dump/header.ts';
import { messageOf, UserError } from '../errors.ts';
import { findRoot, openGit } from '../history/git/git.ts';
import { showAt } from '../history/git/show.ts';
import { LATEST_FILE, versionTime } from '../history/names.ts';
import { isLfsPointer, readLatest } from '../history/read-latest.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';

/** What a live database is compared with. */
export interface DriftReference {
  /** For people: `sql/schema/schema_20261122_020007.sql`, `sql/schema/schema_latest.sql of 1a2b3c4`, `the source`. */
  name: string;
  /** The text, and the file of the checkout that holds it; null for what only git has. Null for the source. */
  dump: { text: string; file: string | null } | null;
  /** Where it is a commit's. */
  commit: string | null;
}

/** The words for the source as it stands in the checkout. */
const SOURCE = 'init';

/**
 * Finds what the live database is compared with.
 *
 * @throws UserError where there is nothing
 */
export async function readReference(
  against: string | undefined,
  settings: Pick<Settings, 'schema-dir'>,
  { cwd, env }: Pick<Context, 'cwd' | 'env'>,
): Promise<DriftReference> {
  const directory = resolve(cwd, settings['schema-dir']);
  if (against === undefined) {
    const latest = await readLatest(directory);
    if (latest === undefined) {
      throw new UserError(`there is no ${LATEST_FILE} in ${settings['schema-dir']} to compare with`, {
        hint: 'Run "backup" first, name another directory by --schema-dir, or compare with the source: --against init.',
      });
    }
    const file = join(settings['schema-dir'], latest.file);
    return { name: file, dump: { text: readable(latest.text, file), file }, commit: null };
  }
  if (against === SOURCE) return { name: 'the source', dump: null, commit: null };
  const text = await readFile(resolve(cwd, against), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw new UserError(
      `${against} cannot be read: ${error.code === 'EISDIR' ? 'it is a directory' : messageOf(error)}`,
      {
        hint: 'Name a dump of timescale-ci, a commit, or "init" for the source as it stands.',
      },
    );
  });
  if (text !== undefined)
    return { name: against, dump: { text: readable(text, against), file: against }, commit: null };
  return await ofCommit(against, directory, cwd, env);
}

async function ofCommit(
  commit: string,
  directory: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<DriftReference> {
  const root = findRoot(cwd);
  if (root === undefined) {
    throw new UserError(`there is no file ${commit}, and no git checkout here that could have such a commit`, {
      hint: 'Name a dump of timescale-ci, a commit, or "init" for the source as it stands.',
    });
  }
  const git = openGit(root, { env });
  const path = (name: string): string => relative(root, join(directory, name)).split(sep).join('/');
  const found = await showAt(git, commit, path(LATEST_FILE));
  if (found === 'no commit') {
    throw new UserError(`${commit} is neither a file nor a commit of this checkout`, {
      hint: 'A shallow checkout lacks older commits: give actions/checkout "fetch-depth: 0".',
    });
  }
  const link = found.text?.trim().replace(/^\.\//, '') ?? '';
  const version = versionTime(link) === undefined ? undefined : link;
  const target = version === undefined ? found : await showAt(git, found.sha, path(version));
  const text = target === 'no commit' ? null : target.text;
  const short = found.sha.slice(0, 7);
  if (text === null) {
    throw new UserError(`commit ${short} has no ${path(version ?? LATEST_FILE)}`, {
      hint: 'Name a commit that a version was committed in or before, or another directory by --schema-dir.',
    });
  }
  const name = `${posix.join(path('.'), version ?? LATEST_FILE)} of ${short}`;
  return { name, dump: { text: readable(text, name), file: null }, commit: found.sha };
}

/** @throws UserError for what is no dump of ours */
function readable(text: string, name: string): string {
  if (readHeader(text) !== undefined) return text;
  throw new UserError(
    isLfsPointer(text) ? `${name} is a Git LFS pointer, not the dump` : `${name} is no dump of timescale-ci`,
    { hint: 'Compare with a file that "dump" or "backup" wrote, or with the source: --against init.' },
  );
}
