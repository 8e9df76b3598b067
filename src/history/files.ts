import * as nodeFiles from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf, UserError } from '../errors.ts';

/** The calls of node:fs/promises that the history makes. A test passes its own to stop a write half-way. */
export type Files = Pick<
  typeof nodeFiles,
  'link' | 'lstat' | 'mkdir' | 'open' | 'readdir' | 'readFile' | 'realpath' | 'rename' | 'symlink' | 'unlink'
>;

/** The real file system. */
export const diskFiles: Files = nodeFiles;

/** The code of a failed system call (`ENOENT`), or undefined for any other error. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Gives undefined in place of a failure with one of these codes. */
export async function unless<T>(codes: readonly string[], work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (codes.includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}

const HINTS: Record<string, string> = {
  EACCES: 'Give the user who runs this write permission there, or choose another --schema-dir.',
  EPERM: 'Give the user who runs this write permission there, or choose another --schema-dir.',
  EROFS: 'The file system is mounted read-only: choose another --schema-dir.',
  ENOSPC: 'The disk is full: free some space and run again.',
  EDQUOT: "The user's disk quota is used up: free some space and run again.",
  ENOTDIR: 'Something on this path is a file: move it away, or choose another --schema-dir.',
  EEXIST: 'Something on this path is a file: move it away, or choose another --schema-dir.',
  EISDIR: 'A directory stands where a file belongs: move it away, or choose another --schema-dir.',
};

/**
 * Turns a failed system call into a UserError that names the path; anything else passes unchanged.
 *
 * @param doing what was tried, as in `cannot <doing> <path>`
 */
export function fileError(error: unknown, doing: string, path: string): unknown {
  const code = errorCode(error);
  if (error instanceof UserError || code === undefined) return error;
  return new UserError(`cannot ${doing} ${path} (${messageOf(error)})`, {
    ...(HINTS[code] === undefined ? {} : { hint: HINTS[code] }),
    cause: error,
  });
}

/**
 * Finds out before any work is done that a directory cannot be written to, or not be made.
 *
 * @throws UserError naming the first directory on the way up that there is, where it takes no files
 */
export async function assertWritable(dir: string): Promise<void> {
  const found = await unless(['ENOENT', 'ENOTDIR'], nodeFiles.stat(dir));
  if (found === undefined && dirname(dir) !== dir) return await assertWritable(dirname(dir));
  const { W_OK, X_OK } = nodeFiles.constants;
  const isDirectory = found?.isDirectory() === true;
  const refused = isDirectory
    ? await nodeFiles.access(dir, W_OK | X_OK).catch((error: unknown) => error)
    : Object.assign(new Error('it is no directory'), { code: 'ENOTDIR' });
  if (refused !== undefined) throw fileError(refused, 'write to', dir);
}
