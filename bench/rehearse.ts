/**
 * How far the time of statements at 1,000 chunks is from what 10 and 100 chunks say of it, and what 100 and 300 do:
 *
 *   node bench/rehearse.ts IMAGE
 *
 * Runs each on Docker at all four numbers of chunks, in a session that has not run it before, as a migration does, and prints
 * the processor's seconds of the session, which other work on the machine does not lengthen.
 */
import { readCatalogue } from '../src/catalog/read.ts';
import { disableRyuk, startDocker } from '../src/engine/docker.ts';
import { MovedClock } from '../src/engine/moved-clock.ts';
import type { Database, Engine, Session } from '../src/engine/types.ts';
import { fill } from '../src/rehearse/rehearse.ts';
import { extrapolate } from '../src/rehearse/told.ts';

const SIZES = [10, 100, 300, 1000];
const BASE = `
CREATE EXTENSION timescaledb;
CREATE TABLE public.h (ts timestamptz NOT NULL, device text NOT NULL, i integer, v double precision);
SELECT create_hypertable('public.h', 'ts', chunk_time_interval => interval '1 day');
CREATE INDEX by_device ON public.h (device, ts);`;

/** Statements that take the longer the more chunks there are. */
const FORMS = [
  'ALTER TABLE h ADD COLUMN n integer',
  'ALTER TABLE h ADD COLUMN n uuid DEFAULT gen_random_uuid()',
  'ALTER TABLE h ALTER COLUMN i TYPE bigint',
  'ALTER TABLE h ALTER COLUMN i SET NOT NULL',
  'ALTER TABLE h ADD CHECK (i > 0)',
  'ALTER TABLE h RENAME COLUMN v TO w',
  'CREATE INDEX h_i ON h (i)',
  'DROP INDEX by_device',
  'TRUNCATE h',
  "SELECT drop_chunks('h', older_than => timestamptz '2026-01-02')",
];

/** What a statement takes, in the processor's seconds. */
interface Growth {
  form: string;
  measured: [chunks: number, seconds: number][];
}

/** Runs statements at each number of chunks, and takes each back. */
async function measureGrowth(engine: Engine): Promise<Growth[]> {
  const growth = FORMS.map((form): Growth => ({ form, measured: [] }));
  for (const size of SIZES) {
    await using database = await engine.scratch();
    await using session = await database.connect();
    await session.execute(BASE);
    const { model } = await readCatalogue(session);
    await session.reset();
    await fill(session, new MovedClock(new Date('2026-01-01T00:00:00Z')), model, size);
    for (const { form, measured } of growth) measured.push([size, await secondsOf(database, form, 1000 / size)]);
  }
  return growth;
}

/** The least of so many runs, ten at most. */
async function secondsOf(database: Database, form: string, runs: number): Promise<number> {
  const seconds: number[] = [];
  for (let run = 0; run < Math.min(runs, 10); run++) {
    await using session = await database.connect();
    await session.execute('BEGIN');
    const before = await processor(session);
    await session.execute(form);
    seconds.push((await processor(session)) - before);
    await session.execute('ROLLBACK');
  }
  return Math.min(...seconds);
}

/** What Linux counts of the session's process. */
async function processor(session: Session): Promise<number> {
  const [row] = await session.query<{ stat: string }>("SELECT pg_read_file('/proc/self/schedstat') AS stat");
  return Number(row?.stat.split(' ')[0] ?? 0) / 1e9;
}

if (import.meta.main) {
  disableRyuk(process.env);
  const [image = 'timescale/timescaledb:2.14.2-pg14'] = process.argv.slice(2);
  await using engine = await startDocker({ image, database: 'bench' });
  console.log(
    `${engine.label}\n| statement | 10 | 100 | 300 | 1,000 | told from 10 and 100 | from 100 and 300 |\n|${' --- |'.repeat(7)}`,
  );
  for (const { form, measured } of await measureGrowth(engine)) {
    const told = [0, 1].map((from) => extrapolate(measured.slice(from, from + 2), SIZES.at(-1) ?? 0));
    console.log(
      `| \`${form}\` | ${[...measured.map(([, s]) => s), ...told].map((s) => `${s.toPrecision(2)} s`).join(' | ')} |`,
    );
  }
}
