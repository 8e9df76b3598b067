import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Dump, dumpDatabase } from '../../src/dump/dump.ts';
import { disableRyuk, startDocker } from '../../src/engine/docker.ts';
import { connectExternal, type ExternalOptions } from '../../src/engine/external.ts';
import type { Engine } from '../../src/engine/types.ts';
import { quoteIdentifier } from '../../src/sql/quote.ts';
import { describeDocker, dockerImage } from '../support/docker.ts';
import { run } from './dump/support.ts';
import { containersOf } from './support/images.ts';

const LABEL = `external-${process.pid}`;
const PASSWORD = 'p@ss/w:rd#1%?';

describeDocker('a database that somebody else runs', () => {
  let server: Engine;
  let address: string;
  let container: string;
  let directory: string;

  beforeAll(async () => {
    disableRyuk(process.env);
    server = await startDocker({ image: dockerImage(), database: 'Trading "Data"', label: LABEL });
    const [found] = await containersOf(LABEL);
    const { NetworkSettings, Id } = (await found?.inspect()) ?? {};
    // Its own address is good from here and from inside, where the pg_dump that matches is.
    address = `${NetworkSettings?.Networks['bridge']?.IPAddress}:5432`;
    container = Id ?? '';
    await using session = await server.database.connect();
    await session.execute(`
      CREATE EXTENSION timescaledb;
      CREATE TABLE ticks (time timestamptz NOT NULL, price numeric);
      SELECT create_hypertable('ticks', 'time');
      CREATE ROLE reader LOGIN PASSWORD '${PASSWORD}' IN ROLE pg_read_all_data;
      CREATE ROLE stranger LOGIN PASSWORD '${PASSWORD}'`);
    directory = await mkdtemp(join(tmpdir(), 'timescale-ci-'));
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  });

  const url = (change: { user?: string; password?: string; host?: string; path?: string } = {}) => {
    const { user = 'reader', password = PASSWORD, host = address, path = '/Trading%20%22Data%22' } = change;
    return `postgres://${user}:${encodeURIComponent(password)}@${host}${path}`;
  };
  const open = (options: Partial<ExternalOptions> = {}) =>
    connectExternal({ url: url(), env: process.env, ...options });
  const inside = () => ['docker', 'exec', '--env', 'PGPASSWORD', '--env', 'PGCLIENTENCODING', container, 'pg_dump'];
  const script = async (name: string, text: string) => {
    const path = join(directory, `${name}.mjs`);
    await writeFile(path, text);
    return [process.execPath, path];
  };

  test('says what it is, without the password', async () => {
    const secrets: string[] = [];
    await using engine = await open({ register: (secret) => secrets.push(secret) });
    expect(engine.kind).toBe('external');
    expect(engine.versions).toEqual(server.versions);
    expect(engine.database.name).toBe('Trading "Data"');
    const { timescaledb, edition, postgres } = server.versions;
    expect(engine.label).toBe(
      `TimescaleDB ${timescaledb} (${edition}) on PostgreSQL ${postgres} at ${address}/Trading "Data"`,
    );
    expect(secrets).toEqual([PASSWORD]);
  });

  test('is given up after the time limit, and nothing goes on there', async () => {
    const error = expect.objectContaining({ name: 'SqlLimitError', exitCode: 1 });
    await using engine = await open({
      timeLimit: 3,
      url: url({ path: '/Trading%20%22Data%22?application_name=slow' }),
    });
    const session = await engine.database.connect();
    await expect(session.query('SELECT pg_sleep(600)')).rejects.toEqual(error);
    await expect(engine.database.connect()).rejects.toEqual(error);
    await using watcher = await server.database.connect();
    await expect
      .poll(() => watcher.query(`SELECT query FROM pg_stat_activity WHERE application_name = 'slow'`))
      .toEqual([]);
    const pgDumpCommand = await script(
      'hangs',
      `if (process.argv.includes('--version')) console.log('pg_dump (PostgreSQL) 99.0'); else setInterval(() => {}, 1000);`,
    );
    await using second = await open({ timeLimit: 3, pgDumpCommand });
    await expect(second.database.pgDump(['--schema-only'])).rejects.toEqual(error);
  });

  test('is only read, in every session', async () => {
    await using engine = await open({ url: url({ path: '/Trading%20%22Data%22?options=-c%20work_mem%3D5MB' }) });
    for (const _ of [1, 2]) {
      await using session = await engine.database.connect();
      expect(await session.query(`SELECT current_setting('work_mem') AS memory`)).toEqual([{ memory: '5MB' }]);
      await expect(session.execute('CREATE TABLE mine ()')).rejects.toMatchObject({ code: '25006' });
    }
  });

  test('gives the same dump to its owner, to pg_read_all_data and to whom the documentation tells', async () => {
    await using live = await server.scratch();
    await run(
      live,
      `CREATE EXTENSION timescaledb;
       CREATE ROLE app LOGIN PASSWORD '${PASSWORD}';
       CREATE ROLE other LOGIN;
       CREATE ROLE told LOGIN PASSWORD '${PASSWORD}';
       ALTER DATABASE ${quoteIdentifier(live.name)} OWNER TO app;
       CREATE FOREIGN DATA WRAPPER f;
       CREATE SERVER far FOREIGN DATA WRAPPER f;
       CREATE USER MAPPING FOR other SERVER far OPTIONS (password 'hunter2');
       CREATE SUBSCRIPTION sub CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, enabled = false, slot_name = NONE);
       CREATE TABLE of_postgres (a integer);
       GRANT SELECT ON of_postgres TO app;
       SET ROLE app;
       CREATE SCHEMA s;
       CREATE TABLE s.m (at timestamptz NOT NULL, dev integer);
       SELECT create_hypertable('s.m', 'at');
       CREATE TABLE s.dev (id serial PRIMARY KEY);
       CREATE VIEW s.v AS SELECT * FROM s.m;
       INSERT INTO s.m VALUES (now(), 1);
       RESET ROLE;
       GRANT USAGE ON SCHEMA s TO told;
       GRANT SELECT ON s.m, s.dev, of_postgres TO told;`,
    );
    const path = `/${encodeURIComponent(live.name)}`;
    const dumps: Dump[] = [];
    for (const user of ['app', 'reader', 'told']) {
      await using engine = await open({ url: url({ user, path }), pgDumpCommand: inside() });
      dumps.push(await dumpDatabase(engine.database, 'app'));
    }
    expect(new Set(dumps.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    for (const [i, user] of ['app', 'reader', 'told'].entries()) {
      expect(dumps[i]?.warnings).toEqual([
        `subscription sub is left out, since ${user} is no superuser and may not read it; dump as a superuser, or keep it elsewhere`,
        `user mapping for other on server far is dumped without its options, which ${user} may not read; dump as a superuser, or as the owner of the server`,
      ]);
    }
    await run(live, 'GRANT SELECT ON ALL TABLES IN SCHEMA s TO stranger;');
    await using strange = await open({ url: url({ user: 'stranger', path }), pgDumpCommand: inside() });
    await expect(dumpDatabase(strange.database)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('permission denied'),
      hint: expect.stringContaining('USAGE on each schema'),
    });
    const { text } = dumps[0] as Dump;
    expect(text).toContain('\n-- What names no owner belongs to app: restore as that role\n');
    expect(text).toContain('ALTER TABLE public.of_postgres OWNER TO postgres;');
    expect(text).not.toContain('OWNER TO app');
  });

  test('gives catalogue and dump one snapshot', async () => {
    await using engine = await open({ pgDumpCommand: inside() });
    await using session = await engine.database.connect();
    await session.execute('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const [row] = await session.query<{ snapshot: string }>('SELECT pg_export_snapshot() AS snapshot');
    await using writer = await server.database.connect();
    await writer.execute('CREATE TABLE later ()');
    const before = await engine.database.pgDump(['--schema-only'], { snapshot: row?.snapshot ?? '' });
    const after = await engine.database.pgDump(['--schema-only']);
    await session.execute('ROLLBACK');
    await writer.execute('DROP TABLE later');
    expect(before).toContain('CREATE TABLE public.ticks');
    expect(before).not.toContain('CREATE TABLE public.later');
    expect(after).toContain('CREATE TABLE public.later');
    expect(await engine.database.pgDumpSupports('--schema-only')).toBe(true);
    expect(await engine.database.pgDumpSupports('--no-such-option')).toBe(false);
  });

  test('shows the password to pg_dump, but not to those who list processes', async () => {
    const { postgres } = server.versions;
    const pgDumpCommand = await script(
      'spy',
      `const { PGPASSWORD, PGCLIENTENCODING } = process.env;
       const args = process.argv.slice(2);
       console.log(args[0] === '--version' ? 'pg_dump (PostgreSQL) ${postgres}'
         : JSON.stringify({ args, PGPASSWORD, PGCLIENTENCODING }));`,
    );
    await using engine = await open({ pgDumpCommand });
    const { args, ...env } = JSON.parse(await engine.database.pgDump(['--schema-only']));
    expect(env).toEqual({ PGPASSWORD: PASSWORD, PGCLIENTENCODING: 'UTF8' });
    expect(args).toEqual([
      '--schema-only',
      expect.stringContaining(
        `--dbname=postgres://reader@${address}/Trading%20%22Data%22?options=-c%20default_transaction_read_only%3Don%20-c%20timezone%3DUTC`,
      ),
    ]);
  });

  test('refuses a pg_dump that is older than the server', async () => {
    const pgDumpCommand = await script('old', `console.log('pg_dump (PostgreSQL) 9.6.24')`);
    await using engine = await open({ pgDumpCommand });
    const major = Number.parseInt(server.versions.postgres, 10);
    await expect(engine.database.pgDump([])).rejects.toMatchObject({
      message: `pg_dump 9.6.24 is too old to dump PostgreSQL ${server.versions.postgres}`,
      hint: `Install postgresql-client-${major}, or name a newer pg_dump by PG_DUMP.`,
    });
  });

  test('says so where pg_dump is missing, or another program', async () => {
    await using without = await open({ pgDumpCommand: [join(directory, 'pg_dump')] });
    await expect(without.database.pgDump([])).rejects.toThrow(`"${join(directory, 'pg_dump')}" is not installed`);
    await using wrong = await open({ pgDumpCommand: [process.execPath] });
    await expect(wrong.database.pgDump([])).rejects.toThrow('--version" does not answer like pg_dump: v');
  });

  test("passes on pg_dump's words, without the password", async () => {
    const pgDumpCommand = await script(
      'failing',
      `if (process.argv[2] === '--version') console.log('pg_dump (PostgreSQL) 99.1');
       else { console.error('pg_dump: error: the password is ' + process.env.PGPASSWORD); process.exitCode = 1; }`,
    );
    await using engine = await open({ pgDumpCommand });
    await expect(engine.database.pgDump([])).rejects.toMatchObject({
      message: 'pg_dump ended with exit code 1: pg_dump: error: the password is ***',
    });
  });

  test('says what right a dump takes', async () => {
    await using engine = await open({ url: url({ user: 'stranger' }), pgDumpCommand: inside() });
    await expect(engine.database.pgDump(['--schema-only'])).rejects.toMatchObject({
      message: expect.stringContaining('permission denied for table ticks'),
      hint: expect.stringContaining('GRANT pg_read_all_data'),
    });
  });

  test('has no scratch database', async () => {
    await using engine = await open();
    await expect(engine.scratch()).rejects.toMatchObject({
      name: 'UserError',
      hint: expect.stringContaining('--engine docker or --engine embedded'),
    });
  });

  test('that hangs up is a clear error', async () => {
    await using engine = await open();
    await using session = await engine.database.connect();
    const [row] = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await using killer = await server.database.connect();
    await killer.query('SELECT pg_terminate_backend($1)', [row?.pid]);
    await expect(session.query('SELECT 1')).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(`the connection to ${address}/Trading "Data" broke: `),
    });
  });

  test('behind a pooler that drops the option is not read at all', async () => {
    const [host, port] = address.split(':');
    const pooler = createServer((client) => {
      const upstream = connect(Number(port), host);
      client.once('data', (startup) => {
        // "no" is as long as "on".
        upstream.write(Buffer.from(startup.toString('latin1').replace('read_only=on', 'read_only=no'), 'latin1'));
        client.pipe(upstream).pipe(client);
      });
      for (const socket of [client, upstream]) socket.on('error', () => client.destroy());
    }).listen(0, '127.0.0.1');
    await once(pooler, 'listening');
    const { port: own } = pooler.address() as { port: number };
    await expect(open({ url: url({ host: `127.0.0.1:${own}` }) })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('does not honour default_transaction_read_only'),
      hint: expect.stringContaining('pooler'),
    });
    pooler.close();
  });

  test.each([
    ['a wrong password', () => url({ password: 'hunter2' }), /refuses the password of the user "reader"/],
    ['no password', () => `postgres://reader@${address}/postgres`, /wants a password for the user "reader"/],
    ['an unknown database', () => url({ path: '/traiding' }), /database "traiding" does not exist/],
    ['a port where nothing is', () => url({ host: '127.0.0.1:1' }), /nothing listens at 127\.0\.0\.1:1/],
    ['an unknown host', () => url({ host: 'db.invalid' }), /host name of db\.invalid:5432.* is not known/],
    ['TLS that the server does not have', () => url({ path: '/postgres?sslmode=require' }), /does not speak TLS/],
    ['a certificate that is not there', () => url({ path: '/d?sslmode=verify-full&sslrootcert=no.pem' }), /no\.pem/],
    ['an authority that is not named', () => url({ path: '/d?sslmode=verify-ca' }), /sslmode=verify-ca needs/],
    ['a URL that is none', () => `postgres://reader:${PASSWORD}@${address}/d`, /cannot be read/],
  ])('%s is told', async (_, make, message) => {
    const error = await open({ url: make() }).then(
      () => undefined,
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ name: 'UserError', exitCode: 2, hint: expect.any(String) });
    expect(error.message).toMatch(message);
    expect(error.cause).toBeUndefined();
    const everything = `${error.message}${error.hint}${error.stack}`;
    for (const secret of ['hunter2', PASSWORD, encodeURIComponent(PASSWORD)]) expect(everything).not.toContain(secret);
  });
});
