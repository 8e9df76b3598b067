import { describe, expect, test } from 'vitest';
import type { Job } from '../../../src/catalog/model.ts';
import { aHypertable, anAggregate, anIndex, aPolicy, aTable, aView, type ModelPart } from '../../support/model.ts';
import { COLUMNSTORE, changeBetween, changesBetween, compressed, days, say, TRADES, trades } from './support.ts';

const time = { timeType: 'timestamp with time zone' };
const retention = (age: string, over: Partial<Job> = {}): ModelPart =>
  aPolicy('retention policy', 'trading.trades', { drop_after: age }, { ...time, ...over });
const compression = (age: string): ModelPart =>
  aPolicy('columnstore policy', 'trading.trades', { compress_after: age }, time);
const refresh = (start: string | null, end: string | null, over: Partial<Job> = {}): ModelPart =>
  aPolicy('refresh policy', 'trading.hourly', { start_offset: start, end_offset: end }, { ...time, ...over });
const QUERY = ` SELECT time_bucket('01:00:00'::interval, ts) AS bucket,\n    max(price) AS high\n   FROM trading.trades\n  GROUP BY 1`;
const hourly = (query = QUERY, over = {}): ModelPart =>
  anAggregate(
    'trading.hourly',
    'trading.trades',
    { bucket: 'timestamp with time zone', high: 'numeric' },
    { query, ...over },
  );

describe('hypertables', () => {
  test.each<[string, ModelPart[], ModelPart[], string]>([
    [
      'another chunk interval',
      trades(),
      [aTable('trading.trades', TRADES), aHypertable('trading.trades', { column: 'ts', interval: days(1) })],
      'recompress · hypertable trading.trades chunk interval: 7 days → 1 day · new chunks only: existing chunks stay 7 days long',
    ],
    [
      'turned back into a plain table',
      trades(),
      [aTable('trading.trades', TRADES)],
      'data-loss · hypertable trading.trades partitioning: hypertable on ts, chunks of 7 days → plain table · no statement turns a hypertable back: its rows must be copied into a new table before it is dropped',
    ],
    [
      'made of a plain table',
      [aTable('trading.trades', TRADES)],
      trades(),
      'locks · hypertable trading.trades partitioning: plain table → hypertable on ts, chunks of 7 days · create_hypertable with migrate_data moves every row into chunks under an exclusive lock, and fails on a table with rows without it',
    ],
    [
      'dropped',
      [...trades(), retention('90 days'), anIndex('trading.trades', 'trades_symbol', ['symbol'])],
      [],
      'data-loss · hypertable trading.trades: hypertable on ts, chunks of 7 days, 3 columns, dropped after 90 days → – · all its chunks and rows are lost, compressed or not',
    ],
    [
      'new, with all its parts',
      [],
      [...trades(TRADES, compressed), compression('7 days'), retention('90 days')],
      'safe · hypertable trading.trades: – → hypertable on ts, chunks of 7 days, 3 columns, compressed after 7 days, dropped after 90 days · new and empty',
    ],
    [
      're-partitioned by another time column',
      trades({ ...TRADES, received: 'timestamp with time zone' }),
      [
        aTable('trading.trades', { ...TRADES, received: 'timestamp with time zone' }),
        aHypertable('trading.trades', { column: 'received', interval: days(7) }),
      ],
      'breaking · hypertable trading.trades partitioning: hypertable on ts, chunks of 7 days → hypertable on received, chunks of 7 days · a hypertable cannot be re-partitioned: all rows must be copied into a new one',
    ],
    [
      'the columnstore enabled',
      trades(),
      trades(TRADES, compressed),
      'safe · hypertable trading.trades columnstore: off → by symbol, ordered by ts DESC · nothing is compressed until a policy or convert_to_columnstore() runs',
    ],
    [
      'the columnstore disabled',
      trades(TRADES, compressed),
      trades(),
      'recompress · hypertable trading.trades columnstore: by symbol, ordered by ts DESC → off · refused while a chunk is compressed: every chunk must be decompressed first',
    ],
    [
      'segmented by more',
      trades(TRADES, compressed),
      trades(TRADES, { columnstore: { ...COLUMNSTORE, segmentBy: ['symbol', 'price'] } }),
      'recompress · hypertable trading.trades segment by: symbol → symbol, price · chunks already compressed keep the old setting until recompressed',
    ],
    [
      'ordered otherwise',
      trades(TRADES, compressed),
      trades(TRADES, {
        columnstore: { ...COLUMNSTORE, orderBy: [{ column: 'ts', descending: false, nullsFirst: true }] },
      }),
      'recompress · hypertable trading.trades order by: ts DESC → ts NULLS FIRST · chunks already compressed keep the old setting until recompressed',
    ],
  ])('%s', (_, from, to, sentence) => {
    expect(say(changeBetween(from, to))).toBe(sentence);
  });

  test('the index that create_hypertable() makes comes and goes with the hypertable', () => {
    const own = anIndex('trading.trades', 'trades_ts_idx', ['ts'], { definition: 'btree (ts DESC)' });
    const plain = aTable('trading.trades', TRADES);
    expect(changesBetween([plain], [...trades(), own])).toMatchObject([{ property: 'partitioning' }]);
    expect(changesBetween([...trades(), own], [plain])).toMatchObject([{ property: 'partitioning' }]);
    expect(changesBetween(trades(), [...trades(), own])).toMatchObject([{ kind: 'index' }]);
  });

  test('the index that add_dimension() makes comes with the dimension', () => {
    const [time] = trades()[1]?.hypertables?.[0]?.dimensions ?? [];
    if (time === undefined) throw new Error('no dimension');
    const space = { ...time, column: 'symbol', type: 'text', form: 'hash' as const, interval: null, partitions: 4 };
    const own = anIndex('trading.trades', 'trades_symbol_ts_idx', ['symbol', 'ts'], {
      definition: 'btree (symbol, ts DESC)',
    });
    expect(
      changesBetween(trades(), [...trades(TRADES, { dimensions: [time, space] }), own]).map(({ property }) => property),
    ).toEqual(['dimension symbol']);
  });

  test('a columnstore policy that goes with the columnstore', () => {
    const changes = changesBetween([...trades(TRADES, compressed), compression('7 days')], trades());
    expect(changes.map(({ message }) => message)).toEqual([
      'refused while a chunk is compressed: every chunk must be decompressed first',
      'nothing is compressed any more',
    ]);
  });

  test('a space dimension that comes and one that changes', () => {
    const space = (partitions: number) => ({
      dimensions: [
        ...(trades()[1]?.hypertables?.[0]?.dimensions ?? []),
        {
          column: 'symbol',
          type: 'text',
          form: 'hash' as const,
          interval: null,
          partitions,
          partitioningFunction: null,
          integerNowFunction: null,
        },
      ],
    });
    expect(say(changeBetween(trades(), trades(TRADES, space(4))))).toBe(
      'recompress · hypertable trading.trades dimension symbol: – → 4 partitions · new chunks only: existing chunks cover all of it; unique keys must hold the column',
    );
    expect(say(changeBetween(trades(TRADES, space(4)), trades(TRADES, space(8))))).toBe(
      'recompress · hypertable trading.trades partitions by symbol: 4 → 8 · new chunks only: existing chunks stay as they are',
    );
  });

  test('an integer time column is counted in its own units', () => {
    const ticks = (interval: string): ModelPart[] => [
      aTable('trading.ticks', { seq: 'bigint not null' }),
      aHypertable('trading.ticks', { column: 'seq', interval, type: 'bigint' }),
    ];
    expect(changeBetween(ticks('100000'), ticks('5000'))).toMatchObject({
      from: '100,000 (bigint)',
      to: '5,000 (bigint)',
    });
  });
});

describe('policies', () => {
  test.each<[string, ModelPart[], ModelPart[], string]>([
    [
      'rows are kept for less time',
      [retention('90 days')],
      [retention('30 days')],
      'data-loss · policy trading.trades retention: 90 days → 30 days · rows older than 30 days are dropped at the next run of the policy',
    ],
    [
      'rows are kept longer',
      [retention('30 days')],
      [retention('3 mons')],
      'safe · policy trading.trades retention: 30 days → 3 months · rows are kept longer; what was dropped does not come back',
    ],
    [
      'a new retention policy',
      [],
      [retention('30 days')],
      'data-loss · policy trading.trades retention: – → after 30 days · rows older than 30 days are dropped at its first run, which is due at once',
    ],
    [
      'a new retention policy that starts later',
      [],
      [retention('30 days', { initialStart: '2030-01-01 00:00:00+00' })],
      'data-loss · policy trading.trades retention: – → after 30 days · rows older than 30 days are dropped at its first run',
    ],
    [
      'a retention policy that is disabled',
      [retention('30 days')],
      [retention('30 days', { scheduled: false })],
      'safe · policy trading.trades retention state: enabled → disabled · nothing is dropped any more: the table grows',
    ],
    [
      'a retention policy that is enabled',
      [retention('30 days', { scheduled: false })],
      [retention('30 days')],
      'data-loss · policy trading.trades retention state: disabled → enabled · rows older than 30 days are dropped at its first run, which is due at once',
    ],
    [
      'chunks are compressed earlier',
      [compression('7 days')],
      [compression('1 day')],
      'safe · policy trading.trades compress after: 7 days → 1 day · chunks older than 1 day are compressed at the next run of the policy',
    ],
    [
      'another schedule',
      [retention('30 days')],
      [retention('30 days', { scheduleInterval: '06:00:00' })],
      'safe · policy trading.trades retention schedule: every day → every 6 hours · it runs every 6 hours',
    ],
    [
      'no retention any more',
      [retention('30 days')],
      [],
      'safe · policy trading.trades retention: after 30 days → – · nothing is dropped any more: the table grows',
    ],
  ])('%s', (_, from, to, sentence) => {
    expect(say(changeBetween([...trades(), ...from], [...trades(), ...to]))).toBe(sentence);
  });

  test("a job of somebody's own is an object", () => {
    const job = (interval: string): ModelPart[] => [
      {
        jobs:
          retention('1 day', {
            name: 'job trading.cleanup',
            form: 'job',
            relation: null,
            procedure: 'trading.cleanup',
            scheduleInterval: interval,
            config: null,
          }).jobs ?? [],
      },
    ];
    expect(say(changeBetween(job('01:00:00'), job('02:00:00')))).toBe(
      'safe · job trading.cleanup schedule: every hour → every 2 hours · it runs every 2 hours',
    );
    const settings = (days: number): ModelPart[] => [
      { jobs: (job('01:00:00')[0]?.jobs ?? []).map((one) => ({ ...one, config: { days } })) },
    ];
    expect(say(changeBetween(settings(30), settings(3)))).toBe(
      'breaking · job trading.cleanup setting days: 30 → 3 · what its next run does with it depends on the procedure',
    );
    expect(say(changeBetween(job('01:00:00'), []))).toBe(
      'breaking · job trading.cleanup: every hour → – · it no longer runs',
    );
  });
});

describe('continuous aggregates', () => {
  const OTHER = QUERY.replace('max(price) AS high', 'min(price) AS high');

  test('redefined, with raw rows that are dropped: history is lost', () => {
    expect(
      changeBetween([...trades(), retention('90 days'), hourly()], [...trades(), retention('90 days'), hourly(OTHER)]),
    ).toEqual({
      class: 'data-loss',
      kind: 'continuous aggregate',
      object: 'trading.hourly',
      property: 'query',
      from: 'max(price) AS high',
      to: 'min(price) AS high',
      message: 'it must be dropped and rebuilt, and trading.trades keeps only 90 days: older history is gone for good',
    });
  });

  test('redefined, with all raw rows there: rebuilt', () => {
    expect(changeBetween([...trades(), hourly()], [...trades(), hourly(OTHER)])).toMatchObject({
      class: 'breaking',
      message: 'it must be dropped and rebuilt; readers fail, then find nothing until it is refreshed from raw rows',
    });
  });

  test('only another column: 2.28 adds it in place', () => {
    const more = QUERY.replace('AS high', 'AS high,\n    min(price) AS low');
    const change = (timescaledb: string | null) =>
      changeBetween([...trades(), hourly()], [...trades(), hourly(more)], { timescaledb });
    expect(change('2.28.0')).toMatchObject({
      class: 'recompress',
      message: 'ALTER MATERIALIZED VIEW … ADD COLUMN takes it; existing rows show NULL there until a forced refresh',
    });
    expect(change('2.27.2').class).toBe('breaking');
    expect(change(null).class).toBe('breaking');
  });

  test('dropped', () => {
    expect(say(changeBetween([...trades(), retention('90 days'), hourly()], [...trades(), retention('90 days')]))).toBe(
      'data-loss · continuous aggregate trading.hourly: continuous aggregate, 2 columns → – · its materialized rows are lost, and trading.trades keeps only 90 days: older history is gone for good',
    );
  });

  test('new, with its refresh policy', () => {
    expect(changeBetween([...trades()], [...trades(), hourly(), refresh('3 days', '01:00:00')])).toMatchObject({
      class: 'safe',
      to: 'continuous aggregate, 2 columns, refreshed from 3 days ago to 1 hour ago',
    });
  });

  test.each<[string, ModelPart, ModelPart, string]>([
    [
      'a window over rows that are gone',
      refresh('3 days', '01:00:00'),
      refresh('1 year', '01:00:00'),
      'data-loss · policy trading.hourly refresh from: 3 days ago → 1 year ago · it refreshes the last year, but trading.trades keeps only 90 days: buckets whose raw rows are gone are emptied',
    ],
    [
      'a window without a start',
      refresh('3 days', '01:00:00'),
      refresh(null, '01:00:00'),
      'data-loss · policy trading.hourly refresh from: 3 days ago → the beginning · it refreshes all history, but trading.trades keeps only 90 days: buckets whose raw rows are gone are emptied',
    ],
    [
      'a window that begins later',
      refresh('3 days', '01:00:00'),
      refresh('1 day', '01:00:00'),
      'breaking · policy trading.hourly refresh from: 3 days ago → 1 day ago · rows older than 1 day that change or arrive no longer reach it',
    ],
    [
      'a window that ends elsewhere',
      refresh('3 days', '01:00:00'),
      refresh('3 days', null),
      'safe · policy trading.hourly refresh to: 1 hour ago → now · which rows are materialized; newer ones are left to later runs',
    ],
    [
      'no refresh any more',
      refresh('3 days', '01:00:00'),
      {},
      'breaking · policy trading.hourly refresh: 3 days ago to 1 hour ago, every day → – · nothing refreshes it any more: it falls behind its source',
    ],
  ])('%s', (_, from, to, sentence) => {
    const around = [...trades(), retention('90 days'), hourly()];
    expect(say(changeBetween([...around, from], [...around, to]))).toBe(sentence);
  });

  test('an index that TimescaleDB named itself', () => {
    const own = anIndex('trading.hourly', 'on trading.hourly using btree (high)', ['high'], {
      name: 'on trading.hourly using btree (high)',
      definition: 'btree (high)',
    });
    expect(changeBetween([...trades(), hourly()], [...trades(), hourly(), own])).toMatchObject({
      kind: 'index',
      object: 'trading.hourly',
      to: 'btree (high)',
    });
  });

  test('real-time rows', () => {
    const realTime = hourly(QUERY, { materializedOnly: false });
    expect(say(changeBetween([...trades(), realTime], [...trades(), hourly()]))).toBe(
      'breaking · continuous aggregate trading.hourly reads: materialized and raw rows → materialized rows only · queries no longer see rows that are newer than the last refresh',
    );
  });
});

describe('what goes with what it reads', () => {
  const daily = anAggregate(
    'trading.daily',
    'trading.hourly',
    { day: 'timestamp with time zone', high: 'numeric' },
    { query: ' SELECT day,\n    max(high) AS high\n   FROM trading.hourly' },
  );
  const dashboard = aView('trading.dashboard', ' SELECT day\n   FROM trading.daily', ['trading.daily']);
  const around = [...trades(), retention('90 days')];

  test('a redefined continuous aggregate takes those on top of it along, and the views', () => {
    const OTHER = QUERY.replace('max(', 'min(');
    expect(
      changesBetween([...around, hourly(), daily, dashboard], [...around, hourly(OTHER), daily, dashboard]).map(say),
    ).toEqual([
      'data-loss · continuous aggregate trading.daily query of trading.hourly: max(price) AS high → min(price) AS high · it reads trading.hourly, which must be dropped: it must be dropped and rebuilt, and trading.trades keeps only 90 days: older history is gone for good',
      'data-loss · continuous aggregate trading.hourly query: max(price) AS high → min(price) AS high · it must be dropped and rebuilt, and trading.trades keeps only 90 days: older history is gone for good',
      'breaking · view trading.dashboard query of trading.hourly: max(price) AS high → min(price) AS high · it reads trading.daily, which must be dropped: it must be dropped and created again',
    ]);
  });

  test('a query that is added to in place takes nothing along', () => {
    const more = hourly(QUERY.replace('AS high', 'AS high,\n    min(price) AS low'));
    const changes = changesBetween([...around, hourly(), daily], [...around, more, daily], { timescaledb: '2.28.0' });
    expect(changes.map(({ object }) => object)).toEqual(['trading.hourly']);
  });

  test('a column that a continuous aggregate reads changes its type', () => {
    const wider = trades({ ...TRADES, price: 'numeric(20,6)' });
    expect(changesBetween([...around, hourly()], [...wider, retention('90 days'), hourly()]).map(say)).toEqual([
      'data-loss · continuous aggregate trading.hourly type of trading.trades.price: numeric(18,6) → numeric(20,6) · PostgreSQL alters no column that it reads: it must be dropped and rebuilt, and trading.trades keeps only 90 days: older history is gone for good',
      'safe · column trading.trades.price type: numeric(18,6) → numeric(20,6) · every value fits as it is: no row is rewritten',
    ]);
  });

  test.each([
    ['reads it', ' SELECT symbol\n   FROM trading.trades\n  WHERE price > 0', true],
    ['reads it by an alias', ' SELECT t.price\n   FROM trading.trades t', true],
    [
      'reads one of that name elsewhere',
      ' SELECT q.price\n   FROM trading.trades t\n     JOIN trading.quotes q',
      false,
    ],
    ['has a label of that name', ' SELECT symbol AS price\n   FROM trading.trades', false],
  ])('a column of another type, and a view that %s', (_, query, told) => {
    const view = aView('trading.latest', query, ['trading.trades']);
    const wider = trades({ ...TRADES, price: 'numeric(20,6)' });
    const row =
      'breaking · view trading.latest type of trading.trades.price: numeric(18,6) → numeric(20,6) · PostgreSQL alters no column that it reads: it must be dropped and created again';
    expect(
      changesBetween([...trades(), view], [...wider, view])
        .map(say)
        .includes(row),
    ).toBe(told);
  });
});

describe('what changed in a query', () => {
  test.each<[string, string, string, string | null, string | null]>([
    ['the length of its buckets', QUERY, QUERY.replaceAll('01:00:00', '00:15:00'), '1 hour', '15 minutes'],
    ['a line that is another', QUERY, QUERY.replace('max', 'min'), 'max(price) AS high', 'min(price) AS high'],
    [
      'a line that is new',
      QUERY,
      QUERY.replace('AS high', 'AS high,\n    min(price) AS low'),
      null,
      'min(price) AS low',
    ],
  ])('%s', (_, from, to, old, now) => {
    expect(changeBetween([...trades(), hourly(from)], [...trades(), hourly(to)])).toMatchObject({ from: old, to: now });
  });

  test('a long line is cut around what differs', () => {
    const long = (end: string): string => ` SELECT ${'x + '.repeat(60)}${end} AS high\n   FROM trading.trades`;
    const { from, to } = changeBetween([...trades(), hourly(long('a'))], [...trades(), hourly(long('b'))]);
    expect([from, to]).toEqual([
      expect.stringMatching(/^….*x \+ a AS high$/),
      expect.stringMatching(/^….*x \+ b AS high$/),
    ]);
    expect(from?.length).toBeLessThan(80);
  });
});

describe('what a version refuses on a compressed hypertable', () => {
  const table = (columns = TRADES): ModelPart[] => trades(columns, compressed);
  const wider = { ...TRADES, price: 'numeric(20,6)' };

  test.each<[string | null, string]>([
    [
      '2.14.2',
      'TimescaleDB 2.14.2 refuses it while the columnstore is enabled (from 2.24 on, while there are compressed chunks)',
    ],
    ['2.24.0', 'TimescaleDB refuses it while there are compressed chunks: decompress them first'],
    [null, 'TimescaleDB refuses it while there are compressed chunks: decompress them first'],
  ])("a column's type on %s", (timescaledb, reason) => {
    expect(changeBetween(table(), table(wider), { timescaledb })).toMatchObject({
      class: 'recompress',
      message: `every value fits as it is: no row is rewritten; ${reason}`,
    });
  });

  test('NOT NULL', () => {
    const strict = { ...TRADES, price: { type: 'numeric(18,6)', nullable: false, default: '0' } };
    const before = { ...TRADES, price: { type: 'numeric(18,6)', default: '0' } };
    const message = (timescaledb: string) => changeBetween(table(before), table(strict), { timescaledb }).message;
    expect(message('2.17.2')).toContain(
      'TimescaleDB 2.17.2 refuses it while the columnstore is enabled (allowed since 2.18)',
    );
    expect(message('2.18.0')).not.toContain('refuses');
  });

  test('a column without a constant default', () => {
    const id = { ...TRADES, id: { type: 'uuid', default: 'gen_random_uuid()' } };
    expect(changeBetween(table(), table(id))).toMatchObject({
      class: 'locks',
      message:
        'every row gets a value of its own: all are rewritten under an exclusive lock; TimescaleDB refuses to add a column with a default that is not constant to a hypertable whose columnstore is enabled',
    });
  });

  test('a column that chunks are segmented by', () => {
    const { symbol: _, ...without } = TRADES;
    const changes = changesBetween(table(), trades(without, { columnstore: { ...COLUMNSTORE, segmentBy: [] } }));
    expect(changes.map(say)).toEqual([
      'data-loss · column trading.trades.symbol: text NOT NULL → – · its values are lost; queries and views that name it fail; TimescaleDB refuses to drop a column that compressed chunks are segmented or ordered by',
      'recompress · hypertable trading.trades segment by: symbol → none · chunks already compressed keep the old setting until recompressed',
    ]);
  });
});
