import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkLintSettings } from '../../../src/lint/lint.ts';
import { loadSettings } from '../../../src/settings/load.ts';

function settingsFile(text: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'timescale-ci-settings-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, 'timescale-ci.yml');
  writeFileSync(file, text);
  return file;
}

describe('loadSettings', () => {
  test('what is given counts before the file, the file before the defaults', async () => {
    const file = settingsFile('engine: docker\nschema-dir: db/schema\n');
    const settings = await loadSettings({ engine: 'embedded' }, file, false);
    expect(settings).toMatchObject({
      engine: 'embedded',
      'schema-dir': 'db/schema',
      database: 'trading_data',
      init: ['sql/init/*.sql'],
    });
  });

  test('one thing names the SQL, and what is given counts before the file', async () => {
    const source = settingsFile('source: db/migrations\ndatabase-url: postgres://x/y\n');
    await expect(loadSettings({}, source, true)).resolves.toMatchObject({ source: 'db/migrations' });
    const given = await loadSettings({ init: ['a.sql'] }, source, true);
    expect(given).toMatchObject({ init: ['a.sql'] });
    expect([given.source, given['database-url']]).toEqual([undefined, undefined]);
    await expect(loadSettings({ init: ['a.sql'], source: 'b' }, source, true)).rejects.toThrow(
      'init and source name a source each: give one',
    );
    const both = settingsFile('init: [a.sql]\nsource: { path: db, layout: goose }\n');
    await expect(loadSettings({}, both, true)).rejects.toThrow(/yml:2:9 {2}init and source name the SQL each/);
  });

  test('a file that is not there matters only where somebody named it', async () => {
    const missing = join(settingsFile(''), '..', 'other.yml');
    await expect(loadSettings({}, missing, false)).resolves.toMatchObject({ engine: 'auto' });
    await expect(loadSettings({}, missing, true)).rejects.toMatchObject({
      message: expect.stringContaining(`cannot read the settings file ${missing}`),
      hint: expect.stringMatching(/--config.* There lies timescale-ci\.yml\.$/),
    });
    await expect(loadSettings({}, join(missing, '..'), true)).rejects.toMatchObject({
      message: expect.stringContaining('EISDIR'),
      hint: expect.stringContaining('There lies timescale-ci.yml.'),
    });
  });

  test('an empty file is all defaults', async () => {
    await expect(loadSettings({}, settingsFile('# nothing\n'), true)).resolves.toMatchObject({
      engine: 'auto',
      'restore-test': true,
    });
  });

  test.each([
    ['engine: podman\n', /timescale-ci\.yml:1:9 {2}engine: /],
    ['init: []\nkeep: 0\n', /timescale-ci\.yml:2:7 {2}keep: /],
    [
      'require:\n  hypertables:\n    a.b: { chunk-intervall: 1 day }\n',
      /timescale-ci\.yml:3:12 {2}require\.hypertables\.a\.b: there is no setting "chunk-intervall"$/,
    ],
    ['require:\n  tables: [1]\n', /timescale-ci\.yml:2:12 {2}require\.tables\.0: /],
    ['init: [a\nkeep: 1\n', /timescale-ci\.yml:\d+:\d+ {2}not valid YAML/],
    ['keep: 3\n\ninti: [a.sql]\n', /timescale-ci\.yml:3:1 {2}there is no setting "inti"; did you mean init\?$/],
    [
      'keep: 3\nlint:\n  missing-coment: off\n  segmentby-missing: { ignore: [a], rwos: x }\n',
      /yml:3:3 {2}lint\.missing-coment: there is no such rule; did you mean missing-comment\?\n.*yml:4:37 {2}lint\.segmentby-missing\.rwos: the rule has no such setting/,
    ],
    ['unheard-of: 1\n', /timescale-ci\.yml:1:1 {2}there is no setting "unheard-of"$/],
    ['- a list\n', /timescale-ci\.yml:1:1 {2}/],
    ['simulate:\n  rate: 1e30\n', /yml:2:9 {2}simulate\.rate: 1e\+30 is not a number from 0 to 100,000,000$/],
    ['simulate:\n  rate: -1\n', /yml:2:9 {2}simulate\.rate: -1 is not a number from 0/],
    ['simulate:\n  rate: .nan\n', /yml:2:9 {2}simulate\.rate: NaN is not a number from 0/],
    ['simulate:\n  rates:\n    a.b: .inf\n', /yml:3:10 {2}simulate\.rates\.a\.b: Infinity is not a number from 0/],
    ['simulate: { late-share: 1.1 }\n', /yml:1:25 {2}simulate\.late-share: 1\.1 is not a number from 0 to 1$/],
    [
      'simulate: { late-by: soon }\n',
      /yml:1:22 {2}simulate\.late-by: soon is not a length of time from 0 minutes to 366/,
    ],
    ['simulate: { late-by: -1 hour }\n', /yml:1:22 {2}simulate\.late-by: -1 hour is not a length of time/],
    ['simulate: { late-by: 1000 years }\n', /yml:1:22 {2}simulate\.late-by: 1000 years is not a length of time/],
    ['simulate: { late-by: 5 }\n', /yml:1:22 {2}simulate\.late-by: 5 is not a length of time/],
    ['simulate: { start: 0001-01-01 }\n', /yml:1:20 {2}simulate\.start: 0001-01-01 is not a date from 2000-01-01 to/],
    ['simulate: { start: 2026-02-30 }\n', /yml:1:20 {2}simulate\.start: 2026-02-30 is not a date/],
    [
      'simulate: { chunks-most: 0 }\n',
      /yml:1:26 {2}simulate\.chunks-most: 0 is not a whole number from 1 to 1,000,000$/,
    ],
    ['simulate: { storage-most-gb: 0 }\n', /yml:1:30 {2}simulate\.storage-most-gb: 0 is not a number from 0\.001 to/],
    ['simulate: { docs-days: 1.5 }\n', /yml:1:24 {2}simulate\.docs-days: 1\.5 is not a whole number from 0 to 3,650$/],
  ])('names file, line and key: %j', async (text, expected) => {
    const loading = loadSettings({}, settingsFile(text), true, checkLintSettings);
    await expect(loading).rejects.toThrow(expected);
    await expect(loading).rejects.toMatchObject({ hint: expect.stringContaining('/docs/') });
  });
});
