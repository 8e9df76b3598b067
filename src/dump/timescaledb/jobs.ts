import type { BuiltInJob, Job, Json } from '../../catalog/model.ts';
import { quoteLiteral } from '../../sql/quote.ts';
import { jsonbLiteral, offsetArgument } from './values.ts';

type Config = { [key: string]: Json };

/** What the add_… function of a policy takes, and which keys of the config that accounts for. */
interface Addition {
  call: string;
  covered: string[];
}

/**
 * The statements that add a policy or job with every one of its properties. One statement adds and adjusts, so that a
 * scheduler never sees the job half made; alter_job sets the time zone to NULL and the start to now() unless both
 * are given again (2.14 to 2.29).
 *
 * @param schema schema of the extension, quoted
 * @param hasJobName whether alter_job knows `job_name` (2.20 and later)
 */
export function jobStatements(job: Job, schema: string, hasJobName: boolean): string[] {
  const { call, covered } = addition(job, schema);
  const extra = Object.entries(job.config ?? {}).filter(([key]) => !covered.includes(key));
  const settings = scheduleArguments(job, hasJobName);
  const statements =
    extra.length === 0
      ? [`SELECT ${schema}.alter_job(${[call, ...settings].join(', ')});`]
      : [
          `SELECT ${call};`,
          // The config holds the hypertable's id, so what has no argument of its own is merged into what is there.
          `SELECT ${schema}.alter_job(${['j.job_id', ...settings, `config => j.config || ${jsonbLiteral(Object.fromEntries(extra))}`].join(', ')}) ` +
            `FROM timescaledb_information.jobs j WHERE j.job_id = (SELECT max(job_id) FROM timescaledb_information.jobs ` +
            `WHERE proc_name = ${quoteLiteral(procedureName(job))});`,
        ];
  // A policy belongs to its hypertable's owner; a job to the role that adds it.
  if (job.form !== 'job' || job.owner === null) return statements;
  return [`SET ROLE ${job.owner};`, ...statements, 'RESET ROLE;'];
}

function addition(job: Job, schema: string): Addition {
  const config: Config = job.config ?? {};
  const relation = `${quoteLiteral(job.relation ?? '')}::regclass`;
  const call = (name: string, ...args: string[]): string => `${schema}.${name}(${args.join(', ')})`;
  const age = (key: string, createdKey: string): string =>
    createdKey in config
      ? `${createdKey} => ${offsetArgument(config[createdKey], null)}`
      : `${key} => ${offsetArgument(config[key], job.timeType)}`;
  switch (job.form) {
    case 'refresh policy':
      return {
        call: call(
          'add_continuous_aggregate_policy',
          relation,
          `start_offset => ${offsetArgument(config['start_offset'], job.timeType)}`,
          `end_offset => ${offsetArgument(config['end_offset'], job.timeType)}`,
          `schedule_interval => ${quoteLiteral(job.scheduleInterval)}::interval`,
          ...given(
            config,
            'include_tiered_data',
            'buckets_per_batch',
            'max_batches_per_execution',
            'refresh_newest_first',
          ),
        ),
        covered: [
          'start_offset',
          'end_offset',
          'include_tiered_data',
          'buckets_per_batch',
          'max_batches_per_execution',
          'refresh_newest_first',
        ],
      };
    case 'columnstore policy':
      return {
        call: call('add_compression_policy', relation, age('compress_after', 'compress_created_before')),
        covered: ['compress_after', 'compress_created_before'],
      };
    case 'retention policy':
      return {
        call: call('add_retention_policy', relation, age('drop_after', 'drop_created_before')),
        covered: ['drop_after', 'drop_created_before'],
      };
    case 'reorder policy':
      return {
        call: call('add_reorder_policy', relation, `index_name => ${quoteLiteral(String(config['index_name']))}`),
        covered: ['index_name'],
      };
    case 'compaction policy':
      return {
        call: call(
          'add_compaction_policy',
          relation,
          ...given(config, 'max_chunks', 'max_batches'),
          ...('inactive_for' in config ? [`inactive_for => ${offsetArgument(config['inactive_for'], null)}`] : []),
        ),
        covered: ['max_chunks', 'max_batches', 'inactive_for'],
      };
    default:
      return {
        call: call(
          'add_job',
          `${quoteLiteral(job.procedure)}::regproc`,
          `${quoteLiteral(job.scheduleInterval)}::interval`,
          ...(job.config === null ? [] : [`config => ${jsonbLiteral(job.config)}`]),
          ...(job.check === null ? [] : [`check_config => ${quoteLiteral(job.check)}::regproc`]),
        ),
        covered: Object.keys(config),
      };
  }
}

function given(config: Config, ...keys: string[]): string[] {
  return keys.filter((key) => key in config).map((key) => `${key} => ${String(config[key])}`);
}

function scheduleArguments(job: Job, hasJobName: boolean): string[] {
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

function procedureName(job: Job): string {
  return job.procedure.slice(job.procedure.lastIndexOf('.') + 1);
}

/** A change to a job that TimescaleDB itself sets up; it does nothing where the version has no such job. */
export function builtInJobStatement(job: BuiltInJob, schema: string): string {
  const settings = [
    'j.job_id',
    `schedule_interval => ${quoteLiteral(job.scheduleInterval)}::interval`,
    `max_runtime => ${quoteLiteral(job.maxRuntime)}::interval`,
    `max_retries => ${job.maxRetries}`,
    `retry_period => ${quoteLiteral(job.retryPeriod)}::interval`,
    `scheduled => ${job.scheduled}`,
    ...(job.config === null ? [] : [`config => ${jsonbLiteral(job.config)}`]),
    'fixed_schedule => j.fixed_schedule',
    'initial_start => j.initial_start',
  ];
  return `SELECT ${schema}.alter_job(${settings.join(', ')}) FROM timescaledb_information.jobs j WHERE j.job_id < 1000 AND j.proc_name = ${quoteLiteral(job.procedure)};`;
}
