import { describe, expect, test } from 'vitest';
import { sessionsOf } from '../../../src/data/calendar.ts';

const days = (from: string, to: string) => sessionsOf('XNYS', {}, from, to);

describe('New York', () => {
  // The exchange's own count of its days of trading.
  test.each([
    [2011, 252],
    [2012, 250],
    [2018, 251],
    [2021, 252],
    [2022, 251],
    [2023, 250],
    [2024, 252],
    [2025, 250],
  ])('%i has %i sessions', (year, count) => {
    expect(days(`${year}-01-01`, `${year}-12-31`)).toHaveLength(count);
  });

  test.each([
    ['2024', ['2024-07-03', '2024-11-29', '2024-12-24']],
    ['2021', ['2021-11-26']],
    ['2020', ['2020-11-27', '2020-12-24']],
    ['2023', ['2023-07-03', '2023-11-24']],
  ])('the half days of %s', (year, expected) => {
    expect(
      days(`${year}-01-01`, `${year}-12-31`)
        .filter(({ half }) => half)
        .map(({ day }) => day),
    ).toEqual(expected);
  });

  test('a session begins at half past nine there, in winter and in summer, and a half day ends at one', () => {
    const [winter, summer, half] = ['2024-01-02', '2024-07-01', '2024-11-29'].map((day) => days(day, day)[0]);
    expect(winter?.open.toISOString()).toBe('2024-01-02T14:30:00.000Z');
    expect(summer?.open.toISOString()).toBe('2024-07-01T13:30:00.000Z');
    expect(half?.close.toISOString()).toBe('2024-11-29T18:00:00.000Z');
  });
});

test('a calendar of the settings has its own zone, holidays and half days', () => {
  const own = {
    XETR: {
      timezone: 'Europe/Berlin',
      open: '09:00',
      close: '17:30',
      days: [1, 2, 3, 4, 5],
      holidays: ['2024-12-25'],
      'half-days': { '2024-12-30': '14:00' },
    },
  };
  const sessions = sessionsOf('XETR', own, '2024-12-24', '2024-12-30');
  expect(sessions.map(({ day, close }) => [day, close.toISOString().slice(11, 16)])).toEqual([
    ['2024-12-24', '16:30'],
    ['2024-12-26', '16:30'],
    ['2024-12-27', '16:30'],
    ['2024-12-30', '13:00'],
  ]);
});

test('a calendar that nobody has is an error that says which there are', () => {
  expect(() => sessionsOf('XLON', {}, '2024-01-01', '2024-01-02')).toThrow('there is no calendar XLON');
});
