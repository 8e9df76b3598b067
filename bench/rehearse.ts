/**
 * How far the time of statements at 1,000 chunks is from what it is extrapolated to from fewer:
 *
 *   node bench/rehearse.ts [image]
 */
import { readCatalogue } from '../src/catalog/read.ts';
import { startDocker } from '../src/engine/docker.ts';
import { MovedClock } from '../src/engine/moved-clock.ts';
import type { Session } from '../src/engine/types.ts';
import { fill } from '../src/rehearse/rehearse.ts';

const SIZES = (process.argv[3] ?? '10,30,100,300,1000').split(',').map(Number);
const BASE = `
CREATE EXTENSION timescaledb;
CREATE TABLE public.h (ts timestamptz NOT NULL, device text NOT NULL, i integer, v double precision);
SELECT create_hypertable('public.h', 'ts', chunk_time_interval => interval '1 day');
CREATE INDEX by_device ON public.h (device, ts);`;
const FORMS = [
  'ALTER TABLE h ADD COLUMN n1 integer',
  'ALTER TABLE h ADD COLUMN n2 uuid DEFAULT gen_random_uuid()',
  'ALTER TABLE h ALTER COLUMN i TYPE bigint',
  'ALTER TABLE h ALTER COLUMN i SET NOT NULL',
  'ALTER TABLE h ADD CONSTRAINT positive CHECK (i > 0)',
  'ALTER TABLE h RENAME COLUMN v TO w',
  'CREATE INDEX h_i ON h (i)',
  'DROP INDEX by_device',
  'CREATE TRIGGER t BEFORE UPDATE ON h FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()',
  'TRUNCATE h',
  "SELECT drop_chunks('h', older_than => timestamptz '2026-01-02')",
];
const cpu = async (session: Session): Promise<number> => {
  const [row] = await session.query<{ stat: string }>("SELECT pg_read_file('/proc/self/stat') AS stat");
  const fields = (row?.stat ?? '').replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};
const results = new Map<string, string[]>();
await using engine = await startDocker({ image: process.argv[2] ?? 'timescale-ci-test:local', database: 'bench' });
for (const size of SIZES) {
  await using database = await engine.scratch();
  await using session = await database.connect();
  await session.execute(BASE);
  const { model } = await readCatalogue(session);
  await session.reset();
  const t = performance.now();
  await fill(session, new MovedClock(new Date('2026-01-01T00:00:00Z')), model, size);
  console.log(`filled ${size} in ${((performance.now() - t) / 1000).toFixed(1)} s`);
  for (const form of FORMS) {
    const times: [number, number][] = [];
    for (let i = 0; i < 2; i++) {
      await session.reset();
      await session.execute('BEGIN');
      const [before, start] = [await cpu(session), performance.now()];
      await session.execute(form);
      times.push([(performance.now() - start) / 1000, (await cpu(session)) - before]);
      await session.execute('ROLLBACK');
    }
    const best = [0, 1].map((k) => Math.min(...times.map((one) => one[k] as number)));
    results.set(form, [...(results.get(form) ?? []), `${best[0]?.toFixed(3)}/${best[1]?.toFixed(2)}`]);
  }
}
for (const [form, times] of results) console.log(times.join('  '), form);
