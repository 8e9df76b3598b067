import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkOut, createRemote, type Files } from '../../support/git.ts';
import { pushEvent } from './events.ts';
import { runAction } from './runner.ts';
import { smallFiles } from './schema.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

/** A hypertable, and a routine whose body has line ends that git likes to change. */
export function recordedFiles(): Files {
  return {
    ...smallFiles(),
    'sql/init/02_windows.sql': "CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT\r\n  1';\n",
  };
}

/**
 * Installs a copy of the action whose embedded engine answers from a recording of `recordedFiles()`, made by one real run:
 * for tests of everything around the schema, each of which would wait some seconds for a server otherwise. To be called
 * within a test; the directory is the caller's to remove, so that a file's tests can share it.
 *
 * @returns the directory, for `runAction`
 */
export async function recordedAction(): Promise<string> {
  const action = mkdtempSync(join(tmpdir(), 'timescale-ci-recorded-'));
  for (const name of ['dist', 'action.yml', 'package.json']) {
    cpSync(join(ROOT, name), join(action, name), { recursive: true });
  }
  const library = createPackage(action, 'pglite', ['.', './timescaledb', './contrib/*']);
  cpSync(join(ROOT, 'test/fakes/recorded-pglite.mjs'), join(library, 'fake.mjs'));
  // The bundle holds the pg_dump of the embedded engine, in a file of its own.
  writeFileSync(join(action, 'dist/chunks/pg_dump.js'), "export { pgDump } from '@electric-sql/pglite';\n");
  const real = {
    pglite: import.meta.resolve('@electric-sql/pglite'),
    timescaledb: import.meta.resolve('@electric-sql/pglite/timescaledb'),
    pgDump: import.meta.resolve('@electric-sql/pglite-tools/pg_dump'),
  };
  writeFileSync(
    join(library, 'places.mjs'),
    `export const REAL = ${JSON.stringify(real)};\nexport const RECORDING = ${JSON.stringify(join(action, 'recording'))};\n`,
  );
  const made = await runAction({
    action,
    cwd: checkOut(createRemote(recordedFiles())),
    event: pushEvent(),
    inputs: { engine: 'embedded', artifact: 'false' },
  });
  if (made.code !== 0) throw new Error(`the run to record failed:\n${made.stdout}${made.stderr}`);
  return action;
}

function createPackage(action: string, name: string, entries: string[]): string {
  const directory = join(action, 'node_modules/@electric-sql', name);
  const exports = Object.fromEntries(entries.map((entry) => [entry, './fake.mjs']));
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ name, version: '0.0.0', type: 'module', exports }));
  return directory;
}
