import { expect, test } from 'vitest';
import { forecastOf } from '../../../src/workflows/simulate.ts';

test('a forecast has the last day, few moments, and each bad date at its share of the time', () => {
  const table = { rowsIn: 1, rowsDropped: 0, chunks: 2, compressed: 1, chunksDropped: 0 };
  const days = Array.from({ length: 365 }, (_, i) => ({
    date: new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10),
    tables: { 'public.m': { ...table, bytes: 1e9 * i, bytesUncompressed: 2e9 * i } },
  }));
  const fault = { kind: 'too-large' as const, hint: '', near: [], object: 'public.m' };
  const forecast = forecastOf({
    bad: [{ ...fault, date: '2026-07-02', message: 'too much', file: 'a.sql', line: 3 }],
    days,
  });
  expect(forecast).toMatchObject({
    from: '2026-01-01',
    to: '2026-12-31',
    bad: [{ date: '2026-07-02', at: 0.5, object: 'public.m', words: 'too much (a.sql:3)' }],
  });
  expect(forecast.said).toContain('in 365 days from 2026-01-01 on, the first bad date is 2026-07-02');
  const { sizes, uncompressed, most, words } = forecast.tables['public.m'] ?? {};
  expect([sizes?.length, sizes?.[0], sizes?.at(-1), uncompressed?.at(-1)]).toEqual([92, 0, 364e9, 728e9]);
  expect([most, words]).toEqual([
    '728.0 GB',
    'On 2026-12-31 364.0 GB in 2 chunks, 1 of them compressed; 728.0 GB without the columnstore',
  ]);
  expect(forecastOf({ bad: [], days: [] })).toMatchObject({ from: '', to: '', bad: [], tables: {} });
});
