import { describe, expect, test } from 'vitest';
import { isoTime, readTime } from '../../../src/data/load/time.ts';

describe('times since 1970', () => {
  test.each([
    ['1704205800000000000', 'ns', '2024-01-02T14:30:00.000Z'],
    ['1704205800123456789', 'ns', '2024-01-02T14:30:00.123456Z'],
    ['-1', 'us', '1969-12-31T23:59:59.999999Z'],
    ['1704205800', 's', '2024-01-02T14:30:00.000Z'],
    ['1704205800001', 'ms', '2024-01-02T14:30:00.001Z'],
  ] as const)('%s %s', (text, unit, expected) => {
    expect(readTime(text, unit)).toBe(expected);
  });

  test('beyond the years that are written with four digits there is none', () => {
    expect(isoTime(10n ** 30n, 's')).toBeNull();
  });
});

test.each(['2024-01-02', '2024-01-02 09:30', '2024-01-02T09:30:00.5-05:00', '2024-01-02 09:30 America/New_York'])(
  '%s has one meaning',
  (text) => expect(readTime(text, undefined)).toBe(text),
);

test.each(['01/02/2024', '2.1.2024', 'now', '1704205800', 'infinity', ''])('%s has not', (text) =>
  expect(readTime(text, undefined)).toBeNull(),
);
