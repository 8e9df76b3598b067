import { readdir, readFile } from 'node:fs/promises';
import { join, posix, resolve } from 'node:path';

/** The init SQL of a repository, as patterns for `init`. */
export interface Discovery {
  patterns: string[];
  /** How many files the patterns stand for; 0 where nothing was found. */
  files: number;
}

/** Where nobody keeps the SQL that builds a database. */
const ELSEWHERE =
  /^(\..*|node_modules|vendor|third_party|dist|build|target|coverage|tests?|spec|fixtures|examples?|seeds?|queries|snippets)$/;

/** How deep a directory may lie. */
const DEPTH = 5;

/** Statements that build a schema; the second kind tells that it is TimescaleDB's. */
const BUILDS = /\bcreate\s+(or\s+replace\s+)?(unlogged\s+)?(table|schema|extension|type|view|materialized\s+view)\b/i;
const TIMESCALE = /\bcreate_hypertable\b|\btimescaledb\b/i;

/** What takes a change back; it must not run with the rest. */
const UNDOES = /(^|[._-])(down|undo|rollback|revert|teardown|drop)([._-]|$)|^U\d/i;

interface Directory {
  path: string;
  /** Names of the files that are to run. */
  files: string[];
  /** Whether others are there that must not. */
  mixed: boolean;
  builds: boolean;
  timescale: boolean;
}

/**
 * Looks for the SQL that builds a schema: the usual place where it is there, else the directory that makes hypertables,
 * else the one with most files.
 *
 * @param skip a directory of dumps, relative to `cwd`, which is never looked into
 */
export async function discoverInit(cwd: string, skip: string): Promise<Discovery> {
  const found = (await look(cwd, '', posix.normalize(skip), 0)).filter(({ builds }) => builds);
  const best =
    found.find(({ path }) => path === 'sql/init') ??
    found.toSorted(
      (a, b) =>
        Number(b.timescale) - Number(a.timescale) || b.files.length - a.files.length || (a.path < b.path ? -1 : 1),
    )[0];
  if (best === undefined) return { patterns: ['sql/init/*.sql'], files: 0 };
  return { patterns: patternsOf(best), files: best.files.length };
}

/** One pattern, or the files one by one where their names do not sort as their numbers do, or others lie between them. */
function patternsOf({ path, files, mixed }: Directory): string[] {
  const at = (name: string): string => (path === '' ? name : `${path}/${name}`);
  const inOrder = files.toSorted(byNumber);
  const sorted = inOrder.every((name, i) => name === files[i]);
  if (files.length === 1) return files.map(at);
  if (sorted && !mixed) return [at('*.sql')];
  return sorted && files.every((name) => name.endsWith('.up.sql')) ? [at('*.up.sql')] : inOrder.map(at);
}

async function look(cwd: string, path: string, skip: string, depth: number): Promise<Directory[]> {
  const entries = await readdir(resolve(cwd, path), { withFileTypes: true }).catch(() => []);
  const own: Directory = { path, files: [], mixed: false, builds: false, timescale: false };
  const below: Directory[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = posix.join(path, entry.name);
    if (entry.isDirectory()) {
      if (depth < DEPTH && !ELSEWHERE.test(entry.name) && name !== skip) {
        below.push(...(await look(cwd, name, skip, depth + 1)));
      }
    } else if (entry.isFile() && /^[^.].*\.sql$/i.test(entry.name)) await judge(own, join(cwd, name), entry.name);
  }
  return [own, ...below];
}

async function judge(directory: Directory, file: string, name: string): Promise<void> {
  if (UNDOES.test(name.replace(/\.sql$/i, ''))) {
    directory.mixed = true;
    return;
  }
  const text = await readFile(file, 'latin1').catch(() => '');
  directory.files.push(name);
  directory.builds ||= BUILDS.test(text) || TIMESCALE.test(text);
  directory.timescale ||= TIMESCALE.test(text);
}

/** `2_b.sql` before `10_a.sql`; names without a number by their bytes. */
function byNumber(a: string, b: string): number {
  const [x, y] = [a, b].map((name) => Number.parseInt(/\d+/.exec(name)?.[0] ?? '', 10));
  if (x !== undefined && y !== undefined && x !== y && !Number.isNaN(x - y)) return x - y;
  return a < b ? -1 : a > b ? 1 : 0;
}
