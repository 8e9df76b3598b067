import { lstat, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { unless } from '../files.ts';
import { LATEST_FILE, README_FILE } from '../names.ts';
import { isLfsPointer, readLatest } from '../read-latest.ts';
import type { Git } from './git.ts';
import { readBlob, type TreeEntry } from './tree.ts';

const ATTRIBUTES_FILE = '.gitattributes';
const ATTRIBUTES = `# Written by timescale-ci: these files are committed as they were proved, byte by byte.
* -text !eol -ident !filter !diff !merge !working-tree-encoding
`;

/**
 * Keeps git from changing the files of the directory on their way into a commit and out of it: line ends, encodings and
 * filters such as Git LFS. Where the attributes of the repository or the settings of the checkout would, the directory
 * gets a `.gitattributes` of its own.
 *
 * @throws UserError where the directory has one that lets it happen
 */
export async function keepBytes(git: Git, dir: string): Promise<void> {
  const changes = await conversions(git, dir);
  if (changes.length === 0) return;
  const untouched = await unchangedFiles(git, dir);
  const path = join(git.root, dir, ATTRIBUTES_FILE);
  await unless(['EEXIST'], writeFile(path, ATTRIBUTES, { flag: 'wx' }));
  const left = await conversions(git, dir);
  if (left.length > 0) {
    throw new UserError(`git would change the bytes of ${dir}: ${left.join(', ')}`, {
      hint: `Put this at the end of ${dir}/${ATTRIBUTES_FILE}, and take what contradicts it out of .git/info/attributes: ${ATTRIBUTES.split('\n')[1]}`,
      exitCode: 1,
    });
  }
  // Older versions were checked out by the attributes of before: they would count as changed.
  await git.run(['checkout-index', '--force', '-z', '--stdin'], {
    input: untouched.map((file) => `${file}\0`).join(''),
  });
}

/** What git does to a file of the directory, in its own words: `text=auto`, `filter=lfs`. */
async function conversions(git: Git, dir: string): Promise<string[]> {
  const names = ['text', 'eol', 'ident', 'filter', 'working-tree-encoding'];
  const listed = await git.run([
    'check-attr',
    '-z',
    ...names,
    '--',
    `${dir}/schema_20000101_000000.sql`,
    `${dir}/${README_FILE}`,
  ]);
  const fields = listed.split('\0');
  const values = Array.from({ length: Math.floor(fields.length / 3) }, (_, i) => fields.slice(i * 3 + 1, i * 3 + 3));
  const text = values.filter(([name]) => name === 'text').map(([, value]) => value);
  const given = values.filter(([, value]) => value !== 'unspecified' && value !== 'unset');
  // Without `text` there are no line ends to choose.
  const counted = given.filter(([name]) => name !== 'eol' || text.some((value) => value !== 'unset'));
  const automatic = (await git.attempt(['config', '--get', 'core.autocrlf'])).stdout.trim();
  const settings =
    text.includes('unspecified') && /^(true|input)$/i.test(automatic) ? [`core.autocrlf=${automatic}`] : [];
  return [
    ...new Set([...counted.map(([name, value]) => (value === 'set' ? `${name}` : `${name}=${value}`)), ...settings]),
  ];
}

/** The files of the directory that are as they were checked out. */
async function unchangedFiles(git: Git, dir: string): Promise<string[]> {
  const list = async (...args: string[]): Promise<string[]> =>
    (await git.run([...args, '-z', '--', `:(top,literal)${dir}`])).split('\0').filter(Boolean);
  const changed = await list('diff', '--name-only');
  return (await list('ls-files')).filter((file) => !changed.includes(file));
}

/** The ids of the files that a commit must hold, as they stand in the directory: the latest version and what leads to it. */
export async function filesOnDisk(git: Git, dir: string): Promise<Map<string, string>> {
  const latest = await readLatest(join(git.root, dir));
  const ids = new Map<string, string>();
  for (const name of new Set([...(latest === undefined ? [] : [latest.file]), LATEST_FILE, README_FILE])) {
    const path = join(git.root, dir, name);
    const stat = await unless(['ENOENT'], lstat(path));
    if (stat === undefined) continue;
    const id = stat.isSymbolicLink()
      ? await git.run(['hash-object', '--stdin'], { input: await readlink(path) })
      : await git.run(['hash-object', '--no-filters', '--', path]);
    ids.set(`${dir}/${name}`, id);
  }
  return ids;
}

/** @throws UserError that names the files which a commit lacks or holds otherwise, and why */
export async function compareFiles(
  git: Git,
  files: ReadonlyMap<string, string>,
  committed: ReadonlyMap<string, TreeEntry>,
): Promise<void> {
  const lacking = [...files.keys()].filter((path) => !committed.has(path));
  if (lacking.length > 0) {
    const ignored = await ignoredBy(git, lacking);
    throw new UserError(
      ['the commit would lack files of the schema', ...lacking.map((path) => `${path}${ignored.get(path) ?? ''}`)].join(
        '\n',
      ),
      { hint: 'Take the pattern out of .gitignore, or let the schema directory through below it: !*.sql', exitCode: 1 },
    );
  }
  const changed = [...files].filter(([path, id]) => committed.get(path)?.id !== id).map(([path]) => path);
  if (changed.length === 0) return;
  const words = await Promise.all(changed.map(async (path) => `${path}${await whatItIs(git, committed.get(path))}`));
  throw new UserError(
    ['git or a hook has changed files of the schema: they are not what was proved', ...words].join('\n'),
    {
      hint: `Leave the schema directory out of what changes it: a hook that formats, a filter in ${ATTRIBUTES_FILE}.`,
      exitCode: 1,
    },
  );
}

/** ` (.gitignore:3 *.sql)`, by path. */
async function ignoredBy(git: Git, paths: readonly string[]): Promise<Map<string, string>> {
  const { stdout } = await git.attempt(['check-ignore', '--verbose', '--no-index', '-z', '--stdin'], {
    input: paths.map((path) => `${path}\0`).join(''),
  });
  const fields = stdout.split('\0');
  const found = Array.from({ length: Math.floor(fields.length / 4) }, (_, i) => fields.slice(i * 4, i * 4 + 4));
  return new Map(found.map(([source, line, pattern, path]) => [path ?? '', `  (${source}:${line}  ${pattern})`]));
}

async function whatItIs(git: Git, entry: TreeEntry | undefined): Promise<string> {
  if (entry === undefined) return '';
  return isLfsPointer(await readBlob(git, entry.id)) ? '  (a Git LFS pointer)' : '';
}
