import { digitsOf } from '../../catalog/exact-json.ts';
import type { Json } from '../../catalog/model.ts';
import { durationText, isIntegerType } from '../../sql/interval.ts';
import { quoteLiteral } from '../../sql/quote.ts';

/**
 * A dimension's interval as an argument: `'7 days'::interval` for time columns, `1000::bigint` for integer ones.
 * TimescaleDB stores microseconds (`1 month` became 30 days when it was given), so no calendar unit is lost here.
 *
 * @param interval microseconds or units of the column, as a decimal string
 */
export function intervalArgument(interval: string, timeType: string): string {
  return isIntegerType(timeType) ? `${interval}::bigint` : `${quoteLiteral(durationText(interval))}::interval`;
}

/**
 * An offset or age of a policy's config as an argument. Integer offsets must have the time column's own type, else
 * TimescaleDB answers `invalid parameter value`.
 */
export function offsetArgument(value: Json | undefined, timeType: string | null): string {
  if (value === null || value === undefined) return 'NULL';
  const digits = digitsOf(value);
  if (digits !== undefined) return `${digits}::${timeType !== null && isIntegerType(timeType) ? timeType : 'bigint'}`;
  return `${quoteLiteral(String(value))}::interval`;
}

export function jsonbLiteral(value: Json): string {
  return `${quoteLiteral(JSON.stringify(value))}::jsonb`;
}

/** A routine as an argument: by its name, or by name and arguments where it shares its name. */
export function routineArgument(routine: string): string {
  return `${quoteLiteral(routine)}${routine.endsWith(')') ? '::regprocedure' : ''}::regproc`;
}

/** Gives a setting to the rest of the session where the version has it: an unknown one of TimescaleDB's is an error. */
export function sessionSetting(name: string, value: 'on' | 'off'): string {
  return `SELECT pg_catalog.set_config(name, '${value}', false) FROM pg_catalog.pg_settings WHERE name = '${name}';`;
}
