/** @module-tag long */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeDocker, dockerImage } from '../support/docker.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { type CliRun, runCli } from './support/cli.ts';

/** `timescale-ci init && timescale-ci backup`, with no edit; test/integration/sources.test.ts holds every case, cheaper. */
async function initAndBackup(cwd: string, ...engine: string[]): Promise<{ init: CliRun; backup: CliRun | undefined }> {
  const init = await runCli(cwd, 'init', ...engine);
  return { init, backup: init.code === 0 ? await runCli(cwd, 'backup', ...engine) : undefined };
}

function copyOf(name: string): string {
  const cwd = temporaryDirectory('case');
  cpSync(resolve(import.meta.dirname, '../cases', name), cwd, { recursive: true });
  return cwd;
}

const EMBEDDED = ['--engine', 'embedded'];
const latest = (cwd: string): string => readFileSync(join(cwd, 'sql/schema/schema_latest.sql'), 'utf8');

describe('init, then backup, on the embedded server', () => {
  test('migrations become a proved dump; one that is added is in the next, with the settings as they are', async () => {
    const cwd = copyOf('projects/01-dbmate');
    const { init, backup } = await initAndBackup(cwd, ...EMBEDDED);
    expect(init.stderr).toContain('dbmate in db/migrations');
    expect(backup, init.stderr).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/proved: .*1 of 1 hypertable/),
    });
    expect(latest(cwd)).not.toContain('added');

    const added =
      '-- migrate:up\nALTER TABLE reading ADD added int;\n\n-- migrate:down\nALTER TABLE reading DROP added;\n';
    writeFileSync(join(cwd, 'db/migrations/20250103000000_added.sql'), added);
    expect(await runCli(cwd, 'backup', ...EMBEDDED)).toMatchObject({ code: 0 });
    expect(latest(cwd)).toContain('added integer');
  });

  test('scripts that make their database and connect to it run in it', async () => {
    const cwd = copyOf('projects/13-create-database');
    const init = await runCli(cwd, 'init', ...EMBEDDED);
    expect(init).toMatchObject({ code: 0, stderr: expect.stringContaining('energy  (init/01.sql:2)') });
    // A backup of it is in test/integration/cases.test.ts.
    expect(init.stderr).toMatch(/✓ require +1 hypertable/);
  });

  test.each([
    [
      'projects/10-extension-of-the-image',
      /001_reading\.sql:2:8 .*create_hypertable/,
      'CREATE EXTENSION IF NOT EXISTS timescaledb;',
    ],
    [
      'projects/16-plain-pg-dump',
      /structure\.sql:4:1 .*plain pg_dump .*public\.reading is lost/,
      'timescale-ci dump --database-url',
    ],
    [
      'projects/12-initdb',
      /01-roles\.sh is not run: a shell script runs in the container only: use --engine docker/,
      'role "app" does not exist',
    ],
  ])(
    '%s: init writes what one starts with, and ends with the error that a run would end with',
    async (name, what, how) => {
      const cwd = copyOf(name);
      const { init } = await initAndBackup(cwd, ...EMBEDDED);
      expect(init).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(what) });
      expect(init.stderr).toContain(how);
      expect(init.stderr).toContain(
        'timescale-ci.yml and .github/workflows/timescale-ci.yml are written. A run fails as above until that is mended',
      );
      expect(readdirSync(cwd)).toContain('timescale-ci.yml');
    },
  );
});

describeDocker('init, then backup, in a container', () => {
  test.each([
    ['projects/12-initdb', /GRANT SELECT ON TABLE public\.reading TO app/],
    ['projects/21-pgcrypto', /CREATE EXTENSION IF NOT EXISTS pgcrypto/],
  ])('%s builds', async (name, holds) => {
    const cwd = copyOf(name);
    const { init, backup } = await initAndBackup(cwd, '--engine', 'docker', '--image', dockerImage());
    expect(backup, init.stderr).toMatchObject({ code: 0, stderr: expect.stringContaining('proved') });
    expect(latest(cwd)).toMatch(holds);
  });
});
