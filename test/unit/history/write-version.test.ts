import { lstat, mkdir, readlink, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { assertWritable } from '../../../src/history/files.ts';
import { readLatest } from '../../../src/history/read-latest.ts';
import { writeVersion } from '../../../src/history/write-version.ts';
import { contents, later, systemError, temporaryDirectory, versionInput, watchedFiles } from './support.ts';

const FIRST = 'schema_20261122_020007.sql';

describe('a new version', () => {
  test('creates the directory, the version, the relative link and the README', async () => {
    const dir = join(await temporaryDirectory(), 'sql', 'schema');
    const result = await writeVersion(versionInput(dir, { text: 'A\n', readme: '# A\n' }));
    expect(result).toEqual({ status: 'written', file: FIRST, previous: undefined, readme: 'written', removed: [] });
    expect(await readlink(join(dir, 'schema_latest.sql'))).toBe(FIRST);
    expect(await contents(dir)).toEqual({ [FIRST]: 'A\n', 'schema_latest.sql': 'A\n', 'README_latest.md': '# A\n' });
  });

  test('moves the link on and leaves the old version as it was', async () => {
    const dir = await temporaryDirectory();
    await writeVersion(versionInput(dir, { text: 'A\n' }));
    const result = await writeVersion(versionInput(dir, { text: 'B\n', now: later(60) }));
    expect(result).toMatchObject({ status: 'written', file: 'schema_20261122_020107.sql', previous: FIRST });
    expect(await contents(dir)).toMatchObject({ [FIRST]: 'A\n', 'schema_latest.sql': 'B\n' });
  });

  test('takes the next free second, whatever stands on the names before it', async () => {
    const dir = await temporaryDirectory();
    await writeVersion(versionInput(dir, { text: 'A\n' }));
    await mkdir(join(dir, 'schema_20261122_020008.sql'));
    await symlink('nowhere', join(dir, 'schema_20261122_020009.sql'));
    const { file } = await writeVersion(versionInput(dir, { text: 'B\n' }));
    expect(file).toBe('schema_20261122_020010.sql');
    expect((await readLatest(dir))?.text).toBe('B\n');
  });

  test('replaces a link that was checked out as a plain file', async () => {
    const dir = await temporaryDirectory();
    await writeFile(join(dir, 'schema_latest.sql'), 'A\n');
    expect((await writeVersion(versionInput(dir, { text: 'B\n' }))).previous).toBe('schema_latest.sql');
    expect((await lstat(join(dir, 'schema_latest.sql'))).isSymbolicLink()).toBe(true);
  });

  test('replaces a README that is a link, not what it leads to', async () => {
    const dir = await temporaryDirectory();
    const elsewhere = join(await temporaryDirectory(), 'precious.md');
    await writeFile(elsewhere, 'precious');
    await symlink(elsewhere, join(dir, 'README_latest.md'));
    await writeVersion(versionInput(dir, { readme: '# A\n' }));
    expect(await contents(dir)).toMatchObject({ 'README_latest.md': '# A\n' });
    expect(await contents(join(elsewhere, '..'))).toEqual({ 'precious.md': 'precious' });
  });

  test.each(['with space', "it's; $(touch x)", '-rf', 'ünïcödé 数据', '100%\n', 'a*[b]?'])(
    'works in a directory named %j',
    async (name) => {
      const dir = join(await temporaryDirectory(), name);
      await writeVersion(versionInput(dir, { text: 'A\n' }));
      expect((await readLatest(dir))?.text).toBe('A\n');
    },
  );

  test('works where there are no hard links and no symbolic links', async () => {
    const files = watchedFiles((call) => {
      if (call === 'link' || call === 'symlink') throw systemError('EPERM');
    });
    const dir = await temporaryDirectory();
    await writeVersion(versionInput(dir, { text: 'A\n' }), files);
    await writeVersion(versionInput(dir, { text: 'B\n' }), files);
    expect(await contents(dir)).toMatchObject({
      [FIRST]: 'A\n',
      'schema_20261122_020008.sql': 'B\n',
      'schema_latest.sql': 'schema_20261122_020008.sql',
    });
    expect(await readLatest(dir)).toEqual({ file: 'schema_20261122_020008.sql', text: 'B\n' });
  });
});

describe('the same schema again', () => {
  test('touches nothing', async () => {
    const dir = await temporaryDirectory();
    await writeVersion(versionInput(dir, { text: '-- PostgreSQL 17\nA\n' }));
    await utimes(dir, 1, 1);
    const readOnly = watchedFiles((call) => {
      if (call !== 'mkdir') throw systemError('EROFS');
    });
    const again = versionInput(dir, { text: '-- PostgreSQL 18\nA\n', now: later(60), keep: 1 });
    expect(await writeVersion(again, readOnly)).toEqual({
      status: 'unchanged',
      file: FIRST,
      previous: FIRST,
      readme: 'unchanged',
      removed: [],
    });
    expect((await stat(dir)).mtimeMs).toBe(1000);
  });

  test('is told by the text, not by the fingerprint in its header', async () => {
    const dir = await temporaryDirectory();
    await writeVersion(versionInput(dir, { text: '-- Fingerprint: 00\nA\n' }));
    const forged = versionInput(dir, { text: '-- Fingerprint: 00\nB\n', now: later(60) });
    expect((await writeVersion(forged)).status).toBe('written');
  });

  test.each([
    ['missing', undefined],
    ['different', '# old\n'],
  ])('writes the README alone where it is %s', async (_, old) => {
    const dir = await temporaryDirectory();
    await writeVersion(versionInput(dir, { readme: '# A\n' }));
    await rm(join(dir, 'README_latest.md'));
    if (old !== undefined) await writeFile(join(dir, 'README_latest.md'), old);
    const result = await writeVersion(versionInput(dir, { readme: '# A\n', now: later(60) }));
    expect(result).toMatchObject({ status: 'unchanged', file: FIRST, readme: 'written' });
    expect(Object.keys(await contents(dir))).toEqual(['README_latest.md', FIRST, 'schema_latest.sql']);
  });

  test.each([
    ['lost', undefined],
    ['dangling', 'schema_20200101_000000.sql'],
  ])('restores a link that is %s instead of writing the version twice', async (_, target) => {
    const dir = await temporaryDirectory();
    await writeVersion(versionInput(dir));
    await rm(join(dir, 'schema_latest.sql'));
    if (target !== undefined) await symlink(target, join(dir, 'schema_latest.sql'));
    expect(await writeVersion(versionInput(dir, { now: later(60) }))).toMatchObject({
      status: 'relinked',
      file: FIRST,
    });
    expect(await readlink(join(dir, 'schema_latest.sql'))).toBe(FIRST);
  });

  test('a schema that returns after another gets a version of its own', async () => {
    const dir = await temporaryDirectory();
    for (const [seconds, text] of ['A\n', 'B\n', 'A\n'].entries()) {
      expect((await writeVersion(versionInput(dir, { text, now: later(seconds) }))).status).toBe('written');
    }
  });
});

describe('keep', () => {
  async function threeVersions(): Promise<string> {
    const dir = await temporaryDirectory();
    for (const day of [1, 2, 3]) await writeFile(join(dir, `schema_2025010${day}_000000.sql`), `${day}\n`);
    await writeFile(join(dir, 'schema_20240101_000000.sql.bak'), 'mine');
    return dir;
  }

  test('removes the oldest beyond the number and nothing else', async () => {
    const dir = await threeVersions();
    const { removed } = await writeVersion(versionInput(dir, { keep: 2 }));
    expect(removed).toEqual(['schema_20250101_000000.sql', 'schema_20250102_000000.sql']);
    expect(Object.keys(await contents(dir))).toEqual([
      'README_latest.md',
      'schema_20240101_000000.sql.bak',
      'schema_20250103_000000.sql',
      FIRST,
      'schema_latest.sql',
    ]);
  });

  test('never removes the latest, though a wrong clock made it the oldest', async () => {
    const dir = await threeVersions();
    const past = versionInput(dir, { keep: 1, now: new Date('2001-01-01T00:00:00Z') });
    expect((await writeVersion(past)).removed).toHaveLength(3);
    expect((await readLatest(dir))?.file).toBe('schema_20010101_000000.sql');
  });

  test('removes nothing while there are fewer', async () => {
    expect((await writeVersion(versionInput(await threeVersions(), { keep: 4 }))).removed).toEqual([]);
  });

  test.each([0, -1, 1.5, Number.NaN])('%s is refused before anything is written', async (keep) => {
    const dir = await threeVersions();
    const before = await contents(dir);
    await expect(writeVersion(versionInput(dir, { keep }))).rejects.toThrow(`cannot keep ${keep} versions`);
    expect(await contents(dir)).toEqual(before);
  });
});

describe('before any work it is known that', () => {
  test('a directory to be made stands in one that takes it', async () => {
    const root = await temporaryDirectory();
    await assertWritable(root);
    await assertWritable(join(root, 'sql', 'schema'));
  });

  test.each(['taken', 'taken/schema', 'taken/sql/schema'])('a file stands in the way of %s', async (path) => {
    const root = await temporaryDirectory();
    await writeFile(join(root, 'taken'), '');
    await expect(assertWritable(join(root, path))).rejects.toMatchObject({
      message: expect.stringContaining(`cannot write to ${join(root, 'taken')}`),
      hint: expect.stringContaining('is a file'),
    });
  });
});
