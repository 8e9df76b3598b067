import { byName } from '../../sql/names.ts';
import { humanInterval } from '../../words/interval.ts';
import { plainJson } from '../../words/json.ts';
import type { Book } from '../book.ts';
import { type Block, blocks, table } from '../content/block.ts';
import { code, prose, strong } from '../content/inline.ts';
/** What is set for the database, and TimescaleDB's own jobs where they were changed. */
export function settings(book: Book): readonly Block[] {
  const { databaseSettings, builtInJobs } = book.model;
  return blocks(
    table(
      ['Setting', 'For role', 'Value'],
      [...databaseSettings].sort(byName).map((one) => [code(one.setting), code(one.role ?? ''), code(one.value)]),
    ),
    table(
      ['Built-in job', 'Procedure', 'Every', 'State', 'Configuration'],
      [...builtInJobs]
        .sort(byName)
        .map((job) => [
          code(job.name),
          code(job.procedure),
          humanInterval(job.scheduleInterval),
          job.scheduled ? '' : strong('disabled'),
          job.config === null ? '' : prose(plainJson(job.config)),
        ]),
    ),
  );
}
