import type { Job, Json } from '../catalog/model.ts';
import { configKeys, JOB_KINDS } from '../catalog/policies.ts';
import { humanInterval } from './interval.ts';
import { type IntegerTime, offset } from './offset.ts';

/** What a job does, in one verb. */
export function verbOf(job: Job): string {
  return JOB_KINDS[job.form].verb;
}

/** How old a chunk is when the policy takes it: `7 days`, or `7 days after creation`. Null for other policies. */
export function ageOf(job: Job, time?: IntegerTime): string | null {
  const of = (kind: 'age' | 'age since creation'): Json | undefined =>
    configKeys(job.form, kind).map((key) => job.config?.[key])[0];
  const age = offset(of('age'), job.timeType, time);
  if (age !== null) return age;
  const sinceCreation = offset(of('age since creation'), null);
  return sinceCreation === null ? null : `${sinceCreation} after creation`;
}

/** The rows that a refresh policy brings up to date: `3 days ago to 1 hour ago`. */
export function windowOf(job: Job, time?: IntegerTime): string {
  const { start_offset: start, end_offset: end } = job.config ?? {};
  return `${ago(start, job.timeType, time) ?? 'the beginning'} to ${ago(end, job.timeType, time) ?? 'now'}`;
}

/** `12 hours`, for a column of its own. */
export function interval(job: Job): string {
  return humanInterval(job.scheduleInterval);
}

/** `every 12 hours`, `every day`, for a sentence. */
export function every(job: Job): string {
  return `every ${interval(job).replace(/^1 (\w+)$/, '$1')}`;
}

function ago(value: Json | undefined, timeType: string | null, time: IntegerTime | undefined): string | null {
  const length = offset(value, timeType, time);
  if (length === null) return null;
  return /^-?\d[\d,]*( \(.*\))?$/.test(length) ? `now − ${length}` : `${length} ago`;
}
