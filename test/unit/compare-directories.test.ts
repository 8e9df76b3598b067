import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compareDirectories } from '../../scripts/compare-directories.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'timescale-ci-compare-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function directory(name: string, files: Record<string, string | Buffer>): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, name, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return join(root, name);
}

test('the same bytes in the same places are equal', async () => {
  const files = { 'cli.js': 'a', 'chunks/vendor.js': Buffer.from([0, 255, 13, 10]) };
  expect(await compareDirectories(await directory('a', files), await directory('b', files))).toEqual([]);
});

test('every file that differs is named, with how', async () => {
  const wanted = await directory('wanted', { 'cli.js': 'a\n', 'chunks/new.js': '', 'same.js': 'x' });
  const actual = await directory('actual', { 'cli.js': 'a\r\n', 'chunks/old.js': '', 'same.js': 'x' });
  expect(await compareDirectories(wanted, actual)).toEqual([
    { path: 'chunks/new.js', kind: 'missing' },
    { path: 'chunks/old.js', kind: 'left over' },
    { path: 'cli.js', kind: 'changed' },
  ]);
});

test('a missing directory lacks every file', async () => {
  const wanted = await directory('wanted', { 'cli.js': '' });
  expect(await compareDirectories(wanted, join(root, 'nowhere'))).toEqual([{ path: 'cli.js', kind: 'missing' }]);
});
