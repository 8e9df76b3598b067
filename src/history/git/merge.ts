import { LATEST_FILE, README_FILE, versionName, versionTime } from '../names.ts';
import type { TreeEntry } from './tree.ts';

/** The schema directory in one commit. */
export interface SchemaDirectory {
  dir: string;
  /** By path from the checkout's root. */
  entries: ReadonlyMap<string, TreeEntry>;
}

export interface MergeTools {
  read: (id: string) => Promise<string>;
  write: (content: string) => Promise<string>;
  fingerprint: (text: string) => string;
}

export interface Merged {
  /** What to change in their commit. */
  changes: Map<string, TreeEntry | null>;
  /** File names: the version that holds our schema afterwards, and the one that schema_latest.sql leads to. */
  version: string | undefined;
  latest: string | undefined;
  /** Our versions whose names were taken, with the names that they have now. */
  renamed: Map<string, string>;
  /** A file that both sides changed and whose content nobody here knows how to join. */
  conflict: string | null;
}

/**
 * Joins two runs' versions of the schema directory. Both versions stay; schema_latest.sql and the README are those of the
 * later version, by the time in its name. A schema that the other run has just committed is not committed again. A name
 * that both took goes to theirs, ours gets the next free second.
 *
 * @param base what both started from
 */
export async function merge(
  base: SchemaDirectory,
  ours: SchemaDirectory,
  theirs: SchemaDirectory,
  tools: MergeTools,
): Promise<Merged> {
  const { dir } = theirs;
  const latest = {
    theirs: await target(theirs, tools),
    base: await target(base, tools),
    ours: await target(ours, tools),
  };
  const changes = new Map<string, TreeEntry | null>();
  const untouched = latest.theirs === latest.base;
  if (!untouched && (await sameSchema(latest.ours, ours, latest.theirs, theirs, tools))) {
    return { changes, version: latest.theirs, latest: latest.theirs, renamed: new Map(), conflict: null };
  }

  const added = [...ours.entries.keys()].filter((path) => !base.entries.has(path) && isVersion(path, dir));
  const names = new Map<string, string>();
  for (const path of added) {
    const name = freeName(path.slice(dir.length + 1), theirs);
    names.set(path.slice(dir.length + 1), name);
    const entry = ours.entries.get(path);
    if (entry !== undefined) changes.set(`${dir}/${name}`, entry);
  }
  const mine = latest.ours === undefined ? undefined : (names.get(latest.ours) ?? latest.ours);
  const win = mine !== undefined && (untouched || latest.theirs === undefined || mine > latest.theirs);
  const final = win ? mine : latest.theirs;

  let conflict: string | null = null;
  for (const path of new Set([...base.entries.keys(), ...ours.entries.keys()])) {
    const entry = ours.entries.get(path);
    if (added.includes(path) || same(entry, base.entries.get(path))) continue;
    const name = path.slice(dir.length + 1);
    if (name === LATEST_FILE || name === README_FILE) {
      if (win)
        changes.set(path, name === LATEST_FILE ? await linkTo(mine, latest.ours, entry, tools) : (entry ?? null));
    } else if (same(theirs.entries.get(path), base.entries.get(path))) {
      if (name !== final) changes.set(path, entry ?? null);
    } else if (!same(theirs.entries.get(path), entry)) {
      conflict ??= path;
    }
  }
  const renamed = new Map([...names].filter(([from, to]) => from !== to));
  return { changes, version: mine, latest: final, renamed, conflict };
}

/** The version that schema_latest.sql leads to: the text of the link, or of the file that git makes of one elsewhere. */
async function target({ dir, entries }: SchemaDirectory, { read }: MergeTools): Promise<string | undefined> {
  const link = entries.get(`${dir}/${LATEST_FILE}`);
  if (link === undefined) return undefined;
  const name = (await read(link.id)).trim().replace(/^\.\//, '');
  return versionTime(name) === undefined ? undefined : name;
}

async function sameSchema(
  mine: string | undefined,
  ours: SchemaDirectory,
  their: string | undefined,
  theirs: SchemaDirectory,
  { read, fingerprint }: MergeTools,
): Promise<boolean> {
  const [a, b] = [ours.entries.get(`${ours.dir}/${mine}`), theirs.entries.get(`${theirs.dir}/${their}`)];
  if (a === undefined || b === undefined) return false;
  return a.id === b.id || fingerprint(await read(a.id)) === fingerprint(await read(b.id));
}

/** The name, or the next second's that is free on their side. */
function freeName(name: string, { dir, entries }: SchemaDirectory): string {
  const time = versionTime(name);
  if (time === undefined || !entries.has(`${dir}/${name}`)) return name;
  return freeName(versionName(new Date(time.getTime() + 1000)), { dir, entries });
}

async function linkTo(
  name: string,
  before: string | undefined,
  entry: TreeEntry | undefined,
  { write }: MergeTools,
): Promise<TreeEntry | null> {
  if (entry === undefined || name === before) return entry ?? null;
  return { mode: entry.mode, id: await write(name) };
}

function isVersion(path: string, dir: string): boolean {
  return versionTime(path.slice(dir.length + 1)) !== undefined;
}

function same(a: TreeEntry | undefined, b: TreeEntry | undefined): boolean {
  return a?.id === b?.id && a?.mode === b?.mode;
}
