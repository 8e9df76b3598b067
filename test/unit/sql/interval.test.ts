import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { durationText, intervalMicroseconds, sameSpan } from '../../../src/sql/interval.ts';

describe('lengths of time', () => {
  test.each([
    ['7 days', 604_800_000_000],
    ['1 week', 604_800_000_000],
    ['168:00:00', 604_800_000_000],
    ['1 mon 2 days 03:04:05.5', (32 * 86_400 + 3 * 3_600 + 4 * 60 + 5.5) * 1e6],
    ['90 minutes', 5_400_000_000],
    ['-00:00:01', -1_000_000],
    ['soon', undefined],
    ['', undefined],
  ])('%s', (text, microseconds) => {
    expect(intervalMicroseconds(text)).toBe(microseconds);
  });

  test('what durationText writes, intervalMicroseconds reads', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e15 }), (microseconds) => {
        expect(intervalMicroseconds(durationText(String(microseconds)))).toBe(microseconds);
      }),
    );
  });

  test('spans are the same by length, and numbers are never times', () => {
    expect(sameSpan('7 days', '168:00:00')).toBe(true);
    expect(sameSpan('7 days', '8 days')).toBe(false);
    expect(sameSpan(1000, 1000)).toBe(true);
    expect(sameSpan(7, '7 days')).toBe(false);
  });
});
