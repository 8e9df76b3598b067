import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { projectDirectory, runCli } from './support/cli.ts';

const COMMITTED = resolve(import.meta.dirname, '../../sql/schema/README_latest.md');
const WITHIN = 'sql/schema/README_latest.md';

test('docs writes the README that backup writes, and a page', { tags: ['long'] }, async () => {
  const dir = projectDirectory();
  const run = await runCli(dir, 'docs', '--engine', 'embedded', '-o', WITHIN, '--html', 'page.html');
  expect(run).toMatchObject({ code: 0, stdout: '' });
  expect(readFileSync(join(dir, WITHIN), 'utf8')).toBe(readFileSync(COMMITTED, 'utf8'));
  const page = readFileSync(join(dir, 'page.html'), 'utf8');
  expect(page).toContain('<title>trading_data</title>');
  expect(page).toContain('trading.market_data');
});

test('docs links to no dump from a file elsewhere', { tags: ['long'] }, async () => {
  const dir = projectDirectory();
  expect(await runCli(dir, 'docs', '--engine', 'embedded', '-o', 'elsewhere.md')).toMatchObject({ code: 0 });
  expect(readFileSync(join(dir, 'elsewhere.md'), 'utf8')).not.toContain('schema_latest.sql');
});

test('init leaves a settings file as it is', async () => {
  const dir = projectDirectory();
  const before = readFileSync(join(dir, 'timescale-ci.yml'), 'utf8');
  const run = await runCli(dir, 'init', '--json');
  expect(run.code).toBe(0);
  expect(JSON.parse(run.stdout).files).toEqual([
    { path: 'timescale-ci.yml', status: 'kept' },
    { path: '.github/workflows/timescale-ci.yml', status: 'written' },
  ]);
  expect(readFileSync(join(dir, 'timescale-ci.yml'), 'utf8')).toBe(before);
});
