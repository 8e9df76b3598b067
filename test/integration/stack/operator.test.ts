import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeCompose, dockerImage } from '../../support/docker.ts';
import { CLI, containerOf, docker, inherited, makeTestStack, type TestStack } from './support.ts';

// What an operator breaks, in the order in which one stack can be broken and mended.
vi.setConfig({ testTimeout: 180_000 });

const MORE = `INSERT INTO trading.ticks SELECT now() + i * interval '1 minute', 'MSFT', i FROM generate_series(1, 1000) AS i`;

describeCompose('a stack that holds the only copy of orders', () => {
  let on: TestStack;
  beforeAll(async () => {
    on = await makeTestStack(mkdtempSync(join(tmpdir(), 'timescale-ci-operator-')));
    const { primary, replica } = on.ports;
    const flags = ['--project', on.project, '--image', dockerImage()];
    const made = await on.stack('setup', ...flags, '--port', String(primary), '--replica-port', String(replica));
    expect([made.code, made.stderr]).toEqual([0, expect.any(String)]);
    await on.query('primary', MORE);
    const started = await on.stack('start-replica');
    expect([started.code, started.stderr]).toEqual([0, expect.any(String)]);
  }, 180_000);
  afterAll(async () => {
    await on.stack('clean', '--yes');
    rmSync(on.dir, { recursive: true, force: true });
  });

  test('keeps the replica where pages of the primary are damaged', async () => {
    await on.query('primary', `CREATE TABLE trading.whole AS SELECT i FROM generate_series(1, 5000) AS i`);
    // Nothing is left to be noted on its pages, which would write them anew.
    await on.query('primary', 'VACUUM (FREEZE, ANALYZE) trading.whole');
    await on.query('primary', 'CHECKPOINT');
    const [file] = await on.query<{ path: string }>('primary', `SELECT pg_relation_filepath('trading.whole') AS path`);
    const path = `/var/lib/postgresql/data/pgdata/${file?.path}`;
    const primary = await containerOf(on.project, 'primary');
    const damage = (from: string) =>
      docker('exec', primary, 'sh', '-c', `${from} | dd of=${path} bs=1 seek=9000 count=8 conv=notrunc 2>/dev/null`);
    const before = await docker(
      'exec',
      primary,
      'sh',
      '-c',
      `dd if=${path} bs=1 skip=9000 count=8 2>/dev/null | base64`,
    );
    const id = await containerOf(on.project, 'replica');
    await damage('printf damaged!');
    try {
      const refused = await on.stack('restart-replica');
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('pages of the primary are damaged')]);
      const erased = await on.stack('restart-replica', '--erase-first');
      expect([erased.code, erased.stderr]).toEqual([2, expect.stringContaining('pages of the primary are damaged')]);
    } finally {
      await damage(`echo ${before} | base64 -d`);
    }
    expect(await containerOf(on.project, 'replica')).toBe(id);
    expect(await on.query('replica', 'SELECT count(*)::int AS n FROM trading.whole')).toEqual([{ n: 5000 }]);
    const slots = 'SELECT slot_name AS name, active FROM pg_replication_slots';
    expect(await on.query('primary', slots)).toEqual([{ name: 'timescale_replica', active: true }]);

    const anew = await on.stack('restart-replica', '--json');
    expect([anew.code, anew.stderr]).toEqual([0, expect.stringContaining('verified')]);
    expect(JSON.parse(anew.stdout)).toMatchObject({ ok: true, copied: true });
    expect(await on.query('primary', slots)).toEqual([{ name: 'timescale_replica', active: true }]);
    expect(
      await docker('exec', await containerOf(on.project, 'replica'), 'ls', '/var/lib/postgresql/data'),
    ).not.toMatch(/old|verified|copying/);
  });

  test('says what a promotion cost, however often it is cut short', async () => {
    await on.query(
      'primary',
      `ALTER ROLE replicator NOLOGIN; SELECT pg_terminate_backend(pid) FROM pg_stat_replication`,
    );
    await on.query('primary', MORE);
    await docker('kill', await containerOf(on.project, 'primary'));
    const first = spawn(process.execPath, [CLI, 'stack', 'promote', '--yes', '--accept-loss'], {
      cwd: on.dir,
      env: inherited(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    first.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
      if (/takes writes/.test(said)) first.kill('SIGKILL');
    });
    await new Promise((ended) => first.on('close', ended));
    const bytes = Number(/\((\d+) bytes\)/.exec(said)?.[1]);
    expect(bytes).toBeGreaterThan(50_000);

    const resumed = await on.stack('promote', '--yes', '--json');
    expect([resumed.code, resumed.stderr]).toEqual([0, expect.stringContaining(`(${bytes} bytes)`)]);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ ok: true, lostBytes: bytes });
    const again = await on.stack('promote', '--yes', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ ok: true, lostBytes: bytes });
    const audit = readFileSync(join(on.dir, 'timescale-audit.log'), 'utf8').trimEnd().split('\n');
    expect(audit.at(-1)).toContain(`(${bytes} bytes) of the old primary's log were given up`);
    // The command that was killed left its beginning.
    expect(audit.filter((line) => line.endsWith('stack promote --yes --accept-loss\tbegun'))).toHaveLength(1);
  });

  test('tells that there is no replica after a fail-over, until there is one or none is wanted', async () => {
    const status = await on.stack('status', '--json');
    const without = 'there is no replica, and the primary has the only copy';
    expect([status.code, JSON.parse(status.stdout).problems.join()]).toEqual([1, expect.stringContaining(without)]);
    on.setEnv('TIMESCALE_REPLICA', 'none');
    expect((await on.stack('status')).code).toBe(0);
    const made = await on.stack('start-replica', '--yes');
    expect([made.code, made.stderr]).toEqual([0, expect.stringContaining('streaming')]);
    expect(on.env()['TIMESCALE_REPLICA']).toBe('wanted');
    expect((await on.stack('status')).code).toBe(0);
  });
});
