import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { disableRyuk, removeContainers, startDocker } from '../../src/engine/docker.ts';
import type { UserError } from '../../src/errors.ts';
import { runScripts } from '../../src/script/run.ts';
import { describeDocker, dockerImage } from '../support/docker.ts';
import { containersOf, emptyImage, idleContainer, imageWith, removeImage } from './support/images.ts';

disableRyuk(process.env);
const LABEL = `failures-${process.pid}`;

/** The entry point of the test image, changed by sed before it runs. */
const entry = (...edits: string[]) =>
  `sed ${edits.map((edit) => `-e '${edit}'`).join(' ')} /usr/local/bin/timescale-ci-entrypoint > /tmp/entry; ` +
  'chmod +x /tmp/entry; sed -i "s|gosu postgres .*|gosu postgres /tmp/entry \\"\\$@\\"|" /tmp/entry; exec /tmp/entry "$@"';

async function failure(image: string): Promise<UserError> {
  const start = startDocker({ image, database: 'trading_data', label: LABEL });
  return start.then(
    () => Promise.reject(new Error('it started')),
    (error) => error,
  );
}

describeDocker('an image that does not fit', () => {
  const images: string[] = [];
  const make = async (image: Promise<string>) => {
    images.push(await image);
    return image;
  };
  afterAll(async () => {
    expect(await containersOf(LABEL)).toEqual([]);
    await Promise.all(images.map(removeImage));
  });

  test.concurrent('has nothing in it', async () => {
    const image = await make(emptyImage());
    const error = await failure(image);
    expect(error.message).toContain(`the container of ${image} did not start: `);
    expect(error.message).toContain('executable file not found');
    expect(error.hint).toContain('no PostgreSQL server');
  });

  test.concurrent('ends at once: its last words are shown', async () => {
    const words = 'exec 2>&1; for i in $(seq 30); do echo line $i; done; echo "no space left on device" >&2; exit 3';
    const image = await make(imageWith(dockerImage(), words));
    const error = await failure(image);
    const lines = error.message.split('\n');
    expect(lines[0]).toBe(`the container of ${image} did not start: it ended with exit code 3`);
    expect(lines).toHaveLength(16);
    expect(lines).toContain('  line 30');
    expect(lines).toContain('  no space left on device');
    expect(error.hint).toContain('docker system prune');
  });

  test.concurrent('has no TimescaleDB', async () => {
    const script = entry('s/^.*CREATE EXTENSION.*$/true/', '/shared_preload_libraries/d');
    const image = await make(
      imageWith(dockerImage(), `rm -f /usr/share/postgresql/*/extension/timescaledb.control; ${script}`),
    );
    const error = await failure(image);
    expect(error.message).toBe(`the image ${image} has a PostgreSQL without TimescaleDB`);
    expect(error.hint).toContain('timescale/timescaledb:');
  });

  test.concurrent('does not preload TimescaleDB', async () => {
    const script = entry('s/^.*CREATE EXTENSION.*$/true/', '/shared_preload_libraries/d');
    const image = await make(imageWith(dockerImage(), script));
    const error = await failure(image);
    expect(error.message).toBe(
      `the image ${image} has TimescaleDB, but its shared_preload_libraries doesn't name timescaledb`,
    );
  });

  test.concurrent('does not create the extension', async () => {
    const every =
      'for f in /usr/share/postgresql/*/extension/timescaledb--*.sql; do echo "SELECT no_such_function();" > "$f"; done';
    const image = await make(imageWith(dockerImage(), `${every}; ${entry('s/^.*CREATE EXTENSION.*$/true/')}`));
    const error = await failure(image);
    expect(error.message).toContain(`the image ${image} cannot create the extension timescaledb: `);
  });
});

describeDocker('SQL that locks us out', () => {
  test('does not: its password and settings are survived by sessions, pg_dump and scratch databases', async () => {
    await using engine = await startDocker({
      image: dockerImage(),
      database: 'trading_data',
      label: `${LABEL}-locked`,
    });
    {
      await using session = await engine.database.connect();
      await session.execute(`CREATE TABLE kept (id integer); CREATE ROLE app;
        ALTER DATABASE trading_data SET statement_timeout = 1;
        ALTER ROLE postgres SET default_transaction_read_only = on;
        ALTER ROLE postgres SET role = app;
        ALTER USER postgres PASSWORD 'another' VALID UNTIL '2001-01-01'`);
      // As the next script file begins, and \\connect.
      await session.reset();
      await session.query('SELECT pg_sleep(0.1)');
      await session.execute(`CREATE TABLE next (id integer); ALTER USER postgres PASSWORD 'yet another'`);
    }
    await using session = await engine.database.connect();
    await session.query('SELECT pg_sleep(0.1)');
    await session.execute('CREATE TABLE more (id integer)');
    expect(await engine.database.pgDump(['--schema-only'])).toContain('CREATE TABLE public.kept');
    await using scratch = await engine.scratch();
    await using second = await scratch.connect();
    await second.execute('CREATE TABLE restored (id integer)');
  });

  test('is named where it lets no session in: a login trigger, before the next file', async () => {
    const options = { image: dockerImage(), database: 'trading_data', label: `${LABEL}-login` };
    await using engine = await startDocker(options);
    await using session = await engine.database.connect();
    const first = `CREATE FUNCTION no() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'not today'; END$$;
CREATE EVENT TRIGGER no ON login EXECUTE FUNCTION no();\n`;
    const files = [first, 'SELECT 1;'].map((text, i) => ({ name: `${i}.sql`, path: `/${i}.sql`, text }));
    await expect(runScripts(session, files, { database: 'trading_data', cwd: '/' })).rejects.toMatchObject({
      name: 'ScriptError',
      file: '0.sql',
      line: 2,
      message: expect.stringContaining('no session can begin after this statement: not today'),
    });
  });

  test('is given up after the time limit, whatever it sets', async () => {
    const options = { image: dockerImage(), database: 'trading_data', label: `${LABEL}-slow`, timeLimit: 3 };
    await using engine = await startDocker(options);
    await using session = await engine.database.connect();
    const error = expect.objectContaining({ name: 'SqlLimitError', exitCode: 1 });
    await expect(session.execute('SET statement_timeout = 0; SELECT pg_sleep(600)')).rejects.toEqual(error);
    await expect(engine.database.connect()).rejects.toEqual(error);
  });
});

describeDocker('a server that dies', () => {
  test('in the middle of a statement, is a clear error then and ever after', async () => {
    const label = `${LABEL}-dies`;
    await using engine = await startDocker({ image: dockerImage(), database: 'trading_data', label });
    await using session = await engine.database.connect();
    await using idle = await engine.database.connect();
    const running = session.query('SELECT pg_sleep(600)');
    const outcome = expect(running).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/^the container of .* ended with exit code 137/),
      exitCode: 1,
    });
    const [container] = await containersOf(label);
    await container?.kill();
    await outcome;
    const ended = { name: 'UserError', message: expect.stringContaining('ended with exit code 137') };
    await expect(session.execute('SELECT 1')).rejects.toMatchObject(ended);
    await expect(idle.query('SELECT 1')).rejects.toMatchObject(ended);
    await expect(idle.copyIn('COPY t FROM STDIN', '1\n')).rejects.toMatchObject(ended);
    await expect(engine.database.connect()).rejects.toMatchObject(ended);
    await expect(engine.database.pgDump(['--schema-only'])).rejects.toMatchObject(ended);
    await engine[Symbol.asyncDispose]();
    await engine[Symbol.asyncDispose]();
    expect(await containersOf(label)).toEqual([]);
    await expect(engine.database.connect()).rejects.toMatchObject({ message: expect.stringContaining('was removed') });
  });
});

describeDocker('where the data is kept', () => {
  const MOUNT = `SELECT coalesce(substring(pg_read_file('/proc/mounts') FROM ' /var/lib/postgresql/data (\\w+) '), 'none') AS mount`;
  const start = (data?: string) => startDocker({ image: dockerImage(), database: 'x', label: `${LABEL}-data`, data });
  const mount = async (data?: string): Promise<string> => {
    await using engine = await start(data);
    await using session = await engine.database.connect();
    const [row] = await session.query<{ mount: string }>(MOUNT);
    return row?.mount ?? '';
  };

  test('in memory, and a full one is named with the way out', async () => {
    expect(await mount('200m')).toBe('tmpfs');
    await using engine = await start('100m');
    await using session = await engine.database.connect();
    const text = 'CREATE TABLE t AS SELECT repeat(md5(i::text), 200) || i AS t FROM generate_series(1, 2000000) i;';
    const run = runScripts(session, [{ name: 'big.sql', path: '/big.sql', text }], { database: 'x', cwd: '/' });
    await expect(run).rejects.toMatchObject({ hint: expect.stringContaining('TIMESCALE_CI_DATA=disk') });
  });

  test("on the engine's disk where somebody wants that", async () => {
    await expect(mount('disk')).resolves.toBe('none');
  });

  test('neither: the setting is named', async () => {
    await expect(mount('ssd')).rejects.toThrow('TIMESCALE_CI_DATA is "ssd"');
  });
});

describeDocker('nothing is left of an engine', () => {
  test('whose start is aborted', async () => {
    const label = `${LABEL}-abort`;
    const abort = new AbortController();
    const starting = startDocker({ image: dockerImage(), database: 'x', label, signal: abort.signal });
    await Promise.race([untilStarted(label), starting]);
    abort.abort(new Error('enough'));
    await expect(starting).rejects.toThrow('enough');
    expect(await containersOf(label)).toEqual([]);
    await expect(startDocker({ image: dockerImage(), database: 'x', signal: abort.signal })).rejects.toThrow('enough');
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('whose process gets %s in the middle of the start', async (signal, code) => {
    const label = `${LABEL}-${signal}-start`;
    const child = spawnChild(label);
    await untilStarted(label, child);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([code, null]);
    expect(await containersOf(label)).toEqual([]);
  });

  test('whose process gets SIGTERM in the middle of a query, twice', async () => {
    const label = `${LABEL}-query`;
    const child = spawnChild(label);
    await once(child.stdout ?? child, 'data');
    child.kill('SIGTERM');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([143, null]);
    expect(await containersOf(label)).toEqual([]);
  });

  test('whose process crashes', async () => {
    const label = `${LABEL}-crash`;
    const child = spawnChild(label, 'crash');
    expect(await once(child, 'exit')).toEqual([2, null]);
    expect(await containersOf(label)).toEqual([]);
  });

  test('whose process is killed, once removeContainers has run', async () => {
    const label = `${LABEL}-kill`;
    const child = spawnChild(label);
    await untilStarted(label, child);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const bystander = await idleContainer(dockerImage(), `${label}-not`);
    expect(await removeContainers(label)).toBe(1);
    expect(await containersOf(label)).toEqual([]);
    expect(await removeContainers(label)).toBe(0);
    expect(await containersOf(`${label}-not`)).toHaveLength(1);
    await bystander.remove();
  });
});

function spawnChild(label: string, ...more: string[]): ChildProcess {
  const script = join(import.meta.dirname, 'support/docker-child.ts');
  return spawn(process.execPath, [script, dockerImage(), label, ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Asks the engine until the container exists: the server in it takes seconds from there on. */
async function untilStarted(label: string, child?: ChildProcess): Promise<void> {
  while ((await containersOf(label)).length === 0) expect(child?.exitCode ?? null).toBeNull();
}
