import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { loadSettings } from '../../../src/settings/load.ts';
import type { Settings } from '../../../src/settings/schema.ts';
import { doctor } from '../../../src/workflows/doctor.ts';
import { testContext } from '../../support/context.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

async function examine(cwd: string, given: Partial<Settings> = {}, env: NodeJS.ProcessEnv = process.env) {
  const file = 'timescale-ci.yml';
  const load = () => loadSettings({ engine: 'embedded', ...given }, join(cwd, file), false);
  const diagnosis = await doctor(load, file, { ...testContext(cwd), env });
  return { ...diagnosis, of: Object.fromEntries(diagnosis.examinations.map((one) => [one.name, one])) };
}

test('a directory that is ready is found so, and nothing is written', async () => {
  const cwd = temporaryDirectory('doctor');
  mkdirSync(join(cwd, 'sql/init'), { recursive: true });
  writeFileSync(join(cwd, 'sql/init/1.sql'), 'CREATE TABLE t ();');
  writeFileSync(join(cwd, 'timescale-ci.yml'), 'schema-dir: db/schema\n');
  const { ok, engine, of } = await examine(cwd);
  expect([ok, engine]).toEqual([true, 'embedded']);
  expect(of['schema']?.text).toBe('sql/init/*.sql  (1 file)');
  expect(of['files']?.text).toBe('db/schema holds no version yet');
  expect(readdirSync(cwd).sort()).toEqual(['sql', 'timescale-ci.yml']);
  expect(existsSync(join(cwd, 'db'))).toBe(false);
});

test('settings that do not hold are one finding among the others, with their line', async () => {
  const cwd = temporaryDirectory('doctor');
  writeFileSync(join(cwd, 'timescale-ci.yml'), 'keep: 3\ninit: 3\n');
  const { ok, of } = await examine(cwd);
  expect(ok).toBe(false);
  expect(of['settings']).toMatchObject({ state: 'wrong' });
  expect(of['settings']?.text).toContain('timescale-ci.yml:2:7  init:');
  expect(of['git']?.state).toBe('found');
});

test('what is missing has a remedy: SQL, a schema directory that takes files, pg_dump for a live database', async () => {
  const cwd = temporaryDirectory('doctor');
  writeFileSync(join(cwd, 'taken'), 'a file where a directory should be');
  const { ok, of } = await examine(cwd, { 'schema-dir': 'taken/schema' });
  expect(ok).toBe(false);
  expect(of['settings']).toMatchObject({ state: 'missing', remedy: 'Run "timescale-ci init" to write one.' });
  expect(of['schema']).toMatchObject({ state: 'wrong', text: 'no SQL file matches sql/init/*.sql' });
  expect(of['files']).toMatchObject({ state: 'wrong' });
  const live = await examine(cwd, { 'database-url': 'postgres://u:secret@h/db' }, { PG_DUMP: '/nowhere/pg_dump' });
  expect(live.of['pg_dump']).toMatchObject({ state: 'wrong', remedy: expect.stringContaining('PG_DUMP') });
  expect(JSON.stringify(live)).not.toContain('secret');
});

test('directories of PATH that say nothing are passed over in silence', async () => {
  const cwd = temporaryDirectory('doctor');
  // A name below a file is no name: another error than that of a missing file, which @actions/exec prints on standard output.
  writeFileSync(join(cwd, 'file'), '');
  const print = vi.spyOn(console, 'log');
  try {
    const { of } = await examine(cwd, {}, { ...process.env, PATH: `${join(cwd, 'file/bin')}:${process.env['PATH']}` });
    expect(of['git']?.state).toBe('found');
    expect(print).not.toHaveBeenCalled();
  } finally {
    print.mockRestore();
  }
});
