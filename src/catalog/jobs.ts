import { compareNames } from '../sql/names.ts';
import { digitsOf, parseExactly } from './exact-json.ts';
import type { BuiltInJob, Job, Json } from './model.ts';
import { JOB_KINDS, policyOf } from './policies.ts';

/** A background job as the catalogue has it. Ids are TimescaleDB's own below 1000. */
export interface RawJob extends Omit<Job, 'name' | 'form' | 'title' | 'config' | 'runnable'> {
  config: string | null;
  /** Why it cannot run, nor be made again; null where it can. */
  obstacle: string | null;
  ownerMayLogIn: boolean;
  /** False where its owner lacks a privilege that adding the job takes. */
  ownerMayAdd: boolean;
  /** The check function, where it is gone. */
  goneCheck: string | null;
  id: number;
  title: string;
  /** It was made by a function for policies; TimescaleDB's procedures may be added as jobs like any other, too. */
  isPolicy: boolean;
  procName: string;
}

type Remarks = Pick<RawJob, 'obstacle' | 'ownerMayLogIn' | 'ownerMayAdd' | 'goneCheck'>;

export interface NamedJob extends Remarks {
  job: Job;
}

/**
 * The jobs that people and policies made, each with a name of its own. Those that cannot run come last among their
 * kind, so that leaving them out renames none.
 */
export function jobsOf(raw: readonly RawJob[]): NamedJob[] {
  const jobs = raw
    .filter((job) => job.id >= 1000)
    .map((one): NamedJob => {
      const { id: _, isPolicy, procName, title, config, ...others } = one;
      const { obstacle, ownerMayLogIn, ownerMayAdd, goneCheck, ...rest } = others;
      const policy = isPolicy ? policyOf(procName) : undefined;
      const form = policy ?? 'job';
      const name = policy === undefined ? `job ${rest.procedure}` : `${policy} on ${rest.relation}`;
      const job: Job = {
        name,
        form,
        title: JOB_KINDS[form].ownTitles.includes(title) ? null : title,
        ...rest,
        runnable: obstacle === null,
        config: configOf(config) as Job['config'],
      };
      return { job, obstacle, ownerMayLogIn, ownerMayAdd, goneCheck };
    })
    .sort(
      ({ job: a }, { job: b }) =>
        compareNames(a.name, b.name) ||
        Number(b.runnable) - Number(a.runnable) ||
        compareNames(JSON.stringify(a), JSON.stringify(b)),
    );
  const count = new Map<string, number>();
  for (const { job } of jobs) {
    const n = (count.get(job.name) ?? 0) + 1;
    count.set(job.name, n);
    if (n > 1) job.name = `${job.name} (${n})`;
  }
  return jobs;
}

function configOf(config: string | null): Json {
  return config === null ? null : sortKeys(parseExactly(config));
}

/** Keys of a JSON object in order, at every depth: the same settings are the same text. */
function sortKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object' || digitsOf(value) !== undefined) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort(compareNames)
      .map((key) => [key, sortKeys(value[key] as Json)]),
  );
}

export function builtInJobsOf(raw: readonly RawJob[]): BuiltInJob[] {
  return raw
    .filter((job) => job.id < 1000 && !isAsSetUp(job))
    .map((job) => ({
      name: `built-in job ${job.procName}`,
      procedure: job.procName,
      scheduled: job.scheduled,
      scheduleInterval: job.scheduleInterval,
      maxRuntime: job.maxRuntime,
      maxRetries: job.maxRetries,
      retryPeriod: job.retryPeriod,
      config: configOf(job.config),
    }))
    .sort((a, b) => compareNames(a.name, b.name));
}

/** What the extension's own scripts set up, by procedure; the history job's schedule and limits changed on the way to 2.23. */
const SET_UP: { [procedure: string]: { [setting: string]: Json[] } } = {
  policy_telemetry: { scheduleInterval: ['24:00:00', '1 day'], maxRuntime: ['00:01:40'], config: [null] },
  policy_job_error_retention: {
    scheduleInterval: ['1 mon'],
    maxRuntime: ['01:00:00'],
    config: [{ drop_after: '1 month' }],
  },
  policy_job_stat_history_retention: {
    scheduleInterval: ['1 mon', '1 day', '06:00:00'],
    maxRuntime: ['01:00:00'],
    config: [
      { drop_after: '1 month' },
      { drop_after: '1 month', max_failures_per_job: 1000, max_successes_per_job: 1000 },
    ],
  },
};

/** A job as the extension's newest script sets it up; undefined for one that is not known. */
export function builtInStandard(procedure: string): BuiltInJob | undefined {
  const standard = SET_UP[procedure];
  if (standard === undefined) return undefined;
  const newest = (setting: string): Json => standard[setting]?.at(-1) ?? null;
  return {
    name: `built-in job ${procedure}`,
    procedure,
    scheduled: true,
    scheduleInterval: String(newest('scheduleInterval')),
    maxRuntime: String(newest('maxRuntime')),
    maxRetries: -1,
    retryPeriod: '01:00:00',
    config: newest('config'),
  };
}

function isAsSetUp(job: RawJob): boolean {
  const standard = SET_UP[job.procName];
  if (standard === undefined) return false;
  const actual: { [setting: string]: Json } = {
    scheduleInterval: job.scheduleInterval,
    maxRuntime: job.maxRuntime,
    config: configOf(job.config),
  };
  // 2.15 switched the error job off when the history job took its place.
  const switchedOff = job.procName === 'policy_job_error_retention';
  return (
    (job.scheduled || switchedOff) &&
    job.maxRetries === -1 &&
    job.retryPeriod === '01:00:00' &&
    Object.entries(standard).every(([setting, values]) =>
      values.some((value) => JSON.stringify(value) === JSON.stringify(actual[setting])),
    )
  );
}
