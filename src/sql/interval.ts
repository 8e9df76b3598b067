const SECOND = 1_000_000;

const UNITS: { [unit: string]: number } = {
  microsecond: 1,
  millisecond: 1_000,
  second: SECOND,
  sec: SECOND,
  minute: 60 * SECOND,
  min: 60 * SECOND,
  hour: 3_600 * SECOND,
  day: 86_400 * SECOND,
  week: 7 * 86_400 * SECOND,
  month: 30 * 86_400 * SECOND,
  mon: 30 * 86_400 * SECOND,
  year: 365.25 * 86_400 * SECOND,
};

/**
 * The length of an interval as PostgreSQL or a person writes it (`7 days`, `1 mon 2 days 03:04:05.5`, `12 hours`), in
 * microseconds; undefined where it is none. Months count 30 days and years 365.25, as PostgreSQL compares them.
 */
export function intervalMicroseconds(text: string): number | undefined {
  let rest = text.trim().toLowerCase();
  if (rest === '') return undefined;
  let total = 0;
  const clock = /(?:^|\s)([+-]?)(\d+):(\d{2})(?::(\d{2}(?:\.\d+)?))?$/.exec(rest);
  if (clock !== null) {
    const [, sign, hours, minutes, seconds = '0'] = clock;
    const length = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
    total += (sign === '-' ? -1 : 1) * Math.round(length * SECOND);
    rest = rest.slice(0, clock.index).trim();
  }
  while (rest !== '') {
    const [part, amount, unit] = /^([+-]?\d+(?:\.\d+)?)\s*([a-z]+)\s*/.exec(rest) ?? [];
    const size = unit === undefined ? undefined : (UNITS[unit] ?? UNITS[unit.replace(/s$/, '')]);
    if (part === undefined || size === undefined) return undefined;
    total += Math.round(Number(amount) * size);
    rest = rest.slice(part.length);
  }
  return total;
}

const SIZES: readonly [string, bigint][] = [
  ['day', 86_400_000_000n],
  ['hour', 3_600_000_000n],
  ['minute', 60_000_000n],
  ['second', 1_000_000n],
  ['millisecond', 1_000n],
  ['microsecond', 1n],
];

/**
 * A length of time from microseconds as a decimal string, as people and PostgreSQL read it: `604800000000` gives `7 days`.
 */
export function durationText(microseconds: string): string {
  const total = BigInt(microseconds);
  let rest = total < 0n ? -total : total;
  const words: string[] = [];
  for (const [unit, size] of SIZES) {
    const n = rest / size;
    rest %= size;
    if (n > 0n) words.push(`${n} ${unit}${n === 1n ? '' : 's'}`);
  }
  return `${total < 0n ? 'minus ' : ''}${words.join(' ') || '0 seconds'}`;
}

/** True for the integer types that a time column can have. */
export function isIntegerType(type: string): boolean {
  return type === 'smallint' || type === 'integer' || type === 'bigint';
}

/** Whether two spans are as long as each other; numbers are units of an integer time column. */
export function sameSpan(a: string | number, b: string | number): boolean {
  if (typeof a === 'number' || typeof b === 'number') return String(a) === String(b);
  const [x, y] = [intervalMicroseconds(a), intervalMicroseconds(b)];
  return x !== undefined && x === y;
}
