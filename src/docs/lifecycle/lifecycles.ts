import type { ContinuousAggregate, Hypertable, Job, Json } from '../../catalog/model.ts';
import { chunkInterval } from '../../format/offset.ts';
import { ageOf, every, windowOf } from '../../format/schedule.ts';
import { intervalMicroseconds, isIntegerType } from '../../sql/interval.ts';
import { byName } from '../../sql/names.ts';
import { code, type Inline, say } from '../content.ts';
import { integerTime } from '../integer-time.ts';
import { relationAddress } from '../links.ts';
import { groupBy, type Lookup } from '../lookup.ts';

/** The life of the chunks of every hypertable, then of every continuous aggregate. */
export function lifecycles(lookup: Lookup): Lifecycle[] {
  const readers = groupBy([...lookup.model.continuousAggregates].sort(byName), (aggregate) => aggregate.source);
  const of = (
    { name }: { name: string },
    kind: Lifecycle['kind'],
    interval: string | null,
    type: string,
  ): Lifecycle[] => {
    const length = interval === null ? Number.NaN : Number(interval);
    // Without a time dimension that is cut into ranges there is no axis to draw on.
    if (!(length > 0)) return [];
    const unit = isIntegerType(type) ? type : null;
    const life = {
      name,
      address: relationAddress(lookup, name),
      kind,
      unit,
      chunk: { length, words: chunkInterval(interval, type, integerTime(lookup, name)) },
      compress: age(lookup, name, 'columnstore policy', 'compress', unit),
      drop: age(lookup, name, 'retention policy', 'drop', unit),
      refreshes: readers(name).flatMap((aggregate) => windows(lookup, aggregate, unit)),
    };
    return [{ ...life, remarks: remarks(life) }];
  };
  return [
    ...[...lookup.model.hypertables].sort(byName).flatMap((one: Hypertable) => {
      const time = one.dimensions[0];
      return time === undefined ? [] : of(one, 'hypertable', time.interval, time.type);
    }),
    ...[...lookup.model.continuousAggregates]
      .sort(byName)
      .flatMap((one) => of(one, 'continuous aggregate', one.chunkInterval, one.bucketType)),
  ];
}

function age(
  lookup: Lookup,
  name: string,
  form: Job['form'],
  verb: 'compress' | 'drop',
  unit: string | null,
): Age | null {
  const jobs = lookup.jobsOf(name).filter((one) => one.form === form);
  const job = jobs.find(isActive) ?? jobs[0];
  if (job === undefined) return null;
  const { [`${verb}_after`]: after, [`${verb}_created_before`]: created } = job.config ?? {};
  // Chunks are made when their rows come in, or close to it.
  const length = after === undefined && unit === null ? lengthOf(created, unit) : lengthOf(after, unit);
  return { length, words: ageOf(job, integerTime(lookup, name)) ?? 'age unknown', active: isActive(job) };
}

function windows(lookup: Lookup, aggregate: ContinuousAggregate, unit: string | null): Window[] {
  return lookup
    .jobsOf(aggregate.name)
    .filter((job) => job.form === 'refresh policy')
    .flatMap((job) => {
      const { start_offset: start, end_offset: end } = job.config ?? {};
      const from = isNothing(start) ? null : lengthOf(start, unit);
      const to = isNothing(end) ? 0 : lengthOf(end, unit);
      if (to === null || (from === null && !isNothing(start))) return [];
      return [
        {
          aggregate: aggregate.name,
          address: relationAddress(lookup, aggregate.name),
          from,
          to,
          words: `${every(job)}, rows from ${windowOf(job, integerTime(lookup, aggregate.source))}`,
          active: isActive(job),
        },
      ];
    });
}

function isActive(job: Job): boolean {
  return job.scheduled && job.runnable;
}

function isNothing(value: Json | undefined): value is null | undefined {
  return value === null || value === undefined;
}

/** A policy's offset on the axis; null where it is of the other kind, or no length at all. */
function lengthOf(value: Json | undefined, unit: string | null): number | null {
  if (unit === null) return typeof value === 'string' ? (intervalMicroseconds(value) ?? null) : null;
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' ? number : null;
}

/** What in a chunk's life is seldom meant: each would go unnoticed until rows are missed. */
function remarks(life: Omit<Lifecycle, 'remarks'>): Inline[] {
  const { chunk, compress, drop } = life;
  const found: Inline[] = [];
  if (compress !== null && !compress.active) found.push(idle('compresses', compress));
  if (drop !== null && !drop.active) found.push(idle('drops', drop));
  if (drop === null || !drop.active || drop.length === null) return found;

  if (compress?.active === true && compress.length !== null && compress.length >= drop.length) {
    found.push(`Chunks are dropped after ${drop.words}, before they are old enough to be compressed.`);
  }
  if (drop.length < chunk.length) {
    found.push(
      `A chunk spans ${chunk.words}, and goes only as a whole: rows stay longer than the ${drop.words} of the retention.`,
    );
  }
  for (const { aggregate, from, active } of life.refreshes) {
    if (!active || (from !== null && from <= drop.length)) continue;
    found.push(
      say`Rows are dropped after ${drop.words}, but ${code(aggregate)} is refreshed further back: what it keeps of older rows is lost when that happens.`,
    );
  }
  return found;
}

function idle(verb: string, { words }: Age): Inline {
  return `The policy that ${verb} chunks after ${words} is disabled or cannot run: it does nothing.`;
}

/** A length on the axis of a time column: microseconds, or units of an integer column. */
interface Length {
  readonly length: number;
  readonly words: string;
}

/** How old a chunk is when a policy takes it. */
export interface Age {
  /** Null where it cannot stand on this axis: an age in time, on a column of integers, or text that is no length. */
  readonly length: number | null;
  readonly words: string;
  /** False where the policy is disabled or cannot run: nothing happens at this age. */
  readonly active: boolean;
}

/** The rows that a refresh policy brings up to date, as ages. */
export interface Window {
  readonly aggregate: string;
  readonly address: string | null;
  /** The oldest; null for the very beginning. */
  readonly from: number | null;
  readonly to: number;
  readonly words: string;
  readonly active: boolean;
}

/** What becomes of the chunks of a hypertable or continuous aggregate as they age. */
export interface Lifecycle {
  readonly name: string;
  readonly address: string | null;
  readonly kind: 'hypertable' | 'continuous aggregate';
  /** The integer type that lengths are units of; null for microseconds. */
  readonly unit: string | null;
  readonly chunk: Length;
  readonly compress: Age | null;
  readonly drop: Age | null;
  readonly refreshes: readonly Window[];
  /** What a person should look at, one sentence each. */
  readonly remarks: readonly Inline[];
}
