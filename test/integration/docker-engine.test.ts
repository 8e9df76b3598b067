import { afterAll, beforeAll, expect, test } from 'vitest';
import { disableRyuk, startDocker } from '../../src/engine/docker.ts';
import type { Engine, Notice } from '../../src/engine/types.ts';
import { describeDocker, dockerImage } from '../support/docker.ts';
import { containersOf } from './support/images.ts';

const NAME = 'Träding "Data" = 1';
const LABEL = `engine-${process.pid}`;

describeDocker('an engine in Docker', () => {
  const secrets: string[] = [];
  let engine: Engine;

  beforeAll(async () => {
    disableRyuk(process.env);
    engine = await startDocker({
      image: dockerImage(),
      database: NAME,
      label: LABEL,
      register: (secret) => secrets.push(secret),
    });
  });
  afterAll(async () => {
    await engine?.[Symbol.asyncDispose]();
    expect(await containersOf(LABEL)).toEqual([]);
  });

  test('says what it is', async () => {
    const { postgres, timescaledb, edition } = engine.versions;
    expect(engine.kind).toBe('docker');
    expect(postgres).toMatch(/^\d+\.\d+$/);
    expect(timescaledb).toMatch(/^2\.\d+/);
    expect(engine.label).toBe(`docker TimescaleDB ${timescaledb} (${edition}) on PostgreSQL ${postgres}`);
    await using session = await engine.database.connect();
    await session.execute('CREATE EXTENSION timescaledb');
    const [row] = await session.query(`SELECT current_setting('timescaledb.license') = 'apache' AS apache`);
    expect(row).toEqual({ apache: edition === 'apache' });
    await session.execute('DROP EXTENSION timescaledb');
  });

  test('gives a database of any name, without the extension', async () => {
    expect(engine.database.name).toBe(NAME);
    await using session = await engine.database.connect();
    expect(await session.query('SELECT current_database() AS name')).toEqual([{ name: NAME }]);
    const extensions = await session.query('SELECT extname FROM pg_extension');
    expect(extensions).toEqual([{ extname: 'plpgsql' }]);
  });

  test('is a throwaway where no job can run', async () => {
    await using session = await engine.database.connect();
    const rows = await session.query(`
      SELECT name, setting FROM pg_settings
      WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'wal_level',
                     'timescaledb.max_background_workers')
      ORDER BY name`);
    expect(Object.fromEntries(rows.map((row) => Object.values(row)))).toEqual({
      fsync: 'off',
      full_page_writes: 'off',
      synchronous_commit: 'off',
      'timescaledb.max_background_workers': '0',
      wal_level: 'logical',
    });
  });

  test('keeps its password and its port to itself', async () => {
    const [password = ''] = secrets;
    expect(secrets).toHaveLength(1);
    expect(password).toMatch(/^[\w-]{32}$/);
    const [container] = await containersOf(LABEL);
    const { Config, NetworkSettings, Args } = (await container?.inspect()) ?? {};
    expect(JSON.stringify([Args, Config?.Cmd, Config?.Labels])).not.toContain(password);
    expect(engine.label).not.toContain(password);
    const bindings = NetworkSettings?.Ports['5432/tcp'];
    expect(bindings?.map(({ HostIp }) => HostIp)).toEqual(['127.0.0.1']);
  });

  test('binds parameters, and takes one statement at a time that way', async () => {
    await using session = await engine.database.connect();
    expect(await session.query('SELECT $1::text AS a, $2::int AS b', ["it's", 7])).toEqual([{ a: "it's", b: 7 }]);
    await expect(session.query('SELECT 1; SELECT 2')).rejects.toMatchObject({ code: '42601' });
  });

  test('executes a script as one simple query, with the fields of its error', async () => {
    await using session = await engine.database.connect();
    await session.execute('SELECT generate_series(1, 3); CREATE TEMP TABLE t (v int); INSERT INTO t VALUES (1)');
    expect(await session.query('SELECT v FROM t')).toEqual([{ v: 1 }]);
    const failure = session.execute('SELECT 1;\nSELEC 2');
    await expect(failure).rejects.toMatchObject({ code: '42601', position: '11', severity: 'ERROR' });
    expect(await session.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('copies rows in, and goes on after rows that do not fit', async () => {
    await using session = await engine.database.connect();
    await session.execute('CREATE TEMP TABLE t (id int, word text)');
    const lines = Array.from({ length: 20_000 }, (_, id) => `${id}\tgrün ${id}\n`).join('');
    await session.copyIn('COPY t FROM STDIN', lines);
    await session.copyIn('COPY t (id, word) FROM stdin WITH (FORMAT csv)', '');
    const [row] = await session.query(`SELECT count(*)::int, max(word) FILTER (WHERE id = 19999) AS word FROM t`);
    expect(row).toEqual({ count: 20_000, word: 'grün 19999' });
    const failure = session.copyIn('COPY t FROM STDIN', 'one\ttwo\n');
    await expect(failure).rejects.toMatchObject({ code: '22P02', where: expect.stringContaining('line 1') });
    await expect(session.copyIn('COPY nowhere FROM STDIN', '1\n')).rejects.toMatchObject({ code: '42P01' });
    expect(await session.query('SELECT count(*)::int FROM t')).toEqual([{ count: 20_000 }]);
  });

  test('tells notices to whoever listens', async () => {
    await using session = await engine.database.connect();
    const heard: Notice[] = [];
    const stop = session.onNotice((notice) => heard.push(notice));
    await session.execute(`DO $$ BEGIN RAISE NOTICE 'one'; RAISE WARNING 'two'; END $$`);
    stop();
    await session.execute(`DO $$ BEGIN RAISE NOTICE 'three'; END $$`);
    expect(heard).toEqual([
      { severity: 'NOTICE', message: 'one' },
      { severity: 'WARNING', message: 'two' },
    ]);
  });

  test('gives fresh sessions', async () => {
    await using first = await engine.database.connect();
    await first.execute('BEGIN; SET search_path = pg_catalog; CREATE TEMP TABLE left_over ()');
    await using second = await engine.database.connect();
    const rows = await second.query(`SELECT current_setting('search_path') AS path, to_regclass('left_over') AS left`);
    expect(rows).toEqual([{ path: '"$user", public', left: null }]);
  });

  test('dumps 50 MB to the last byte, characters of several bytes included', async () => {
    await using session = await engine.database.connect();
    await session.execute(`
      CREATE SCHEMA big;
      DO $$ BEGIN
        FOR i IN 1..25 LOOP
          EXECUTE format('CREATE TABLE big.t%s ()', i);
          EXECUTE format('COMMENT ON TABLE big.t%s IS %L', i, repeat('€ü.', 333333) || i);
        END LOOP;
      END $$`);
    const text = await engine.database.pgDump(['--schema-only', '--schema=big']);
    await session.execute('SET client_min_messages = warning; DROP SCHEMA big CASCADE');
    expect(Buffer.byteLength(text)).toBeGreaterThan(50_000_000);
    const comment = '€ü.'.repeat(333_333);
    const whole = Array.from({ length: 25 }, (_, index) => index + 1).filter((table) =>
      text.includes(`COMMENT ON TABLE big.t${table} IS '${comment}${table}';`),
    );
    expect(whole).toHaveLength(25);
    expect(text.trimEnd().slice(-200)).toContain('-- PostgreSQL database dump complete');
  });

  test("passes on pg_dump's own words when it fails", async () => {
    const failure = engine.database.pgDump(['--table=nowhere']);
    await expect(failure).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/^pg_dump ended with exit code 1: .*no matching tables were found/),
    });
  });

  test('knows what its pg_dump can do', async () => {
    expect(await engine.database.pgDumpSupports('--schema-only')).toBe(true);
    expect(await engine.database.pgDumpSupports('--no-such-option')).toBe(false);
  });

  test('dumps what another session exported, not what came after', async () => {
    await using session = await engine.database.connect();
    await session.execute('CREATE TABLE before_snapshot ()');
    await session.execute('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const [row] = await session.query<{ snapshot: string }>('SELECT pg_export_snapshot() AS snapshot');
    await using other = await engine.database.connect();
    await other.execute('CREATE TABLE after_snapshot ()');
    const text = await engine.database.pgDump(['--schema-only'], { snapshot: row?.snapshot ?? '' });
    expect(text).toContain('before_snapshot');
    expect(text).not.toContain('after_snapshot');
    await session.execute('ROLLBACK; DROP TABLE before_snapshot, after_snapshot');
  });

  test('has scratch databases beside the source, gone when disposed of', async () => {
    await using main = await engine.database.connect();
    await main.execute('CREATE ROLE shared_reader');
    const scratch = await engine.scratch();
    const open = await scratch.connect();
    const rows = await open.query(`
      SELECT current_database() AS name, (SELECT count(*)::int FROM pg_extension) AS extensions,
             (SELECT count(*)::int FROM pg_roles WHERE rolname = 'shared_reader') AS roles`);
    expect(rows).toEqual([{ name: scratch.name, extensions: 1, roles: 1 }]);
    expect(scratch.sharesRoles).toBe(true);
    const another = await engine.scratch();
    expect(another.name).not.toBe(scratch.name);
    await Promise.all([scratch, another].map((database) => database[Symbol.asyncDispose]()));
    expect(await main.query(`SELECT datname FROM pg_database WHERE datname LIKE 'timescale\\_ci%'`)).toEqual([]);
    await expect(open.query('SELECT 1')).rejects.toMatchObject({ name: 'UserError' });
    await main.execute('DROP ROLE shared_reader');
  });

  test('says what ended a session, and goes on', async () => {
    await using session = await engine.database.connect();
    await expect(session.query('SELECT pg_terminate_backend(pg_backend_pid())')).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/broke: terminating connection due to administrator command; its last words:\n/),
    });
    await expect(session.query('SELECT 1')).rejects.toMatchObject({ name: 'UserError' });
    await using other = await engine.database.connect();
    expect(await other.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test.each(['', 'x'.repeat(64), 'template1'])('does not take the database name %j', async (database) => {
    await expect(startDocker({ image: dockerImage(), database })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(`the database name "${database}"`),
    });
  });
});
