/** @module-tag long */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FormResult, lockTable, measureForms, NOW } from '../../scripts/describe-locks.ts';
import { readCatalogue } from '../../src/catalog/read.ts';
import { startDocker } from '../../src/engine/docker.ts';
import { MovedClock } from '../../src/engine/moved-clock.ts';
import type { Engine } from '../../src/engine/types.ts';
import { readChunkCounts } from '../../src/rehearse/chunks-of.ts';
import { STOPS_READERS, STOPS_WRITERS } from '../../src/rehearse/measure.ts';
import { fill, rehearse } from '../../src/rehearse/rehearse.ts';
import { describeDocker, dockerImage } from '../support/docker.ts';

/** What the sentences of `diff` say of rows that are written anew, and of who has to wait. */
const SAYS = {
  rewrites: /(?<!no row is |none is )(?:rewritten|written anew)|moves every row|files are copied/,
  readersWait: /exclusive lock|reads and writes wait/,
  writersWait: /writes (?:to .* )?wait/,
};

describeDocker('migrations are rehearsed on Docker', () => {
  let engine: Engine;
  let forms: Map<string, FormResult>;

  beforeAll(async () => {
    engine = await startDocker({ image: dockerImage(), database: 'rehearsed' });
    forms = await measureForms(engine, new MovedClock(new Date(NOW)), true);
  });
  afterAll(() => engine?.[Symbol.asyncDispose]());

  test('the forms that the edition has lock and write anew what they do on the embedded engine', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/rehearse.md'), 'utf8');
    const rows = lockTable(forms).split('\n');
    expect(rows.length).toBeGreaterThan(60);
    expect(rows.filter((row) => !page.includes(row))).toEqual([]);
  });

  test('what diff says of each form is what is measured', () => {
    const wrong: string[] = [];
    for (const [form, did] of forms) {
      if (did === null || did.changes.length === 0) continue;
      const text = did.changes.map(({ message }) => message).join('\n');
      const modes = (did.locks ?? []).map(({ mode }) => mode);
      const measured = {
        rewrites: did.rewrites.some(({ tables }) => tables > 0),
        readersWait: modes.includes(STOPS_READERS),
        writersWait: modes.some((mode) => STOPS_WRITERS.includes(mode)),
      };
      if (SAYS.rewrites.test(text) !== measured.rewrites) wrong.push(`${form}: written anew: ${text}`);
      // Of a lock that is held for a moment nothing is said; of one that is, as much as there is.
      const says = SAYS.readersWait.test(text)
        ? 'readersWait'
        : SAYS.writersWait.test(text)
          ? 'writersWait'
          : undefined;
      const locks = did.changes.some((change) => change.class === 'locks');
      if (locks && says === undefined) wrong.push(`${form}: says of no lock: ${text}`);
      if (says !== undefined && (!measured[says] || (says === 'writersWait' && measured.readersWait)))
        wrong.push(`${form}: ${modes.join()}: ${text}`);
    }
    expect(wrong).toEqual([]);
  });

  test('others wait, fail and are waited for, and production counts its chunks', async () => {
    await using database = await engine.scratch();
    const clock = new MovedClock(new Date(NOW));
    const filled = await (async () => {
      await using session = await database.connect();
      await session.execute(`CREATE EXTENSION timescaledb; CREATE TABLE public.h (ts timestamptz NOT NULL, v integer);
        SELECT create_hypertable('public.h', 'ts', chunk_time_interval => interval '1 day')`);
      const { model } = await readCatalogue(session);
      const result = await fill(session, clock, model, 3);
      expect(await readChunkCounts(session)).toMatchObject({ chunks: { 'public.h': 3 } });
      return result;
    })();
    const text = `BEGIN;
ALTER TABLE public.h ADD COLUMN w integer;
SELECT pg_sleep(0.5);
COMMIT;
ALTER TABLE public.h RENAME COLUMN v TO value;
SELECT pg_sleep(0.5);
`;
    const found = await rehearse(database, [{ name: 'm.sql', path: '/m.sql', text }], '/', {
      feeds: filled.feeds,
      newest: clock.now.getTime(),
    });
    const [added, slept, renamed, after] = found.map(({ did }) => did);
    expect(added?.heldSeconds).toBeGreaterThan(0.5);
    expect(slept?.locks).toEqual([]);
    expect(found.map(({ did }) => typeof did.memoryBytes)).toEqual(found.map(() => 'number'));
    expect(Math.max(added?.met?.insertSeconds ?? 0, slept?.met?.insertSeconds ?? 0)).toBeGreaterThan(0.3);
    expect(added?.met?.failed).toBeNull();
    expect(renamed?.locks).toMatchObject([{ relation: 'public.h', mode: STOPS_READERS, chunks: 4 }]);
    // Who waits for it fails when it is done, who comes later does so in its turn.
    const failed = [renamed, after].flatMap((did) => did?.met?.failed ?? []);
    expect(failed).toEqual(['INSERT: column "v" of relation "h" does not exist']);
  });
});
