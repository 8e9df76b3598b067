import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary.ts';
import { type CliRun, runCli } from './support/cli.ts';

const TICKS = `CREATE EXTENSION timescaledb;
CREATE TABLE ticks (time timestamptz NOT NULL);
SELECT create_hypertable('ticks', 'time', chunk_time_interval => interval '7 days');
`;

function directory(before = TICKS, after = TICKS.replace('7 days', '1 day')): string {
  const dir = temporaryDirectory('diff');
  for (const [name, text] of Object.entries({ old: before, new: after })) {
    mkdirSync(join(dir, name));
    writeFileSync(join(dir, name, '01.sql'), text);
  }
  return dir;
}

const diff = (dir: string, ...args: string[]): Promise<CliRun> => runCli(dir, 'diff', ...args, '--engine', 'embedded');

test('diff ends with 1 where a listed class is found, and writes one JSON document', async () => {
  // Without the extension, which takes a server as long as all else here.
  const dir = directory('CREATE TABLE ticks (volume integer);', 'CREATE TABLE ticks (volume bigint);');
  const run = await diff(dir, 'old', 'new', '--format', 'json', '--fail-on', 'data-loss,locks');
  expect(run.code).toBe(1);
  const document = JSON.parse(run.stdout);
  expect(document).toEqual({
    equal: false,
    fingerprints: { old: expect.stringMatching(/^[0-9a-f]{64}$/), new: expect.stringMatching(/^[0-9a-f]{64}$/) },
    classes: { 'data-loss': 0, breaking: 0, recompress: 0, locks: 1, safe: 0 },
    changes: [
      {
        class: 'locks',
        kind: 'column',
        object: 'public.ticks.volume',
        property: 'type',
        from: 'integer',
        to: 'bigint',
        message: 'every row is rewritten under an exclusive lock',
      },
    ],
  });
  expect(run.stderr).toContain('--fail-on lists locks');
});

test('diff ends with 0 where nothing is listed, whatever changed', { tags: ['long'] }, async () => {
  const run = await diff(directory(), 'old', 'new');
  expect(run.code).toBe(0);
  expect(run.stdout).toContain('7 days → 1 day');
});

test('diff of SQL that fails says what to do, not that nothing was written', { tags: ['long'] }, async () => {
  const dir = directory();
  writeFileSync(join(dir, 'new', '01.sql'), 'CREATE TABEL ticks ();');
  const run = await diff(dir, 'old', 'new');
  expect(run.code).toBe(1);
  expect(run.stderr).toContain('Mend the statement and run again.');
  expect(run.stderr).not.toContain('Nothing was written');
});

test('diff ends with 2 where it could not run', async () => {
  const dir = directory();
  const nowhere = await diff(dir, 'old', 'nowhere');
  expect(nowhere).toMatchObject({ code: 2, stdout: '' });
  expect(nowhere.stderr).toContain('no SQL file matches nowhere');
  const wrong = await diff(dir, 'old', 'new', '--fail-on', 'grave');
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toContain('data-loss');
});
