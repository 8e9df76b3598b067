import { describe, expect, test } from 'vitest';
import { checkRequired } from '../../../src/proof/required.ts';
import { describeUnmet, listUnmet } from '../../../src/report/required-text.ts';
import { RequireSchema } from '../../../src/settings/schema.ts';
import {
  aHypertable,
  aModel,
  anAggregate,
  anIndex,
  aPolicy,
  aRoutine,
  aSchema,
  aTable,
  aView,
} from '../../support/model.ts';

const WEEK = '604800000000';

const model = aModel(
  aSchema('trading'),
  aTable('trading.market_data', { timestamp: 'timestamp with time zone not null', symbol: 'text not null' }),
  aHypertable(
    'trading.market_data',
    { column: 'timestamp', interval: WEEK },
    {
      columnstore: {
        segmentBy: ['symbol'],
        orderBy: [{ column: 'timestamp', descending: true, nullsFirst: true }],
        chunkInterval: null,
        sparseIndexes: null,
        directCompress: false,
      },
    },
  ),
  aPolicy('columnstore policy', 'trading.market_data', { compress_after: '168:00:00' }),
  aPolicy('retention policy', 'trading.market_data', { drop_after: '90 days' }, { scheduled: false }),
  aTable('trading.positions', { timestamp: 'timestamp with time zone not null' }),
  aView('trading.latest', 'SELECT 1', []),
  anAggregate('trading.hourly', 'trading.market_data'),
  anIndex('trading.market_data', 'idx_symbol', ['symbol']),
  aRoutine('trading.check', 'interval', 'age interval'),
);

function unmet(require: object): string[] {
  return checkRequired(model, RequireSchema.parse(require)).unmet.map(({ object, problem }) => `${object}: ${problem}`);
}

describe('checkRequired', () => {
  test('is content with what is there, however it is spelt', () => {
    expect(
      unmet({
        schemas: ['trading'],
        tables: ['trading.positions', { name: 'trading.market_data', columns: ['timestamp', 'symbol'] }],
        hypertables: {
          'trading.market_data': {
            'time-column': 'timestamp',
            'chunk-interval': '1 week',
            columnstore: true,
            'segment-by': ['symbol'],
            'order-by': ['timestamp desc'],
            'compress-after': '7 days',
          },
        },
        views: ['trading.latest', 'trading.hourly'],
        functions: ['trading.check', 'trading.check(interval)'],
        indexes: ['trading.idx_symbol'],
      }),
    ).toEqual([]);
  });

  test('says of every object at once what is wrong with it', () => {
    expect(
      unmet({
        extensions: ['timescaledb'],
        tables: ['trading.markt_data', { name: 'trading.market_data', columns: ['symbl'] }],
        hypertables: {
          'trading.positions': { 'time-column': 'timestamp', 'chunk-interval': '1 day' },
          'trading.market_data': {
            'chunk-interval': '1 day',
            'segment-by': [],
            'order-by': ['symbol'],
            'compress-after': '1 day',
            'drop-after': '90 days',
          },
        },
        'continuous-aggregates': { 'trading.hourly': { refresh: true }, 'trading.latest': {} },
        views: ['trading.letest'],
        publications: ['nothing_like_it'],
      }),
    ).toEqual([
      'timescaledb: is not installed',
      'trading.markt_data: does not exist, required: table; did you mean trading.market_data?',
      'trading.market_data: has no column symbl; did you mean symbol?',
      'trading.positions: is a plain table, required: hypertable on timestamp, chunk interval 1 day',
      'trading.market_data: chunk interval is 7 days, required: 1 day',
      'trading.market_data: segment by is symbol, required: none',
      'trading.market_data: order by is timestamp DESC, required: symbol',
      'trading.market_data: columnstore policy is after 168:00:00, required: after 1 day',
      'trading.market_data: its retention policy is disabled',
      'trading.hourly: refresh policy is none, required: yes',
      'trading.latest: is a view, required: continuous aggregate',
      'trading.letest: does not exist, required: view; did you mean trading.latest?',
      'nothing_like_it: does not exist, required: publication',
    ]);
  });

  test('does not suggest a name that is nothing like it', () => {
    expect(unmet({ tables: ['accounting.invoices'] })).toEqual([
      'accounting.invoices: does not exist, required: table',
    ]);
  });

  test('says as what a name is missing that is required twice, and counts both', () => {
    const required = checkRequired(
      aModel(),
      RequireSchema.parse({ tables: ['a.ticks'], hypertables: { 'a.ticks': { 'time-column': 'ts' } } }),
    );
    expect(listUnmet(required)).toEqual([
      'a.ticks  does not exist, required: table',
      'a.ticks  does not exist, required: hypertable on ts',
    ]);
    expect(describeUnmet(required)).toBe('2 requirements are not met');
  });
});
