import type { Columnstore, Dimension, Hypertable, Job, OrderBy } from '../../catalog/model.ts';
import { chunkInterval, type IntegerTime } from '../../format/offset.ts';
import { ageOf } from '../../format/schedule.ts';
import { byName } from '../../sql/names.ts';
import { type Block, code, firstLine, type Inline, isEmpty, join, lines, say, table } from '../content.ts';
import { integerTime } from '../integer-time.ts';
import { relationLink, routineLink } from '../links.ts';
import type { Lookup } from '../lookup.ts';

const HEADER = [
  'Hypertable',
  'Time column',
  'Chunk interval',
  'Other dimensions',
  'Segment by',
  'Order by',
  'Compress after',
  'Drop after',
];

/** Every hypertable on one line: how it is cut, when chunks are compressed, when they go. */
export function hypertables(lookup: Lookup): Block | null {
  const rows = [...lookup.model.hypertables].sort(byName).map((hypertable) => row(lookup, hypertable));
  return table(HEADER, rows);
}

function row(lookup: Lookup, hypertable: Hypertable): Inline[] {
  const [time, ...others] = hypertable.dimensions;
  const jobs = lookup.jobsOf(hypertable.name);
  const units = integerTime(lookup, hypertable.name);
  const { columnstore } = hypertable;
  return [
    subjectCell(lookup, hypertable.name),
    code(time?.column ?? ''),
    chunkInterval(time?.interval ?? null, time?.type ?? null, units),
    lines(others.map((dimension) => dimensionCell(lookup, dimension))),
    segmentCell(columnstore),
    orderCell(columnstore),
    compressCell(columnstore, jobs, units),
    dropCell(jobs, units),
  ];
}

/** A relation's link above what it is for: a column of its own would be too narrow to read. */
export function subjectCell(lookup: Lookup, name: string): Inline {
  const relation = lookup.relations.get(name);
  const description = relation === undefined ? '' : firstLine(lookup.describe(relation) ?? '');
  return lines([relationLink(lookup, name), description]);
}

/** A dimension beside time: ``by hash of `symbol` into 4``. */
export function dimensionCell(lookup: Lookup, dimension: Dimension): Inline {
  const column = code(dimension.column);
  const by =
    dimension.partitioningFunction === null
      ? ''
      : say` with ${routineLink(lookup, dimension.partitioningFunction, 'anyelement')}`;
  return dimension.form === 'hash'
    ? say`${column} by hash into ${String(dimension.partitions ?? '?')}${by}`
    : say`${column} every ${chunkInterval(dimension.interval, dimension.type)}${by}`;
}

export function segmentCell(columnstore: Columnstore | null): Inline {
  if (columnstore === null) return '';
  if (columnstore.segmentBy === null) return 'automatic';
  return columnstore.segmentBy.length === 0 ? 'none' : join(columnstore.segmentBy.map(code), ', ');
}

export function orderCell(columnstore: Columnstore | null): Inline {
  if (columnstore === null) return '';
  if (columnstore.orderBy === null) return 'automatic';
  return columnstore.orderBy.length === 0 ? 'none' : join(columnstore.orderBy.map(orderWords), ', ');
}

/** When chunks are compressed: `7 days`, `never`, or `by hand` where the columnstore is on without a policy. */
export function compressCell(columnstore: Columnstore | null, jobs: readonly Job[], units?: IntegerTime): Inline {
  const ages = agesOf(jobs, 'columnstore policy', units);
  if (!isEmpty(ages)) return ages;
  return columnstore === null ? 'never' : columnstore.directCompress ? 'at once' : 'by hand';
}

export function dropCell(jobs: readonly Job[], units?: IntegerTime): Inline {
  const ages = agesOf(jobs, 'retention policy', units);
  return isEmpty(ages) ? 'never' : ages;
}

function agesOf(jobs: readonly Job[], form: Job['form'], units: IntegerTime | undefined): Inline {
  return lines(
    jobs
      .filter((job) => job.form === form)
      .map((job) => `${ageOf(job, units) ?? 'age unknown'}${job.scheduled ? '' : ' (disabled)'}`),
  );
}

/** PostgreSQL puts nulls last when ascending and first when descending; only the opposite is worth a word. */
function orderWords(order: OrderBy): Inline {
  const nulls = order.nullsFirst === order.descending ? '' : order.nullsFirst ? ' NULLS FIRST' : ' NULLS LAST';
  return say`${code(order.column)}${order.descending ? ' DESC' : ''}${nulls}`;
}
