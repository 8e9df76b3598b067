import type { Column, Hypertable, Relation } from '../catalog/model.ts';
import { count } from '../format/count.ts';
import { chunkInterval } from '../format/offset.ts';
import { ageOf, windowOf } from '../format/schedule.ts';
import type { Side } from './schema-pair.ts';

/** A relation in one line: `hypertable on ts, chunks of 7 days, compressed after 7 days, dropped after 90 days`. */
export function describeRelation(relation: Relation, side: Side): string {
  const hypertable = side.hypertable(relation.name);
  const columns = count(side.columnsOf(relation.name).length, 'column');
  const own =
    hypertable === undefined ? `${relation.form}, ${columns}` : `${describeHypertable(hypertable)}, ${columns}`;
  return [own, ...policies(relation.name, side)].join(', ');
}

/** `hypertable on ts, chunks of 7 days, 4 partitions by symbol` */
export function describeHypertable({ dimensions }: Hypertable): string {
  const [time, ...others] = dimensions;
  const parts = others.map((one) =>
    one.partitions === null
      ? `chunks of ${chunkInterval(one.interval, one.type)} by ${one.column}`
      : `${count(one.partitions, 'partition')} by ${one.column}`,
  );
  const chunks = time === undefined ? [] : [`chunks of ${chunkInterval(time.interval, time.type)}`];
  return [`hypertable on ${time?.column}`, ...chunks, ...parts].join(', ');
}

function policies(relation: string, side: Side): string[] {
  const refreshed = side.policies(relation, 'refresh policy').map((job) => `refreshed from ${windowOf(job)}`);
  const compressed = side.policies(relation, 'columnstore policy').map((job) => `compressed after ${ageOf(job)}`);
  const dropped = side.policies(relation, 'retention policy').map((job) => `dropped after ${ageOf(job)}`);
  return [...refreshed, ...compressed, ...dropped];
}

/** `numeric(18,6) NOT NULL DEFAULT 0` */
export function describeColumn({ type, nullable, default: value, generated, identity }: Column): string {
  const parts = [type];
  if (!nullable) parts.push('NOT NULL');
  if (identity !== null) parts.push(`GENERATED ${identity.toUpperCase()} AS IDENTITY`);
  else if (generated !== null) parts.push(`GENERATED ALWAYS AS (${value}) ${generated.toUpperCase()}`);
  else if (value !== null) parts.push(`DEFAULT ${value}`);
  return parts.join(' ');
}
