import { durationText, intervalMicroseconds } from '../sql/interval.ts';

/**
 * A length of time as PostgreSQL prints it by default (`intervalstyle = postgres`): `1 mon 2 days 12:00:00` gives
 * `1 month 2 days 12 hours`. Text in another form stays as it is.
 */
export function humanInterval(interval: string): string {
  const parts = parse(interval);
  if (parts === null) return interval;
  const { years, months, days, time } = parts;
  const words = [...word(years, 'year'), ...word(months, 'month')];
  // Whole days that were written as hours read better as days; both lengths agree but for daylight saving time.
  const whole = days === 0 && time % 86_400_000_000n === 0n ? time / 86_400_000_000n : 0n;
  words.push(...word(days + Number(whole), 'day'));
  const rest = time - whole * 86_400_000_000n;
  if (rest !== 0n) words.push(durationText(String(rest)));
  return words.join(' ') || '0 seconds';
}

/** Microseconds in an interval: only to put intervals in order. Infinity for other text. */
export function lengthOf(interval: string): number {
  return intervalMicroseconds(interval) ?? Number.POSITIVE_INFINITY;
}

interface Parts {
  years: number;
  months: number;
  days: number;
  /** Microseconds. */
  time: bigint;
}

const POSTGRES =
  /^(?:([+-]?\d+) years? ?)?(?:([+-]?\d+) mons? ?)?(?:([+-]?\d+) days? ?)?(?:([+-]?)(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?$/;

function parse(interval: string): Parts | null {
  const match = interval.trim() === '' ? null : POSTGRES.exec(interval.trim());
  if (match === null) return null;
  const [, years, months, days, sign, hours = '0', minutes = '0', seconds = '0', fraction = ''] = match;
  const whole = BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds);
  const time = whole * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
  return {
    years: Number(years ?? 0),
    months: Number(months ?? 0),
    days: Number(days ?? 0),
    time: sign === '-' ? -time : time,
  };
}

function word(n: number, unit: string): string[] {
  return n === 0 ? [] : [`${n} ${unit}${Math.abs(n) === 1 ? '' : 's'}`];
}
