import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { describeCompose, dockerImage } from '../../support/docker.ts';
import {
  CLI,
  containerOf,
  deriveImage,
  docker,
  freePort,
  inherited,
  makeTestStack,
  type TestStack,
} from './support.ts';

// What an operator breaks, in the order in which one stack can be broken and mended.
vi.setConfig({ testTimeout: 600_000 });

const MORE = `INSERT INTO trading.ticks SELECT now() + i * interval '1 minute', 'MSFT', i FROM generate_series(1, 1000) AS i`;

const ROOT = join(import.meta.dirname, '../../..');

/** Every expression of the dashboard and of the alerts. */
function expressions(): string[] {
  const read = (path: string) => readFileSync(join(ROOT, 'stack', path), 'utf8');
  const { panels } = JSON.parse(read('grafana/dashboards/timescaledb.json')) as {
    panels: { targets: { expr: string }[] }[];
  };
  const { groups } = parse(read('prometheus/alerts.yaml')) as { groups: { rules: { expr: string }[] }[] };
  return [...panels.flatMap(({ targets }) => targets), ...groups.flatMap(({ rules }) => rules)].map(({ expr }) => expr);
}

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

    // What a copy leaves that is killed.
    await on.query('primary', `SELECT pg_create_physical_replication_slot('timescale_replica_copy', true)`);
    const left = await on.stack('replication');
    expect([left.code, left.stderr]).toEqual([1, expect.stringContaining('a copy that was cut short')]);
    const anew = await on.stack('restart-replica', '--json');
    expect([anew.code, anew.stderr]).toEqual([0, expect.stringContaining('verified')]);
    expect(JSON.parse(anew.stdout)).toMatchObject({ ok: true, copied: true });
    expect(await on.query('primary', slots)).toEqual([{ name: 'timescale_replica', active: true }]);
    expect(
      await docker('exec', await containerOf(on.project, 'replica'), 'ls', '/var/lib/postgresql/data'),
    ).not.toMatch(/old|verified|copying/);
  });

  test('gives roles new passwords, with every container that holds an old one', async () => {
    const reconnects = async () => {
      await on.query('primary', 'SELECT pg_terminate_backend(pid) FROM pg_stat_replication');
      await on.query('primary', MORE);
      const streams = `SELECT count(*)::int AS n FROM pg_stat_replication WHERE state = 'streaming'`;
      await expect.poll(() => on.query('primary', streams), { timeout: 30_000, interval: 100 }).toEqual([{ n: 1 }]);
    };
    // By hand in the env file, as the file itself says.
    on.setEnv('REPLICATOR_PASSWORD', 'changed-by-hand');
    on.setEnv('MONITOR_PASSWORD', 'changed-by-hand');
    const old = await on.stack('status');
    expect([old.code, old.stderr]).toEqual([
      1,
      expect.stringContaining('replica runs with an old REPLICATOR_PASSWORD'),
    ]);
    const setup = await on.stack('setup');
    expect([setup.code, setup.stderr]).toEqual([0, expect.stringContaining('streaming')]);
    await reconnects();

    const before = on.env();
    const rotated = await on.stack('rotate', '--json');
    expect(JSON.parse(rotated.stdout)).toMatchObject({ ok: true, restarted: ['replica'] });
    const secrets = ['POSTGRES_PASSWORD', 'REPLICATOR_PASSWORD', 'MONITOR_PASSWORD', 'BACKUP_PASSWORD'];
    for (const name of secrets) {
      expect(on.env()[name]).not.toBe(before[name]);
      expect(rotated.stdout + rotated.stderr).not.toContain(on.env()[name]);
    }
    await reconnects();
    const password = before['POSTGRES_PASSWORD'];
    await expect(on.query('primary', 'SELECT 1', 'postgres', { password })).rejects.toThrow('password authentication');
    const status = await on.stack('status');
    expect([status.code, status.stderr]).toEqual([0, expect.any(String)]);
  });

  test('runs backups as a role that can only read, and tells one that fails until it succeeds', async () => {
    // Node and the packages are those of this checkout, mounted.
    const image = await deriveImage('backup', dockerImage(), ['ENV PATH=/app/node_modules/.bin:$PATH']);
    on.addEnv('TIMESCALE_BACKUP_IMAGE', image);
    const settings = join(on.dir, 'timescale-ci.yml');
    writeFileSync(settings, 'require:\n  tables: [trading.missing]\n');
    const started = await on.stack('start-tools', 'backup');
    expect([started.code, started.stderr]).toEqual([0, expect.stringContaining('every day at 02:00 UTC')]);
    const backups = async () => JSON.parse((await on.stack('status', '--json')).stdout);
    await expect.poll(backups, { timeout: 240_000, interval: 500 }).toMatchObject({
      ok: false,
      backups: { failing: true, lastSuccess: null },
      problems: [expect.stringContaining('failed (1 promise of timescale-ci.yml')],
    });
    const id = await containerOf(on.project, 'backup');
    const health = () => docker('inspect', '--format', '{{.State.Health.Status}}', id);
    await expect.poll(health, { timeout: 120_000, interval: 500 }).toBe('unhealthy');
    const metrics = () => readFileSync(join(on.dir, '.env.timescale.state/metrics/backup.prom'), 'utf8');
    expect(metrics()).toMatch(/^timescaledb_backup_failing 1$/m);

    // Of passwords it has one, as a file; of the project what it reads and what it writes.
    const [{ Config, Mounts }] = JSON.parse(await docker('inspect', id));
    const passwords = Object.entries(on.env()).flatMap(([name, value]) => (name.endsWith('_PASSWORD') ? [value] : []));
    for (const value of passwords) expect(JSON.stringify(Config)).not.toContain(value);
    const mounted: [string, boolean][] = Mounts.map(({ Source, RW }: { Source: string; RW: boolean }) => [Source, RW]);
    const own = mounted.filter(([source]) => source.startsWith(on.dir));
    expect(own.map(([source, writes]) => [source.slice(on.dir.length), writes]).sort()).toEqual([
      ['/.env.timescale.state/backup', true],
      ['/.env.timescale.state/metrics', true],
      ['/.env.timescale.state/secrets/backup', false],
      ['/sql/schema', true],
      ['/timescale-audit.log', true],
      ['/timescale-ci.yml', false],
    ]);
    const backup = { user: 'timescale_backup', password: on.env()['BACKUP_PASSWORD'] };
    const writes = on.query('primary', `SET transaction_read_only = off; DELETE FROM trading.ticks`, undefined, backup);
    await expect(writes).rejects.toThrow('permission denied');

    writeFileSync(settings, 'require:\n  tables: [trading.ticks]\n');
    const due = Math.floor(Date.now() / 1000) + 25 * 3600;
    await docker('restart', id);
    await expect.poll(backups, { timeout: 300_000, interval: 500 }).toMatchObject({
      backups: { failing: false, error: null, lastSuccess: expect.stringMatching(/Z$/) },
      problems: [],
    });
    await expect.poll(health, { timeout: 120_000, interval: 500 }).toBe('healthy');
    expect(readFileSync(join(on.dir, 'sql/schema/schema_latest.sql'), 'utf8')).toContain('trading.ticks');
    expect(Number(/^timescaledb_backup_due_seconds (\d+)$/m.exec(metrics())?.[1])).toBeGreaterThan(due);
    const audit = readFileSync(join(on.dir, 'timescale-audit.log'), 'utf8');
    expect(audit).toMatch(/--engine embedded\tfailed: Nothing was written/);
    expect(audit).toMatch(/--engine embedded\tdone\n/);
    await docker('rm', '--force', id);
  });

  test('copies orders and positions out as they were at one moment, and puts them back', async () => {
    const rows = (...args: string[]) =>
      promisify(execFile)(join(ROOT, 'stack/rows.sh'), args, { cwd: on.dir, env: inherited() }).then(
        () => 0,
        (error: { code: number }) => error.code,
      );
    await on.query(
      'primary',
      `CREATE TABLE trading.book (id int PRIMARY KEY, n int, note text, twice int GENERATED ALWAYS AS (n * 2) STORED);
       CREATE TABLE trading.mirror (at timestamptz, id int, n int, PRIMARY KEY (id, at));
       SELECT create_hypertable('trading.mirror', 'at');
       INSERT INTO trading.book SELECT i, 0, E'a\\\\b\n\\.\n' || i FROM generate_series(1, 20000) AS i;
       INSERT INTO trading.mirror SELECT '2026-01-01'::timestamptz + id * interval '1 minute', id, 0 FROM trading.book`,
    );
    // Both tables change together, again and again, while they are copied.
    const change =
      'UPDATE trading.book SET n = n + 1 WHERE id <= 200; UPDATE trading.mirror SET n = n + 1 WHERE id <= 200';
    let copying = true;
    const writer = (async () => {
      while (copying) await on.query('primary', change);
    })();
    expect(await rows('backup', 'rows.gz', 'trading.book', 'trading.mirror')).toBe(0);
    copying = false;
    await writer;
    await on.query('primary', 'UPDATE trading.book SET n = -1; DELETE FROM trading.mirror WHERE id % 2 = 0');
    expect(await rows('restore', 'rows.gz')).toBe(0);
    const compare = `SELECT count(*)::int AS rows, count(*) FILTER (WHERE b.n = m.n AND b.twice = 2 * b.n AND note LIKE E'a\\\\\\\\b\n%')::int AS same
                       FROM trading.book AS b JOIN trading.mirror AS m USING (id)`;
    expect(await on.query('primary', compare)).toEqual([{ rows: 20_000, same: 20_000 }]);

    writeFileSync(join(on.dir, 'empty.gz'), gzipSync(''));
    expect(await rows('restore', 'empty.gz')).toBe(1);
    const half = gunzipSync(readFileSync(join(on.dir, 'rows.gz')));
    writeFileSync(join(on.dir, 'half.gz'), gzipSync(half.subarray(0, half.length / 2)));
    expect(await rows('restore', 'half.gz')).toBe(1);
    expect(await rows('backup', 'rows.gz', 'trading.nowhere')).not.toBe(0);
    expect(gunzipSync(readFileSync(join(on.dir, 'rows.gz'))).equals(half)).toBe(true);
  });

  test('watches servers, disks and backups, and sends alerts on, whatever other tool is missing', async () => {
    const alerts: { labels: { alertname: string } }[] = [];
    const receiver = createServer((request, response) => {
      json(request).then((body) => alerts.push(...(body as { alerts: typeof alerts }).alerts));
      response.end();
    });
    await new Promise<void>((listening) => receiver.listen(0, '0.0.0.0', listening));
    try {
      const gateway = '{{(index .IPAM.Config 0).Gateway}}';
      const host = await docker('network', 'inspect', '--format', gateway, `${on.project}_private`);
      on.addEnv('TIMESCALE_ALERT_WEBHOOK', `http://${host}:${(receiver.address() as AddressInfo).port}/`);
      // No registry is there.
      on.addEnv('TIMESCALE_PGADMIN_IMAGE', 'localhost:1/none:1');
      for (const [service, program] of Object.entries({
        exporter: 'prometheus-postgres-exporter',
        node_exporter: 'prometheus-node-exporter',
        prometheus: 'prometheus',
        alertmanager: 'prometheus-alertmanager',
      })) {
        const image = await deriveImage(service, dockerImage(), [`ENTRYPOINT ["${program}"]`]);
        on.addEnv(`TIMESCALE_${service.toUpperCase()}_IMAGE`, image);
      }
      for (const name of ['EXPORTER', 'PROMETHEUS']) on.setEnv(`TIMESCALE_${name}_PORT`, String(await freePort()));
      const services = ['pgadmin', 'exporter', 'node-exporter', 'prometheus', 'alertmanager'];
      const started = await on.stack('start-tools', ...services);
      expect([started.code, started.stderr]).toEqual([2, expect.stringContaining('Docker has no image')]);
      for (const service of services.slice(1)) expect(started.stderr).toMatch(new RegExp(`✓ ${service} `));

      writeFileSync(join(on.dir, 'timescale-ci.yml'), 'require:\n  tables: [trading.missing]\n');
      expect((await on.stack('backup')).code).toBe(1);
      const url = `http://127.0.0.1:${on.env()['TIMESCALE_PROMETHEUS_PORT']}/api/v1/query?query=`;
      const ask = async (query: string) => {
        const answer = await fetch(url + encodeURIComponent(query));
        return (await answer.json()) as { status: string; data: { result: { metric: Record<string, string> }[] } };
      };
      const named = async (query: string) => (await ask(query)).data.result.map(({ metric }) => metric['__name__']);
      const own = `{__name__=~"timescaledb_(server|slot|replication|stack|backup|job|hypertable)_.*|node_filesystem_avail_bytes"}`;
      await expect
        .poll(() => named(own), { timeout: 120_000, interval: 500 })
        .toEqual(
          expect.arrayContaining([
            ...['node_filesystem_avail_bytes', 'timescaledb_server_wal_bytes', 'timescaledb_hypertable_size_bytes'],
            ...['timescaledb_slot_active', 'timescaledb_replication_lag_bytes', 'timescaledb_stack_replica_wanted'],
            ...['timescaledb_backup_failing', 'timescaledb_backup_due_seconds', 'timescaledb_job_failing'],
          ]),
        );
      const mounts = (await ask('node_filesystem_avail_bytes')).data.result.map(({ metric }) => metric['mountpoint']);
      expect(mounts).toEqual(expect.arrayContaining(['/volumes/data-a', '/volumes/data-b']));
      for (const expression of expressions())
        expect([expression, (await ask(expression)).status]).toEqual([expression, 'success']);
      await expect
        .poll(() => alerts.map(({ labels }) => labels.alertname), { timeout: 180_000, interval: 500 })
        .toContain('BackupFailing');
    } finally {
      receiver.closeAllConnections();
      receiver.close();
    }
    rmSync(join(on.dir, 'timescale-ci.yml'));
    expect((await on.stack('backup', '--no-restore-test')).code).toBe(0);
    for (const service of ['exporter', 'node-exporter', 'prometheus', 'alertmanager']) {
      await docker('rm', '--force', await containerOf(on.project, service));
    }
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
