/** Units in which a number tells a time since 1970. */
export type Epoch = 's' | 'ms' | 'us' | 'ns';

/** Microseconds in one, or how many of it a microsecond has. */
const MICROSECONDS: Readonly<Record<Epoch, (n: bigint) => bigint>> = {
  s: (n) => n * 1_000_000n,
  ms: (n) => n * 1_000n,
  us: (n) => n,
  ns: (n) => n / 1_000n,
};

/** A time since 1970 in ISO 8601, in UTC; microseconds are as fine as PostgreSQL has them. Null beyond the years 1 to 9999. */
export function isoTime(value: bigint, unit: Epoch): string | null {
  const micros = MICROSECONDS[unit](value);
  let millis = micros / 1_000n;
  let rest = micros % 1_000n;
  if (rest < 0n) {
    rest += 1_000n;
    millis -= 1n;
  }
  if (millis < -62_135_596_800_000n || millis > 253_402_300_799_999n) return null;
  const text = new Date(Number(millis)).toISOString();
  return rest === 0n ? text : `${text.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}

const ISO =
  /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?( ?(Z|[+-]\d{2}(:?\d{2})?|[A-Za-z]+\/[A-Za-z_/]+))?)?$/i;

/**
 * Reads text as a time that has one meaning only.
 *
 * @returns what PostgreSQL is to be given, or null where it could mean several days
 */
export function readTime(text: string, unit: Epoch | undefined): string | null {
  if (/^-?\d+$/.test(text)) return unit === undefined ? null : fast(text, unit);
  return ISO.test(text) ? text : null;
}

/** Whole milliseconds, which bars have, need no big numbers. */
function fast(text: string, unit: Epoch): string | null {
  if (unit === 'ns' && text.length === 19 && text.endsWith('000000')) {
    return new Date(Number(text.slice(0, -6))).toISOString();
  }
  return isoTime(BigInt(text), unit);
}
