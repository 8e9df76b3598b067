import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildReferenceSchema, dailyBars, type ReferenceSchema } from './support/reference-schema.ts';

let schema: ReferenceSchema;
beforeAll(async () => {
  schema = await buildReferenceSchema();
});
afterAll(() => schema?.[Symbol.asyncDispose]());

const bar = (values: string): string => `INSERT INTO trading.market_data VALUES ${values}`;

describe('the same bar twice', () => {
  test('is harmless; the same bar from another source is a second row', async () => {
    await schema.discarding(async () => {
      const iex = bar(`('2024-01-02 14:30+00', 'NVDA', 100, 102, 99, 101, 5000, 'iex')`);
      await schema.session.execute(`${iex} ON CONFLICT DO NOTHING`);
      await schema.session.execute(`${iex} ON CONFLICT DO NOTHING`);
      await schema.session.execute(`${iex} ON CONFLICT (symbol, "timestamp", source) DO NOTHING`);
      await schema.session.execute(`${iex.replace('iex', 'nyse')} ON CONFLICT DO NOTHING`);
      expect(await schema.lines('SELECT source FROM trading.market_data ORDER BY 1')).toEqual(['iex', 'nyse']);
    });
  });

  test('is harmless when its chunk is compressed', async () => {
    await schema.discarding(async () => {
      await schema.session.execute(dailyBars('NVDA', ['100', '101']));
      await schema.session.execute(`SELECT compress_chunk(c) FROM show_chunks('trading.market_data') AS c`);
      await schema.session.execute(`${dailyBars('NVDA', ['100', '101', '102'])} ON CONFLICT DO NOTHING`);
      expect(await schema.lines('SELECT close::int FROM trading.market_data ORDER BY 1')).toEqual([
        '100',
        '101',
        '102',
      ]);
    });
  });
});

describe('checks', () => {
  // open, high, low, close, volume
  test.each([
    [`100, 99, 101, 100, 1`, 'market_data_high_not_below_low'],
    [`103, 102, 99, 101, 1`, 'market_data_range_holds_open'],
    [`98, 102, 99, 101, 1`, 'market_data_range_holds_open'],
    [`100, 102, 99, 103, 1`, 'market_data_range_holds_close'],
    [`100, 102, 99, 98, 1`, 'market_data_range_holds_close'],
    [`100, 102, 0, 101, 1`, 'market_data_prices_positive'],
    [`'NaN', 'NaN', 99, 101, 1`, 'market_data_prices_positive'],
    [`100, 102, 99, 101, -1`, 'market_data_volume_not_negative'],
    [`100, 102, 99, 101, 'NaN'`, 'market_data_volume_not_negative'],
    [`100, 102, 99, NULL, 1`, '23502'],
  ])('refuse the bar %s', async (values, constraint) => {
    expect(await schema.refusal(bar(`('2024-01-02 14:30+00', 'NVDA', ${values}, 'iex')`))).toBe(constraint);
  });

  // side, quantity, price, status, filled_quantity
  test.each([
    [`'HOLD', 10, 100, 'NEW', 0`, 'orders_side_known'],
    [`'BUY', 10, 100, 'DONE', 0`, 'orders_status_known'],
    [`'BUY', 0, 100, 'NEW', 0`, 'orders_quantity_positive'],
    [`'BUY', 10, -1, 'NEW', 0`, 'orders_price_positive'],
    [`'BUY', 10, 100, 'PARTIALLY_FILLED', 11`, 'orders_filled_within_quantity'],
    [`'BUY', 10, 100, 'PARTIALLY_FILLED', -1`, 'orders_filled_within_quantity'],
    [`'BUY', 10, 100, 'FILLED', 9`, 'orders_filled_means_all'],
  ])('refuse the order %s', async (values, constraint) => {
    const order = `INSERT INTO trading.orders VALUES ('o-1', '2024-01-02 14:30+00', 'NVDA', ${values})`;
    expect(await schema.refusal(order)).toBe(constraint);
  });

  test.each([
    [`market_data VALUES ('2024-01-02', 'nvda', 1, 1, 1, 1, 1, 'iex')`, 'market_data_symbol_is_upper_case'],
    [`market_data VALUES ('2024-01-02', 'NVDA', 1, 1, 1, 1, 1, ' ')`, 'market_data_source_not_blank'],
    [`market_data VALUES ('infinity', 'NVDA', 1, 1, 1, 1, 1, 'iex')`, 'market_data_timestamp_finite'],
    [`positions VALUES ('2024-01-02', 'NVDA', 'NaN', 1, 1)`, 'positions_quantity_finite'],
    [`positions VALUES ('2024-01-02', 'NVDA', 1, -1, 1)`, 'positions_avg_cost_not_negative'],
    [`data_quality_reports VALUES ('2024-01-02', '2024-01-01', 'OK', '[]', 100)`, 'data_quality_reports_status_known'],
    [
      `data_quality_reports VALUES ('2024-01-02', '2024-01-01', 'PASS', '[]', 100.01)`,
      'data_quality_reports_pass_rate_is_percentage',
    ],
  ])('refuse %s', async (row, constraint) => {
    expect(await schema.refusal(`INSERT INTO trading.${row}`)).toBe(constraint);
  });

  test('take a market order without a price and follow it until it is filled', async () => {
    await schema.discarding(async () => {
      await schema.session.execute(`
        INSERT INTO trading.orders VALUES ('o-1', '2024-01-02 14:30+00', 'NVDA', 'BUY', 10, NULL, 'NEW');
        UPDATE trading.orders SET status = 'FILLED', filled_quantity = 10 WHERE order_id = 'o-1'`);
      expect(await schema.lines('SELECT status, price, filled_quantity FROM trading.orders')).toEqual([
        'FILLED | - | 10',
      ]);
    });
  });

  test('take a short position and a report', async () => {
    await schema.discarding(async () => {
      await schema.session.execute(`
        INSERT INTO trading.positions VALUES ('2024-01-02', 'NVDA', -10.5, 100, -3.25);
        INSERT INTO trading.data_quality_reports VALUES ('2024-01-02', '2024-01-01', 'WARN', '{"gaps": 2}', 99.5)`);
      expect(await schema.lines('SELECT quantity, unrealized_pnl FROM trading.positions')).toEqual([
        '-10.5 | -3.250000',
      ]);
      expect(await schema.lines('SELECT pass_rate, details FROM trading.data_quality_reports')).toEqual(['99.50 | {}']);
    });
  });
});
