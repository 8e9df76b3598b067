import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLastChanges } from '../../../src/catalog/last-change.ts';
import type { Drift } from '../../../src/diff/drift.ts';
import { type Dump, dumpDatabase } from '../../../src/dump/dump.ts';
import type { Database } from '../../../src/engine/types.ts';
import { compareOn } from '../../../src/workflows/drift.ts';
import { testContext } from '../../support/context.ts';
import { together } from '../../support/schemas/arbitrary.ts';
import { driftOfLife } from '../../support/schemas/live.ts';
import { apply, Workshop } from '../../support/schemas/workshop.ts';

const RETENTION = `FROM timescaledb_information.jobs WHERE proc_name = 'policy_retention' AND hypertable_name = 'trades'`;
const COLUMNSTORE = `FROM timescaledb_information.jobs WHERE proc_name = 'policy_compression' AND hypertable_name = 'trades'`;

/** What somebody does by hand on a live database, and the difference that it makes: one each. */
const KINDS: readonly (readonly [sql: string, drift: string])[] = [
  ['ALTER TABLE trading.symbols ADD COLUMN note text', 'live column trading.symbols.note'],
  ['ALTER TABLE trading.days DROP COLUMN v', 'reference column trading.days.v'],
  ['ALTER TABLE trading.small ALTER COLUMN v TYPE bigint', 'both column trading.small.v, type'],
  ["ALTER TABLE trading.ticks ALTER COLUMN v SET DEFAULT '7'", 'both column trading.ticks.v, default'],
  ['ALTER TABLE trading.ticks ALTER COLUMN v SET NOT NULL', 'both column trading.ticks.v, nullability'],
  [
    'ALTER TABLE trading.symbols ALTER COLUMN symbol SET STATISTICS 900',
    'both column trading.symbols.symbol, statistics',
  ],
  ['CREATE INDEX by_hand ON trading.symbols (name)', 'live index trading.by_hand'],
  ['DROP INDEX trading.snapshot_symbol', 'reference index trading.snapshot_symbol'],
  [
    'ALTER TABLE trading.symbols ADD CONSTRAINT short CHECK (length(symbol) < 9)',
    'live constraint trading.symbols.short',
  ],
  ['ALTER TABLE trading.symbols DROP CONSTRAINT symbol_upper', 'reference constraint trading.symbols.symbol_upper'],
  [
    `SELECT alter_job(job_id, config => config || '{"drop_after": "30 days"}') ${RETENTION}`,
    'both policy trading.trades, retention',
  ],
  [
    `SELECT alter_job(job_id, schedule_interval => interval '5 hours') ${COLUMNSTORE}`,
    'both policy trading.trades, compression schedule',
  ],
  ["SELECT remove_retention_policy('trading.ticks')", 'reference policy trading.ticks, retention'],
  ["SELECT add_retention_policy('trading.days', interval '1 year')", 'live policy trading.days, retention'],
  ["SELECT add_job('trading.cleanup', '3 hours', config => '{}')", 'live job trading.cleanup'],
  [
    "SELECT set_chunk_time_interval('trading.trades', interval '2 days')",
    'both hypertable trading.trades, chunk interval',
  ],
  [
    "ALTER TABLE trading.skipping SET (timescaledb.compress_segmentby = 'device')",
    'both hypertable trading.skipping, segment by',
  ],
  [
    'ALTER MATERIALIZED VIEW analytics.hourly SET (timescaledb.materialized_only = true)',
    'both continuous aggregate analytics.hourly',
  ],
  ['DROP MATERIALIZED VIEW trading.tick_sums', 'reference continuous aggregate trading.tick_sums'],
  [
    'CREATE OR REPLACE VIEW trading.symbols_v AS SELECT id, upper(symbol) AS symbol FROM trading.symbols',
    'both view trading.symbols_v, query',
  ],
  ['CREATE TABLE public.scratchpad (a int)', 'live table public.scratchpad'],
  ["SELECT create_hypertable('trading.scratch_pad', 'at')", 'live hypertable trading.scratch_pad, partitioning'],
  ['GRANT DELETE ON trading.ticks TO analyst', 'both hypertable trading.ticks, privileges of analyst'],
  ['REVOKE SELECT ON analytics.hourly FROM PUBLIC', 'both continuous aggregate analytics.hourly, privileges of PUBLIC'],
  ['ALTER TABLE trading.days OWNER TO app_owner', 'both hypertable trading.days, owner'],
  [
    "CREATE OR REPLACE FUNCTION trading.now_int() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 2::bigint'",
    'both function trading.now_int()',
  ],
  ['ALTER TABLE trading.symbols DISABLE TRIGGER symbols_touch', 'both trigger trading.symbols.symbols_touch, enabled'],
  ['ALTER TABLE trading.secured DISABLE ROW LEVEL SECURITY', 'both hypertable trading.secured, row security'],
  ['CREATE POLICY everybody ON trading.secured USING (true)', 'live row policy trading.secured.everybody'],
  ['CREATE SEQUENCE trading.by_hand_seq', 'live sequence trading.by_hand_seq'],
  ['ALTER SEQUENCE trading.loose INCREMENT 7', 'both sequence trading.loose, increment'],
  ['CREATE SCHEMA by_hand', 'live schema by_hand'],
  ["COMMENT ON SCHEMA analytics IS 'aggregates'", 'both schema analytics, comment'],
  ["ALTER TYPE trading.side ADD VALUE 'cancel'", 'both enum trading.side, labels'],
  ['ALTER DOMAIN trading.price DROP CONSTRAINT positive', 'both domain trading.price'],
  ['ALTER PUBLICATION chosen ADD TABLE trading.ticks', 'both publication chosen'],
  ['CREATE PUBLICATION by_hand FOR TABLE trading.ticks', 'live publication by_hand'],
  ["ALTER DATABASE trading_data SET statement_timeout = '5s'", 'live database setting statement_timeout'],
  ["ALTER DATABASE trading_data SET work_mem = '64MB'", 'both database setting work_mem'],
  [
    "SELECT alter_job(id, schedule_interval => interval '9 days') FROM _timescaledb_config.bgw_job WHERE id = 3",
    'both built-in job',
  ],
  ['ALTER EVENT TRIGGER watch_ddl ENABLE', 'both event trigger watch_ddl, enabled'],
  ['ALTER DEFAULT PRIVILEGES IN SCHEMA analytics GRANT SELECT ON TABLES TO analyst', 'live default privileges'],
  ["INSERT INTO public.venues (name) VALUES ('dark')", 'both rows public.venues, added'],
  ['DROP STATISTICS trading.symbols_stats', 'reference statistics trading.symbols_stats'],
];

/** Other schemas each time; `npm run fuzz -- --live` takes hundreds. */
const COUNT = 5;
const seed = randomInt(1, 1_000_000_000);

const workshop = new Workshop();
afterAll(() => workshop[Symbol.asyncDispose]());

const wordsOf = ({ side, kind, object, property }: Drift): string =>
  `${side} ${kind} ${object}${property === null ? '' : `, ${property}`}`;

describe('one of everything, changed by hand', () => {
  let database: Database;
  let live: Dump;
  let drifts: Drift[];

  beforeAll(async () => {
    const everything = await readFile(join(import.meta.dirname, '../../support/everything.sql'), 'utf8');
    const base = `${everything}\nCREATE TABLE trading.scratch_pad (at timestamptz NOT NULL, v int);
      CREATE TABLE public.venues (id serial PRIMARY KEY, name text);
      INSERT INTO public.venues (name) VALUES ('lit'), ('otc');
      CREATE TRIGGER symbols_touch BEFORE UPDATE ON trading.symbols FOR EACH ROW EXECUTE FUNCTION trading.touch();\n`;
    database = await workshop.source();
    await apply(database, base);
    const rows = ['public.venues'];
    const reference = await dumpDatabase(database, undefined, { rows });
    await apply(database, KINDS.map(([sql]) => `${sql};\n`).join(''));
    live = await dumpDatabase(database, undefined, { rows, compared: true });
    ({ drifts } = await compareOn(workshop, live, reference, testContext('/')));
  });

  test.each(KINDS)('%s', (_, expected) => {
    expect(drifts.map(wordsOf).filter((words) => words.startsWith(expected))).not.toEqual([]);
  });

  test('nothing else is said, and the way back is known of all', () => {
    expect(drifts.map(wordsOf).filter((words) => !KINDS.some(([, expected]) => words.startsWith(expected)))).toEqual(
      [],
    );
    expect(drifts.filter(({ undo }) => undo === null).map(wordsOf)).toEqual([]);
  });

  test('the catalogue tells the owner and the transaction of what is there, whatever its kind', async () => {
    // Rows have no row of the catalogue.
    const there = drifts.filter(({ side, covers }) => side !== 'reference' && covers.length > 0);
    await using session = await database.connect();
    const covers = there.map(({ covers: [cover] }) => cover).filter((cover) => cover !== undefined);
    const found = await readLastChanges(session, covers, live.model, live.facts.jobTable);
    const silent = there.filter((_, i) => found[i] === null).map(wordsOf);
    expect(silent.filter((words) => !/ (database|built-in job|default privileges|statistics)/.test(words))).toEqual([]);
    const column = found[covers.findIndex(({ object }) => object === 'trading.symbols.note')];
    expect(column).toMatchObject({ at: null, transaction: { id: expect.stringMatching(/^\d+$/) } });
  });
});

test(`none is invented where rows and jobs were at work: npm run fuzz -- --live --seed ${seed} --runs ${COUNT}`, {
  tags: ['long'],
}, async () => {
  const seeds = Array.from({ length: COUNT }, (_, i) => seed + i);
  const { drifts: invented, disturbance } = await driftOfLife(workshop, together(seeds), seed);
  expect(invented.map(wordsOf)).toEqual([]);
  expect(disturbance.chunks).toBeGreaterThan(0);
});
