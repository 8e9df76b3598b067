import type { Json } from '../catalog/model.ts';
import { durationText, isIntegerType } from '../sql/interval.ts';
import { humanInterval } from './interval.ts';

const WHOLE = /^-?\d+$/;

/** What the numbers of an integer time column count: a unit of time where that is known. */
export interface IntegerTime {
  column: string;
  unit: keyof typeof UNITS | null;
}

/** In microseconds. */
const UNITS = {
  days: 86_400_000_000,
  hours: 3_600_000_000,
  minutes: 60_000_000,
  seconds: 1_000_000,
  milliseconds: 1_000,
  microseconds: 1,
};

/** A policy's offset from its configuration: `"7 days"` or `1000` in the time column's own type. Null where absent. */
export function offset(value: Json | undefined, timeType: string | null, time?: IntegerTime): string | null {
  if (value === null || value === undefined) return null;
  const words = typeof value === 'string' ? value : JSON.stringify(value);
  return WHOLE.test(words) ? units(words, timeType, time) : humanInterval(words);
}

/** A chunk interval, which the model holds in microseconds for time columns and in the column's units for integers. */
export function chunkInterval(interval: string | null, type: string | null, time?: IntegerTime): string {
  if (interval === null) return '';
  if (!WHOLE.test(interval)) return humanInterval(interval);
  return type !== null && isIntegerType(type) ? units(interval, type, time) : durationText(interval);
}

function units(number: string, type: string | null, time: IntegerTime | undefined): string {
  const readable = number.replace(/\B(?=(\d{3})+$)/g, ',');
  if (time === undefined) return type === null ? readable : `${readable} (${type})`;
  if (time.unit === null) return `${readable} (units of ${time.column})`;
  const length = durationText(String(BigInt(number) * BigInt(UNITS[time.unit])));
  const words = `${readable} ${number === '1' ? time.unit.slice(0, -1) : time.unit}`;
  return length === words ? words : `${words} (${length})`;
}
