import type { Job } from '../../catalog/model.ts';
import { JOB_KINDS } from '../../catalog/policies.ts';
import { humanInterval } from '../../format/interval.ts';
import { every } from '../../format/schedule.ts';
import { causeKey } from '../difference-part.ts';
import { always, type ChangedProperty, type Classification, inWords, type ObjectRules, type Rule } from '../rule.ts';
import { movedTable, owner } from './common.ts';
import { addedPolicy, describePolicy, removedPolicy, setting, switched } from './policies.ts';

export const jobs: ObjectRules<Job> = {
  describe: ({ object }) => describePolicy(object),
  added: ({ object, context }) => ({ ...place(object, null), ...addedPolicy(object, context) }),
  removed: ({ object, context }) => ({ ...place(object, null), ...removedPolicy(object, context) }),
  causes: {
    whole: ({ object: { relation } }) => (relation === null ? [] : [causeKey('relations', relation, null)]),
    properties: {
      relation: movedTable,
      timeType: ({ object: { relation }, context }) => {
        if (relation === null) return [];
        const time = context.before.hypertable(relation)?.dimensions[0]?.column;
        return time === undefined
          ? [causeKey('continuousAggregates', relation, 'query')]
          : [causeKey('columns', context.columnName(relation, time), 'type')];
      },
    },
  },
  properties: {
    form: on('kind', always('breaking', 'it does something else from now on')),
    relation: on('table', always('breaking', 'it works on another table')),
    timeType: on('time type', always('breaking', 'its ages are of that type')),
    procedure: on('procedure', always('breaking', 'it calls another procedure')),
    runnable: on('procedure', ({ after }) =>
      after.runnable
        ? { class: 'safe', from: 'missing', to: 'there', message: 'it can run again' }
        : {
            class: 'breaking',
            from: 'there',
            to: 'missing',
            message: 'every run fails: its procedure or check is gone',
          },
    ),
    check: on('check of its settings', always('safe', 'settings are checked when they are changed')),
    title: on('name', always('safe', 'how it is listed')),
    owner: on('owner', (found) => ({ ...owner(found), message: 'it runs with the rights of the new owner' })),
    scheduled: on('state', (found) => switched(found.after, found.context)),
    scheduleInterval: on('schedule', ({ before, after }) => ({
      class: 'safe',
      from: every(before),
      to: every(after),
      message: `it runs ${every(after)}`,
    })),
    maxRuntime: on('longest run', limit('a run that takes longer is ended')),
    maxRetries: on('retries', ({ before, after }) => ({
      class: 'safe',
      from: retries(before),
      to: retries(after),
      message: 'how often a failed run is tried again',
    })),
    retryPeriod: on('pause before a retry', limit('the pause after a failed run')),
    fixedSchedule: on('schedule counts from', ({ before, after }) => ({
      class: 'safe',
      from: anchor(before),
      to: anchor(after),
      message: 'the moments of its runs move',
    })),
    initialStart: on('in step with', always('safe', 'the moments of its runs move')),
    timezone: on('time zone', always('safe', 'its runs and buckets keep to that zone')),
    config: (found) => ({ ...place(found.after, null), ...setting(found) }),
  },
};

/** A policy is a property of its table; a job of somebody's own is an object. */
function place(job: Job, property: string | null): Pick<Classification, 'object' | 'kind' | 'property'> {
  const nth = / \(\d+\)$/.exec(job.name)?.[0] ?? '';
  if (job.form === 'job' || job.relation === null) return { object: job.procedure + nth, kind: 'job', property };
  const word = JOB_KINDS[job.form].property + nth;
  return { object: job.relation, kind: 'policy', property: property === null ? word : `${word} ${property}` };
}

function on(property: string, rule: Rule<Job>): Rule<Job> {
  return (found) => ({ ...rule(found), ...place(found.after, property) });
}

function limit(message: string): Rule<Job> {
  return ({ part }: ChangedProperty<Job>) => {
    const [from, to] = [part.from, part.to].map((value) => {
      const length = humanInterval(String(value));
      return length === '0 seconds' ? 'no limit' : length;
    });
    return { class: 'safe', from: from ?? null, to: to ?? null, message };
  };
}

function retries({ maxRetries }: Job): string {
  return maxRetries < 0 ? 'until it works' : (inWords(maxRetries) ?? '');
}

function anchor({ fixedSchedule }: Job): string {
  return fixedSchedule ? 'its start' : 'the end of the run before';
}
