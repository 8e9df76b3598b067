import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { starterSettings } from '../../../src/settings/starter.ts';
import { findSources } from '../../../src/sources/find.ts';
import { Folder } from '../../../src/sources/folder.ts';
import { readInit } from '../../../src/sources/init.ts';
import { readSurroundings } from '../../../src/sources/surroundings.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const CASES = resolve(import.meta.dirname, '../../cases');
const TABLE = 'CREATE TABLE t (a int);\n';
const HYPERTABLE = `${TABLE}SELECT create_hypertable('t', 'a');\n`;

function project(files: Record<string, string>): string {
  const cwd = temporaryDirectory('find');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(cwd, dirname(path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  return cwd;
}

const find = async (cwd: string) => findSources(await Folder.open(cwd, cwd, join(cwd, 'sql/schema')));

test.each<[string, Record<string, string>, object[]]>([
  [
    'the usual place first',
    { 'sql/init/1.sql': TABLE, 'sql/init/2.sql': TABLE, 'db/1.sql': HYPERTABLE },
    [{ init: ['sql/init/*.sql'] }, { init: ['db/*.sql'] }],
  ],
  [
    'what makes hypertables before what does not',
    { 'a/1.sql': TABLE, 'a/2.sql': TABLE, 'b/1.sql': HYPERTABLE },
    [{ init: ['b/*.sql'] }, { init: ['a/*.sql'] }],
  ],
  [
    'a name in capitals, which no pattern of init would have',
    { 'SQL Files/01 a.sql': TABLE, "SQL Files/02_ä'r.SQL": TABLE },
    [{ source: 'SQL Files' }],
  ],
  [
    'numbers that do not sort as names',
    { 'db/1_a.sql': TABLE, 'db/10_c.sql': TABLE, 'db/2_b.sql': TABLE },
    [{ source: 'db' }],
  ],
  [
    'what Compose gives to the image',
    {
      'deploy/compose.yaml': 'services:\n  db:\n    volumes:\n      - ./db:/docker-entrypoint-initdb.d:ro\n',
      'deploy/db/1.sql': TABLE,
      'deploy/db/2.sh': 'psql',
    },
    [{ source: 'deploy/db' }],
  ],
  [
    'what Compose gives to the image, written out',
    {
      'compose.yml': 'volumes:\n  - type: bind\n    source: ./db\n    target: /docker-entrypoint-initdb.d/\n',
      'db/1.sql': TABLE,
    },
    [{ source: 'db' }],
  ],
  [
    'what a Dockerfile copies',
    { 'db/Dockerfile': 'COPY --chown=1 ./*.sql /docker-entrypoint-initdb.d/\n', 'db/1.sql': TABLE },
    [{ source: 'db' }],
  ],
  [
    'not what another directory gives',
    { 'compose.yaml': '      - ./other:/docker-entrypoint-initdb.d\n', 'db/1.sql': TABLE },
    [{ init: ['db/*.sql'] }],
  ],
  [
    'what Compose gives to the image one by one, in the order of the names there',
    {
      'compose.yaml': [
        '    volumes:',
        '      - ./db/policies.sql:/docker-entrypoint-initdb.d/2-policies.sql:ro',
        '      - "./db/tables.sql:/docker-entrypoint-initdb.d/1-tables.sql"',
      ].join('\n'),
      'db/tables.sql': HYPERTABLE,
      'db/policies.sql': 'SELECT 1;',
      'db/report.sql': 'SELECT 2;',
    },
    [{ init: ['db/tables.sql', 'db/policies.sql'] }, { init: ['db/*.sql'] }],
  ],
  [
    'a pattern where Compose gives all that there is',
    {
      'compose.yaml': '      - ./init.sql:/docker-entrypoint-initdb.d/init.sql\n',
      'init.sql': HYPERTABLE,
    },
    [{ init: ['*.sql'] }],
  ],
  [
    'shell scripts that the image runs',
    { 'compose.yaml': '      - ./db:/docker-entrypoint-initdb.d\n', 'db/1.sh': "psql -c 'CREATE TABLE t (a int)'" },
    [{ source: 'db' }],
  ],
  ['scripts at the top', { '1.sql': TABLE }, [{ init: ['*.sql'] }]],
  [
    'what a tool claims before the file that it writes',
    { 'db/schema.sql': `-- PostgreSQL database dump\n${TABLE}`, 'db/migrations/1_a.sql': `-- migrate:up\n${TABLE}` },
    [{ source: 'db/migrations' }, { source: 'db/schema.sql' }],
  ],
  [
    'nothing in tests, seeds or the dumps',
    { 'test/a.sql': TABLE, 'sql/schema/a.sql': TABLE, 'q/a.sql': 'SELECT 1;' },
    [],
  ],
])('finds %s', async (_, files, settings) => {
  expect((await find(project(files))).map((found) => found.settings)).toEqual(settings);
});

test.each<[string, object]>([
  ['projects/01-dbmate', { source: 'db/migrations' }],
  ['projects/02-goose', { source: 'migrations' }],
  ['projects/03-sql-migrate', { source: 'migrations' }],
  ['projects/04-golang-migrate', { source: 'migrations' }],
  ['projects/05-prisma', { source: 'prisma/migrations' }],
  ['projects/06-diesel', { source: 'migrations' }],
  ['projects/07-sqitch', { source: '.' }],
  ['projects/08-flyway', { source: 'src/main/resources/db/migration' }],
  ['projects/09-multi-module', { source: 'services/ingest/src/main/resources/db/migration' }],
  ['projects/11-numbers', { source: 'migrations' }],
  ['projects/12-initdb', { source: 'docker-entrypoint-initdb.d' }],
  ['projects/15-graphile-migrate', { source: 'migrations' }],
  ['projects/16-plain-pg-dump', { source: 'db/structure.sql' }],
  ['projects/24-single-file-then-two', { source: 'migrations' }],
  ['projects/20-database-setting', { init: ['sql/init/*.sql'] }],
  ['reports/39-migration-layouts/dbmate', { source: 'db/migrations' }],
  ['reports/39-migration-layouts/flyway', { source: '.' }],
  ['reports/39-migration-layouts/flyway3', { source: 'src/main/resources/db/migration' }],
  ['reports/39-migration-layouts/golang', { source: 'migrations' }],
  ['reports/39-migration-layouts/goose', { source: 'migrations' }],
  ['reports/39-migration-layouts/prisma', { source: 'prisma/migrations' }],
  ['reports/39-migration-layouts/rails', { source: 'db/structure.sql' }],
  ['reports/39-migration-layouts/sqitch', { source: '.' }],
])('finds what builds %s', async (name, settings) => {
  expect((await find(join(CASES, name)))[0]?.settings).toEqual(settings);
});

test('reads the database and the image where the project names them', async () => {
  const cwd = project({
    'compose.yaml':
      'services:\n  db:\n    image: timescale/timescaledb:2.17.2-pg16 # as production\n    environment:\n      POSTGRES_DB: ${DB:-energy}\n      # POSTGRES_DB: old\n',
    'infra/docker-compose.test.yml':
      'services:\n  db: { x: 1 }\n    image: "timescale/timescaledb-ha:pg16"\n      - POSTGRES_DB=postgres\n',
    '.env.example': 'DATABASE_URL=postgres://user:secret@localhost:5432/meters?sslmode=disable\nPGDATABASE=$NAME\n',
    '.github/workflows/test.yml': 'env:\n  DATABASE_URL: postgresql+asyncpg://u:p@db/energy\n',
  });
  const workflows = await Folder.open(join(cwd, '.github/workflows'), cwd);
  expect(await readSurroundings(await Folder.open(cwd, cwd), workflows)).toEqual({
    databases: [
      { value: 'energy', from: 'compose.yaml:5' },
      { value: 'meters', from: '.env.example:1' },
    ],
    images: [
      { value: 'timescale/timescaledb:2.17.2-pg16', from: 'compose.yaml:3' },
      { value: 'timescale/timescaledb-ha:pg16', from: 'infra/docker-compose.test.yml:3' },
    ],
  });
});

test.each([
  ['environment: { POSTGRES_DB: iot, POSTGRES_USER: x }', 'iot', undefined],
  ['    - POSTGRES_DB=${DB:-sensors}', 'sensors', undefined],
  ['db: { image: timescale/timescaledb:2.9.1-pg14, restart: always }', undefined, 'timescale/timescaledb:2.9.1-pg14'],
  ['    image: "${IMAGE:-timescale/timescaledb-ha:pg16}"', undefined, 'timescale/timescaledb-ha:pg16'],
  ['    image: ${REGISTRY}/timescaledb:1', undefined, undefined],
])('a Compose file with %s', async (line, database, image) => {
  const cwd = project({ 'compose.yaml': `services:\n${line}\n` });
  const { databases, images } = await readSurroundings(await Folder.open(cwd, cwd), undefined);
  expect([databases[0]?.value, images[0]?.value]).toEqual([database, image]);
});

test('init SQL leaves out what takes back, and tells of what nobody runs', async () => {
  const cwd = project({
    'm/1_a.up.sql': 'SELECT 1;',
    'm/1_a.down.sql': 'SELECT 2;',
    'm/2_b.up.sql': 'SELECT 3;',
    's/1.sql': '-- migrate:up\nSELECT 4;\n-- migrate:down\nSELECT 5;\n',
    's/2.sql': 'SELECT 6;',
    'n/10.sql': 'SELECT 8;',
    'n/9.sql': 'SELECT 7;',
  });
  const read = async (...patterns: string[]) => {
    const { scripts, left, warnings } = await readInit(patterns, cwd, { database: 'd' });
    const names = left.map(({ name, unexpected }) => `${name}${unexpected ? '?' : ''}`);
    return { runs: scripts.map(({ name }) => name), left: names, warnings };
  };
  const ups = ['m/1_a.up.sql', 'm/2_b.up.sql'];
  expect(await read('m/*.sql')).toMatchObject({ runs: ups, left: ['m/1_a.down.sql'] });
  expect(await read('m')).toMatchObject({ runs: ups, left: ['m/1_a.down.sql'] });
  expect(await read('m/*.up.sql')).toMatchObject({ runs: ups, left: [] });
  expect(await read('m/*.down.sql')).toMatchObject({
    runs: ['m/1_a.down.sql'],
    left: ['m/1_a.up.sql?', 'm/2_b.up.sql?'],
  });
  expect(await read('m/1_a.down.sql', 'm/1_a.up.sql')).toMatchObject({ left: ['m/2_b.up.sql?'] });
  expect(await read('s/1.sql')).toMatchObject({ left: ['the down section of s/1.sql', 's/2.sql?'] });
  expect(await read('n')).toMatchObject({ runs: ['n/9.sql', 'n/10.sql'], warnings: [] });
  expect(await read('n/*.sql')).toMatchObject({
    runs: ['n/10.sql', 'n/9.sql'],
    warnings: ['n/*.sql runs by name: n/10.sql before n/9.sql. source: n runs numbers as numbers.'],
  });
});

test('the first settings say when a new file must be named', () => {
  const settings = { image: 'x', database: 'd', schemaDir: 'sql/schema', require: null };
  const listed = starterSettings({ ...settings, where: { init: ['1.sql', '10.sql'] } });
  expect(listed).toContain('a file that none of these names must be added.\ninit: [1.sql, 10.sql]\n');
  expect(starterSettings({ ...settings, where: { init: ['*.sql'] } })).not.toContain('must be added');
  expect(starterSettings({ ...settings, where: { source: 'db' } })).toContain('\nsource: db\n');
});
