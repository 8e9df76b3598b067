import { digitsOf } from '../../catalog/exact-json.ts';
import type { Job, Json } from '../../catalog/model.ts';
import { intervalMicroseconds } from '../../sql/interval.ts';
import { quoteLiteral } from '../../sql/quote.ts';
import { routineArgument } from './values.ts';

/**
 * Up to 2.27.1 a continuous aggregate must have a refresh policy before it gets one for its columnstore, up to 2.17 one
 * whose window starts after it. Neither has to stay so: either policy can be removed or altered later. A stand-in, there
 * for just as long as it takes, lets any such pair be made again in every version.
 *
 * @param policy the columnstore policy of a continuous aggregate
 * @param refreshes the refresh policies of the same
 */
export function needsStandIn(policy: Job, refreshes: readonly Job[]): boolean {
  const after = policy.config?.['compress_after'];
  return !refreshes.some((refresh) => isShorter(refresh.config?.['start_offset'], after));
}

/** A refresh policy that any columnstore policy goes with: its window starts now and lasts for more than two buckets. */
export function withStandIn(policy: Job, statements: readonly string[], schema: string): string[] {
  const relation = `${quoteLiteral(policy.relation ?? '')}::regclass`;
  const [start, end] = OFFSETS[policy.timeType ?? ''] ?? ["'0'::interval", "'-1000 years'::interval"];
  return [
    `SELECT ${schema}.add_continuous_aggregate_policy(${relation}, start_offset => ${start}, end_offset => ${end}, schedule_interval => '1 day'::interval);`,
    ...statements,
    `SELECT ${schema}.remove_continuous_aggregate_policy(${relation});`,
  ];
}

/**
 * alter_job asks an integer hypertable for its time when it is given a config, and refuses what is no number: the maximum
 * of a column is none where there are no rows yet, as in a restore. Here time stands still meanwhile.
 *
 * @param hypertable where the time is kept, with the function that tells it
 */
export function withTime(
  { hypertable, type, integerNow }: IntegerTime,
  statements: readonly string[],
  schema: string,
): string[] {
  const set = (routine: string) =>
    `SELECT ${schema}.set_integer_now_func(${quoteLiteral(hypertable)}::regclass, ${routineArgument(routine)}, replace_if_exists => true);`;
  return [
    `CREATE FUNCTION pg_temp.no_time() RETURNS ${type} LANGUAGE sql IMMUTABLE AS 'SELECT 0::${type}';`,
    set('pg_temp.no_time()'),
    ...statements,
    set(integerNow),
    'DROP FUNCTION pg_temp.no_time();',
  ];
}

export interface IntegerTime {
  hypertable: string;
  type: string;
  integerNow: string;
}

const OFFSETS: { [timeType: string]: [start: string, end: string] } = {
  smallint: ['0::smallint', "'-30000'::smallint"],
  integer: ['0::integer', "'-2000000000'::integer"],
  bigint: ['0::bigint', "'-4000000000000000000'::bigint"],
};

function isShorter(a: Json | undefined, b: Json | undefined): boolean {
  const [x, y] = [digitsOf(a), digitsOf(b)];
  if (x !== undefined && y !== undefined) return BigInt(x) < BigInt(y);
  const [p, q] = [a, b].map((value) => (typeof value === 'string' ? intervalMicroseconds(value) : undefined));
  return p !== undefined && q !== undefined && p < q;
}
