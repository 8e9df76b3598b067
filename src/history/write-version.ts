import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { diskFiles, type Files, fileError, unless } from './files.ts';
import { listVersions } from './list-versions.ts';
import { README_FILE } from './names.ts';
import { pointLatestAt, publishVersion, syncDirectory } from './publish.ts';
import { readLatest } from './read-latest.ts';
import { removeLeftovers, type Temporaries, temporariesIn } from './temporary.ts';

export interface VersionInput {
  /** The schema directory; it is created where it does not exist. */
  dir: string;
  /** The dump. */
  text: string;
  /** The text of README_latest.md. */
  readme: string;
  /** Whether a README that is there serves as well; only the same text does, where it is not given. */
  readmeHolds?: (text: string) => boolean;
  /** Names the version. */
  now: Date;
  /** What makes two dumps the same schema; computed from the latest file's text, whose own header proves nothing. */
  fingerprint: (text: string) => string;
  /** How many versions stay, the new one included; at least 1. Without it all stay. */
  keep?: number | undefined;
}

export interface WriteResult {
  /**
   * `written`: a new version. `relinked`: the newest version already holds this schema, and schema_latest.sql, which was
   * missing or behind after a crash, leads to it again. `unchanged`: the latest version holds this schema.
   */
  status: 'written' | 'relinked' | 'unchanged';
  /** The file name of the version that is the latest now. */
  file: string;
  /** The file name that was the latest before, where there was one. */
  previous: string | undefined;
  /** Whether README_latest.md was written: it is left alone where it says the same already. */
  readme: 'written' | 'unchanged';
  /** The old versions that `keep` removed, oldest first. */
  removed: string[];
}

/**
 * Writes a version of the schema: `schema_YYYYMMDD_HHMMSS.sql`, `schema_latest.sql`, `README_latest.md`. Where the
 * schema is the latest one's, only a README that is missing or differs is written; where it is the same too, nothing.
 *
 * Every file appears by one rename or link of a finished copy, the version first, the README last: whatever stops it,
 * `schema_latest.sql` leads to a whole dump, and the next run completes the rest and clears the temporary files away.
 * Writers at the same time get a version each, and the last to finish decides where `schema_latest.sql` leads.
 *
 * @throws UserError naming the path that could not be read or written
 */
export async function writeVersion(input: VersionInput, files: Files = diskFiles): Promise<WriteResult> {
  const { dir, keep } = input;
  if (keep !== undefined && !(Number.isInteger(keep) && keep >= 1)) {
    throw new UserError(`cannot keep ${keep} versions`, { hint: 'Give a whole number of at least 1.' });
  }
  const temporaries = temporariesIn(dir, files);
  try {
    await files.mkdir(dir, { recursive: true });
    await removeLeftovers(dir, input.now, files);
    return await write(input, temporaries, files);
  } catch (error) {
    throw fileError(error, 'write to the schema directory', dir);
  } finally {
    await temporaries.release();
  }
}

async function write(input: VersionInput, temporaries: Temporaries, files: Files): Promise<WriteResult> {
  const { dir, text, now, keep } = input;
  const latest = await readLatest(dir, files);
  const wanted = input.fingerprint(text);
  const same = latest !== undefined && input.fingerprint(latest.text) === wanted;
  const stranded = same ? undefined : await findStranded(input, wanted, files);

  // All that needs space is written before the first name changes.
  const version = same || stranded ? undefined : await temporaries.write(text);
  const readme = (await readmeDiffers(input, files)) ? await temporaries.write(input.readme) : undefined;

  let file = latest?.file ?? '';
  if (stranded) {
    file = stranded;
    await pointLatestAt(dir, file, temporaries, files);
  } else if (version !== undefined) {
    file = await publishVersion(dir, version, now, files);
    try {
      await pointLatestAt(dir, file, temporaries, files);
    } catch (error) {
      await files.unlink(join(dir, file)).catch(() => undefined);
      throw error;
    }
  }
  if (readme !== undefined) await files.rename(readme, join(dir, README_FILE));
  if (!same || readme !== undefined) await syncDirectory(dir, files);
  return {
    status: same ? 'unchanged' : stranded ? 'relinked' : 'written',
    file,
    previous: latest?.file,
    readme: readme === undefined ? 'unchanged' : 'written',
    removed: same || keep === undefined ? [] : await prune(dir, keep, file, files),
  };
}

/**
 * The newest version, where it already holds the wanted schema though schema_latest.sql does not lead there: a run
 * ended between the two, or the link was lost.
 */
async function findStranded(
  { dir, fingerprint }: VersionInput,
  wanted: string,
  files: Files,
): Promise<string | undefined> {
  const newest = (await listVersions(dir, files)).at(-1)?.file;
  if (newest === undefined) return undefined;
  return fingerprint(await files.readFile(join(dir, newest), 'utf8')) === wanted ? newest : undefined;
}

async function readmeDiffers(
  { dir, readme, readmeHolds = (text) => text === readme }: VersionInput,
  files: Files,
): Promise<boolean> {
  const path = join(dir, README_FILE);
  // Anything but a regular file is replaced unread: a link may lead anywhere.
  if (!(await unless(['ENOENT'], files.lstat(path)))?.isFile()) return true;
  return !readmeHolds(await files.readFile(path, 'utf8'));
}

/** Removes the oldest versions beyond `keep`, never the latest, and gives their names. */
async function prune(dir: string, keep: number, latest: string, files: Files): Promise<string[]> {
  const others = (await listVersions(dir, files)).filter(({ file }) => file !== latest);
  const old = others.slice(0, Math.max(0, others.length - (keep - 1))).map(({ file }) => file);
  for (const file of old) await unless(['ENOENT'], files.unlink(join(dir, file)));
  return old;
}
