import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Dump, dumpDatabase } from '../../src/dump/dump.ts';
import { startEmbedded } from '../../src/engine/embedded.ts';
import type { Engine } from '../../src/engine/types.ts';
import { runScripts } from '../../src/script/run.ts';
import { type Settings, SettingsSchema } from '../../src/settings/schema.ts';
import { LAYOUTS } from '../../src/settings/source.ts';
import { findSources } from '../../src/sources/find.ts';
import { Folder } from '../../src/sources/folder.ts';
import { readScripts } from '../../src/workflows/scripts.ts';
import { layoutProject } from '../support/layout-projects.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const CASES = resolve(import.meta.dirname, '../cases');
const DATABASE = 'trading_data';
let engine: Engine;

beforeAll(async () => {
  engine = await startEmbedded(DATABASE);
  await using session = await engine.database.connect();
  await session.execute('CREATE EXTENSION timescaledb');
});
afterAll(() => engine?.[Symbol.asyncDispose]());

beforeEach(async () => {
  await using session = await engine.database.connect();
  await session.execute(`
    ALTER DATABASE ${DATABASE} RESET ALL;
    DROP SCHEMA IF EXISTS energy, app CASCADE;
    DO $$ DECLARE one record; BEGIN
      FOR one IN SELECT c.oid::regclass AS name FROM pg_class c
                 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' LOOP
        IF to_regclass(one.name::text) IS NOT NULL THEN
          EXECUTE format('DROP TABLE %s CASCADE', one.name);
        END IF;
      END LOOP;
      FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p
                 WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS
                   (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
        EXECUTE format('DROP ROUTINE %s', one.name);
      END LOOP;
    END $$`);
});

/** What `init` would write for a project. */
async function settingsFor(cwd: string): Promise<Settings> {
  const [first] = await findSources(await Folder.open(cwd, cwd, join(cwd, 'sql/schema')));
  return SettingsSchema.parse({ ...first?.settings });
}

async function run(cwd: string, settings: Settings): Promise<void> {
  const { scripts } = await readScripts(settings, cwd);
  await using session = await engine.database.connect();
  await runScripts(session, scripts, { database: DATABASE, cwd });
}

async function build(cwd: string, settings: Settings): Promise<Dump> {
  await run(cwd, settings);
  return dumpDatabase(engine.database);
}

function project(files: Record<string, string>): string {
  const cwd = temporaryDirectory('layout');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(cwd, dirname(path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  return cwd;
}

/** What must be in the dump, and a migration that somebody adds later. */
const projects: [name: string, holds: string[], added: [path: string, text: string] | undefined][] = [
  [
    'projects/01-dbmate',
    ["create_hypertable('public.reading'"],
    ['db/migrations/20250103000000_x.sql', '-- migrate:up\nALTER TABLE reading ADD added int;\n-- migrate:down\n'],
  ],
  [
    'projects/02-goose',
    ['FUNCTION public.latest'],
    ['migrations/00002_x.sql', '-- +goose Up\nALTER TABLE reading ADD added int;\n-- +goose Down\n'],
  ],
  [
    'projects/03-sql-migrate',
    ["add_retention_policy('public.reading'"],
    ['migrations/10-x.sql', '-- +migrate Up\nALTER TABLE reading ADD added int;\n'],
  ],
  [
    'projects/04-golang-migrate',
    ["create_hypertable('public.reading'"],
    ['migrations/000002_x.up.sql', 'ALTER TABLE reading ADD added int;'],
  ],
  [
    'projects/05-prisma',
    ['"Reading_meterId_fkey"'],
    ['prisma/migrations/20250401000000_x/migration.sql', 'ALTER TABLE "Reading" ADD added int;'],
  ],
  [
    'projects/06-diesel',
    ['kwh double precision'],
    ['migrations/2025-03-01-000000_x/up.sql', 'ALTER TABLE reading ADD added int;'],
  ],
  ['projects/07-sqitch', ['VIEW energy.by_day'], undefined],
  [
    'projects/08-flyway',
    ['eur numeric', 'VIEW public.cost'],
    ['src/main/resources/db/migration/V11__x.sql', 'ALTER TABLE reading ADD added int;'],
  ],
  [
    'projects/09-multi-module',
    ["create_hypertable('public.reading'"],
    ['services/ingest/src/main/resources/db/migration/V2__x.sql', 'ALTER TABLE reading ADD added int;'],
  ],
  [
    'projects/11-numbers',
    ["COMMENT ON COLUMN public.reading.kwh IS 'energy'"],
    ['migrations/11_x.sql', 'ALTER TABLE reading ADD added int;'],
  ],
  [
    'projects/15-graphile-migrate',
    ['price numeric'],
    ['migrations/committed/000002.sql', 'ALTER TABLE reading ADD added int;'],
  ],
  [
    'projects/24-single-file-then-two',
    ['kwh double precision'],
    ['migrations/000003_x.up.sql', 'ALTER TABLE reading ADD added int;'],
  ],
  ['reports/39-migration-layouts/dbmate', ['dev integer'], undefined],
  ['reports/39-migration-layouts/flyway', ['INDEX m_dev'], ['V11__x.sql', 'ALTER TABLE m ADD added int;']],
  ['reports/39-migration-layouts/golang', ['INDEX m_dev'], undefined],
  ['reports/39-migration-layouts/rails', ["create_hypertable('public.plays'"], undefined],
];

describe('projects as they are', () => {
  test.each(projects)('%s builds, and takes what is added', async (name, holds, added) => {
    const cwd = temporaryDirectory('case');
    cpSync(join(CASES, name), cwd, { recursive: true });
    const settings = await settingsFor(cwd);
    if (added !== undefined) {
      const [path, text] = added;
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
    }
    const { text } = await build(cwd, settings);
    for (const part of [...holds, ...(added === undefined ? [] : ['added integer'])]) expect(text).toContain(part);
  });
});

/** The others are held by the same columns: a dump of each would take longer than it tells. */
const DUMPED: readonly string[] = [
  ...['plain', 'dbmate', 'goose', 'golang-migrate', 'prisma', 'drizzle', 'flyway', 'liquibase', 'sqitch', 'diesel'],
];

describe('one schema in every layout, as its guide has it', () => {
  let expected: string | undefined;

  test.each(LAYOUTS)('%s gives the same', async (name) => {
    const cwd = project(layoutProject(name));
    const settings = await settingsFor(cwd);
    if (!DUMPED.includes(name)) {
      await run(cwd, settings);
      await using session = await engine.database.connect();
      const rows = await session.query(`
        SELECT string_agg(attname, ',' ORDER BY attnum) AS columns FROM pg_attribute
        JOIN timescaledb_information.hypertables ON attrelid = hypertable_name::regclass WHERE attnum > 0`);
      expect(rows).toEqual([{ columns: 'at,kwh,price' }]);
      return;
    }
    const { text, fingerprint } = await build(cwd, settings);
    expect(text).toContain('price numeric');
    expected ??= fingerprint;
    expect(fingerprint).toBe(expected);
  });
});

describe('transactions are the tool’s', () => {
  const AGGREGATE = `CREATE TABLE reading (at timestamptz NOT NULL, kwh double precision);
SELECT create_hypertable('reading', 'at');
CREATE MATERIALIZED VIEW by_day WITH (timescaledb.continuous) AS
  SELECT time_bucket('1 day', at) AS day, sum(kwh) FROM reading GROUP BY 1 WITH DATA;\n`;

  test('what fails in the transaction that the tool opens fails here, with the way out', async () => {
    const cwd = project({ 'm/1_a.sql': `-- +goose Up\n${AGGREGATE}` });
    await expect(build(cwd, await settingsFor(cwd))).rejects.toMatchObject({
      file: 'm/1_a.sql',
      line: 4,
      sqlstate: '25001',
      hint: expect.stringContaining(
        'goose runs this file in one transaction, where it fails too. Write "-- +goose NO TRANSACTION" on the first line.',
      ),
    });
  });

  test('what runs outside of it there runs here', async () => {
    const cwd = project({ 'm/1_a.sql': `-- +goose NO TRANSACTION\n-- +goose Up\n${AGGREGATE}` });
    expect((await build(cwd, await settingsFor(cwd))).text).toContain('by_day');
  });

  test('several statements in one query are a transaction, one alone is none', async () => {
    const [table = '', view = ''] = AGGREGATE.split(/(?=CREATE MATERIALIZED)/);
    const alone = project({ 'm/1_a.up.sql': table, 'm/2_b.up.sql': view });
    expect((await build(alone, await settingsFor(alone))).text).toContain('by_day');
    const together = project({
      'm/1_a.up.sql': table.replaceAll('reading', 'other'),
      'm/2_b.up.sql': `SELECT 1;\n${view}`,
    });
    await expect(build(together, await settingsFor(together))).rejects.toMatchObject({ file: 'm/2_b.up.sql', line: 2 });
  });

  test('a constraint that is deferred to the end of the file is checked there', async () => {
    const cwd = project({
      'm/1_a.sql':
        '-- migrate:up\nCREATE TABLE p (a int PRIMARY KEY);\nCREATE TABLE c (a int REFERENCES p DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO c VALUES (1);\n-- migrate:down\n',
    });
    await expect(build(cwd, await settingsFor(cwd))).rejects.toThrow('the transaction that dbmate runs the file in');
  });
});
