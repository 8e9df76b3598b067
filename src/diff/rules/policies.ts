import type { Job, Json } from '../../catalog/model.ts';
import { JOB_KINDS, type POLICIES, type PolicyForm } from '../../catalog/policies.ts';
import { offset } from '../../format/offset.ts';
import { ageOf, every, windowOf } from '../../format/schedule.ts';
import { historyLost, lengthOf } from '../ages.ts';
import { type ChangedProperty, type Classification, inWords } from '../rule.ts';
import type { SchemaPair } from '../schema-pair.ts';

/** What one kind of policy does to a database with rows, when it comes, goes and is altered. */
interface PolicyRules<Key extends PropertyKey> {
  /** In one line: `after 90 days`, `3 days ago to 1 hour ago, every hour`. */
  describe: (job: Job) => string;
  /** @param first when it first does it: without a first run of its own it is due at once */
  added: (job: Job, context: SchemaPair, first: string) => Classification;
  removed: (job: Job, context: SchemaPair) => Classification;
  /** Keys of its config whose change means more than that the next run takes it. */
  settings: { readonly [K in Key]?: (found: ChangedProperty<Job>) => Classification };
}

const REWRITTEN: Classification = {
  class: 'locks',
  message: 'chunks are rewritten in the order of the index; each is locked at the end',
};

const RUNS: PolicyRules<never> = {
  describe: every,
  added: (job) => ({ class: 'safe', message: `it runs ${every(job)}` }),
  removed: () => ({ class: 'breaking', message: 'it no longer runs' }),
  settings: {},
};

/** The type demands the rules of every kind of policy. */
const RULES: { readonly [F in PolicyForm]: PolicyRules<keyof (typeof POLICIES)[F]['config']> } & {
  readonly job: PolicyRules<never>;
} = {
  'retention policy': {
    describe: (job) => `after ${ageOf(job)}`,
    added: (job, _, first) => ({ class: 'data-loss', message: `rows older than ${ageOf(job)} are dropped ${first}` }),
    removed: () => ({ class: 'safe', message: 'nothing is dropped any more: the table grows' }),
    settings: {
      drop_after: (found) => retention(found, 'retention'),
      drop_created_before: (found) => retention(found, 'retention since creation'),
    },
  },
  'columnstore policy': {
    describe: (job) => `after ${ageOf(job)}`,
    added: (job, _, first) => ({ class: 'safe', message: `chunks older than ${ageOf(job)} are compressed ${first}` }),
    removed: ({ relation }, context) => ({
      class: 'safe',
      message:
        relation !== null && context.after.hasColumnstore(relation)
          ? 'new chunks stay uncompressed; compressed ones stay compressed'
          : 'nothing is compressed any more',
    }),
    settings: {
      compress_after: (found) => compression(found, 'compress after'),
      compress_created_before: (found) => compression(found, 'compress since creation'),
    },
  },
  'refresh policy': {
    describe: (job) => `${windowOf(job)}, ${every(job)}`,
    added: (job, context) => refreshed(job, context, `rows from ${windowOf(job)} are materialized ${every(job)}`),
    removed: () => ({ class: 'breaking', message: 'nothing refreshes it any more: it falls behind its source' }),
    settings: {
      start_offset: refreshStart,
      end_offset: (found) => ({
        class: 'safe',
        property: suffixed(found, 'refresh to'),
        ...ages(found, 'ago', 'now'),
        message: 'which rows are materialized; newer ones are left to later runs',
      }),
    },
  },
  'reorder policy': {
    describe: (job) => `by ${inWords(job.config?.['index_name'] ?? null)}`,
    added: () => REWRITTEN,
    removed: () => ({ class: 'safe', message: 'new chunks stay in the order in which rows came' }),
    settings: {
      index_name: (found) => ({ ...REWRITTEN, property: suffixed(found, 'reorder by'), ...texts(found) }),
    },
  },
  'compaction policy': RUNS,
  'invalidation policy': RUNS,
  job: RUNS,
};

/** What a policy does, in one line. */
export function describePolicy(job: Job): string {
  return `${RULES[job.form].describe(job)}${job.scheduled ? '' : ', disabled'}`;
}

/** What a new policy does to a database with rows. */
export function addedPolicy(job: Job, context: SchemaPair): Classification {
  if (!job.scheduled) return { class: 'safe', message: 'disabled: it does nothing until it is enabled' };
  const first = job.initialStart === null ? 'at its first run, which is due at once' : 'at its first run';
  return RULES[job.form].added(job, context, first);
}

/** What it means that a policy is gone. */
export function removedPolicy(job: Job, context: SchemaPair): Classification {
  return RULES[job.form].removed(job, context);
}

/** What it means that a job was enabled or disabled. */
export function switched(job: Job, context: SchemaPair): Classification {
  const words = job.scheduled ? { from: 'disabled', to: 'enabled' } : { from: 'enabled', to: 'disabled' };
  return { ...(job.scheduled ? addedPolicy(job, context) : removedPolicy(job, context)), ...words };
}

/** One key of a job's configuration. */
export function setting(found: ChangedProperty<Job>): Classification {
  const {
    part: { path },
    after: { form },
  } = found;
  const settings: { readonly [key: string]: (found: ChangedProperty<Job>) => Classification } = RULES[form].settings;
  const own = path === null || !Object.hasOwn(settings, path) ? undefined : settings[path];
  if (own !== undefined) return own(found);
  if (form === 'job') {
    const property = suffixed(found, `setting ${path ?? ''}`.trim());
    return {
      class: 'breaking',
      property,
      ...texts(found),
      message: 'what its next run does with it depends on the procedure',
    };
  }
  const words = path === null ? 'settings' : path.replaceAll('_', ' ');
  const property = suffixed(found, `${JOB_KINDS[form].property} ${words}`);
  return { class: 'safe', property, ...texts(found), message: 'its next run takes it' };
}

function retention(found: ChangedProperty<Job>, name: string): Classification {
  const { part, after } = found;
  const words = ages(found);
  const property = suffixed(found, name);
  if (part.to === null)
    return { class: 'safe', property, ...words, message: 'age by this measure no longer drops anything' };
  const shorter = part.from === null || (lengthOf(part.to) ?? 0) < (lengthOf(part.from) ?? Number.POSITIVE_INFINITY);
  if (!shorter)
    return { class: 'safe', property, ...words, message: 'rows are kept longer; what was dropped does not come back' };
  return after.scheduled
    ? {
        class: 'data-loss',
        property,
        ...words,
        message: `rows older than ${words.to} are dropped at the next run of the policy`,
      }
    : { class: 'safe', property, ...words, message: 'disabled: nothing is dropped until it is enabled' };
}

function compression(found: ChangedProperty<Job>, name: string): Classification {
  const { part } = found;
  const words = ages(found);
  const property = suffixed(found, name);
  const shorter = part.to !== null && (lengthOf(part.to) ?? 0) < (lengthOf(part.from) ?? Number.POSITIVE_INFINITY);
  return shorter
    ? {
        class: 'safe',
        property,
        ...words,
        message: `chunks older than ${words.to} are compressed at the next run of the policy`,
      }
    : {
        class: 'safe',
        property,
        ...words,
        message: 'chunks stay uncompressed longer; compressed ones stay compressed',
      };
}

function refreshStart(found: ChangedProperty<Job>): Classification {
  const { part, after, context } = found;
  const words = ages(found, 'ago', 'the beginning');
  const property = suffixed(found, 'refresh from');
  const lost = historyLost(after, context.after);
  if (lost !== null) return { class: 'data-loss', property, ...words, message: lost };
  const [old, now] = [part.from, part.to].map((value) => lengthOf(value) ?? Number.POSITIVE_INFINITY);
  return (now ?? 0) < (old ?? 0)
    ? {
        class: 'breaking',
        property,
        ...words,
        message: `rows older than ${offset(part.to, after.timeType)} that change or arrive no longer reach it`,
      }
    : { class: 'safe', property, ...words, message: 'later changes reach it too; each run reads more' };
}

/** A second policy of a kind has a number behind its name. */
function suffixed({ after }: ChangedProperty<Job>, property: string): string {
  return property + (/ \(\d+\)$/.exec(after.name)?.[0] ?? '');
}

function ages(
  { part, after }: ChangedProperty<Job>,
  behind = '',
  nothing: string | null = null,
): { from: string | null; to: string | null } {
  const type = /created/.test(part.path ?? '') ? null : after.timeType;
  const one = (value: Json): string | null => {
    const words = offset(value, type);
    return words === null ? nothing : `${words} ${behind}`.trim();
  };
  return { from: one(part.from), to: one(part.to) };
}

function texts({ part }: ChangedProperty<Job>): { from: string | null; to: string | null } {
  return { from: inWords(part.from), to: inWords(part.to) };
}

/** A refresh over rows that its source has dropped empties those buckets. */
function refreshed(job: Job, context: SchemaPair, message: string): Classification {
  const lost = historyLost(job, context.after);
  return lost === null ? { class: 'safe', message } : { class: 'data-loss', message: `${message}; ${lost}` };
}
