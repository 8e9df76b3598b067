import { join } from 'node:path';
import { diskFiles, type Files, fileError, unless } from './files.ts';
import { versionTime } from './names.ts';

/** One version in the schema directory. */
export interface Version {
  /** File name without its directory. */
  file: string;
  /** The time in its name. */
  time: Date;
}

/**
 * The versions in a schema directory, oldest first. Only regular files whose names are exactly a version's count;
 * a missing directory has none.
 *
 * @throws UserError where the directory cannot be read
 */
export async function listVersions(dir: string, files: Files = diskFiles): Promise<Version[]> {
  try {
    const names = (await unless(['ENOENT'], files.readdir(dir))) ?? [];
    const versions: Version[] = [];
    for (const file of names.sort()) {
      const time = versionTime(file);
      if (!time) continue;
      const stat = await unless(['ENOENT'], files.lstat(join(dir, file)));
      if (stat?.isFile()) versions.push({ file, time });
    }
    return versions;
  } catch (error) {
    throw fileError(error, 'list the schema directory', dir);
  }
}
