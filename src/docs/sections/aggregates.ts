import type { ContinuousAggregate } from '../../catalog/model.ts';
import { chunkInterval } from '../../format/offset.ts';
import { every, windowOf } from '../../format/schedule.ts';
import { byName } from '../../sql/names.ts';
import { type Block, blocks, heading, type Inline, lines, table } from '../content.ts';
import { integerTime } from '../integer-time.ts';
import { relationLink } from '../links.ts';
import type { Lookup } from '../lookup.ts';
import { compressCell, dropCell, subjectCell } from './hypertables.ts';

const HEADER = [
  'Continuous aggregate',
  'Reads',
  'Refresh',
  'Window',
  'Newer rows',
  'Chunk interval',
  'Compress after',
  'Drop after',
];

/** Every continuous aggregate on one line, as the hypertables are. */
export function aggregates(lookup: Lookup): readonly Block[] {
  const rows = [...lookup.model.continuousAggregates].sort(byName).map((aggregate) => row(lookup, aggregate));
  const found = table(HEADER, rows);
  return found === null ? [] : blocks(heading(3, 'Continuous aggregates'), found);
}

function row(lookup: Lookup, aggregate: ContinuousAggregate): Inline[] {
  const jobs = lookup.jobsOf(aggregate.name);
  const units = integerTime(lookup, aggregate.name);
  const refreshes = jobs.filter((job) => job.form === 'refresh policy');
  return [
    subjectCell(lookup, aggregate.name),
    relationLink(lookup, aggregate.source),
    refreshes.length === 0
      ? 'by hand'
      : lines(refreshes.map((job) => `${every(job)}${job.scheduled ? '' : ' (disabled)'}`)),
    lines(refreshes.map((job) => windowOf(job, units))),
    aggregate.materializedOnly ? 'left out' : 'added when asked',
    chunkInterval(aggregate.chunkInterval, aggregate.bucketType, units),
    compressCell(aggregate.columnstore, jobs, units),
    dropCell(jobs, units),
  ];
}
