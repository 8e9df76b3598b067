import { join } from 'node:path';
import { type Files, unless } from './files.ts';
import { LATEST_FILE, versionName } from './names.ts';
import type { Temporaries } from './temporary.ts';

/** Where hard links or symbolic links cannot be made at all (FAT, some network drives, Windows without the privilege). */
const UNSUPPORTED = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'];

/**
 * Gives a finished temporary file the first free version name at or after `now`, whole or not at all, and never in
 * place of an existing file: `link` fails where the name is taken, which `rename` does not.
 *
 * @returns the version's file name
 */
export async function publishVersion(dir: string, temporary: string, now: Date, files: Files): Promise<string> {
  for (let second = 0; ; second++) {
    const file = versionName(new Date(now.getTime() + second * 1000));
    if (await unless(['EEXIST'], giveName(temporary, join(dir, file), files))) return file;
  }
}

async function giveName(temporary: string, target: string, files: Files): Promise<true> {
  const linked = await unless(
    UNSUPPORTED,
    files.link(temporary, target).then(() => true),
  );
  if (linked) return true;
  // Without hard links the name is taken by an empty file first: as safe, save for a crash between these two calls.
  const claim = await files.open(target, 'wx');
  await claim.close();
  try {
    await files.rename(temporary, target);
  } catch (error) {
    await files.unlink(target).catch(() => undefined);
    throw error;
  }
  return true;
}

/** Makes `schema_latest.sql` lead to this version, in one step. */
export async function pointLatestAt(dir: string, file: string, temporaries: Temporaries, files: Files): Promise<void> {
  const link = temporaries.path();
  const made = await unless(
    UNSUPPORTED,
    files.symlink(file, link).then(() => true),
  );
  // What git checks out where there are no symbolic links, and commits as one: a file that holds the target's name.
  await files.rename(made ? link : await temporaries.write(file), join(dir, LATEST_FILE));
}

/** Waits until the names are on the disk too. Systems that cannot do that for a directory (Windows) go without. */
export async function syncDirectory(dir: string, files: Files): Promise<void> {
  try {
    await using handle = await files.open(dir, 'r');
    await handle.sync();
  } catch {
    // Everything is written; only the moment when it reaches the disk is unknown.
  }
}
