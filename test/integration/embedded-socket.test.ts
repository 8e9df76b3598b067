import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { startEmbedded } from '../../src/engine/embedded.ts';
import type { Engine, Listening } from '../../src/engine/types.ts';

let engine: Engine;
let listening: Listening;
const clients: pg.Client[] = [];

beforeAll(async () => {
  engine = await startEmbedded('shop');
});
afterAll(() => engine[Symbol.asyncDispose]());
beforeEach(async () => {
  listening = (await engine.listen?.()) as Listening;
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end()));
  await listening[Symbol.asyncDispose]();
});

async function connect(more: pg.ClientConfig = {}): Promise<pg.Client> {
  const { host, port, user, password, database } = listening;
  const client = new pg.Client({ host, port, user, password, database, ...more });
  client.on('error', () => {});
  await client.connect();
  clients.push(client);
  return client;
}

const show = async (client: pg.Client, name: string): Promise<unknown> =>
  Object.values((await client.query(`SHOW ${name}`)).rows[0])[0];

describe('programs connect to the embedded server', () => {
  test('several at once, each with its own transaction, settings and prepared statements', async () => {
    const [one, two] = [await connect({ options: '-c search_path=pg_catalog' }), await connect()];
    await one.query("SET application_name = 'one'; SET statement_timeout = '7s'");
    await one.query({ name: 'same', text: 'SELECT 1 AS value' });
    await two.query({ name: 'same', text: 'SELECT 2 AS value' });
    expect((await one.query({ name: 'same', text: 'SELECT 1 AS value' })).rows).toEqual([{ value: 1 }]);
    expect(await show(two, 'statement_timeout')).toBe('0');
    expect(await show(two, 'search_path')).toBe('"$user", public');
    expect(await show(one, 'statement_timeout')).toBe('7s');
    expect(await show(one, 'search_path')).toBe('pg_catalog');

    await one.query('BEGIN; CREATE TABLE public.kept (id int)');
    const waits = two.query("SELECT to_regclass('public.kept') IS NOT NULL AS there");
    await one.query('ROLLBACK');
    expect((await waits).rows).toEqual([{ there: false }]);
  });

  test('errors are errors, in a transaction and in an extended query, and the connection goes on', async () => {
    const client = await connect();
    await expect(client.query('SELECT $1::int FROM nowhere', [1])).rejects.toMatchObject({ code: '42P01' });
    await client.query('BEGIN');
    await expect(client.query('SELECT nothing')).rejects.toMatchObject({ code: '42703', position: '8' });
    await expect(client.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' });
    await client.query('ROLLBACK');
    expect((await client.query('SELECT $1::int AS value', [7])).rows).toEqual([{ value: 7 }]);
  });

  test('who goes in the middle of a transaction leaves nothing behind', async () => {
    const one = await connect();
    await one.query('BEGIN; CREATE TABLE half (id int); CREATE TEMP TABLE passing (id int)');
    (one as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    const two = await connect();
    expect((await two.query("SELECT to_regclass('half') AS half, to_regclass('passing') AS passing")).rows).toEqual([
      { half: null, passing: null },
    ]);
  });

  test('indexes CONCURRENTLY, as a simple and as a prepared query; not in a transaction', async () => {
    const client = await connect();
    await client.query('CREATE TABLE quick (id int, other int)');
    await client.query('CREATE INDEX CONCURRENTLY quick_id ON quick (id)');
    await client.query({ name: 'index', text: 'CREATE INDEX CONCURRENTLY quick_other ON quick (other)' });
    expect(
      (await client.query("SELECT count(*)::int FROM pg_index WHERE indrelid = 'quick'::regclass AND indisvalid"))
        .rows[0],
    ).toEqual({ count: 2 });
    await client.query('BEGIN');
    await expect(client.query('CREATE INDEX CONCURRENTLY ON quick (id)')).rejects.toMatchObject({ code: '25001' });
    await client.query('ROLLBACK; DROP TABLE quick');
  });

  test('COPY takes rows, and says where they are wrong', async () => {
    const client = await connect();
    await client.query('CREATE TABLE lookup (id int, name text)');
    const copy = (text: string) =>
      pipeline(Readable.from([text]), client.query(copyStreams.from('COPY lookup FROM STDIN')));
    await copy('1\tone\n2\ttwo\n');
    await expect(copy('x\tthree\n')).rejects.toMatchObject({ code: '22P02' });
    const { rows } = await client.query('SELECT sum(id)::int AS sum, max(name) AS last FROM lookup');
    expect(rows).toEqual([{ sum: 3, last: 'two' }]);
    await client.query('DROP TABLE lookup');
  });

  test('two connections that wait for each other hear of it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const [one, two] = [await connect(), await connect()];
    await one.query('BEGIN');
    const stuck = expect(two.query('SELECT 1')).rejects.toMatchObject({
      code: '55P03',
      hint: expect.stringContaining('--engine docker'),
    });
    await one.query('SELECT 1');
    await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
    await vi.advanceTimersByTimeAsync(40_000);
    await stuck;
    await one.query('ROLLBACK');
  });

  test('nobody without the password, and no other database', async () => {
    await expect(connect({ password: 'wrong' })).rejects.toMatchObject({ code: '28P01' });
    await expect(connect({ database: 'postgres' })).rejects.toMatchObject({ code: '3D000' });
    await expect(connect({ user: 'app' })).rejects.toMatchObject({ code: '28000' });
    await expect(connect({ ssl: true })).rejects.toThrow('does not support SSL');
  });
});
