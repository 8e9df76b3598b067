import type { Columnstore, Dimension, Hypertable, Job, OrderBy } from '../../catalog/model.ts';
import { byName } from '../../sql/names.ts';
import { chunkInterval } from '../../words/offset.ts';
import { ageOf } from '../../words/schedule.ts';
import type { Book } from '../book.ts';
import { type Block, code, firstLine, type Inline, isEmpty, join, lines, say, table } from '../content.ts';
import { relationLink, routineLink } from '../links.ts';

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
export function hypertables(book: Book): Block | null {
  const rows = [...book.model.hypertables].sort(byName).map((hypertable) => row(book, hypertable));
  return table(HEADER, rows);
}

function row(book: Book, hypertable: Hypertable): Inline[] {
  const [time, ...others] = hypertable.dimensions;
  const jobs = book.jobsOf(hypertable.name);
  const { columnstore } = hypertable;
  return [
    subjectCell(book, hypertable.name),
    code(time?.column ?? ''),
    chunkInterval(time?.interval ?? null, time?.type ?? null),
    lines(others.map((dimension) => dimensionCell(book, dimension))),
    segmentCell(columnstore),
    orderCell(columnstore),
    compressCell(columnstore, jobs),
    dropCell(jobs),
  ];
}

/** A relation's link above what it is for: a column of its own would be too narrow to read. */
export function subjectCell(book: Book, name: string): Inline {
  const relation = book.relations.get(name);
  const description = relation === undefined ? '' : firstLine(book.describe(relation) ?? '');
  return lines([relationLink(book, name), description]);
}

/** A dimension beside time: ``by hash of `symbol` into 4``. */
export function dimensionCell(book: Book, dimension: Dimension): Inline {
  const column = code(dimension.column);
  const by =
    dimension.partitioningFunction === null
      ? ''
      : say` with ${routineLink(book, dimension.partitioningFunction, 'anyelement')}`;
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
export function compressCell(columnstore: Columnstore | null, jobs: readonly Job[]): Inline {
  const ages = agesOf(jobs, 'columnstore policy');
  if (!isEmpty(ages)) return ages;
  return columnstore === null ? 'never' : columnstore.directCompress ? 'at once' : 'by hand';
}

export function dropCell(jobs: readonly Job[]): Inline {
  const ages = agesOf(jobs, 'retention policy');
  return isEmpty(ages) ? 'never' : ages;
}

function agesOf(jobs: readonly Job[], form: Job['form']): Inline {
  return lines(
    jobs
      .filter((job) => job.form === form)
      .map((job) => `${ageOf(job) ?? 'age unknown'}${job.scheduled ? '' : ' (disabled)'}`),
  );
}

/** PostgreSQL puts nulls last when ascending and first when descending; only the opposite is worth a word. */
function orderWords(order: OrderBy): Inline {
  const nulls = order.nullsFirst === order.descending ? '' : order.nullsFirst ? ' NULLS FIRST' : ' NULLS LAST';
  return say`${code(order.column)}${order.descending ? ' DESC' : ''}${nulls}`;
}
