import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { listVersions } from '../../../src/history/list-versions.ts';
import { readLatest } from '../../../src/history/read-latest.ts';
import { temporaryDirectory } from './support.ts';

const VERSION = 'schema_20260101_000000.sql';

async function directoryWith(files: Record<string, string>, link?: string): Promise<string> {
  const dir = await temporaryDirectory();
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  if (link !== undefined) await symlink(link, join(dir, 'schema_latest.sql'));
  return dir;
}

test('follows the symbolic link and names the version', async () => {
  const dir = await directoryWith({ [VERSION]: 'SELECT 1;\n' }, VERSION);
  expect(await readLatest(dir)).toEqual({ file: VERSION, text: 'SELECT 1;\n' });
});

test.each([
  ['as git leaves it', VERSION],
  ['with a newline', `./${VERSION}\r\n`],
])('follows the name in a plain file, %s', async (_, pointer) => {
  const dir = await directoryWith({ [VERSION]: 'SELECT 1;\n', 'schema_latest.sql': pointer });
  expect(await readLatest(dir)).toEqual({ file: VERSION, text: 'SELECT 1;\n' });
});

test('takes a plain copy for the dump itself', async () => {
  const dir = await directoryWith({ 'schema_latest.sql': 'SELECT 1;\n' });
  expect(await readLatest(dir)).toEqual({ file: 'schema_latest.sql', text: 'SELECT 1;\n' });
});

test('finds nothing in a missing or an empty directory', async () => {
  const dir = await temporaryDirectory();
  expect(await readLatest(join(dir, 'missing'))).toBeUndefined();
  expect(await readLatest(dir)).toBeUndefined();
});

test('finds nothing behind a dangling link, a dangling name and a link to itself', async () => {
  expect(await readLatest(await directoryWith({}, VERSION))).toBeUndefined();
  expect(await readLatest(await directoryWith({ 'schema_latest.sql': VERSION }))).toBeUndefined();
  expect(await readLatest(await directoryWith({}, 'schema_latest.sql'))).toBeUndefined();
});

test('works in a directory that is itself reached by a link', async () => {
  const dir = await directoryWith({ [VERSION]: 'SELECT 1;\n' }, VERSION);
  const other = await temporaryDirectory();
  await symlink(dir, join(other, 'schema'));
  expect((await readLatest(join(other, 'schema')))?.file).toBe(VERSION);
});

test('refuses to read a file elsewhere, through the link or through a version', async () => {
  const secret = join(await directoryWith({ secret: 'password' }), 'secret');
  const byLink = await directoryWith({}, secret);
  await expect(readLatest(byLink)).rejects.toThrow(`schema_latest.sql leads out of its directory, to ${secret}`);

  const byVersion = await directoryWith({ 'schema_latest.sql': VERSION });
  await symlink(secret, join(byVersion, VERSION));
  await expect(readLatest(byVersion)).rejects.toThrow('leads out of its directory');
});

test('a directory in place of the file is an error that names it', async () => {
  const dir = await temporaryDirectory();
  await mkdir(join(dir, 'schema_latest.sql'));
  await expect(readLatest(dir)).rejects.toThrow(`${dir}/schema_latest.sql does not lead to a file`);
});

test('a file in place of the directory is an error that names it', async () => {
  const path = join(await directoryWith({ schema: '' }), 'schema');
  await expect(readLatest(path)).rejects.toThrow(UserError);
  await expect(readLatest(path)).rejects.toThrow(`cannot read ${path}/schema_latest.sql`);
  await expect(listVersions(path)).rejects.toThrow(`cannot list the schema directory ${path}`);
});

test('the list holds regular files with exact names, oldest first', async () => {
  const dir = await directoryWith(
    {
      'schema_20260301_000000.sql': '',
      'schema_20251231_235959.sql': '',
      'schema_20260301_000000.sql.orig': '',
      'schema_20261399_000000.sql': '',
      'README_latest.md': '',
    },
    'schema_20260301_000000.sql',
  );
  await mkdir(join(dir, 'schema_20260401_000000.sql'));
  await symlink('schema_20260301_000000.sql', join(dir, 'schema_20260501_000000.sql'));
  expect(await listVersions(dir)).toEqual([
    { file: 'schema_20251231_235959.sql', time: new Date('2025-12-31T23:59:59Z') },
    { file: 'schema_20260301_000000.sql', time: new Date('2026-03-01T00:00:00Z') },
  ]);
  expect(await listVersions(join(dir, 'missing'))).toEqual([]);
});
