import type { ContinuousAggregate } from '../../catalog/model.ts';
import { blocks } from '../../markdown/blocks.ts';
import { table } from '../../markdown/table.ts';
import { text } from '../../markdown/text.ts';
import { byName } from '../../sql/names.ts';
import { chunkInterval } from '../../words/offset.ts';
import { every, windowOf } from '../../words/schedule.ts';
import type { Book } from '../book.ts';
import { relationLink } from '../links.ts';

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
export function aggregates(book: Book): string | null {
  const rows = [...book.model.continuousAggregates].sort(byName).map((aggregate) => row(book, aggregate));
  const found = table(HEADER, rows);
  return found === null ? null : blocks('### Continuous aggregates', found);
}

function row(book: Book, aggregate: ContinuousAggregate): string[] {
  const jobs = book.jobsOf(aggregate.name);
  const refreshes = jobs.filter((job) => job.form === 'refresh policy');
  return [
    subjectCell(book, aggregate.name),
    relationLink(book, aggregate.source),
    refreshes.length === 0
      ? 'by hand'
      : refreshes.map((job) => `${text(every(job))}${job.scheduled ? '' : ' (disabled)'}`).join('<br>'),
    refreshes.map((job) => text(windowOf(job))).join('<br>'),
    aggregate.materializedOnly ? 'left out' : 'added when asked',
    text(chunkInterval(aggregate.chunkInterval, aggregate.bucketType)),
    compressCell(aggregate.columnstore, jobs),
    dropCell(jobs),
  ];
}
