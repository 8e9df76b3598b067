import type { IntegerTime } from '../format/offset.ts';
import { isIntegerType } from '../sql/interval.ts';
import type { Lookup } from './lookup.ts';

/**
 * What the numbers count by which a hypertable or continuous aggregate is cut; undefined where it is cut by time. The unit is
 * known where the function that gives the current time takes it from the clock.
 */
export function integerTime(lookup: Lookup, relation: string): IntegerTime | undefined {
  const aggregate = lookup.aggregates.get(relation);
  if (aggregate !== undefined) return integerTime(lookup, aggregate.source);
  const [time] = lookup.hypertables.get(relation)?.dimensions ?? [];
  if (time === undefined || time.form !== 'range' || !isIntegerType(time.type)) return undefined;
  const now = lookup.model.routines.find(({ name }) => name === `${time.integerNowFunction}()`);
  return { column: time.column, unit: typeof now?.definition === 'string' ? unitOf(now.definition) : null };
}

/** What the epoch is multiplied with, or divided by, and what it counts then. */
const FACTORS: Record<string, IntegerTime['unit']> = {
  '/86400': 'days',
  '/3600': 'hours',
  '/60': 'minutes',
  '': 'seconds',
  '*1000': 'milliseconds',
  '*1000000': 'microseconds',
};

/** `SELECT (extract(epoch FROM now()) * 1000)::bigint` counts milliseconds. Null where a function is not as simple as that. */
function unitOf(definition: string): IntegerTime['unit'] {
  const code = definition.toLowerCase().replaceAll(/\s+/g, '');
  if (!/extract\(epochfrom|date_part\('epoch'/.test(code)) return null;
  const factors = [...code.matchAll(/[*/](?:\(?)(\d+)(?:\.0+)?/g)].map(([all, digits]) => `${all[0]}${digits}`);
  return factors.length > 1 ? null : (FACTORS[factors[0] ?? ''] ?? null);
}
