import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readScript, resolveInit } from '../../src/script/files.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'timescale-ci-'));
  await mkdir(join(cwd, 'sql/sub.sql'), { recursive: true });
  const files = {
    'sql/b.sql': 'b',
    'sql/a.sql': 'a',
    'sql/B.sql': 'B',
    'sql/é.sql': 'é',
    'sql/z.txt': 'z',
    'sql/.h.sql': 'h',
    'sql/[x].sql': 'x',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
});
afterEach(() => rm(cwd, { recursive: true }));

async function names(...patterns: string[]): Promise<string[]> {
  return (await resolveInit(patterns, cwd)).map(({ name }) => name);
}

describe('which scripts', () => {
  const all = ['sql/B.sql', 'sql/[x].sql', 'sql/a.sql', 'sql/b.sql', 'sql/é.sql'];
  it('a pattern gives its matches in byte order, without hidden files and directories', async () => {
    expect(await names('sql/*.sql')).toEqual(all);
    expect(await names('**/*.sql')).toEqual(all);
    expect(await names('sql/.*.sql')).toEqual(['sql/.h.sql']);
  });

  it('a directory gives its *.sql, a file itself, even with the signs of a pattern', async () => {
    expect(await names('sql')).toEqual(all);
    expect(await names('sql/z.txt', 'sql/[x].sql')).toEqual(['sql/z.txt', 'sql/[x].sql']);
    expect(await names(join(cwd, 'sql/a.sql'))).toEqual(['sql/a.sql']);
  });

  it('keeps the order of the patterns, and every file once', async () => {
    await symlink('b.sql', join(cwd, 'sql/latest.sql'));
    expect(await names('sql/b.sql', 'sql/[ab].sql', 'sql/latest.sql', './sql/a.sql')).toEqual([
      'sql/b.sql',
      'sql/a.sql',
    ]);
  });

  it.each(['sql/*.psql', 'gone.sql', 'sql/sub.sql', 'sql/sub*'])('%s matches nothing', async (pattern) => {
    await expect(names(pattern)).rejects.toMatchObject({
      message: `no SQL file matches ${pattern}`,
      hint: expect.stringContaining(cwd),
      exitCode: 2,
    });
  });

  it('does not call an absolute path relative', async () => {
    const hint = "Give a file, a directory with *.sql files or a quoted pattern, such as 'sql/init/*.sql'.";
    await expect(names(join(cwd, 'gone.sql'))).rejects.toMatchObject({ hint });
  });
});

describe('what they hold', () => {
  it('is asked of files that are there', async () => {
    await expect(readScript(join(cwd, 'gone.sql'), cwd)).rejects.toThrow('there is no file gone.sql');
    await expect(readScript(join(cwd, 'sql'), cwd)).rejects.toMatchObject({
      message: 'sql is a directory',
      hint: 'Name a file in it: sql/….sql',
    });
  });

  it('loses its byte order mark and keeps the rest', async () => {
    await writeFile(join(cwd, 'bom.sql'), '\ufeffSELECT 1;\r\n\ufeff');
    expect(await resolveInit(['bom.sql'], cwd)).toEqual([
      { name: 'bom.sql', path: join(cwd, 'bom.sql'), text: 'SELECT 1;\r\n\ufeff' },
    ]);
  });

  it.each([
    ['x.sql.gz', gzipSync('SELECT 1'), 'x.sql.gz is compressed'],
    ['x.sql', Buffer.from('SELECT 1;\n-- \xe9\n', 'latin1'), 'x.sql is not UTF-8 text (line 2)'],
    ['x.sql', Buffer.from('\ufeffSELECT 1;', 'utf16le'), 'x.sql is not UTF-8 text (line 1)'],
    ['x.sql', Buffer.from('a\n\nb\0'), 'x.sql is not UTF-8 text (line 3)'],
    ['x.dump', Buffer.from('PGDMP\x01'), 'x.dump is a pg_dump archive, not SQL'],
  ])('%s is refused', async (name, bytes, message) => {
    await writeFile(join(cwd, name), bytes);
    await expect(names(name)).rejects.toMatchObject({ message, hint: expect.stringMatching(/\.$/) });
  });
});
