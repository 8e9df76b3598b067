import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { discoverInit } from '../../../src/script/discover.ts';
import { starterSettings } from '../../../src/settings/starter.ts';

const TABLE = 'CREATE TABLE t (a int);\n';
const HYPERTABLE = `${TABLE}SELECT create_hypertable('t', 'a');\n`;

test.each<[string, { [path: string]: string }, string[], number]>([
  [
    'the usual place',
    { 'sql/init/1.sql': TABLE, 'sql/init/2.sql': TABLE, 'db/1.sql': HYPERTABLE },
    ['sql/init/*.sql'],
    2,
  ],
  ['what makes hypertables', { 'a/1.sql': TABLE, 'a/2.sql': TABLE, 'b/1.sql': HYPERTABLE }, ['b/1.sql'], 1],
  [
    'files by number, without what takes them back',
    { 'db/1_a.sql': TABLE, 'db/2_b.sql': TABLE, 'db/10_c.sql': TABLE, 'db/10_c.down.sql': 'DROP TABLE t;\n' },
    ['db/1_a.sql', 'db/2_b.sql', 'db/10_c.sql'],
    3,
  ],
  ['nothing in tests, seeds or the dumps', { 'test/a.sql': TABLE, 'sql/schema/a.sql': TABLE }, ['sql/init/*.sql'], 0],
])('finds %s', async (_, files, patterns, count) => {
  const cwd = mkdtempSync(join(tmpdir(), 'timescale-ci-discover-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(cwd, dirname(path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  expect(await discoverInit(cwd, 'sql/schema')).toEqual({ patterns, files: count });
});

test('the first settings say when a new file must be named', () => {
  const settings = { image: 'x', database: 'd', schemaDir: 'sql/schema', require: null };
  const listed = starterSettings({ ...settings, init: ['1.sql', '10.sql'] });
  expect(listed).toContain('a file that none of these names must be added.\ninit: [1.sql, 10.sql]\n');
  expect(starterSettings({ ...settings, init: ['*.sql'] })).not.toContain('must be added');
});
