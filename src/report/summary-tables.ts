import type { Columnstore, Hypertable, Job, SchemaModel } from '../catalog/model.ts';
import type { Change } from '../diff/change.ts';
import { chunkInterval } from '../format/offset.ts';
import { ageOf, every, verbOf, windowOf } from '../format/schedule.ts';
import { code } from '../markdown/code.ts';
import { table } from '../markdown/table.ts';
import { text } from '../markdown/text.ts';
import { byName } from '../sql/names.ts';
import { changesTable } from './changes-table.ts';

/** A table in Markdown, and how many rows were left out of it. */
export interface CutTable {
  markdown: string;
  left: number;
}

/** What changed, gravest first, and what that does to a database with rows. */
export function cutChanges(changes: readonly Change[], most: number): CutTable | null {
  const shown = changes.slice(0, most);
  return shown.length === 0 ? null : { markdown: changesTable(shown), left: changes.length - shown.length };
}

/** Hypertables and continuous aggregates: how they are cut, when chunks are compressed, when they go. */
export function hypertableTable(model: SchemaModel, most: number): CutTable | null {
  const header = ['Hypertable', 'Chunk interval', 'Segment by', 'Order by', 'Compress after', 'Drop after'];
  const all = [...[...model.hypertables].sort(byName), ...[...model.continuousAggregates].sort(byName)];
  return cut(header, all, most, (one) => [
    'source' in one ? `${code(one.name)}<br>reads ${code(one.source)}` : code(one.name),
    'source' in one ? text(chunkInterval(one.chunkInterval, one.bucketType)) : dimensionsCell(one),
    ...columnstoreCells(one.columnstore),
    ...ages(model, one.name),
  ]);
}

/** What runs when, and on what. */
export function policyTable(model: SchemaModel, most: number): CutTable | null {
  return cut(['When', 'What', 'On', 'Which', 'State'], [...model.jobs].sort(byName), most, (job) => [
    text(every(job)),
    verbOf(job),
    job.relation === null ? code(job.procedure) : code(job.relation),
    text(rule(job)),
    [job.scheduled ? '' : '**disabled**', job.runnable ? '' : '**cannot run**'].filter(Boolean).join(', '),
  ]);
}

function cut<T>(
  header: readonly string[],
  items: readonly T[],
  most: number,
  row: (item: T) => string[],
): CutTable | null {
  const markdown = table(header, items.slice(0, most).map(row));
  return markdown === null ? null : { markdown, left: Math.max(0, items.length - most) };
}

function dimensionsCell({ dimensions }: Hypertable): string {
  const [time, ...others] = dimensions;
  const interval = text(chunkInterval(time?.interval ?? null, time?.type ?? null));
  const space = others.map(({ column, partitions, interval: width, type }) =>
    partitions === null
      ? `and ${code(column)} by ${text(chunkInterval(width, type))}`
      : `and ${code(column)} in ${partitions} partitions`,
  );
  return [`${interval}${time === undefined ? '' : ` on ${code(time.column)}`}`, ...space].join('<br>');
}

function columnstoreCells(columnstore: Columnstore | null): [segment: string, order: string] {
  if (columnstore === null) return ['', ''];
  const { segmentBy, orderBy } = columnstore;
  const order = orderBy?.map(({ column, descending, nullsFirst }) => {
    const nulls = descending === nullsFirst ? '' : nullsFirst ? ' nulls first' : ' nulls last';
    return `${code(column)}${descending ? ' desc' : ''}${nulls}`;
  });
  return [listed(segmentBy?.map(code)), listed(order)];
}

function listed(items: readonly string[] | undefined): string {
  return items === undefined ? 'chosen by TimescaleDB' : items.join(', ') || 'none';
}

function ages(model: SchemaModel, relation: string): [compress: string, drop: string] {
  const age = (form: Job['form']): string => {
    const job = model.jobs.find((one) => one.form === form && one.relation === relation);
    return job === undefined ? '' : text(ageOf(job) ?? '');
  };
  return [age('columnstore policy'), age('retention policy')];
}

function rule(job: Job): string {
  if (job.form === 'refresh policy') return `rows from ${windowOf(job)}`;
  const age = ageOf(job);
  return job.form === 'job' || age === null ? '' : `chunks older than ${age}`;
}
