import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Dump, dumpDatabase } from '../../../src/dump/dump.ts';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Engine } from '../../../src/engine/types.ts';
import { SettingsSchema } from '../../../src/settings/schema.ts';
import { documentDump, drawAlong } from '../../../src/workflows/docs.ts';
import { readHistory } from '../../../src/workflows/history.ts';
import type { Source } from '../../../src/workflows/source.ts';
import { testContext } from '../../support/context.ts';

let engine: Engine;
let source: Source;
let dump: Dump;
let cwd: string;
const settings = SettingsSchema.parse({});

beforeAll(async () => {
  engine = await startEmbedded('trading_data');
  source = {
    engine,
    builder: undefined,
    ran: [],
    scripts: [],
    statements: [],
    options: {},
    [Symbol.asyncDispose]: async () => {},
  };
  await using session = await engine.database.connect();
  await session.execute(`CREATE EXTENSION timescaledb;
    CREATE TABLE public.trades (ts timestamptz NOT NULL, price numeric);
    SELECT create_hypertable('trades', 'ts');
    SELECT add_retention_policy('trades', INTERVAL '30 days')`);
  dump = await dumpDatabase(engine.database);
  cwd = mkdtempSync(join(tmpdir(), 'timescale-ci-docs-'));
  mkdirSync(join(cwd, 'sql/schema'), { recursive: true });
  const kept = (days: number): string => dump.text.replace("'30 days'::interval", `'${days} days'::interval`);
  write('20261101', 'CREATE TABLE public.trades (price nothing_that_is_here);\n');
  write('20261108', kept(30).replace('price numeric', 'price text'));
  write('20261115', kept(90));
});
afterAll(async () => {
  await engine?.[Symbol.asyncDispose]();
  rmSync(cwd, { recursive: true, force: true });
});

function write(day: string, text: string): void {
  writeFileSync(join(cwd, `sql/schema/schema_${day}_020007.sql`), text);
}

test('tells what changed between any two versions, as far back as they can be restored', {
  tags: ['long'],
}, async () => {
  const context = testContext(cwd);
  const versions = await readHistory(source, dump, settings, context);
  expect(versions.map(({ label }) => label)).toEqual([
    '2026-11-01 02:00:07 UTC',
    '2026-11-08 02:00:07 UTC',
    '2026-11-15 02:00:07 UTC',
    'now',
  ]);
  const told = versions.map(({ since }) =>
    since.map(({ list }) => list.map((change) => `${change.class}, ${change.object}: ${change.what}`)),
  );
  const [type, longer, shorter] = [
    expect.stringMatching(/trades\.price: type: text → numeric$/),
    expect.stringMatching(/trades: retention: 30 days → 90 days$/),
    'data loss, public.trades: retention: 90 days → 30 days',
  ];
  // What was changed and changed back is no change between the ends.
  expect(told).toEqual([[], [], [expect.arrayContaining([type, longer])], [[shorter], [type]]]);
  expect(context.lines().join('\n')).toContain('schema_20261101_020007.sql cannot be restored here');
});

test('turns parts off, and takes descriptions from the settings', () => {
  const docs = {
    title: 'Trades',
    sections: { diagrams: false, policies: false },
    dictionary: { 'public.trades.price': 'What was paid.', 'public.trade': 'Nobody has this name.' },
  };
  const context = testContext(cwd);
  const text = documentDump(dump, SettingsSchema.parse({ docs }), context);
  expect(text).toMatch(/^# Trades$/m);
  expect(text).toContain('What was paid.');
  expect(text).not.toContain('erDiagram');
  expect(text).not.toContain('Policy calendar');
  expect(text).toContain('## <a id="section.hypertables"></a>Hypertables');
  expect(context.lines().join('\n')).toContain('there is no public.trade; did you mean public.trades?');
});

test('a page that cannot be drawn is a warning beside other work', async () => {
  const context = testContext(cwd);
  const unreadable = SettingsSchema.parse({ 'schema-dir': 'sql/schema/schema_20261115_020007.sql' });
  expect(await drawAlong(source, dump, unreadable, context)).toBeNull();
  expect(context.lines().join('\n')).toMatch(/! page/);
});
