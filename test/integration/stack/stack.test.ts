import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { describeCompose, dockerImage } from '../../support/docker.ts';
import { containerOf, docker, makeTestStack, type TestStack } from './support.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SECRETS = [
  'POSTGRES_PASSWORD',
  'REPLICATOR_PASSWORD',
  'MONITOR_PASSWORD',
  'BACKUP_PASSWORD',
  'PGADMIN_PASSWORD',
  'GRAFANA_PASSWORD',
];
const ROWS = 1_000_000;
const COUNT = 'SELECT count(*)::int AS n FROM trading.ticks';
const MORE = `INSERT INTO trading.ticks SELECT now() + i * interval '1 minute', 'MSFT', i FROM generate_series(1, 1000) AS i`;

// Base backups and stops wait for the disk.
vi.setConfig({ testTimeout: 180_000 });

/** Every test goes on from where the one before left the stack. */
describeCompose('a stack', () => {
  let on: TestStack;
  let setupFlags: string[];
  let total = 0;
  const count = async (server: 'primary' | 'replica') => (await on.query<{ n: number }>(server, COUNT))[0]?.n;

  beforeAll(async () => {
    on = await makeTestStack(mkdtempSync(join(tmpdir(), 'timescale-ci-stack-')));
    const { primary, replica } = on.ports;
    setupFlags = ['--project', on.project, '--image', dockerImage()];
    setupFlags.push('--port', String(primary), '--replica-port', String(replica));
  });
  afterAll(async () => {
    await on.stack('clean', '--yes');
    rmSync(on.dir, { recursive: true, force: true });
  });

  test('says that no engine is there, and that a port is taken, before it makes anything of it', async () => {
    const nowhere = await on.stackWith({ PATH: '/nonexistent' }, 'setup', ...setupFlags);
    expect(nowhere.code).toBe(2);
    expect(nowhere.stderr).toContain('neither "docker compose" nor "docker-compose" is installed');
    const silent = await on.stackWith({ DOCKER_HOST: 'tcp://127.0.0.1:1' }, 'setup', ...setupFlags);
    expect(silent.code).toBe(2);
    expect(silent.stderr).toContain('no Docker engine answers');
    const mistyped = await on.stack('setup', ...setupFlags, '--image', 'localhost:1/mistyped:1');
    expect([mistyped.code, mistyped.stderr]).toEqual([2, expect.stringContaining('Docker has no image')]);
    expect(() => on.env()).toThrow('ENOENT');

    const other = createServer();
    await new Promise<void>((listening) => other.listen(on.ports.primary, '127.0.0.1', listening));
    const taken = await on.stack('setup', ...setupFlags);
    await new Promise((closed) => other.close(closed));
    expect(taken.code).toBe(2);
    expect(taken.stderr).toContain(`port ${on.ports.primary} of 127.0.0.1, meant for the primary, is in use`);
    expect(taken.stderr).toContain('TIMESCALE_PRIMARY_PORT in .env.timescale');
    expect(await on.leftovers()).toEqual([]);
  });

  test('is set up with random passwords that nobody else sees', async () => {
    const first = await on.stack('setup', ...setupFlags);
    expect(first.stderr).toContain('3 files');
    expect(first.code).toBe(0);
    expect(statSync(join(on.dir, '.env.timescale')).mode & 0o777).toBe(0o600);
    const secrets = SECRETS.map((name) => on.env()[name] ?? '');
    expect(new Set(secrets).size).toBe(SECRETS.length);
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThanOrEqual(32);
      expect(first.stdout + first.stderr).not.toContain(secret);
    }
    // Neither passwords in clear text nor their statements are among the server's statistics.
    const seen = await on.query<{ query: string }>('primary', 'SELECT query FROM pg_stat_statements', 'postgres');
    expect(seen.map(({ query }) => query).filter((query) => secrets.some((secret) => query.includes(secret)))).toEqual(
      [],
    );

    const roles = await on.query(
      'primary',
      `SELECT rolname, left(rolpassword, 13) AS kind FROM pg_authid WHERE rolcanlogin ORDER BY 1`,
    );
    expect(roles).toEqual(
      ['postgres', 'replicator', 'timescale_backup', 'timescale_monitor'].map((rolname) => ({
        rolname,
        kind: 'SCRAM-SHA-256',
      })),
    );
  });

  test('has the settings of its tuning profile and of replication', async () => {
    const names =
      `max_wal_size random_page_cost maintenance_work_mem max_connections shared_buffers effective_cache_size work_mem wal_buffers wal_level max_wal_senders
      max_replication_slots max_logical_replication_workers shared_preload_libraries password_encryption`.split(/\s+/);
    const rows = await on.query<{ name: string; value: string }>(
      'primary',
      `SELECT name, current_setting(name) AS value FROM unnest('{${names}}'::text[]) AS name`,
    );
    expect(Object.fromEntries(rows.map(({ name, value }) => [name, value]))).toEqual({
      max_wal_size: '1GB',
      random_page_cost: '1.1',
      maintenance_work_mem: '64MB',
      max_connections: '100',
      shared_buffers: '256MB',
      effective_cache_size: '1GB',
      work_mem: '4MB',
      wal_buffers: '16MB',
      wal_level: 'logical',
      max_wal_senders: '10',
      max_replication_slots: '10',
      max_logical_replication_workers: '10',
      shared_preload_libraries: 'timescaledb,pg_stat_statements',
      password_encryption: 'scram-sha-256',
    });
  });

  test('changes nothing at a second set-up and start', async () => {
    const before = readFileSync(join(on.dir, '.env.timescale'), 'utf8');
    const id = await containerOf(on.project, 'primary');
    const again = await on.stack('setup', ...setupFlags);
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('has tables already')]);
    const start = await on.stack('start', '--json');
    expect(JSON.parse(start.stdout)).toMatchObject({ ok: true, started: false, port: on.ports.primary });
    expect(readFileSync(join(on.dir, '.env.timescale'), 'utf8')).toBe(before);
    expect(await containerOf(on.project, 'primary')).toBe(id);
  });

  test('does not call init SQL done that stopped half-way', async () => {
    writeFileSync(join(on.dir, 'half.sql'), 'CREATE SCHEMA half;\nSELECT 1/0;\n');
    const half = await on.stack('setup', '--init', 'half.sql');
    expect([half.code, half.stderr]).toEqual([1, expect.stringContaining('The statements before it ran and stay')]);
    expect(half.stderr).not.toContain('Nothing was written');
    const again = await on.stack('setup');
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("setup --init 'sql/init/*.sql'")]);
    writeFileSync(join(on.dir, 'half.sql'), 'DROP SCHEMA half;\n');
    expect((await on.stack('setup', '--init', 'half.sql')).code).toBe(0);
    expect((await on.stack('setup')).code).toBe(0);
  });

  test('tries settings before it stops a server for them', async () => {
    const started = async () =>
      docker(
        'inspect',
        '--format',
        '{{.State.StartedAt}} {{.HostConfig.LogConfig.Config}}',
        await containerOf(on.project, 'primary'),
      );
    const before = await started();
    expect(before).toContain('max-size:10m');
    on.setEnv('TIMESCALE_SHARED_BUFFERS', '900TB');
    const refused = await on.stack('restart');
    on.setEnv('TIMESCALE_SHARED_BUFFERS', '256MB');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('nothing was stopped')]);
    expect(await started()).toBe(before);
  });

  test('refuses a wrong password in words, and touches nothing', async () => {
    const right = on.env()['POSTGRES_PASSWORD'] ?? '';
    on.setEnv('POSTGRES_PASSWORD', 'wrong');
    const status = await on.stack('status');
    const replica = await on.stack('start-replica');
    on.setEnv('POSTGRES_PASSWORD', right);
    expect(status.code).toBe(1);
    expect(status.stderr).toContain('refuses the password of postgres in .env.timescale');
    expect(replica.code).toBe(2);
    expect(replica.stderr).toContain('refuses the password of postgres in .env.timescale');
    expect(await containerOf(on.project, 'replica')).toBe('');
  });

  test('says that no slot is free, and which of them nobody uses', async () => {
    await on.query(
      'primary',
      `SELECT pg_create_physical_replication_slot('idle_' || i) FROM generate_series(1, 10) AS i`,
    );
    const full = await on.stack('start-replica');
    await on.query('primary', `SELECT pg_drop_replication_slot('idle_' || i) FROM generate_series(1, 10) AS i`);
    expect(full.code).toBe(2);
    expect(full.stderr).toContain('the primary has no free replication slot');
    expect(full.stderr).toContain(`SELECT pg_drop_replication_slot('idle_1')`);
    expect(await containerOf(on.project, 'replica')).toBe('');
  });

  test('has a replica that holds every row of many chunks', async () => {
    await on.query(
      'primary',
      `INSERT INTO trading.ticks
       SELECT '2025-01-01'::timestamptz + i * interval '30 seconds', 'NVDA', i FROM generate_series(1, ${ROWS}) AS i`,
    );
    total = ROWS;
    const started = await on.stack('start-replica', '--json');
    expect(started.stderr).toContain('streaming');
    expect(JSON.parse(started.stdout)).toMatchObject({ ok: true, copied: true });
    expect(await count('replica')).toBe(ROWS);
    const chunks = `SELECT count(*)::int AS n FROM show_chunks('trading.ticks')`;
    expect((await on.query<{ n: number }>('replica', chunks))[0]?.n).toBeGreaterThan(40);
    expect(JSON.parse((await on.stack('start-replica', '--json')).stdout)).toMatchObject({ ok: true, copied: false });
  });

  test('has a replica that keeps up under writes, into chunks that are made meanwhile', async () => {
    const before = (
      await on.query<{ n: number }>('primary', `SELECT count(*)::int AS n FROM show_chunks('trading.ticks')`)
    )[0]?.n;
    for (let batch = 1; batch <= 20; batch += 1) {
      await on.query(
        'primary',
        `INSERT INTO trading.ticks
         SELECT '2030-01-01'::timestamptz + ${batch} * interval '7 days' + i * interval '1 second', 'MSFT', i
           FROM generate_series(1, 1000) AS i`,
      );
      total += 1000;
    }
    await expect.poll(() => count('replica'), { timeout: 10_000, interval: 50 }).toBe(total);
    const after = (
      await on.query<{ n: number }>('replica', `SELECT count(*)::int AS n FROM show_chunks('trading.ticks')`)
    )[0]?.n;
    expect(after).toBe((before ?? 0) + 20);
  });

  test('tells that all is well', async () => {
    const tested = await on.stack('test', '--json');
    expect(tested.code).toBe(0);
    const { checks } = JSON.parse(tested.stdout) as { checks: { name: string; ok: boolean }[] };
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual(
      ['primary', 'write', 'replica', 'read', 'refuse'].map((name) => [name, true]),
    );

    const replication = JSON.parse((await on.stack('replication', '--json')).stdout);
    expect(replication).toMatchObject({
      ok: true,
      problems: [],
      replica: { inRecovery: true, receiver: 'streaming' },
    });
    expect(replication.receivers).toMatchObject([{ name: 'replica', user: 'replicator', state: 'streaming' }]);
    expect(replication.slots).toMatchObject([{ name: 'timescale_replica', active: true, walStatus: 'reserved' }]);
    expect(replication.receivers[0].lagBytes).toBeLessThan(1_000_000);
  });

  test('encrypts every connection, and shows another certificate without closing one', async () => {
    await expect(on.query('primary', 'SELECT 1', 'postgres', { ssl: false })).rejects.toThrow('no encryption');
    // Of another authority, as somebody between would have it.
    const { makeAuthority } = await import('../../../src/stack/certificates.ts');
    const { certificate: ca } = await makeAuthority('other', new Date());
    const wary = on.query('primary', 'SELECT 1', 'postgres', { ssl: { ca, host: '127.0.0.1' } });
    await expect(wary).rejects.toThrow('unable to verify');
    const standbys = 'SELECT pid, ssl FROM pg_stat_replication JOIN pg_stat_ssl USING (pid)';
    const before = await on.query('primary', standbys);
    expect(before).toEqual([{ pid: expect.any(Number), ssl: true }]);
    const conninfo = await on.query<{ value: string }>('replica', `SHOW primary_conninfo`);
    expect(JSON.stringify(conninfo)).toContain('sslmode=verify-full');

    const shown = async () => JSON.parse((await on.stack('status', '--json')).stdout);
    const first = await shown();
    expect(first.certificates.map(({ service }: { service: string }) => service)).toEqual(['primary', 'replica']);
    expect(first.urls.primary).toContain('sslmode=verify-full&sslrootcert=');
    const rotated = await on.stack('rotate', 'certificate', '--json');
    expect(JSON.parse(rotated.stdout)).toMatchObject({ ok: true, roles: [], restarted: [] });
    const { certificates } = await shown();
    for (const { expires } of certificates)
      expect(Date.parse(expires)).toBeGreaterThan(Date.parse(first.certificates[0].expires));
    expect(await on.query('primary', standbys)).toEqual(before);
  });

  test('tells sizes with chunks, and which statements took the time', async () => {
    const status = await on.stack('status', '--detail', '--json');
    const { ok, hypertables, detail, server, containers } = JSON.parse(status.stdout);
    expect([ok, status.code]).toEqual([true, 0]);
    expect(containers.map((one: { service: string; state: string }) => [one.service, one.state])).toEqual([
      ['primary', 'running'],
      ['replica', 'running'],
    ]);
    expect(server).toMatchObject({ standby: false, maxConnections: 100 });
    const [ticks] = hypertables;
    // A row takes 24 bytes of header, 8 of time, 5 of symbol and 8 of price, and a line pointer of 4.
    expect(ticks).toMatchObject({ name: 'trading.ticks', compressedChunks: 0 });
    expect(ticks.bytes).toBeGreaterThan(ROWS * 49);
    expect(detail.queries.some((one: { query: string }) => one.query.startsWith('INSERT INTO trading.ticks'))).toBe(
      true,
    );
  });

  test('answers the exporter, whose role reads statistics and no rows', async () => {
    const queries = parse(readFileSync(join(ROOT, 'stack/exporter/queries.yaml'), 'utf8')) as Record<
      string,
      { query: string }
    >;
    const monitor = { user: 'timescale_monitor', password: on.env()['MONITOR_PASSWORD'] };
    const ask = (sql: string) => on.query<Record<string, unknown>>('primary', sql, 'trading_data', monitor);
    // Autovacuum adds maps to the chunks while this runs: the size grows, and the exporter's lies between the two.
    const size = async () => {
      const sql = `SELECT hypertable_size('trading.ticks')::float8 AS size`;
      return (await on.query<{ size: number }>('primary', sql))[0]?.size ?? Number.NaN;
    };
    const before = await size();
    const answers: Record<string, Record<string, unknown>[]> = {};
    for (const [name, { query }] of Object.entries(queries)) answers[name] = await ask(query);
    const after = await size();
    const ticks = answers['timescaledb_hypertable']?.find(({ hypertable }) => hypertable === 'trading.ticks');
    expect(ticks).toMatchObject({ chunks: expect.any(Number), compressed_chunks: 0 });
    expect(ticks?.['size_bytes']).toBeGreaterThanOrEqual(before);
    expect(ticks?.['size_bytes']).toBeLessThanOrEqual(after);
    expect(answers['timescaledb_replication']).toMatchObject([{ receiver: 'replica', state: 'streaming' }]);
    expect(answers['timescaledb_slot']).toMatchObject([{ slot: 'timescale_replica', active: 1, lost: 0 }]);
    expect(answers['timescaledb_job']?.length).toBeGreaterThan(0);
    await expect(ask('SELECT FROM trading.ticks LIMIT 1')).rejects.toThrow('permission denied');
  });

  test('tells when the replica is gone, and re-syncs it', async () => {
    await docker('kill', await containerOf(on.project, 'replica'));
    await on.query('primary', MORE);
    total += 1000;
    const replication = await on.stack('replication');
    expect(replication.code).toBe(1);
    expect(replication.stderr).toContain('the replica does not run, and its slot keeps the log for it');
    expect((await on.stack('test')).code).toBe(1);
    const status = await on.stack('status', '--json');
    expect(status.code).toBe(1);
    expect(JSON.parse(status.stdout).problems).toEqual([
      'replica does not run (exited): timescale-ci stack start-replica',
    ]);

    // Away for more log than is kept for it: the slot is lost, and the copy can no longer follow.
    on.setEnv('TIMESCALE_SLOT_WAL_KEEP_SIZE', '16MB');
    expect((await on.stack('restart')).code).toBe(0);
    for (let segment = 0; segment < 4; segment += 1) {
      await on.query(
        'primary',
        `SELECT pg_logical_emit_message(false, 'filler', repeat('x', 1000000)); SELECT pg_switch_wal()`,
      );
    }
    await on.query('primary', 'CHECKPOINT');
    expect((await on.stack('replication')).stderr).toContain('slot timescale_replica lost log that the replica needs');
    const lost = await on.stack('start-replica');
    expect([lost.code, lost.stderr]).toEqual([2, expect.stringContaining('timescale-ci stack restart-replica')]);

    const restarted = await on.stack('restart-replica', '--json');
    expect(JSON.parse(restarted.stdout)).toMatchObject({ ok: true, copied: true });
    expect(await count('replica')).toBe(total);
    expect((await on.stack('test')).code).toBe(0);

    // A password that the primary refuses costs nothing: it is tried before the copy is erased.
    const right = on.env()['REPLICATOR_PASSWORD'] ?? '';
    on.setEnv('REPLICATOR_PASSWORD', 'wrong');
    const wrong = await on.stack('restart-replica');
    on.setEnv('REPLICATOR_PASSWORD', right);
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining('than REPLICATOR_PASSWORD in the env file'),
    ]);
    expect(await on.query('replica', 'SELECT pg_is_in_recovery() AS standby')).toEqual([{ standby: true }]);
  });

  test('does not promote a replica that lacks rows, and leaves both as they are', async () => {
    await on.query(
      'primary',
      `ALTER ROLE replicator NOLOGIN; SELECT pg_terminate_backend(pid) FROM pg_stat_replication`,
    );
    await on.query('primary', MORE);
    total += 1000;
    const refused = await on.stack('promote', '--yes');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /the replica lacks .*B of the primary's log, and committed rows in it would be lost/,
    );
    expect(await on.query('primary', 'SELECT pg_is_in_recovery() AS standby')).toEqual([{ standby: false }]);
    expect(await on.query('replica', 'SELECT pg_is_in_recovery() AS standby')).toEqual([{ standby: true }]);

    // setup gives the role its rights again.
    expect((await on.stack('setup')).code).toBe(0);
    await expect.poll(() => count('replica'), { timeout: 20_000, interval: 100 }).toBe(total);
  });

  test('promotes the replica once the primary is stopped, with every committed row', async () => {
    await on.query('primary', MORE);
    total += 1000;
    await docker('stop', '--time', '60', await containerOf(on.project, 'primary'));
    const asked = await on.stack('promote');
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining('Say it by --yes')]);
    const promoted = await on.stack('promote', '--yes', '--json');
    expect(promoted.stderr).toContain('the replica takes writes');
    expect(JSON.parse(promoted.stdout)).toMatchObject({
      ok: true,
      data: 'data-b',
      port: on.ports.primary,
      timeline: 2,
      lostBytes: 0,
    });
    expect(await count('primary')).toBe(total);
    await on.query('primary', MORE);
    total += 1000;
    expect(await count('primary')).toBe(total);
  });

  test('never starts the old primary as one again', async () => {
    const start = await on.stack('start', '--json');
    expect(JSON.parse(start.stdout)).toMatchObject({ ok: true, started: false });
    expect(on.env()).toMatchObject({ TIMESCALE_PRIMARY_DATA: 'data-b', TIMESCALE_REPLICA_DATA: 'data-a' });

    // By hand, with an env file from before.
    await on.stack('stop');
    on.setEnv('TIMESCALE_PRIMARY_DATA', 'data-a');
    on.setEnv('TIMESCALE_REPLICA_DATA', 'data-b');
    const fenced = await on.stack('start');
    expect(fenced.code).toBe(2);
    expect(fenced.stderr).toContain('its data was fenced when the replica was promoted');
    on.setEnv('TIMESCALE_PRIMARY_DATA', 'data-b');
    on.setEnv('TIMESCALE_REPLICA_DATA', 'data-a');
    expect((await on.stack('start')).code).toBe(0);
    expect(await count('primary')).toBe(total);
  });

  test('makes a replica of the old primary only where its data may go', async () => {
    const kept = await on.stack('start-replica');
    expect(kept.code).toBe(2);
    expect(kept.stderr).toContain('holds a former primary');
    const erased = await on.stack('start-replica', '--yes', '--json');
    expect(JSON.parse(erased.stdout)).toMatchObject({ ok: true, copied: true });
    expect(await count('replica')).toBe(total);
    expect((await on.stack('test')).code).toBe(0);
  });

  test('stops nothing for an env file from before a promotion', async () => {
    on.setEnv('TIMESCALE_PRIMARY_DATA', 'data-a');
    on.setEnv('TIMESCALE_REPLICA_DATA', 'data-b');
    const refused = await on.stack('promote', '--yes');
    const status = await on.stack('status', '--json');
    on.setEnv('TIMESCALE_PRIMARY_DATA', 'data-b');
    on.setEnv('TIMESCALE_REPLICA_DATA', 'data-a');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('but the primary runs on data-b')]);
    expect(JSON.parse(status.stdout).problems.join()).toContain('TIMESCALE_PRIMARY_DATA=data-b');
    expect(await count('primary')).toBe(total);
  });

  test('says how to finish a promotion that was cut short, and promotes past a mark from before', async () => {
    const replica = await containerOf(on.project, 'replica');
    await docker('exec', replica, 'sh', '-c', 'echo fenced long ago > /var/lib/postgresql/data/fenced');
    await docker('stop', '--time', '60', await containerOf(on.project, 'primary'));
    // Asked of a standby with a mark, promote is about to do something: it does not say that all is done.
    expect((await on.stack('promote')).stderr).toContain('Say it by --yes');
    await docker('exec', replica, 'rm', '/var/lib/postgresql/data/fenced');
    await on.query('replica', 'SELECT pg_promote()');
    for (const command of ['start', 'start-replica', 'restart']) {
      const refused = await on.stack(command);
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('run "timescale-ci stack promote"')]);
    }
    expect(JSON.parse((await on.stack('status', '--json')).stdout).problems.join()).toContain('stack promote');
    await on.query('replica', MORE);
    total += 1000;
    expect((await on.stack('promote', '--yes')).code).toBe(0);
    expect(await count('primary')).toBe(total);
  });

  test('asks before it cleans, and then leaves nothing', async () => {
    const asked = await on.stack('clean');
    expect(asked.code).toBe(2);
    expect((await on.leftovers()).length).toBeGreaterThan(4);
    const cleaned = await on.stack('clean', '--yes', '--json');
    expect(JSON.parse(cleaned.stdout)).toMatchObject({ ok: true, removed: { containers: 1, networks: 1 } });
    expect(await on.leftovers()).toEqual([]);
    // An empty database in its place would take writes.
    const lost = await on.stack('start');
    expect([lost.code, lost.stderr]).toEqual([2, expect.stringContaining('its volume holds no data')]);
    expect((await on.stack('clean', '--yes')).code).toBe(0);
    expect(await on.leftovers()).toEqual([]);
  });

  test('notes every command that changes it', () => {
    const lines = readFileSync(join(on.dir, 'timescale-audit.log'), 'utf8').trimEnd().split('\n');
    const entries = lines.map((line) => line.split('\t'));
    expect(entries.every(([time, user]) => /^\d{4}-.*Z$/.test(time ?? '') && user !== '')).toBe(true);
    const outcomes = entries.map(([, , command, outcome]) => `${command?.split(' ')[1]}: ${outcome?.split(':')[0]}`);
    expect(outcomes).toContain('promote: begun');
    expect(outcomes).toContain('promote: failed');
    expect(outcomes).toContain('promote: done');
    expect(outcomes.at(-1)).toBe('clean: done');
    expect(outcomes.some((outcome) => /^(status|test|replication)/.test(outcome))).toBe(false);
    const text = lines.join('\n');
    for (const name of SECRETS) expect(text).not.toContain(on.env()[name]);
  });
});
