import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Settings, SettingsSchema } from '../../../src/settings/schema.ts';
import { dump } from '../../../src/workflows/dump.ts';
import { init } from '../../../src/workflows/init.ts';
import { validate } from '../../../src/workflows/validate.ts';
import { testContext } from '../../support/context.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const WORKFLOW = '.github/workflows/timescale-ci.yml';
const OPTIONS = { named: {}, action: 'acme/timescale-ci@v1' };

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'timescale-ci-init-'));
  return () => rmSync(cwd, { recursive: true, force: true });
});

test('requires what the SQL that it finds builds, and keeps that promise', async () => {
  cpSync(join(ROOT, 'sql/init'), join(cwd, 'db/schema'), { recursive: true });
  mkdirSync(join(cwd, '.git'));
  writeFileSync(join(cwd, '.git/HEAD'), 'ref: refs/heads/trunk\n');
  writeFileSync(join(cwd, 'db/schema/99_more.sql'), 'CREATE UNLOGGED TABLE trading.scratch (a integer);\n');
  const context = testContext(cwd);
  const result = await init(embedded(), context, OPTIONS);
  expect(result.files.map(({ status }) => status)).toEqual(['written', 'written']);
  expect(context.lines().join('\n')).toMatch(/lint +1 warning: "timescale-ci validate" shows it/);
  const written = parse(readFileSync(join(cwd, 'timescale-ci.yml'), 'utf8'));
  expect(written.init).toEqual(['db/schema/*.sql']);
  expect(written.require.hypertables['trading.positions']).toMatchObject({
    'time-column': 'timestamp',
    'chunk-interval': '1 day',
    'compress-after': '1 day',
  });
  expect(Object.keys(written.require.hypertables)).toHaveLength(4);
  expect(parse(readFileSync(join(cwd, WORKFLOW), 'utf8')).on.push.branches).toEqual(['trunk']);

  const kept = await validate(embedded(written), testContext(cwd));
  expect(kept.required.unmet).toEqual([]);
});

test('leaves alone what is there, and writes the rest', async () => {
  writeFileSync(join(cwd, 'timescale-ci.yml'), 'init: [mine/*.sql]\n');
  const context = testContext(cwd);
  const settings = embedded({ init: ['mine/*.sql'] });
  const first = await init(settings, context, OPTIONS);
  expect(first.files.map(({ status }) => status)).toEqual(['kept', 'written']);
  expect(readFileSync(join(cwd, 'timescale-ci.yml'), 'utf8')).toBe('init: [mine/*.sql]\n');
  expect(context.lines().join('\n')).toContain('timescale-ci.yml was there and is left alone');
  expect(readFileSync(join(cwd, WORKFLOW), 'utf8')).toContain("- 'mine/**'");

  writeFileSync(join(cwd, WORKFLOW), 'on: push\n');
  const second = await init(settings, context, OPTIONS);
  expect(second.files.map(({ status }) => status)).toEqual(['kept', 'kept']);
  expect(readFileSync(join(cwd, WORKFLOW), 'utf8')).toBe('on: push\n');
});

test('says where the SQL fails, and still writes what one starts with', async () => {
  mkdirSync(join(cwd, 'db'));
  writeFileSync(join(cwd, 'db/schema.sql'), 'CREATE TABLE t (a integr);\n');
  const context = testContext(cwd);
  writeFileSync(join(cwd, 'compose.yaml'), 'services:\n  db:\n    environment:\n      POSTGRES_DB: energy\n');
  mkdirSync(join(cwd, 'z'));
  writeFileSync(join(cwd, 'z/other.sql'), 'CREATE TABLE t (a int);\n');
  const asked: string[][] = [];
  const ask = async (_: string, answers: readonly string[]): Promise<number> => asked.push([...answers]) - 1;
  const { files, require } = await init(embedded(), context, { ...OPTIONS, ask });
  expect(asked).toEqual([
    ['a directory of SQL in db  (1 script; db/schema.sql)', 'a directory of SQL in z  (1 script; z/other.sql)'],
  ]);
  expect(require).toBeNull();
  expect(files.map(({ status }) => status)).toEqual(['written', 'written']);
  const said = context.lines().join('\n');
  expect(said).toContain('db/schema.sql:1:19');
  expect(said).toContain('nothing yet: the schema could not be built');
  expect(said).toContain('energy  (compose.yaml:4)');
  expect(said).toContain('1. db/schema.sql');
  const settings = parse(readFileSync(join(cwd, 'timescale-ci.yml'), 'utf8'));
  expect(SettingsSchema.parse(settings)).toMatchObject({ init: ['db/*.sql'], database: 'energy', require: {} });
});

test('writes nothing where there is no SQL, and says so', async () => {
  const context = testContext(cwd);
  await expect(init(embedded(), context, OPTIONS)).rejects.toMatchObject({
    message: 'there is no SQL here that builds a schema, so there is nothing to set up',
    exitCode: 1,
  });
  expect(readdirSync(cwd)).toEqual([]);
});

test('says at once where it may not write, before it builds anything', async () => {
  mkdirSync(join(cwd, 'db'));
  writeFileSync(join(cwd, 'db/1.sql'), 'CREATE TABLE a (b int);\n');
  writeFileSync(join(cwd, '.github'), '');
  const context = testContext(cwd);
  await expect(init(embedded(), context, OPTIONS)).rejects.toThrow(`cannot write ${join(cwd, WORKFLOW)}: `);
  expect(context.lines().join('')).toBe('');
  expect(readdirSync(cwd).sort()).toEqual(['.github', 'db']);
});

test.each([
  ['knexfile.ts', 'export default {}', 'build: { run: npx knex migrate:latest }'],
  ['api/manage.py', 'import django', 'build: { run: cd api && python manage.py migrate }'],
  [
    'src/data-source.ts',
    "import { DataSource } from 'typeorm'",
    'cd src && npx typeorm migration:run -d data-source.ts',
  ],
  ['api/package.json', '{"devDependencies": {"sequelize-cli": "6"}}', 'cd api && npx sequelize-cli db:migrate'],
  ['package.json', '{"dependencies": {"left-pad": "1"}}', '/docs/sources/programs.md says how'],
])('tells a project with %s how its program is run', async (file, text, hint) => {
  mkdirSync(join(cwd, dirname(file)), { recursive: true });
  writeFileSync(join(cwd, file), text);
  await expect(init(embedded(), testContext(cwd), OPTIONS)).rejects.toMatchObject({
    hint: expect.stringContaining(hint),
  });
});

test('tells of a program beside scripts that nobody migrates with, whose database it is', {
  tags: ['long'],
}, async () => {
  writeFileSync(join(cwd, 'alembic.ini'), '');
  mkdirSync(join(cwd, 'docker'));
  writeFileSync(join(cwd, 'docker/1.sql'), '\\c postgres\nCREATE EXTENSION timescaledb;\nCREATE TABLE t ();\n');
  const context = testContext(cwd);
  expect(await init(embedded(), context, OPTIONS)).toMatchObject({ builds: true });
  const said = context.lines().join('\n');
  expect(said).toContain(
    'alembic.ini is of Alembic, whose migrations are programs: write "build: { run: alembic upgrade',
  );
  expect(said).toContain('postgres  (docker/1.sql:1)');
});

test('a program that builds has a workflow that runs for every change, and says where it is installed', async () => {
  writeFileSync(join(cwd, 'timescale-ci.yml'), 'build: { run: npx knex migrate:latest }\n');
  await init(embedded({ init: [], build: { run: 'npx knex migrate:latest' } }), testContext(cwd), OPTIONS);
  const workflow = readFileSync(join(cwd, '.github/workflows/timescale-ci.yml'), 'utf8');
  expect(parse(workflow).on.push.paths).toEqual(['**', '!sql/schema/**', 'timescale-ci.yml']);
  expect(workflow).toMatch(/# Install here .*npm ci\n {6}- uses: /);
});

function embedded(more: object = {}): Settings {
  return SettingsSchema.parse({ ...more, engine: 'embedded' });
}

test('in a directory of a repository the workflow stands where GitHub looks for it', async () => {
  const service = join(cwd, 'services/trading');
  mkdirSync(join(service, 'db'), { recursive: true });
  mkdirSync(join(cwd, '.git'));
  writeFileSync(join(cwd, '.git/HEAD'), 'ref: refs/heads/trunk\n');
  writeFileSync(join(service, 'timescale-ci.yml'), 'init: [db/*.sql]\n');
  const { files } = await init(embedded({ init: ['db/*.sql'] }), testContext(service), OPTIONS);
  expect(files).toContainEqual({
    path: '../../.github/workflows/timescale-ci-services-trading.yml',
    status: 'written',
  });
  const written = readFileSync(join(cwd, '.github/workflows/timescale-ci-services-trading.yml'), 'utf8');
  expect(parse(written).on.push).toEqual({
    branches: ['trunk'],
    paths: ['services/trading/db/**', '!services/trading/sql/schema/**', 'services/trading/timescale-ci.yml'],
  });
});

test('what the server warned of last stands before the error', async () => {
  const sql = [1, 2, 3, 4].map((n) => `DO $$ BEGIN RAISE WARNING 'careful %', ${n}; END $$;\n`).join('');
  writeFileSync(join(cwd, 'a.sql'), `${sql}SELECT nowhere;\n`);
  const context = testContext(cwd);
  const settings = SettingsSchema.parse({ engine: 'embedded', init: ['a.sql'] });
  await expect(dump(settings, context)).rejects.toThrow('nowhere');
  const lines = context.lines().filter((line) => line.includes('careful'));
  expect(lines.map((line) => line.trim())).toEqual(
    [2, 3, 4].map((n) => expect.stringContaining(`a.sql:${n}  careful ${n}`)),
  );
});
