import type { Columnstore, Dimension, Hypertable, Job, OrderBy } from '../../catalog/model.ts';
import { blocks } from '../../markdown/blocks.ts';
import { code } from '../../markdown/code.ts';
import { table } from '../../markdown/table.ts';
import { firstLine, text } from '../../markdown/text.ts';
import { byName } from '../../sql/names.ts';
import { chunkInterval } from '../../words/offset.ts';
import { ageOf } from '../../words/schedule.ts';
import type { Book } from '../book.ts';
import { relationLink, routineLink } from '../links.ts';
import { anchor } from '../markdown/anchor.ts';

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
export function hypertables(book: Book): string | null {
  const rows = [...book.model.hypertables].sort(byName).map((hypertable) => row(book, hypertable));
  const found = table(HEADER, rows);
  return found === null ? null : blocks(`## ${anchor('section', 'hypertables')}Hypertables`, found);
}

function row(book: Book, hypertable: Hypertable): string[] {
  const [time, ...others] = hypertable.dimensions;
  const jobs = book.jobsOf(hypertable.name);
  const { columnstore } = hypertable;
  return [
    subjectCell(book, hypertable.name),
    code(time?.column ?? ''),
    text(chunkInterval(time?.interval ?? null, time?.type ?? null)),
    others.map((dimension) => dimensionCell(book, dimension)).join('<br>'),
    segmentCell(columnstore),
    orderCell(columnstore),
    compressCell(columnstore, jobs),
    dropCell(jobs),
  ];
}

/** A relation's link above what it is for: a column of its own would be too narrow to read. */
export function subjectCell(book: Book, name: string): string {
  const relation = book.relations.get(name);
  const description = relation === undefined ? '' : firstLine(book.describe(relation) ?? '');
  return [relationLink(book, name), description].filter(Boolean).join('<br>');
}

/** A dimension beside time: ``by hash of `symbol` into 4``. */
export function dimensionCell(book: Book, dimension: Dimension): string {
  const column = code(dimension.column);
  const by =
    dimension.partitioningFunction === null
      ? ''
      : ` with ${routineLink(book, dimension.partitioningFunction, 'anyelement')}`;
  return dimension.form === 'hash'
    ? `${column} by hash into ${dimension.partitions ?? '?'}${by}`
    : `${column} every ${text(chunkInterval(dimension.interval, dimension.type))}${by}`;
}

export function segmentCell(columnstore: Columnstore | null): string {
  if (columnstore === null) return '';
  if (columnstore.segmentBy === null) return 'automatic';
  return columnstore.segmentBy.length === 0 ? 'none' : columnstore.segmentBy.map(code).join(', ');
}

export function orderCell(columnstore: Columnstore | null): string {
  if (columnstore === null) return '';
  if (columnstore.orderBy === null) return 'automatic';
  return columnstore.orderBy.length === 0 ? 'none' : columnstore.orderBy.map(orderWords).join(', ');
}

/** When chunks are compressed: `7 days`, `never`, or `by hand` where the columnstore is on without a policy. */
export function compressCell(columnstore: Columnstore | null, jobs: readonly Job[]): string {
  const ages = agesOf(jobs, 'columnstore policy');
  if (ages !== '') return ages;
  return columnstore === null ? 'never' : columnstore.directCompress ? 'at once' : 'by hand';
}

export function dropCell(jobs: readonly Job[]): string {
  return agesOf(jobs, 'retention policy') || 'never';
}

function agesOf(jobs: readonly Job[], form: Job['form']): string {
  return jobs
    .filter((job) => job.form === form)
    .map((job) => `${text(ageOf(job) ?? 'age unknown')}${job.scheduled ? '' : ' (disabled)'}`)
    .join('<br>');
}

/** PostgreSQL puts nulls last when ascending and first when descending; only the opposite is worth a word. */
function orderWords(order: OrderBy): string {
  const nulls = order.nullsFirst === order.descending ? '' : order.nullsFirst ? ' NULLS FIRST' : ' NULLS LAST';
  return `${code(order.column)}${order.descending ? ' DESC' : ''}${nulls}`;
}
