import { basename, dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { diskFiles, type Files, fileError, unless } from './files.ts';
import { LATEST_FILE, versionTime } from './names.ts';

/** The version that `schema_latest.sql` stands for. */
export interface Latest {
  /** Name of the file that holds the text: a version, or `schema_latest.sql` itself where that is a plain copy. */
  file: string;
  text: string;
}

/** What realpath and readFile say of a missing directory, a missing link, a dangling one and one that points at itself. */
const ABSENT = ['ENOENT', 'ELOOP'];

/**
 * Reads the latest version: through the symbolic link; or, where a checkout or a copy made a plain file of it, through
 * the name that git leaves in that file (`core.symlinks=false`), or as the dump itself. Undefined where there is none:
 * directory missing, link missing or dangling.
 *
 * @throws UserError where it cannot be read, or leads out of the directory: a schema directory may come from a
 *   stranger's branch, and its text is shown in reports
 */
export async function readLatest(dir: string, files: Files = diskFiles): Promise<Latest | undefined> {
  try {
    const direct = await readInside(dir, LATEST_FILE, files);
    const pointsTo = direct?.text.trim().replace(/^\.\//, '');
    if (pointsTo === undefined || !versionTime(pointsTo)) return direct;
    return await readInside(dir, pointsTo, files);
  } catch (error) {
    throw fileError(error, 'read', join(dir, LATEST_FILE));
  }
}

async function readInside(dir: string, name: string, files: Files): Promise<Latest | undefined> {
  const path = join(dir, name);
  const target = await unless(ABSENT, files.realpath(path));
  if (target === undefined) return undefined;
  if (dirname(target) !== (await files.realpath(dir))) {
    throw new UserError(`${path} leads out of its directory, to ${target}`, {
      hint: `Delete ${path}: the next backup writes it again.`,
    });
  }
  if (!(await files.lstat(target)).isFile()) {
    throw new UserError(`${path} does not lead to a file`, {
      hint: `Move ${target} away: the next backup writes the file again.`,
    });
  }
  const text = await files.readFile(target, 'utf8');
  if (isLfsPointer(text)) {
    throw new UserError(`${path} is a Git LFS pointer, not the dump`, {
      hint: 'Check it out with "lfs: true" of actions/checkout, or by "git lfs pull".',
    });
  }
  return { file: basename(target), text };
}

/** True for what Git LFS commits in place of a file. */
export function isLfsPointer(text: string): boolean {
  return text.startsWith('version https://git-lfs.github.com/spec/');
}
