import type { Job } from '../../catalog/model.ts';
import { ageOf, every, windowOf } from '../../words/schedule.ts';
import { historyLost } from '../ages.ts';
import type { Context } from '../context.ts';
import { inWords, type Judgement } from '../rule.ts';

/** The word of each kind of policy where it stands as a property of its table. */
const WORDS: { readonly [F in Job['form']]: string } = {
  'retention policy': 'retention',
  'columnstore policy': 'compression',
  'refresh policy': 'refresh',
  'reorder policy': 'reorder',
  'compaction policy': 'compaction',
  'invalidation policy': 'invalidation',
  job: 'job',
};

export function policyWord(form: Job['form']): string {
  return WORDS[form];
}

/** What a policy does, in one line: `after 90 days`, `3 days ago to 1 hour ago, every hour`. */
export function describePolicy(job: Job): string {
  const state = job.scheduled ? '' : ', disabled';
  switch (job.form) {
    case 'retention policy':
    case 'columnstore policy':
      return `after ${ageOf(job)}${state}`;
    case 'refresh policy':
      return `${windowOf(job)}, ${every(job)}${state}`;
    case 'reorder policy':
      return `by ${inWords(job.config?.['index_name'] ?? null)}${state}`;
    default:
      return `${every(job)}${state}`;
  }
}

/** What a new policy does to a database with rows. Without a first run of its own it is due at once. */
export function addedPolicy(job: Job, context: Context): Judgement {
  if (!job.scheduled) return { class: 'safe', message: 'disabled: it does nothing until it is enabled' };
  const first = job.initialStart === null ? 'at its first run, which is due at once' : 'at its first run';
  switch (job.form) {
    case 'retention policy':
      return { class: 'data-loss', message: `rows older than ${ageOf(job)} are dropped ${first}` };
    case 'columnstore policy':
      return { class: 'safe', message: `chunks older than ${ageOf(job)} are compressed ${first}` };
    case 'refresh policy':
      return refreshed(job, context, `rows from ${windowOf(job)} are materialized ${every(job)}`);
    case 'reorder policy':
      return { class: 'locks', message: 'chunks are rewritten in the order of the index; each is locked at the end' };
    default:
      return { class: 'safe', message: `it runs ${every(job)}` };
  }
}

export function removedPolicy(job: Job, context: Context): Judgement {
  switch (job.form) {
    case 'retention policy':
      return { class: 'safe', message: 'nothing is dropped any more: the table grows' };
    case 'columnstore policy':
      return {
        class: 'safe',
        message:
          job.relation !== null && context.after.hasColumnstore(job.relation)
            ? 'new chunks stay uncompressed; compressed ones stay compressed'
            : 'nothing is compressed any more',
      };
    case 'refresh policy':
      return { class: 'breaking', message: 'nothing refreshes it any more: it falls behind its source' };
    case 'reorder policy':
      return { class: 'safe', message: 'new chunks stay in the order in which rows came' };
    default:
      return { class: 'breaking', message: 'it no longer runs' };
  }
}

/** What it means that a job was enabled or disabled. */
export function switched(job: Job, context: Context): Judgement {
  const words = job.scheduled ? { from: 'disabled', to: 'enabled' } : { from: 'enabled', to: 'disabled' };
  return { ...(job.scheduled ? addedPolicy(job, context) : removedPolicy(job, context)), ...words };
}

/** A refresh over rows that its source has dropped empties those buckets. */
export function refreshed(job: Job, context: Context, message: string): Judgement {
  const lost = historyLost(job, context.after);
  return lost === null ? { class: 'safe', message } : { class: 'data-loss', message: `${message}; ${lost}` };
}
