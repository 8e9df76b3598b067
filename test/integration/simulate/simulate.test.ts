import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { simulationAsText } from '../../../src/report/simulate-text.ts';
import { loadSettings } from '../../../src/settings/load.ts';
import { forecast, simulate } from '../../../src/workflows/simulate.ts';
import { testContext } from '../../support/context.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const CASES = join(import.meta.dirname, '../../cases/simulate');

test('a schema is simulated by a clock of its own, and each fault has its day and line', {
  tags: ['long'],
  timeout: 120_000,
}, async () => {
  const cwd = temporaryDirectory('simulate');
  mkdirSync(join(cwd, 'sql/init'), { recursive: true });
  for (const name of ['12-check-with-a-date.sql', '05-job-that-always-fails.sql']) {
    copyFileSync(join(CASES, name), join(cwd, 'sql/init', name));
  }
  writeFileSync(join(cwd, 'timescale-ci.yml'), 'simulate: { rates: { check_with_a_date.m: 10 } }\n');
  // Whatever engine the settings name: no other has a clock that can be moved.
  const settings = await loadSettings({ engine: 'docker' }, join(cwd, 'timescale-ci.yml'), true);
  const context = testContext(cwd);
  const clock = Date.now;
  const result = await simulate(settings, context, { days: 3, seed: 1 });
  expect(Date.now).toBe(clock);
  expect(result.ok).toBe(false);
  expect(result.bad).toMatchObject([
    { date: '2026-01-02', kind: 'job-failed', file: 'sql/init/05-job-that-always-fails.sql', line: 10 },
    { date: '2026-01-03', kind: 'rows-refused', file: 'sql/init/12-check-with-a-date.sql', line: 8 },
  ]);
  expect(result.days.map(({ date }) => date)).toEqual(['2026-01-01', '2026-01-02', '2026-01-03']);
  const [day] = result.days;
  // Ten rows a second come in, of which four a day are really there.
  expect(day?.tables['check_with_a_date.m']).toMatchObject({ rowsIn: 864_000, chunks: 1, compressed: 0 });
  expect(context.lines().join('\n')).toContain('first bad date 2026-01-02');
  expect(simulationAsText(result)).toContain('check_with_a_date.m\n');
});

test('the page gets what the settings ask for, and a warning in place of what cannot be had', {
  timeout: 60_000,
}, async () => {
  const cwd = temporaryDirectory('simulate');
  writeFileSync(join(cwd, 'timescale-ci.yml'), 'simulate: { docs-days: 2 }\n');
  const context = testContext(cwd);
  const settings = await loadSettings({ engine: 'docker' }, join(cwd, 'timescale-ci.yml'), true);
  const text = `CREATE EXTENSION timescaledb; CREATE TABLE public.m (ts timestamptz NOT NULL, v integer);
    SELECT create_hypertable('public.m', 'ts');`;
  const found = await forecast(text, [], settings, context);
  expect(found).toMatchObject({ from: '2026-01-01', to: '2026-01-02', bad: [] });
  expect(found?.tables['public.m']?.sizes.length).toBe(2);
  const none = { ...settings, simulate: { ...settings.simulate, 'docs-days': 0 } };
  expect(await forecast(text, [], none, context)).toBeNull();
  expect(await forecast('CREATE TABLE t (a int);', [], settings, context)).toBeNull();
  expect(context.lines().join('\n')).toContain('the page has no forecast: the schema has no hypertable');
});

test('a schema without hypertables is no subject', { timeout: 60_000 }, async () => {
  const cwd = temporaryDirectory('simulate');
  writeFileSync(join(cwd, '1.sql'), 'CREATE TABLE t (a int);');
  const settings = await loadSettings({ init: ['*.sql'] }, join(cwd, 'timescale-ci.yml'), false);
  await expect(simulate(settings, testContext(cwd), { days: 1, seed: 1 })).rejects.toThrow('has no hypertable');
});
