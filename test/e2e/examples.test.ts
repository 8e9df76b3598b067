/** @module-tag long */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { runLint } from '../support/actionlint.ts';
import { runCli } from './support/cli.ts';

const EXAMPLES = resolve(import.meta.dirname, '../../examples');
/** Each directory that has settings, with the repository that it is in. */
const SCHEMAS = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('timescale-ci.yml') && !path.includes('.github'))
  .map((path) => path.slice(0, -'/timescale-ci.yml'.length))
  .sort();

test('there are three examples', () => {
  expect(SCHEMAS).toEqual(['monorepo/services/telemetry', 'monorepo/services/trading', 'plain-sql', 'prisma']);
});

test.each(SCHEMAS)('%s is proved as it is, and holds the version that it builds', async (name) => {
  const root = mkdtempSync(join(tmpdir(), 'timescale-ci-example-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [repository = ''] = name.split('/');
  cpSync(join(EXAMPLES, repository), join(root, repository), { recursive: true, verbatimSymlinks: true });
  const run = await runCli(join(root, name), 'backup', '--engine', 'embedded', '--json');
  expect(run.stderr).toContain('proved: ');
  // Where this fails, `timescale-ci backup --engine embedded` in the example writes it anew.
  expect(JSON.parse(run.stdout)).toMatchObject({ ok: true, version: { status: 'unchanged' } });
});

test.each(['monorepo', 'plain-sql', 'prisma'])('the workflow of %s runs what is there', async (name) => {
  const text = readFileSync(join(EXAMPLES, name, '.github/workflows/timescale-ci.yml'), 'utf8');
  expect(await runLint(text, '.github/workflows/timescale-ci.yml')).toEqual([]);
  const { strategy, steps } = parse(text).jobs.schema;
  const services: string[] = strategy?.matrix.service ?? [''];
  const directory: string = steps.at(-1).with?.['working-directory'] ?? '';
  const named = services.map((service) => join(name, directory.replace(/\$\{\{.*\}\}/, service)));
  expect(named).toEqual(SCHEMAS.filter((schema) => schema.startsWith(name)));
});
