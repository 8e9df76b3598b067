import type { Job } from '../../catalog/model.ts';
import { configKeys, JOB_KINDS } from '../../catalog/policies.ts';
import { humanInterval, lengthOf } from '../../format/interval.ts';
import { plainJson } from '../../format/json.ts';
import { ageOf, interval, verbOf, windowOf } from '../../format/schedule.ts';
import { byName } from '../../sql/names.ts';
import {
  type Block,
  blocks,
  code,
  folded,
  type Inline,
  isEmpty,
  join,
  lines,
  prose,
  say,
  strong,
  table,
} from '../content.ts';
import { integerTime } from '../integer-time.ts';
import { relationLink, routineLink } from '../links.ts';
import { CHECK, JOB, type Lookup } from '../lookup.ts';

/** What runs when, and on what: most frequent first, then along a chunk's life. */
export function calendar(lookup: Lookup): readonly Block[] {
  const jobs = [...lookup.model.jobs].sort(inOrder);
  const rows = jobs.map((job) => [
    interval(job),
    verbOf(job),
    subject(lookup, job),
    rule(lookup, job),
    start(job),
    code(job.owner ?? ''),
    state(job),
  ]);
  const found = table(['Every', 'What', 'On', 'Which', 'In step with', 'Owner', 'State'], rows);
  if (found === null) return [];
  return blocks(found, folded('How each job is run', settings(lookup, jobs)));
}

/** What a policy does: `chunks older than 7 days`. */
export function rule(lookup: Lookup, job: Job): Inline {
  const units = job.relation === null ? undefined : integerTime(lookup, job.relation);
  if (job.form === 'refresh policy') return `rows from ${windowOf(job, units)}`;
  if (job.form === 'reorder policy') return say`along ${code(String(job.config?.['index_name'] ?? ''))}`;
  if (job.form === 'job') return job.config === null ? '' : code(JSON.stringify(job.config));
  const age = ageOf(job, units);
  return age === null ? '' : `chunks older than ${age}`;
}

/** What a person must know before trusting a job: that it is off, or cannot run. */
export function state(job: Job): Inline {
  const words = [
    job.scheduled ? '' : strong('disabled'),
    job.runnable ? '' : strong('cannot run: its procedure or check is gone'),
  ];
  return join(
    words.filter((word) => !isEmpty(word)),
    ', ',
  );
}

function subject(lookup: Lookup, job: Job): Inline {
  if (job.form === 'job') return routineLink(lookup, job.procedure, JOB);
  return job.relation === null ? code(job.name) : relationLink(lookup, job.relation);
}

function start(job: Job): Inline {
  if (job.initialStart === null) return '';
  return `${job.initialStart}${job.timezone === null ? '' : `, ${job.timezone}`}`;
}

function settings(lookup: Lookup, jobs: readonly Job[]): readonly Block[] {
  const rows = jobs.map((job) => [
    code(job.name),
    prose(job.title ?? ''),
    job.fixedSchedule ? 'fixed times' : 'after each run',
    job.timezone ?? '',
    lengthOf(job.maxRuntime) === 0 ? 'no limit' : humanInterval(job.maxRuntime),
    job.maxRetries < 0 ? 'no limit' : String(job.maxRetries),
    humanInterval(job.retryPeriod),
    job.check === null || job.form !== 'job' ? '' : routineLink(lookup, job.check, CHECK),
    furtherConfig(job),
  ]);
  const header = [
    'Job',
    'Title',
    'Schedule',
    'Time zone',
    'Run time',
    'Retries',
    'Retry after',
    'Check',
    'Further configuration',
  ];
  return blocks(table(header, rows));
}

/** What of a policy's configuration the calendar does not say in words. */
function furtherConfig(job: Job): Inline {
  if (job.form === 'job') return '';
  const said = configKeys(job.form, 'offset', 'age', 'age since creation', 'index');
  return lines(
    Object.entries(job.config ?? {})
      .filter(([key]) => !said.includes(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => say`${code(key)} ${prose(plainJson(value))}`),
  );
}

function inOrder(a: Job, b: Job): number {
  const length = lengthOf(a.scheduleInterval) - lengthOf(b.scheduleInterval);
  if (length !== 0 && !Number.isNaN(length)) return length;
  return JOB_KINDS[a.form].place - JOB_KINDS[b.form].place || byName(a, b);
}
