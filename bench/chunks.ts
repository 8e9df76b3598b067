/**
 * What chunks cost a dump: the same schema with no chunk and with 3,000, in two databases of one server that are dumped
 * in turn.
 *
 *   node bench/chunks.ts [docker|embedded] [CHUNKS=3000] [RUNS=7]
 *
 * Takes the image of the tests (TIMESCALE_CI_TEST_IMAGE, or the one that test/docker/build-image.sh builds) where a
 * Docker engine has it, else the embedded server. The limit: 1.5 times as long as with none, plus what pg_dump alone
 * takes longer for its scan of the catalogue.
 *
 * Also counts the locks on chunks while a dump runs. We name none, nor does pg_dump; but it locks the hypertable without
 * ONLY, and PostgreSQL then takes the same lock (ACCESS SHARE, as any query does) on every table that inherits from it.
 */
import { cpus, totalmem } from 'node:os';
import { dumpDatabase } from '../src/dump/dump.ts';
import { bodyOf } from '../src/dump/header.ts';
import { disableRyuk, startDocker } from '../src/engine/docker.ts';
import { startEmbedded } from '../src/engine/embedded.ts';
import type { Database, Engine } from '../src/engine/types.ts';
import { resolveInit } from '../src/script/files.ts';
import { runScripts } from '../src/script/run.ts';

const [wanted, chunks = 3_000, runs = 7] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const image = process.env['TIMESCALE_CI_TEST_IMAGE'] ?? 'timescale-ci-test:local';

disableRyuk(process.env);
await using engine = await start();
const { database } = engine;
console.log(`node bench/chunks.ts ${engine.kind} ${chunks} ${runs}`);
console.log(
  `${engine.label}; Node ${process.version}; ${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
);

await using empty = await engine.scratch();
for (const each of [empty, database]) await build(each);
await fill();

const samples: { none: Sample[]; many: Sample[] } = { none: [], many: [] };
for (let run = 0; run <= runs; run += 1) {
  const [none, many] = [await dump(empty), await dump(database)];
  // The first run warms caches up.
  if (run > 0) {
    samples.none.push(none);
    samples.many.push(many);
  }
}
const none = show('no chunks', samples.none);
const many = show(`${chunks} chunks`, samples.many);
if (engine.kind === 'docker') await watchLocks();

const same = new Set([...samples.none, ...samples.many].map(({ body }) => body)).size === 1;
const limit = 1.5 * none.total + (many.pgDump - none.pgDump);
console.log(
  `the dump took ${(many.total / none.total).toFixed(2)} times as long; the limit is ${limit.toFixed(0)} ms; same bytes: ${same}`,
);
if (many.total > limit || !same) process.exitCode = 1;

async function build(target: Database): Promise<void> {
  await using session = await target.connect();
  const files = await resolveInit(['sql/init/01*.sql'], process.cwd());
  await runScripts(session, files, { database: target.name, cwd: process.cwd() });
  await session.execute(`CREATE TABLE public.big (ts timestamptz NOT NULL, device integer, value double precision);
    SELECT public.create_hypertable('public.big', 'ts', chunk_time_interval => interval '1 hour')`);
}

async function start(): Promise<Engine> {
  if (wanted !== 'embedded') {
    try {
      return await startDocker({ image, database: 'bench', pull: 'never' });
    } catch (error) {
      if (wanted === 'docker') throw error;
    }
  }
  return startEmbedded('bench');
}

/** One row a chunk. */
async function fill(): Promise<void> {
  await using session = await database.connect();
  const batch = 250;
  for (let from = 0; from < chunks; from += batch) {
    await session.execute(
      `INSERT INTO public.big SELECT timestamptz '2020-01-01' + g * interval '1 hour', 1, 1 FROM generate_series(${from}, ${Math.min(from + batch, chunks) - 1}) g`,
    );
  }
  await session.execute('ANALYZE');
}

/** Looks at the locks again and again while a dump runs. */
async function watchLocks(): Promise<void> {
  await using session = await database.connect();
  let running = true;
  const dumping = dumpDatabase(database).finally(() => {
    running = false;
  });
  const most = new Map<string, number>();
  while (running) {
    const locks = await session.query<{ program: string; mode: string; n: number }>(
      `SELECT CASE a.application_name WHEN 'pg_dump' THEN 'pg_dump' ELSE 'our own session' END AS program, l.mode, count(*)::int AS n
       FROM pg_locks l JOIN pg_inherits i ON i.inhrelid = l.relation JOIN pg_stat_activity a USING (pid)
       WHERE l.locktype = 'relation' AND i.inhparent = 'public.big'::regclass GROUP BY 1, 2`,
    );
    for (const { program, mode, n } of locks)
      most.set(`${program}, ${mode}`, Math.max(n, most.get(`${program}, ${mode}`) ?? 0));
  }
  await dumping;
  const found = [...most].map(([what, n]) => `${n} by ${what}`);
  console.log(`locks on chunks while it ran: ${found.join('; ') || 'none'}`);
}

/** Milliseconds that a dump took, and pg_dump alone within it. */
interface Sample {
  total: number;
  pgDump: number;
  body: string;
}

async function dump(target: Database): Promise<Sample> {
  let pgDump = 0;
  const timed: Database = {
    name: target.name,
    connect: () => target.connect(),
    pgDump: async (args, options) => {
      const started = performance.now();
      const text = await target.pgDump(args, options);
      pgDump = performance.now() - started;
      return text;
    },
    pgDumpSupports: (option) => target.pgDumpSupports(option),
    [Symbol.asyncDispose]: async () => {},
  };
  const started = performance.now();
  const { text } = await dumpDatabase(timed);
  return { total: performance.now() - started, pgDump, body: bodyOf(text) };
}

/** The medians. */
function show(title: string, list: Sample[]): { total: number; pgDump: number } {
  const result = { total: median(list.map(({ total }) => total)), pgDump: median(list.map(({ pgDump }) => pgDump)) };
  console.log(
    `${title}: dump ${result.total.toFixed(0)} ms, of which pg_dump ${result.pgDump.toFixed(0)} ms (median of ${list.length})`,
  );
  return result;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
