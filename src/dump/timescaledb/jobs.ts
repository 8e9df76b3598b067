import type { BuiltInJob, Job } from '../../catalog/model.ts';
import { quoteLiteral } from '../../sql/quote.ts';
import { type Addition, additionOf } from './additions.ts';
import { jsonbLiteral } from './values.ts';

/**
 * The statements that add a policy or job with every one of its properties. Where possible one statement adds and
 * adjusts, so that a scheduler never sees the job half made. alter_job comes in only where a job is not what its
 * function makes it, for it is broken for some: 2.22.1 to 2.23.1 take the refresh policy of a continuous aggregate
 * on another one for a second policy, and a retention policy by creation time is refused for want of `drop_after`.
 *
 * @param schema schema of the extension, quoted
 * @param hasJobName whether alter_job knows `job_name` (2.20 and later)
 */
export function jobStatements(job: Job, schema: string, hasJobName: boolean): string[] {
  const addition = additionOf(job, schema, hasJobName);
  const { call, covered, procedure } = addition;
  const extra = Object.entries(job.config ?? {}).filter(([key]) => !covered.includes(key));
  const added = `${procedure ? 'CALL' : 'SELECT'} ${call};`;
  // The config holds the hypertable's id, so what has no argument of its own is merged into what is there.
  const merged = extra.length === 0 ? [] : [`config => j.config || ${jsonbLiteral(Object.fromEntries(extra))}`];
  const settings = [...scheduleArguments(job, hasJobName), ...merged].join(', ');
  const statements =
    merged.length === 0 && isStandard(job, addition)
      ? [added]
      : merged.length === 0 && !procedure
        ? [`SELECT ${schema}.alter_job(${call}, ${settings});`]
        : [added, `SELECT ${schema}.alter_job(j.job_id, ${settings}) ${newest(job)};`];
  // A policy belongs to its hypertable's owner; a job to the role that adds it.
  if (job.form !== 'job' || job.owner === null) return statements;
  return [`SET ROLE ${job.owner};`, ...statements, 'RESET ROLE;'];
}

function isStandard(job: Job, { standard }: Addition): boolean {
  const { form, maxRuntime, maxRetries, retryPeriod, scheduled, title } = job;
  return (
    standard !== null &&
    maxRuntime === standard.maxRuntime &&
    retryPeriod === standard.retryPeriod &&
    maxRetries === -1 &&
    // add_job takes these two as arguments.
    (form === 'job' || (scheduled && title === null))
  );
}

/**
 * All of a job's settings, for alter_job sets the time zone to NULL and the start to now() unless both are given again
 * (2.14 to 2.29).
 */
export function scheduleArguments(job: Job, hasJobName: boolean): string[] {
  return [
    `schedule_interval => ${quoteLiteral(job.scheduleInterval)}::interval`,
    `max_runtime => ${quoteLiteral(job.maxRuntime)}::interval`,
    `max_retries => ${job.maxRetries}`,
    `retry_period => ${quoteLiteral(job.retryPeriod)}::interval`,
    `scheduled => ${job.scheduled}`,
    `fixed_schedule => ${job.fixedSchedule}`,
    ...(job.initialStart === null ? [] : [`initial_start => ${quoteLiteral(job.initialStart)}::timestamptz`]),
    ...(job.timezone === null ? [] : [`timezone => ${quoteLiteral(job.timezone)}`]),
    ...(job.title === null || !hasJobName ? [] : [`job_name => ${quoteLiteral(job.title)}`]),
  ];
}

/** The job of that kind that was added last. */
function newest(job: Job): string {
  const procedure = quoteLiteral(job.procedure.slice(job.procedure.lastIndexOf('.') + 1));
  return (
    'FROM timescaledb_information.jobs j WHERE j.job_id = ' +
    `(SELECT max(job_id) FROM timescaledb_information.jobs WHERE proc_name = ${procedure})`
  );
}

/**
 * A change to a job that TimescaleDB itself sets up; it does nothing where the version has no such job. The config is
 * merged into what is there, since later versions ask for keys that earlier ones did not know.
 */
export function builtInJobStatement(job: BuiltInJob, schema: string): string {
  const settings = [
    'j.job_id',
    `schedule_interval => ${quoteLiteral(job.scheduleInterval)}::interval`,
    `max_runtime => ${quoteLiteral(job.maxRuntime)}::interval`,
    `max_retries => ${job.maxRetries}`,
    `retry_period => ${quoteLiteral(job.retryPeriod)}::interval`,
    `scheduled => ${job.scheduled}`,
    ...(job.config === null ? [] : [`config => j.config || ${jsonbLiteral(job.config)}`]),
    'fixed_schedule => j.fixed_schedule',
    'initial_start => j.initial_start',
  ];
  return `SELECT ${schema}.alter_job(${settings.join(', ')}) FROM timescaledb_information.jobs j WHERE j.job_id < 1000 AND j.proc_name = ${quoteLiteral(job.procedure)};`;
}
