import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { sampleFiles } from '../../../src/data/sample/sample.ts';
import { disableRyuk, startDocker } from '../../../src/engine/docker.ts';
import type { Engine, Session } from '../../../src/engine/types.ts';
import { type Settings, SettingsSchema } from '../../../src/settings/schema.ts';
import { type BackupRowsOptions, backupRows, restoreBackup } from '../../../src/workflows/data-backup.ts';
import { testContext } from '../../support/context.ts';
import { describeDocker, dockerImage } from '../../support/docker.ts';
import { run } from '../dump/support.ts';
import { containersOf } from '../support/images.ts';

const LABEL = `data-${process.pid}`;
const CLI = resolve(import.meta.dirname, '../../../src/cli/main.ts');
const SCHEMA = readFileSync(resolve(import.meta.dirname, '../../../sql/init/01_init_timescaledb.sql'), 'utf8');
const PASSPHRASE = 'correct horse battery';

describeDocker('data on a server', () => {
  let server: Engine;
  let session: Session;
  let directory: string;
  let settings: Settings;
  let url: string;
  let n = 0;

  beforeAll(async () => {
    disableRyuk(process.env);
    directory = mkdtempSync(join(tmpdir(), 'timescale-ci-data-'));
    server = await startDocker({ image: dockerImage(), database: 'trading_data', label: LABEL });
    await run(server.database, SCHEMA);
    session = await server.database.connect();
    const [found] = await containersOf(LABEL);
    const { NetworkSettings, Id, Config } = (await found?.inspect()) ?? {};
    const password = Config?.Env.find((one) => one.startsWith('POSTGRES_PASSWORD='))?.slice(18) ?? '';
    url = `postgres://postgres:${encodeURIComponent(password)}@${NetworkSettings?.Networks['bridge']?.IPAddress}:5432/trading_data`;
    const program = join(directory, 'pg_dump');
    writeFileSync(program, `#!/bin/sh\nexec docker exec --env PGPASSWORD --env PGOPTIONS ${Id} pg_dump "$@"\n`);
    chmodSync(program, 0o755);
    settings = SettingsSchema.parse({ 'database-url': url, engine: 'embedded' });
    await session.execute(
      `INSERT INTO trading.orders SELECT 'a' || n, '2024-01-01'::timestamptz + n * interval '1 hour', 'NVDA', 'BUY', n, n * 1.5, 'NEW', 0 FROM generate_series(1, 600) n;
       INSERT INTO trading.positions SELECT '2024-01-01'::timestamptz + n * interval '1 hour', 'NVDA', n, 1, 0 FROM generate_series(1, 600) n`,
    );
  });
  afterAll(async () => {
    await session?.close();
    await server?.[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  });

  const context = () => ({
    ...testContext(directory, new Date(Date.UTC(2026, 10, 27, 0, 0, n++))),
    env: { ...process.env, PG_DUMP: join(directory, 'pg_dump'), TIMESCALE_CI_PASSPHRASE: PASSPHRASE },
  });
  const back = (options: Partial<BackupRowsOptions> = {}) =>
    backupRows(
      { tables: [], directory: 'backups', encrypt: false, keep: undefined, verify: false, ...options },
      settings,
      context(),
    );

  test('a backup under writers is one moment, proved elsewhere, and comes back by each mode', async () => {
    await using writer = await server.database.connect();
    let stop = false;
    let written = 0;
    const writing = (async () => {
      // Both or neither: an order and the position that it makes.
      for (let at = 0; !stop; at++) {
        await writer.execute(
          `BEGIN; INSERT INTO trading.orders VALUES ('w${at}', now(), 'MSFT', 'BUY', 1, 1, 'NEW', 0);
           INSERT INTO trading.positions VALUES (now(), 'MSFT', ${at}, 1, 0); COMMIT`,
        );
        written++;
      }
    })();
    await vi.waitFor(() => expect(written).toBeGreaterThan(20), { timeout: 60_000 });
    const result = await back({ encrypt: true, verify: true });
    stop = true;
    await writing;
    const [orders, positions] = result.manifest.tables;
    expect(orders?.rows).toBeGreaterThan(620);
    expect(orders?.rows).toBe(positions?.rows);
    expect(orders?.rows).toBeLessThanOrEqual(600 + written);
    expect(result).toMatchObject({ verified: true, directory: 'backups/rows_20261127_000000' });

    const file = readFileSync(join(directory, result.directory, orders?.file ?? ''));
    expect(file.subarray(0, 8).toString()).toBe('Salted__');
    const plain = spawnSync('sh', ['-c', `${result.manifest.decrypt} | gunzip`], {
      input: file,
      env: { ...process.env, TIMESCALE_CI_PASSPHRASE: PASSPHRASE },
    });
    expect(plain.stdout.toString().split('\n')).toHaveLength((orders?.rows ?? 0) + 1);

    const bring = (mode: 'empty' | 'backup-wins' | 'table-wins', dryRun = false) =>
      restoreBackup({ directory: result.directory, mode, dryRun }, settings, context());
    await expect(bring('empty')).rejects.toThrow('trading.orders is not empty');
    await session.execute(
      `DELETE FROM trading.orders WHERE order_id IN ('a1', 'a2');
       UPDATE trading.orders SET status = 'CANCELED' WHERE order_id IN ('a3', 'a4', 'a5')`,
    );
    const state = () =>
      session.query(
        `SELECT count(*) FILTER (WHERE status = 'CANCELED')::int AS canceled, count(*) FILTER (WHERE order_id IN ('a1', 'a2'))::int AS back FROM trading.orders`,
      );
    expect((await bring('backup-wins', true)).tables[0]).toMatchObject({ inserted: 2, updated: 3 });
    expect(await state()).toEqual([{ canceled: 3, back: 0 }]);
    await bring('table-wins');
    expect(await state()).toEqual([{ canceled: 3, back: 2 }]);
    await bring('backup-wins');
    expect(await state()).toEqual([{ canceled: 0, back: 2 }]);
    await session.execute('TRUNCATE trading.orders; TRUNCATE trading.positions');
    expect((await bring('empty')).tables).toMatchObject([{ inserted: orders?.rows }, { inserted: positions?.rows }]);
  });

  test('what goes wrong leaves nothing under the final name, and ends with 1', async () => {
    rmSync(join(directory, 'backups'), { recursive: true, force: true });
    await expect(back({ tables: ['trading.orders', 'trading.nothing'] })).rejects.toMatchObject({ exitCode: 1 });
    const elsewhere = SettingsSchema.parse({ 'database-url': url.replace('trading_data', 'nowhere') });
    const other = backupRows(
      { tables: [], directory: 'backups', encrypt: false, keep: undefined, verify: false },
      elsewhere,
      context(),
    );
    await expect(other).rejects.toMatchObject({ exitCode: 1 });
    // A limit on the size of a file is a disk that is full.
    const full = spawnSync(
      'sh',
      [
        '-c',
        'ulimit -f 1; trap "" XFSZ; exec "$@"',
        'sh',
        process.execPath,
        CLI,
        'data',
        'backup-rows',
        '--no-verify',
        '--database-url',
        url,
      ],
      { cwd: directory },
    );
    expect(full.stderr.toString()).toMatch(/the backup cannot be written: EFBIG/);
    expect(full.status).toBe(1);
    expect(readdirSync(join(directory, 'backups'))).toEqual([]);
    await back();
    await back();
    expect((await back({ keep: 2 })).removed).toHaveLength(1);
    const [name = ''] = readdirSync(join(directory, 'backups'));
    writeFileSync(join(directory, 'backups', name, 'trading.orders.copy.gz'), 'something else');
    const damaged = restoreBackup(
      { directory: `backups/${name}`, mode: 'table-wins', dryRun: false },
      settings,
      context(),
    );
    await expect(damaged).rejects.toThrow('trading.orders.copy.gz of the backup was changed, or is damaged');
  });

  test('a load that is killed goes on where it was, and nothing is there twice', async () => {
    const [file] = [
      ...sampleFiles(
        {
          symbols: ['NVDA', 'MSFT', 'AMD', 'INTC', 'IBM'],
          from: '2024-03-01',
          to: '2024-03-28',
          seed: 1,
          defects: 0,
          late: 0,
        },
        [],
      ),
    ];
    writeFileSync(join(directory, 'bars.csv'), file?.text ?? '');
    await using other = await server.database.connect();
    // Nobody gets past this lock to the table itself: what waits there is what was staged.
    await other.execute('BEGIN; LOCK TABLE trading.market_data IN SHARE MODE');
    const args = [CLI, 'data', 'load', 'bars.csv', '--database-url', url, '--json'];
    const child = spawn(process.execPath, args, { cwd: directory, stdio: 'ignore' });
    await vi.waitFor(
      async () => {
        const [row] = await session.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0 AND query LIKE 'INSERT INTO trading.market_data%'`,
        );
        expect(row?.n).toBe(1);
      },
      { timeout: 60_000, interval: 100 },
    );
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
    await other.execute('ROLLBACK');
    await session.execute(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'timescale-ci' AND query ~ 'market_data|timescale_ci_load' AND pid <> pg_backend_pid()`,
    );
    expect(await session.query('SELECT count(*)::int AS n FROM trading.market_data')).toEqual([{ n: 0 }]);
    const again = spawnSync(process.execPath, args, { cwd: directory });
    const result = JSON.parse(again.stdout.toString());
    expect(result).toMatchObject({ ok: true, rows: file?.rows, inserted: file?.rows, rejects: 0 });
    expect(result.resumed).toBeGreaterThan(0);
    expect(await session.query('SELECT count(*)::int AS n FROM trading.market_data')).toEqual([{ n: file?.rows }]);
  });
});
