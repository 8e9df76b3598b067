import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeCompose, dockerImage } from '../../support/docker.ts';
import { makeTestStack, type TestStack, writeEnv } from './support.ts';

// Restores wait for the disk.
vi.setConfig({ testTimeout: 600_000 });

const ROWS = 'SELECT n FROM trading.moments ORDER BY n';

/** Every test goes on from where the one before left the stack. */
describeCompose('the archive of a stack', () => {
  let on: TestStack;
  let between = '';
  beforeAll(async () => {
    on = await makeTestStack(mkdtempSync(join(tmpdir(), 'timescale-ci-archive-')), 'archive');
    await writeEnv(on, dockerImage(), 'TIMESCALE_ARCHIVE=volume', 'TIMESCALE_REPLICA=none');
    const made = await on.stack('setup');
    expect([made.code, made.stderr]).toEqual([0, expect.any(String)]);
    await on.query(
      'primary',
      `CREATE TABLE trading.moments (at timestamptz NOT NULL DEFAULT now(), n int NOT NULL);
       SELECT create_hypertable('trading.moments', 'at')`,
    );
  }, 600_000);
  afterAll(async () => {
    await on.stack('clean', '--yes');
    expect(await on.leftovers()).toEqual([]);
    rmSync(on.dir, { recursive: true, force: true });
  }, 120_000);

  test('tells that nothing can be restored, until there is a backup', async () => {
    const before = await on.stack('status');
    expect([before.code, before.stderr]).toEqual([1, expect.stringContaining('stack backup-data')]);
    const backup = await on.stack('backup-data', '--json');
    expect([backup.code, backup.stderr]).toEqual([0, expect.any(String)]);
    const { finished } = JSON.parse(backup.stdout);
    expect(JSON.parse(backup.stdout)).toMatchObject({ ok: true, kind: 'full', storedBytes: expect.any(Number) });
    const after = await on.stack('status', '--json');
    expect([after.code, JSON.parse(after.stdout)]).toMatchObject([
      0,
      { archive: { from: finished, lastKind: 'full', failing: false }, dataBackups: { lastSuccess: finished } },
    ]);
    expect(JSON.parse((await on.stack('backup-data', '--json')).stdout)).toMatchObject({ kind: 'incr' });
  });

  test('restores to between two inserts beside the primary: the first is there, the second not', async () => {
    await on.query('primary', 'INSERT INTO trading.moments (n) VALUES (1)');
    const [row] = await on.query<{ now: string }>('primary', 'SELECT clock_timestamp()::text AS now');
    between = row?.now ?? '';
    await on.query('primary', 'INSERT INTO trading.moments (n) VALUES (2)');
    // A moment has the passwords of its time.
    expect((await on.stack('rotate', 'postgres')).code).toBe(0);
    const restored = await on.stack('restore', '--to-time', between, '--json');
    expect([restored.code, restored.stderr]).toEqual([0, expect.any(String)]);
    expect(JSON.parse(restored.stdout)).toMatchObject({ ok: true, replaced: false, port: on.ports.restored });
    expect(await on.query('restored', ROWS)).toEqual([{ n: 1 }]);
    expect(await on.query('primary', ROWS)).toEqual([{ n: 1 }, { n: 2 }]);
    // A policy would drop what somebody came to look for, and its log is nobody's history.
    const settings = `SELECT current_setting('archive_mode') AS archive, current_setting('timescaledb.max_background_workers') AS jobs`;
    expect(await on.query('restored', settings)).toEqual([{ archive: 'off', jobs: '0' }]);
    const again = await on.stack('restore');
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('a restored server runs already')]);
    expect((await on.stack('restore', '--remove')).code).toBe(0);
  });

  test('gives back what the primary has, row for row', async () => {
    const verified = await on.stack('verify', '--json');
    expect([verified.code, verified.stderr]).toEqual([0, expect.stringContaining('are those of the primary')]);
    expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true, rows: 2, differences: [], checksums: 'equal' });
  });

  test('makes a moment the primary, and keeps what came after it', async () => {
    const replaced = await on.stack('restore', '--to-time', between, '--replace', '--yes', '--json');
    expect([replaced.code, replaced.stderr]).toEqual([0, expect.stringContaining('start-replica --yes')]);
    expect(JSON.parse(replaced.stdout)).toMatchObject({ replaced: true, port: on.ports.primary });
    expect(await on.query('primary', ROWS)).toEqual([{ n: 1 }]);
    expect(on.env()).toMatchObject({ TIMESCALE_PRIMARY_DATA: 'data-b', TIMESCALE_REPLICA_DATA: 'data-a' });
    const replica = await on.stack('start-replica');
    expect([replica.code, replica.stderr]).toEqual([2, expect.stringContaining(`${between} was restored on data-b`)]);
  });
});
