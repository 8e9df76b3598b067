import { blocks } from '../../markdown/blocks.ts';
import { code } from '../../markdown/code.ts';
import { table } from '../../markdown/table.ts';
import { text } from '../../markdown/text.ts';
import { byName } from '../../sql/names.ts';
import { humanInterval } from '../../words/interval.ts';
import { plainJson } from '../../words/json.ts';
import type { Book } from '../book.ts';
import { anchor } from '../markdown/anchor.ts';

/** What is set for the database, and TimescaleDB's own jobs where they were changed. */
export function settings(book: Book): string | null {
  const { databaseSettings, builtInJobs } = book.model;
  const found = [
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
          text(humanInterval(job.scheduleInterval)),
          job.scheduled ? '' : '**disabled**',
          job.config === null ? '' : text(plainJson(job.config)),
        ]),
    ),
  ];
  if (found.every((part) => part === null)) return null;
  return blocks(`## ${anchor('section', 'settings')}Database settings`, ...found);
}
