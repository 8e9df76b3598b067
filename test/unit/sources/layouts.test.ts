import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { LAYOUTS, type SourceSetting } from '../../../src/settings/source.ts';
import { LAYOUT_TABLE } from '../../../src/sources/layouts.ts';
import { readSource } from '../../../src/sources/read.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

type Files = Record<string, string | Buffer>;

function project(files: Files): string {
  const cwd = temporaryDirectory('sources');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(cwd, dirname(path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  return cwd;
}

const read = (files: Files, source: SourceSetting = 'm') => readSource(source, project(files), { database: 'energy' });

interface Case {
  what: string;
  files: Files;
  source?: SourceSetting;
  label: string;
  /** What runs, in order: `file: text`, white space made one space; `!` before those outside of a transaction. */
  runs: string[];
  /** What is left out; `?` behind what somebody may believe to run. */
  left?: string[];
  warnings?: string[];
}

const cases: Case[] = [
  {
    what: 'plain files, numbers as numbers',
    files: {
      'm/10_c.sql': 'c',
      'm/1_a.sql': 'a',
      'm/2_b.sql.gz': gzipSync('b'),
      'm/2_b.down.sql': 'x',
      'm/003_revert_price.sql': 'r',
      'm/notes.txt': 'x',
      'm/old/1.sql': 'x',
    },
    label: 'a directory of SQL in m',
    runs: ['1_a.sql: a', '2_b.sql.gz: b', '003_revert_price.sql: r', '10_c.sql: c'],
    left: ['2_b.down.sql', 'old/1.sql?'],
  },
  {
    what: 'plain files in directories below',
    files: { 'm/1/2.sql': 'b', 'm/1/1.sql': 'a', 'm/10/1.sql': 'd', 'm/2/1.sql': 'c' },
    label: 'a directory of SQL in m',
    runs: ['1/1.sql: a', '1/2.sql: b', '2/1.sql: c', '10/1.sql: d'],
  },
  {
    what: 'golang-migrate: up by number',
    files: {
      'm/000002_b.up.sql': 'b',
      'm/000001_a.up.sql': 'a',
      'm/0000010_c.up.sql': 'c',
      'm/000001_a.down.sql': 'x',
      'm/seed.sql': 'x',
      'm/old/000001_a.up.sql': 'x',
    },
    label: 'golang-migrate in m',
    runs: ['000001_a.up.sql: a', '000002_b.up.sql: b', '0000010_c.up.sql: c'],
    left: ['000001_a.down.sql', 'seed.sql?', 'old/000001_a.up.sql?'],
  },
  {
    what: 'dbmate: up sections',
    files: {
      'm/20250101_a.sql': '-- a\n-- migrate:up\na\n-- migrate:down\nx\n',
      'm/20250102_b.sql': '-- migrate:up transaction:false\nb\n\n--migrate:down\nx\n-- migrate:up\nc\n-- migrate:down',
      'm/helper.sql': 'x',
    },
    label: 'dbmate in m',
    runs: ['20250101_a.sql: -- migrate:up a', '!20250102_b.sql: -- migrate:up transaction:false b -- migrate:up c'],
    left: ['the down section of m/20250101_a.sql', 'the down section of m/20250102_b.sql', 'helper.sql?'],
  },
  {
    what: 'dbmate: numbers of unequal length',
    files: { 'm/2_b.sql': '-- migrate:up\nb', 'm/10_c.sql': '-- migrate:up\nc' },
    label: 'dbmate in m',
    runs: ['2_b.sql: -- migrate:up b', '10_c.sql: -- migrate:up c'],
    warnings: [
      'dbmate itself runs by name, 10_c.sql before 2_b.sql; they run by number here. Give the numbers the same length.',
    ],
  },
  {
    what: 'goose: up sections, environment, no transaction',
    files: {
      'm/2_b.sql':
        "-- +goose NO TRANSACTION\n-- +goose Up\n-- +goose ENVSUB ON\n'${REGION}' ${SIZE:-9} $$x$$\n-- +goose ENVSUB OFF\n${REGION}\n-- +goose Down\nx",
      'm/1_a.sql': '-- +goose Up\n-- +goose StatementBegin\na\n-- +goose StatementEnd\n-- +goose Down\nx',
      'm/3_c.go': 'package m',
      'm/3_c_test.go': 'package m',
    },
    source: { path: 'm', placeholders: { REGION: 'eu' } },
    label: 'goose in m',
    runs: [
      '1_a.sql: -- +goose Up -- +goose StatementBegin a -- +goose StatementEnd',
      "!2_b.sql: -- +goose Up -- +goose ENVSUB ON 'eu' 9 $$x$$ -- +goose ENVSUB OFF ${REGION}",
    ],
    left: ['the down section of m/1_a.sql', 'the down section of m/2_b.sql', '3_c.go?'],
  },
  {
    what: 'Prisma: directories by name',
    files: {
      'm/20250201000000_b/migration.sql': 'b',
      'm/20250101000000_a/migration.sql': 'a',
      'm/20250101000000_a/down.sql': 'x',
      'm/20250101000000_a/extra.sql': 'x',
      'm/migration_lock.toml': 'provider = "postgresql"',
    },
    label: 'Prisma Migrate in m',
    runs: ['20250101000000_a/migration.sql: a', '20250201000000_b/migration.sql: b'],
    left: ['20250101000000_a/down.sql', '20250101000000_a/extra.sql?'],
  },
  {
    what: 'Flyway: versions, repeatables, baseline, callbacks, other databases, placeholders',
    files: {
      'flyway.conf': 'flyway.placeholders.region=eu\n# flyway.placeholders.x=1\n',
      'm/V1__a.sql': 'a',
      'm/B2__base.sql': 'base',
      'm/V2__b.sql': 'b',
      'm/deep/V10__d.sql': 'CREATE INDEX CONCURRENTLY d',
      'm/V2_1__c.sql': "'${region}' ${flyway:database} -- ${later}",
      'm/V2.0.5__c.sql': 'c',
      'm/V2_2__e.sql': '-- flyway:executeInTransaction=false\ne -- VACUUM later',
      'm/V2_3__f.sql': 'x',
      'm/V2_3__f.sql.conf': 'shouldExecute=false',
      'm/V2.0.5__c.sql.conf': 'executeInTransaction=false',
      'm/U2__b.sql': 'x',
      'm/R__z.sql': 'z',
      'm/R__a_view.sql': 'v',
      'm/afterMigrate.sql': 'after',
      'm/beforeMigrate.sql': 'before',
      'm/h2/V1__a.sql': 'x',
      'm/V3_typo.sql': 'x',
    },
    label: 'Flyway in m',
    runs: [
      'beforeMigrate.sql: before',
      'B2__base.sql: base',
      '!V2.0.5__c.sql: c',
      "V2_1__c.sql: 'eu' energy -- ${later}",
      'V2_2__e.sql: -- flyway:executeInTransaction=false e -- VACUUM later',
      '!deep/V10__d.sql: CREATE INDEX CONCURRENTLY d',
      'R__a_view.sql: v',
      'R__z.sql: z',
      'afterMigrate.sql: after',
    ],
    left: ['U2__b.sql', 'V1__a.sql', 'V2__b.sql', 'h2/V1__a.sql', 'V2_3__f.sql', 'V3_typo.sql?'],
    warnings: ['m/V2_2__e.sql: Flyway reads no setting from a comment; write it into m/V2_2__e.sql.conf'],
  },
  {
    what: 'sql-migrate: up sections, numbers as numbers',
    files: {
      'm/10-c.sql': '-- +migrate Up\nc\n-- +migrate Down\nx',
      'm/2-b.sql': '-- +migrate Up notransaction\nb\n-- +migrate Down\nx',
    },
    label: 'sql-migrate in m',
    runs: ['!2-b.sql: -- +migrate Up notransaction b', '10-c.sql: -- +migrate Up c'],
    left: ['the down section of m/2-b.sql', 'the down section of m/10-c.sql'],
  },
  {
    what: 'node-pg-migrate: up sections',
    files: {
      'm/1735689600001_b.sql': 'b\n-- Down Migration\nx',
      'm/1735689600000_a.sql': 'x\n-- Up Migration\na\n-- Down Migration\nx',
      'm/1735689600002_c.js': '',
      // A time in UTC, a millisecond before the first.
      'm/20241231235959999_z.sql': 'z',
    },
    label: 'node-pg-migrate in m',
    runs: ['20241231235959999_z.sql: z', '1735689600000_a.sql: -- Up Migration a', '1735689600001_b.sql: b'],
    left: [
      'the down section of m/1735689600000_a.sql',
      'the down section of m/1735689600001_b.sql',
      '1735689600002_c.js?',
    ],
  },
  {
    what: 'Liquibase: changesets of one file, each a transaction',
    files: {
      'm/01.sql':
        '--liquibase formatted sql\n--changeset a:1\na\n--rollback x\n--changeset a:2 runInTransaction:false\nb\n--changeset a:3 dbms:h2\nx',
      'm/02.sql': 'x',
    },
    label: 'Liquibase in m',
    runs: ['01.sql: --changeset a:1 a --rollback x', '!01.sql: --changeset a:2 runInTransaction:false b'],
    left: ['the rollbacks of m/01.sql', '01.sql a:3', '02.sql?'],
  },
  {
    what: 'Liquibase: a changelog decides what runs',
    files: {
      'm/db.changelog-master.xml':
        '<databaseChangeLog><include file="db/m/b.sql"/><includeAll path="parts" relativeToChangelogFile="true"/></databaseChangeLog>',
      'm/b.sql': '--liquibase formatted sql\n--changeset a:1\nb',
      'm/parts/1.sql': '--liquibase formatted sql\n--changeset a:2\nc',
      'm/z.sql': '--liquibase formatted sql\n--changeset a:3\nx',
    },
    label: 'Liquibase in m',
    runs: ['b.sql: --changeset a:1 b', 'parts/1.sql: --changeset a:2 c'],
    left: ['z.sql?'],
  },
  {
    what: 'Liquibase: a changelog in YAML with changesets of its own',
    files: {
      'm/changelog.yaml':
        'databaseChangeLog:\n  - include: { file: b.sql, relativeToChangelogFile: true }\n  - changeSet: { id: 1 }\n',
      'm/b.sql': 'b',
    },
    label: 'Liquibase in m',
    runs: ['b.sql: b'],
    left: ['changelog.yaml?'],
  },
  {
    what: 'Sqitch: the order of the plan, a reworked change under its tag',
    files: {
      'm/sqitch.plan':
        '%project=x\n\nb 2025-01-01T00:00:00Z a <a@b> # b\na [b] 2025-01-01T00:00:00Z a <a@b>\n@v1 2025-01-02T00:00:00Z a <a@b>\nb [b@v1] 2025-01-03T00:00:00Z a <a@b> # again\n',
      'm/deploy/a.sql': 'a',
      'm/deploy/b.sql': 'b2',
      'm/deploy/b@v1.sql': 'b1',
      'm/deploy/other.sql': 'x',
      'm/revert/a.sql': 'x',
    },
    label: 'Sqitch in m',
    runs: ['!deploy/b@v1.sql: b1', '!deploy/a.sql: a', '!deploy/b.sql: b2'],
    left: ['deploy/other.sql?', 'revert/a.sql'],
  },
  {
    what: 'Drizzle: what the journal lists, in its order',
    files: {
      'm/meta/_journal.json': '{"entries":[{"idx":1,"tag":"0000_z"},{"idx":0,"tag":"0001_a"}]}',
      'm/0000_z.sql': 'z',
      'm/0001_a.sql': 'a',
      'm/0002_b.sql': 'x',
    },
    label: 'Drizzle in m',
    runs: ['0000_z.sql: z', '0001_a.sql: a'],
    left: ['0002_b.sql?'],
  },
  {
    what: 'Drizzle: directories with snapshots',
    files: { 'm/20250101_a/migration.sql': 'a', 'm/20250101_a/snapshot.json': '{}' },
    label: 'Drizzle in m',
    runs: ['20250101_a/migration.sql: a'],
  },
  {
    what: 'Diesel: up.sql by number',
    files: {
      'm/2025-02-01-000000_b/up.sql': 'b',
      'm/2025-02-01-000000_b/metadata.toml': 'run_in_transaction = false',
      'm/2025-01-01-000000_a/up.sql': 'a',
      'm/2025-01-01-000000_a/down.sql': 'x',
    },
    label: 'Diesel in m',
    runs: ['2025-01-01-000000_a/up.sql: a', '!2025-02-01-000000_b/up.sql: b'],
    left: ['2025-01-01-000000_a/down.sql'],
  },
  {
    what: 'Hasura: up.sql by number, found below',
    files: { 'm/migrations/default/1735689600000_a/up.sql': 'a', 'm/migrations/default/1735689600000_a/down.sql': 'x' },
    label: 'Hasura in m/migrations/default',
    runs: ['migrations/default/1735689600000_a/up.sql: a'],
    left: ['migrations/default/1735689600000_a/down.sql'],
  },
  {
    what: 'Graphile Migrate: committed, then current, with placeholders',
    files: {
      'm/committed/000002.sql': '--! no-transaction\nb',
      'm/committed/000001.sql': '-- :LATER\na::TEXT :DATABASE_NAME :DATABASE_OWNER :APP',
      'm/current.sql': 'c',
    },
    source: { path: 'm', placeholders: { ':APP': 'app' } },
    label: 'Graphile Migrate in m',
    runs: [
      'committed/000001.sql: -- :LATER a::TEXT "energy" CURRENT_USER app',
      '!committed/000002.sql: --! no-transaction b',
      'current.sql: c',
    ],
  },
  {
    what: 'sqlx: simple and reversible',
    files: {
      'm/Cargo.toml': '[dependencies]\nsqlx = "0.8"\n',
      'm/migrations/2_b.up.sql': '-- no-transaction\nb',
      'm/migrations/2_b.down.sql': 'x',
      'm/migrations/1_a.sql': 'a',
    },
    label: 'sqlx in m/migrations',
    runs: ['migrations/1_a.sql: a', '!migrations/2_b.up.sql: -- no-transaction b'],
    left: ['migrations/2_b.down.sql'],
  },
  {
    what: 'refinery: V and U together',
    files: {
      'm/Cargo.toml': '[dependencies.refinery]\nversion = "0.8"\n',
      'm/migrations/V10__c.sql': 'c',
      'm/migrations/U2__b.sql': 'b',
      'm/migrations/V1__a.sql': 'a',
    },
    label: 'refinery in m/migrations',
    runs: ['migrations/V1__a.sql: a', 'migrations/U2__b.sql: b', 'migrations/V10__c.sql: c'],
  },
  {
    what: 'yoyo: what is depended on first',
    files: {
      'm/0001.a.sql': '-- a\n-- depends: 0002.b\na',
      'm/0002.b.sql': '-- transactional: false\nb',
      'm/0002.b.rollback.sql': 'x',
      'm/0003.c.py': '',
    },
    label: 'yoyo in m',
    runs: ['!0002.b.sql: -- transactional: false b', '0001.a.sql: -- a -- depends: 0002.b a'],
    left: ['0002.b.rollback.sql', '0003.c.py?'],
  },
  {
    what: 'docker-entrypoint-initdb.d: by name, packed ones too',
    files: {
      'm/docker-entrypoint-initdb.d/10.sql': 'c',
      'm/docker-entrypoint-initdb.d/2.sql.gz': gzipSync('d'),
      'm/docker-entrypoint-initdb.d/1.sh': 'a',
      'm/docker-entrypoint-initdb.d/3.sql.xz': 'x',
    },
    source: 'm/docker-entrypoint-initdb.d',
    label: 'docker-entrypoint-initdb.d in m/docker-entrypoint-initdb.d',
    runs: ['1.sh: a', '10.sql: c', '2.sql.gz: d'].map((line) => `docker-entrypoint-initdb.d/${line}`),
    left: ['docker-entrypoint-initdb.d/3.sql.xz?'],
  },
  {
    what: 'a structure file, by its directory and by its name',
    files: { 'm/structure.sql': '-- PostgreSQL database dump' },
    source: { path: ['m', 'm/structure.sql'] },
    label: 'a structure file in m, structure.sql in m',
    runs: ['structure.sql: -- PostgreSQL database dump', 'structure.sql: -- PostgreSQL database dump'],
  },
];

describe('a source is read as its tool reads it', () => {
  test.each(cases)('$what', async ({ files, source, label, runs, left = [], warnings = [] }) => {
    const found = await read(files, source);
    const short = (name: string): string => name.replace(/^m\//, '');
    expect(found.label).toBe(label);
    expect(
      found.scripts.map(
        ({ name, text, tool }) =>
          `${tool?.transaction === 'none' ? '!' : ''}${short(name)}: ${text.trim().replace(/\s+/g, ' ')}`,
      ),
    ).toEqual(runs);
    expect(found.left.map(({ name, unexpected }) => `${short(name)}${unexpected ? '?' : ''}`)).toEqual(left);
    expect(found.warnings).toEqual(warnings);
  });

  test('what is left of a script stays where it was', async () => {
    const { scripts } = await read({ 'm/1_a.sql': '-- migrate:down\nDROP äß;\r\n-- migrate:up\n  SELECT 1;\n' });
    expect(scripts[0]?.text).toBe('               \n        \r\n-- migrate:up\n  SELECT 1;\n');
  });
});

test('every layout has its place in the table', () => {
  expect(Object.keys(LAYOUT_TABLE).toSorted()).toEqual([...LAYOUTS].toSorted());
  for (const [name, layout] of Object.entries(LAYOUT_TABLE)) expect(layout.name).toBe(name);
});

const wrong: [what: string, files: Files, source: SourceSetting, message: string][] = [
  ['a directory that is not there', {}, 'm', 'there is no directory m'],
  ['a directory without SQL', { 'm/a.txt': '' }, 'm', 'm has no SQL that a schema can be built from'],
  [
    'a plan without its script',
    { 'm/sqitch.plan': 'a 2025 a <a@b>' },
    'm',
    'm/sqitch.plan:1  the change a has no m/deploy/a.sql',
  ],
  ['a journal without its file', { 'm/meta/_journal.json': '{"entries":[{"idx":0,"tag":"a"}]}' }, 'm', 'lists a.sql'],
  ['a circle', { 'm/a.sql': '-- depends: b', 'm/b.sql': '-- depends: a' }, 'm', 'depend on each other: a → b → a'],
  [
    'two versions that are the same',
    { 'm/1_a.up.sql': '', 'm/01_b.up.sql': '' },
    'm',
    '01_b.up.sql and 1_a.up.sql have the same version, 1',
  ],
  [
    'a migration without its mark',
    { 'm/1_a.sql': '-- migrate:up\n', 'm/2_b.sql': 'SELECT 1;' },
    'm',
    'm/2_b.sql has no line -- migrate:up',
  ],
  [
    'a placeholder without a value',
    { 'm/V1__a.sql': 'SELECT 1;\nSELECT ${x};' },
    'm',
    'm/V1__a.sql:2  the placeholder x has no value',
  ],
  [
    'several sources below',
    { 'm/a/1_a.up.sql': '', 'm/b/1_a.up.sql': '' },
    'm',
    'm holds several sources: m/a (golang-migrate), m/b (golang-migrate)',
  ],
];

test.each(wrong)('refuses %s', async (_, files, source, message) => {
  await expect(read(files, source)).rejects.toThrow(message);
});

test('who names a directory that is not there hears of those that are', async () => {
  const files = { 'db/1.sql': 'CREATE TABLE t ();', 'b/1_a.sql': '-- migrate:up\n' };
  await expect(read(files, 'nowhere')).rejects.toMatchObject({
    hint: expect.stringMatching(/There is b \(dbmate\), db \(a directory of SQL\)\.$/),
  });
});

test('a link that leads out of the source is not followed', async () => {
  const cwd = project({ 'secret.sql': 'SELECT 1;', 'm/1_a.up.sql': 'SELECT 1;' });
  symlinkSync('../secret.sql', join(cwd, 'm/2_b.up.sql'));
  await expect(readSource('m', cwd, { database: 'd' })).rejects.toThrow('m/2_b.up.sql leads out of m');
});
