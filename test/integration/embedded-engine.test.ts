import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEmbedded } from '../../src/engine/embedded.ts';
import type { Engine } from '../../src/engine/types.ts';

describe('the embedded engine', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEmbedded('Odd "name"');
  });
  afterAll(() => engine?.[Symbol.asyncDispose]());

  test('is an empty database of that name, as a new PostgreSQL would give it', async () => {
    await using session = await engine.database.connect();
    const [row] = await session.query(`SELECT current_database()::text AS name, current_setting('search_path') AS path,
      (SELECT count(*)::int FROM pg_extension WHERE extname <> 'plpgsql') AS extensions`);
    expect(row).toEqual({ name: 'Odd "name"', path: '"$user", public', extensions: 0 });
    expect(engine.label).toMatch(/^embedded TimescaleDB 2\.\d+\.\S+ \(community\) on PostgreSQL 17\.\d+$/);
  });

  test('a session leaves nothing behind: no transaction, no settings, no temporary table', async () => {
    {
      await using session = await engine.database.connect();
      await session.execute('BEGIN');
      await session.execute('CREATE TABLE half_done (a integer)');
      await session.execute("SET search_path = ''");
    }
    await using session = await engine.database.connect();
    await session.execute('CREATE TEMPORARY TABLE t (a integer)');
    await session.reset();
    const [row] = await session.query(
      "SELECT to_regclass('public.half_done') AS done, to_regclass('t') AS t, current_setting('search_path') AS path",
    );
    expect(row).toEqual({ done: null, t: null, path: '"$user", public' });
  });

  test('knows the extensions that come with PostgreSQL', async () => {
    await using scratch = await engine.scratch();
    await using session = await scratch.connect();
    await session.execute(
      'CREATE EXTENSION "uuid-ossp"; CREATE EXTENSION citext; CREATE EXTENSION timescaledb; CREATE EXTENSION btree_gist',
    );
    const [row] = await session.query("SELECT uuid_generate_v4() IS NOT NULL AS id, 'A'::citext = 'a' AS same");
    expect(row).toEqual({ id: true, same: true });
  });

  test('a scratch database is a server of its own', async () => {
    {
      await using session = await engine.database.connect();
      await session.execute('CREATE ROLE only_here');
    }
    await using scratch = await engine.scratch();
    await using session = await scratch.connect();
    expect(await session.query("SELECT 1 FROM pg_roles WHERE rolname = 'only_here'")).toEqual([]);
    expect(scratch.sharesRoles).toBe(false);
  });
});

test('dumps more tables than fit one message of libpq', { tags: ['long'] }, async () => {
  // The one that a new server has already.
  await using large = await startEmbedded('postgres');
  await using session = await large.database.connect();
  await session.execute(
    `DO $$ BEGIN FOR i IN 1..600 LOOP EXECUTE format('CREATE TABLE public.a_table_of_many_%s (a integer)', i); END LOOP; END $$`,
  );
  const text = await large.database.pgDump(['--schema-only']);
  expect(text.match(/^CREATE TABLE public\.a_table_of_many_/gm)).toHaveLength(600);
});

test('says that it crashed, and what to use instead', async () => {
  const error = await (async () => {
    await using fragile = await startEmbedded('trading_data');
    await using session = await fragile.database.connect();
    await session.execute('CREATE TABLE t (a integer)');
    await session.execute('COPY t FROM STDIN');
  })().catch((caught: unknown) => caught);
  expect(error).toMatchObject({ message: expect.stringContaining('the embedded server crashed'), exitCode: 2 });
  expect(error).toMatchObject({ hint: expect.stringContaining('--engine docker') });
});
