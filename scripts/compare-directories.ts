import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** A file in which two directories differ, and how the second departs from the first. */
export interface Difference {
  /** From the directory, with slashes. */
  path: string;
  kind: 'changed' | 'missing' | 'left over';
}

/**
 * Compares two directories byte for byte.
 *
 * @param wanted what there should be
 * @param actual what there is; a missing directory is an empty one
 */
export async function compareDirectories(wanted: string, actual: string): Promise<Difference[]> {
  const [wantedFiles, actualFiles] = await Promise.all([filesIn(wanted), filesIn(actual)]);
  const paths = new Set([...wantedFiles.keys(), ...actualFiles.keys()]);
  return [...paths].sort().flatMap((path): Difference[] => {
    const [from, to] = [wantedFiles.get(path), actualFiles.get(path)];
    if (!to) return [{ path, kind: 'missing' }];
    if (!from) return [{ path, kind: 'left over' }];
    return from.equals(to) ? [] : [{ path, kind: 'changed' }];
  });
}

async function filesIn(dir: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.map(async (file) => [relative(dir, file).split(sep).join('/'), await readFile(file)] as const),
    ),
  );
}
