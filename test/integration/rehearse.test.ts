/** @module-tag long */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockTable, measureEmbedded, pageWith, TYPES, typeForm } from '../../scripts/describe-locks.ts';
import { classifyTypeChange } from '../../src/diff/rules/type-change.ts';
import { startEmbedded } from '../../src/engine/embedded.ts';
import { rehearse } from '../../src/rehearse/rehearse.ts';
import { toldOf } from '../../src/rehearse/told.ts';
import { rehearsedLines, verdictOf } from '../../src/report/rehearse-text.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { rehearse as rehearseMigration } from '../../src/workflows/rehearse.ts';
import { testContext } from '../support/context.ts';
import { temporaryDirectory } from '../support/temporary.ts';

test('the page has the locks that are measured, and diff predicts what is written anew', {
  tags: ['long'],
  timeout: 120_000,
}, async () => {
  const results = await measureEmbedded();
  expect(results.size).toBeGreaterThanOrEqual(60);
  for (const type of TYPES) {
    const [, from, to] = type;
    const rewritten = (results.get(typeForm(type))?.rewrites.length ?? 0) > 0;
    expect([from, to, classifyTypeChange(from, to).rewrites]).toEqual([from, to, rewritten]);
  }
  // "node scripts/describe-locks.ts" writes it.
  const { before, after } = await pageWith(lockTable(results));
  expect(before).toBe(after);
});

test('each statement of a migration is measured, in its own transaction, the open one or none', async () => {
  await using engine = await startEmbedded('rehearsed');
  {
    await using session = await engine.database.connect();
    await session.execute('CREATE EXTENSION timescaledb; CREATE TABLE public.t (a integer PRIMARY KEY)');
  }
  const text = `ALTER TABLE public.t ALTER COLUMN a TYPE bigint;
BEGIN;
ALTER TABLE public.t ADD COLUMN b integer;
COMMIT;
CREATE INDEX CONCURRENTLY by_b ON public.t (b);
`;
  const found = await rehearse(engine.database, [{ name: 'm.sql', path: '/m.sql', text }], '/');
  expect(found.map(({ did }) => did.memoryBytes)).toEqual([null, null, null]);
  const told = found.map(({ placed, did }) => {
    const measured = [10, 100].map((chunks) => ({
      chunks,
      did: { ...did, seconds: chunks / 10, heldSeconds: chunks / 10 },
    }));
    return toldOf({ ...placed, measured }, 1000);
  });
  expect(told.map((one) => [one.line, verdictOf(one)])).toEqual([
    [
      1,
      'rewrites 1 table of public.t; stops readers and writers (ACCESS EXCLUSIVE) of public.t for about 150 s at 1000 chunks',
    ],
    [3, 'stops readers and writers (ACCESS EXCLUSIVE) of public.t for about 150 s at 1000 chunks'],
    [5, 'runs in no transaction: its locks were not looked at; takes about 150 s at 1000 chunks'],
  ]);
  await expect(
    rehearse(engine.database, [{ name: 'm.sql', path: '/m.sql', text: 'ALTER TABLE public.t DROP COLUMN c;' }], '/'),
  ).rejects.toThrow('column "c" of relation "t" does not exist');
});

test('a statement that outgrows the chunks is measured closer, on the embedded engine too', {
  tags: ['long'],
  timeout: 180_000,
}, async () => {
  const cwd = temporaryDirectory('rehearse');
  writeFileSync(
    join(cwd, 'base.sql'),
    `CREATE EXTENSION timescaledb;
CREATE TABLE public."a
b" (ts timestamptz NOT NULL, v integer);
SELECT create_hypertable('public."a
b"', 'ts', chunk_time_interval => interval '1 day');
`,
  );
  writeFileSync(join(cwd, 'm.sql'), 'ALTER TABLE public."a\nb" ALTER COLUMN v SET NOT NULL;\n');
  const settings = await loadSettings({ engine: 'embedded' }, join(cwd, 'timescale-ci.yml'), false);
  const result = await rehearseMigration(['m.sql'], settings, testContext(cwd), { base: 'base.sql', chunks: 1000 });
  expect(result.sizes).toEqual([10, 100, 300]);
  expect(rehearsedLines(result)[1]).toMatch(/ of public\."a\\nb" for about \S+ s at 1000 chunks$/);
});
