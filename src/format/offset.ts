import { durationText, isIntegerType } from '../catalog/interval.ts';
import type { Json } from '../catalog/model.ts';
import { humanInterval } from './interval.ts';

const WHOLE = /^-?\d+$/;

/** A policy's offset from its configuration: `"7 days"` or `1000` in the time column's own type. Null where absent. */
export function offset(value: Json | undefined, timeType: string | null): string | null {
  if (value === null || value === undefined) return null;
  const words = typeof value === 'string' ? value : JSON.stringify(value);
  return WHOLE.test(words) ? units(words, timeType) : humanInterval(words);
}

/** A chunk interval, which the model holds in microseconds for time columns and in the column's units for integers. */
export function chunkInterval(interval: string | null, type: string | null): string {
  if (interval === null) return '';
  if (!WHOLE.test(interval)) return humanInterval(interval);
  return type !== null && isIntegerType(type) ? units(interval, type) : durationText(interval);
}

function units(number: string, type: string | null): string {
  const readable = number.replace(/\B(?=(\d{3})+$)/g, ',');
  return type === null ? readable : `${readable} (${type})`;
}
