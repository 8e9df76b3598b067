import { intervalMicroseconds, isIntegerType } from '../../catalog/interval.ts';
import type { ContinuousAggregate, Hypertable, Job, Json } from '../../catalog/model.ts';
import { byName } from '../../sql/names.ts';
import { chunkInterval } from '../../words/offset.ts';
import { ageOf, every, windowOf } from '../../words/schedule.ts';
import type { Book } from '../book.ts';
import { groupBy } from '../group.ts';
import { relationAddress } from '../links.ts';
import { remarks } from './remarks.ts';
import type { Age, Lifecycle, Window } from './types.ts';

/** The life of the chunks of every hypertable, then of every continuous aggregate. */
export function lifecycles(book: Book): Lifecycle[] {
  const readers = groupBy([...book.model.continuousAggregates].sort(byName), (aggregate) => aggregate.source);
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
      address: relationAddress(book, name),
      kind,
      unit,
      chunk: { length, words: chunkInterval(interval, type) },
      compress: age(book, name, 'columnstore policy', 'compress', unit),
      drop: age(book, name, 'retention policy', 'drop', unit),
      refreshes: readers(name).flatMap((aggregate) => windows(book, aggregate, unit)),
    };
    return [{ ...life, remarks: remarks(life) }];
  };
  return [
    ...[...book.model.hypertables].sort(byName).flatMap((one: Hypertable) => {
      const time = one.dimensions[0];
      return time === undefined ? [] : of(one, 'hypertable', time.interval, time.type);
    }),
    ...[...book.model.continuousAggregates]
      .sort(byName)
      .flatMap((one) => of(one, 'continuous aggregate', one.chunkInterval, one.bucketType)),
  ];
}

function age(book: Book, name: string, form: Job['form'], verb: 'compress' | 'drop', unit: string | null): Age | null {
  const jobs = book.jobsOf(name).filter((one) => one.form === form);
  const job = jobs.find(isActive) ?? jobs[0];
  if (job === undefined) return null;
  const { [`${verb}_after`]: after, [`${verb}_created_before`]: created } = job.config ?? {};
  // Chunks are made when their rows come in, or close to it.
  const length = after === undefined && unit === null ? lengthOf(created, unit) : lengthOf(after, unit);
  return { length, words: ageOf(job) ?? 'age unknown', active: isActive(job) };
}

function windows(book: Book, aggregate: ContinuousAggregate, unit: string | null): Window[] {
  return book
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
          address: relationAddress(book, aggregate.name),
          from,
          to,
          words: `${every(job)}, rows from ${windowOf(job)}`,
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
