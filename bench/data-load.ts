/**
 * How fast a million rows come into the reference schema, beside psql's \copy in the same run:
 *
 *   node bench/data-load.ts [image]
 *
 * Needs Docker, psql and GNU time. Each of the two begins with an empty table; then the file is loaded once more.
 */
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { sampleFiles } from '../src/data/sample/sample.ts';
import { disableRyuk, startDocker } from '../src/engine/docker.ts';
import { runScripts } from '../src/script/run.ts';

const ROWS = 1_000_000;
const root = join(import.meta.dirname, '..');
const image = process.argv[2] ?? 'timescale-ci-test:local';
const directory = mkdtempSync(join(tmpdir(), 'timescale-ci-bench-'));
disableRyuk(process.env);

/** The same rows in Polygon's shape, for us, and as the table has them, for \copy. */
async function writeFiles(): Promise<void> {
  const [polygon, plain] = ['polygon.csv', 'plain.csv'].map((name) => createWriteStream(join(directory, name)));
  polygon?.write('ticker,volume,open,close,high,low,window_start,transactions\n');
  const symbols = ['NVDA', 'MSFT', 'AMD', 'INTC', 'IBM', 'CSCO'];
  let rows = 0;
  for (const { text } of sampleFiles(
    { symbols, from: '2023-01-01', to: '2024-12-31', seed: 1, defects: 0, late: 0 },
    [],
  )) {
    const lines = text
      .trimEnd()
      .split('\n')
      .slice(1, ROWS - rows + 1);
    rows += lines.length;
    if (lines.length === 0) break;
    polygon?.write(`${lines.join('\n')}\n`);
    const own = lines.map((line) => {
      const [symbol, volume, open, close, high, low, at = ''] = line.split(',');
      return [
        new Date(Number(at.slice(0, -6))).toISOString(),
        symbol,
        open,
        high,
        low,
        close,
        volume,
        'polygon',
      ].join();
    });
    plain?.write(`${own.join('\n')}\n`);
  }
  for (const stream of [polygon, plain]) {
    stream?.end();
    if (stream !== undefined) await finished(stream);
  }
}

function timed(name: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv): number {
  const start = performance.now();
  const ran = spawnSync('time', ['-f', '%M', command, ...args], { cwd: directory, env, encoding: 'utf8' });
  const seconds = (performance.now() - start) / 1000;
  if (ran.status !== 0) throw new Error(`${name}: ${ran.stderr}`);
  const memory = Number(ran.stderr.trim().split('\n').at(-1)) / 1000;
  console.log(
    `${name.padEnd(28)} ${seconds.toFixed(1).padStart(6)} s  ${Math.round(ROWS / seconds)
      .toLocaleString('en')
      .padStart(8)} rows/s  ${memory.toFixed(0).padStart(4)} MB`,
  );
  return seconds;
}

try {
  await writeFiles();
  await using server = await startDocker({ image, database: 'trading_data' });
  const text = readFileSync(join(root, 'sql/init/01_init_timescaledb.sql'), 'utf8');
  await using session = await server.database.connect();
  await runScripts(session, [{ name: 'init.sql', path: '/init.sql', text }], { database: 'trading_data', cwd: '/' });
  const access = await server.listen?.();
  if (access === undefined) throw new Error('the server cannot be reached');
  const { host, port, user, password } = access;
  const url = `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/trading_data`;
  const count = async () =>
    (await session.query<{ n: string }>('SELECT count(*)::text AS n FROM trading.market_data'))[0]?.n;
  console.log(
    `${cpus().length} x ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}, Node ${process.versions.node}, ${server.label}`,
  );

  const copy = timed('psql \\copy', 'psql', ['-qc', "\\copy trading.market_data from 'plain.csv' csv"], {
    ...process.env,
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: 'trading_data',
  });
  await session.execute('TRUNCATE trading.market_data');
  const args = [join(root, 'dist/cli.js'), 'data', 'load', 'polygon.csv', '--quiet', '--database-url', url];
  const load = timed('data load', process.execPath, args, process.env);
  const once = await count();
  timed('data load, a second time', process.execPath, args, process.env);
  console.log(
    `${once} rows after the first load, ${await count()} after the second; ${(copy / load).toFixed(2)} of the speed of \\copy`,
  );
} finally {
  rmSync(directory, { recursive: true, force: true });
}
