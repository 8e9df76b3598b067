import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildReferenceSchema, dailyBars, type ReferenceSchema } from './support/reference-schema.ts';

let schema: ReferenceSchema;
beforeAll(async () => {
  schema = await buildReferenceSchema();
});
afterAll(() => schema?.[Symbol.asyncDispose]());

/** Pearson's coefficient, by its definition. */
function correlation(x: readonly number[], y: readonly number[]): number {
  const fromMean = (values: readonly number[]): number[] => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const [dx, dy] = [fromMean(x), fromMean(y)];
  const product = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, i) => sum + value * (b[i] ?? Number.NaN), 0);
  return product(dx, dy) / Math.sqrt(product(dx, dx) * product(dy, dy));
}

const returns = (closes: readonly string[]): number[] =>
  closes.slice(1).map((close, i) => Number(close) / Number(closes[i]) - 1);

describe('analytics.dual_ticker_summary', () => {
  test('makes one bar a day of UTC, from one source', async () => {
    await schema.discarding(async () => {
      await schema.session.execute(`SET LOCAL timezone TO 'America/New_York'`);
      await schema.session.execute(`
        INSERT INTO trading.market_data VALUES
          ('2024-01-02 00:00+00', 'NVDA', 10, 12, 9, 11, 100, 'iex'),
          ('2024-01-02 14:30+00', 'NVDA', 11, 15, 10, 14, 200, 'iex'),
          ('2024-01-02 23:59+00', 'NVDA', 14, 14, 7, 8, 300, 'iex'),
          ('2024-01-02 14:30+00', 'NVDA', 11, 99, 1, 14, 999, 'backup'),
          ('2024-01-03 14:30+00', 'NVDA', 8, 8, 8, 8, 1, 'iex'),
          ('2024-01-03 14:30+00', 'NVDA', 9, 9, 9, 9, 1, 'backup'),
          ('2024-01-02 14:30+00', 'MSFT', 20, 22, 19, 21, 50, 'iex')`);
      expect(
        await schema.lines(`SELECT symbol, trading_day, source, open::int, high::int, low::int, close::int, volume, bars
                              FROM analytics.dual_ticker_summary`),
      ).toEqual([
        'MSFT | 2024-01-02 | iex | 20 | 22 | 19 | 21 | 50 | 1',
        'NVDA | 2024-01-02 | iex | 10 | 15 | 7 | 8 | 600 | 3',
        'NVDA | 2024-01-03 | backup | 9 | 9 | 9 | 9 | 1 | 1',
      ]);
    });
  });
});

describe('analytics.nvda_msft_correlation', () => {
  test('is the correlation of the last 30 returns, once there are 30', async () => {
    const nvda = Array.from({ length: 33 }, (_, i) => (100 + 5 * Math.sin(i) + i).toFixed(6));
    const msft = Array.from({ length: 33 }, (_, i) => (200 + 9 * Math.cos(i / 2) - i).toFixed(6));
    const expected = [31, 32, 33].map((days) =>
      correlation(returns(nvda.slice(days - 31, days)), returns(msft.slice(days - 31, days))),
    );
    await schema.discarding(async () => {
      await schema.session.execute(dailyBars('NVDA', nvda));
      await schema.session.execute(dailyBars('MSFT', msft));
      const rows = await schema.session.query<{ observations: number; correlation: number | null; nvda: number }>(
        `SELECT observations::int, correlation_30d AS correlation, nvda_return::double precision AS nvda
           FROM analytics.nvda_msft_correlation ORDER BY trading_day`,
      );
      expect(rows.map((row) => row.observations)).toEqual([...Array(31).keys(), 30, 30]);
      expect(rows.slice(0, 30).map((row) => row.correlation)).toEqual(Array(30).fill(null));
      expect(rows.slice(30).map((row) => row.correlation?.toFixed(10))).toEqual(expected.map((r) => r.toFixed(10)));
      expect(new Set(expected.map((r) => r.toFixed(3))).size, 'the window must matter').toBe(3);
      expect(rows[1]?.nvda).toBeCloseTo(returns(nvda)[0] ?? Number.NaN, 12);
    });
  });

  test('is 1 where the tickers move in step and -1 where they move against each other', async () => {
    const moves = Array.from({ length: 31 }, (_, i) => Math.sin(i));
    const product = (sign: number): string[] => {
      let price = 100;
      return moves.map((move) => {
        price *= 1 + (sign * move) / 100;
        return price.toFixed(6);
      });
    };
    for (const sign of [1, -1]) {
      await schema.discarding(async () => {
        await schema.session.execute(dailyBars('NVDA', product(1)));
        await schema.session.execute(dailyBars('MSFT', product(sign)));
        expect(
          await schema.lines(`SELECT round(correlation_30d::numeric, 6) FROM analytics.nvda_msft_correlation
                               WHERE observations = 30`),
        ).toEqual([`${sign}.000000`]);
      });
    }
  });

  test('takes both returns over the same days when one ticker lacks a day', async () => {
    await schema.discarding(async () => {
      await schema.session.execute(dailyBars('NVDA', ['100', '110', '121']));
      await schema.session.execute(dailyBars('MSFT', ['200'], '2024-01-01'));
      await schema.session.execute(dailyBars('MSFT', ['220'], '2024-01-03'));
      expect(
        await schema.lines(`SELECT trading_day, round(nvda_return, 4), round(msft_return, 4)
                              FROM analytics.nvda_msft_correlation`),
      ).toEqual(['2024-01-01 | - | -', '2024-01-03 | 0.2100 | 0.1000']);
    });
  });
});

describe('monitoring.check_data_freshness', () => {
  const verdicts = (argument = ''): Promise<string[]> =>
    schema.lines(`SELECT table_name, symbol, age::text, verdict FROM monitoring.check_data_freshness(${argument})`);

  test('names the tables that have no rows', async () => {
    expect(await verdicts()).toEqual([
      'trading.data_quality_reports | - | - | empty',
      'trading.market_data | - | - | empty',
      'trading.orders | - | - | empty',
      'trading.positions | - | - | empty',
    ]);
  });

  test('judges each table and symbol, and forgives orders and closed positions', async () => {
    await schema.discarding(async () => {
      await schema.session.execute(dailyBars('NVDA', ['100', '101', '102']));
      await schema.session.execute(dailyBars('MSFT', ['200'], '2024-01-09'));
      await schema.session.execute(`
        INSERT INTO trading.orders VALUES ('o-1', '2023-06-01', 'NVDA', 'BUY', 10, 100, 'NEW');
        INSERT INTO trading.positions VALUES
          ('2024-01-01 14:30+00', 'NVDA', 10, 100, 0),
          ('2024-01-02 14:30+00', 'NVDA', 0, 0, 0),
          ('2024-01-02 14:30+00', 'MSFT', 5, 200, 0);
        INSERT INTO trading.data_quality_reports VALUES ('2024-01-06 14:30+00', '2024-01-05', 'PASS', '[]', 100)`);
      expect(await verdicts(`as_of => '2024-01-07 14:30+00'`)).toEqual([
        'trading.data_quality_reports | - | 1 day | fresh',
        'trading.market_data | MSFT | -2 days | future',
        'trading.market_data | NVDA | 4 days | fresh',
        'trading.orders | NVDA | 220 days 14:30:00 | fresh',
        'trading.positions | MSFT | 5 days | stale',
        'trading.positions | NVDA | 5 days | fresh',
      ]);
      expect(await verdicts(`'12 hours', '2024-01-07 14:30+00'`)).toEqual([
        'trading.data_quality_reports | - | 1 day | stale',
        'trading.market_data | MSFT | -2 days | future',
        'trading.market_data | NVDA | 4 days | stale',
        'trading.orders | NVDA | 220 days 14:30:00 | fresh',
        'trading.positions | MSFT | 5 days | stale',
        'trading.positions | NVDA | 5 days | fresh',
      ]);
    });
  });
});

describe('monitoring.validate_ohlc_data', () => {
  test('finds what the checks would have refused, and what no check can see', async () => {
    const problems = (argument = ''): Promise<string[]> =>
      schema.lines(`SELECT ("timestamp" AT TIME ZONE 'UTC')::date, source, problem
                      FROM monitoring.validate_ohlc_data(${argument})`);
    await schema.discarding(async () => {
      await schema.session.execute(`
        ALTER TABLE trading.market_data
          DROP CONSTRAINT market_data_high_not_below_low, DROP CONSTRAINT market_data_prices_positive,
          DROP CONSTRAINT market_data_range_holds_open, DROP CONSTRAINT market_data_range_holds_close,
          DROP CONSTRAINT market_data_volume_not_negative, ALTER close DROP NOT NULL;
        INSERT INTO trading.market_data VALUES
          ('2024-01-01', 'NVDA', 100, 102, 99, 101, 0, 'good'),
          ('2024-01-02', 'NVDA', 100, 99, 101, 100, 1, 'iex'),
          ('2024-01-03', 'NVDA', 103, 102, 99, 98, 1, 'iex'),
          ('2024-01-04', 'NVDA', 100, 102, 0, 101, -1, 'iex'),
          ('2024-01-05', 'NVDA', 100, 102, 99, NULL, 1, 'iex'),
          ('2024-01-06', 'NVDA', 100, 'NaN', 99, 101, 1, 'iex'),
          ('2024-01-07', 'NVDA', 100, 102, 99, 100, 1, 'a'),
          ('2024-01-07', 'NVDA', 100, 102, 99, 100.98, 7, 'b'),
          ('2024-01-08', 'NVDA', 100, 102, 99, 100, 1, 'a'),
          ('2024-01-08', 'NVDA', 100, 102, 99, 101, 1, 'b'),
          ('2024-01-08', 'MSFT', 200, 202, 199, 200, 1, 'a'),
          ('2199-01-01', 'NVDA', 100, 102, 99, 101, 'Infinity', 'iex')`);
      expect(await problems()).toEqual([
        '2024-01-02 | iex | high below low',
        '2024-01-03 | iex | close outside low and high',
        '2024-01-03 | iex | open outside low and high',
        '2024-01-04 | iex | price not positive',
        '2024-01-04 | iex | volume negative or infinite',
        '2024-01-05 | iex | value missing',
        '2024-01-06 | iex | value is not a number',
        '2024-01-08 | a | sources disagree',
        '2024-01-08 | b | sources disagree',
        '2199-01-01 | iex | time in the future',
        '2199-01-01 | iex | volume negative or infinite',
      ]);
      expect(await problems(`'2024-01-02', '2024-01-03'`)).toEqual(['2024-01-02 | iex | high below low']);
      expect(await problems(`'2024-01-07', '2024-01-09', 0.02`)).toEqual([]);
      expect(await problems(`'2024-01-07', '2024-01-08', 0.005`)).toHaveLength(2);
    });
  });
});
