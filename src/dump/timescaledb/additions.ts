import type { Job, Json } from '../../catalog/model.ts';
import { quoteLiteral } from '../../sql/quote.ts';
import { jsonbLiteral, offsetArgument, routineArgument } from './values.ts';

type Config = { [key: string]: Json };

/** How TimescaleDB's function for that kind of job makes it. */
export interface Addition {
  /** `public.add_retention_policy('trading.trades'::regclass, …)` */
  call: string;
  /** The only form that some have: a procedure gives no id. */
  procedure: boolean;
  /** Keys of the config that the call accounts for. */
  covered: string[];
  /** What the function sets of its own accord, the same in 2.14 to 2.29; null where the call cannot say the schedule. */
  standard: { maxRuntime: string; retryPeriod: string } | null;
}

/**
 * The call that adds a job, with as much of it as the function takes: alter_job is no way to complete some of them (see
 * `jobStatements`).
 *
 * @param schema schema of the extension, quoted
 * @param hasJobName whether add_job knows `job_name` (2.20 and later)
 */
export function additionOf(job: Job, schema: string, hasJobName: boolean): Addition {
  const config: Config = job.config ?? {};
  const relation = `${quoteLiteral(job.relation ?? '')}::regclass`;
  const add = (name: string, args: string[], rest: Partial<Addition>): Addition => ({
    call: `${schema}.${name}(${args.join(', ')})`,
    procedure: false,
    covered: [],
    standard: null,
    ...rest,
  });
  const schedule = `schedule_interval => ${quoteLiteral(job.scheduleInterval)}::interval`;
  const age = (key: string, createdKey: string): string =>
    createdKey in config
      ? `${createdKey} => ${offsetArgument(config[createdKey], null)}`
      : `${key} => ${offsetArgument(config[key], job.timeType)}`;
  switch (job.form) {
    case 'refresh policy': {
      const offsets = ['start_offset', 'end_offset'].map((k) => `${k} => ${offsetArgument(config[k], job.timeType)}`);
      const args = [relation, ...offsets, schedule, ...startArguments(job), ...given(config, REFRESH_OPTIONS)];
      return add('add_continuous_aggregate_policy', args, {
        covered: ['start_offset', 'end_offset', ...REFRESH_OPTIONS],
        standard: { maxRuntime: '00:00:00', retryPeriod: job.scheduleInterval },
      });
    }
    case 'columnstore policy':
      return add(
        'add_compression_policy',
        [relation, age('compress_after', 'compress_created_before'), schedule, ...startArguments(job)],
        {
          covered: ['compress_after', 'compress_created_before'],
          standard: { maxRuntime: '00:00:00', retryPeriod: '01:00:00' },
        },
      );
    case 'retention policy':
      return add(
        'add_retention_policy',
        [relation, age('drop_after', 'drop_created_before'), schedule, ...startArguments(job)],
        {
          covered: ['drop_after', 'drop_created_before'],
          standard: { maxRuntime: '00:05:00', retryPeriod: '00:05:00' },
        },
      );
    case 'reorder policy':
      return add('add_reorder_policy', [relation, `index_name => ${quoteLiteral(String(config['index_name']))}`], {
        covered: ['index_name'],
      });
    case 'compaction policy': {
      const idle = 'inactive_for' in config ? [`inactive_for => ${offsetArgument(config['inactive_for'], null)}`] : [];
      const args = [relation, schedule, ...startArguments(job), ...given(config, ['max_chunks', 'max_batches'])];
      return add('add_compaction_policy', [...args, ...idle], {
        covered: ['max_chunks', 'max_batches', 'inactive_for'],
        standard: { maxRuntime: '00:00:00', retryPeriod: '00:05:00' },
      });
    }
    case 'invalidation policy':
      return add('add_process_hypertable_invalidations_policy', [relation, schedule, ...startArguments(job)], {
        procedure: true,
        standard: { maxRuntime: '00:00:00', retryPeriod: job.scheduleInterval },
      });
    case 'job': {
      const args = [
        routineArgument(job.procedure),
        schedule,
        ...(job.config === null ? [] : [`config => ${configArgument(job.procedure, job.config)}`]),
        ...(job.initialStart === null ? [] : [`initial_start => ${quoteLiteral(job.initialStart)}::timestamptz`]),
        `scheduled => ${job.scheduled}`,
        ...(job.check === null ? [] : [`check_config => ${routineArgument(job.check)}`]),
        `fixed_schedule => ${job.fixedSchedule}`,
        ...(job.timezone === null ? [] : [`timezone => ${quoteLiteral(job.timezone)}`]),
        ...(job.title === null || !hasJobName ? [] : [`job_name => ${quoteLiteral(job.title)}`]),
      ];
      return add('add_job', args, {
        covered: Object.keys(config),
        standard: { maxRuntime: '00:00:00', retryPeriod: '00:05:00' },
      });
    }
  }
}

/** Where a procedure of TimescaleDB's is to work on what its config names, the id is looked up by the name. */
function configArgument(procedure: string, config: Config): string {
  const key = ['mat_hypertable_id', 'hypertable_id'].find((id) => typeof config[id] === 'string');
  if (key === undefined || !procedure.startsWith('_timescaledb_')) return jsonbLiteral(config);
  const { [key]: relation, ...rest } = config;
  const name = quoteLiteral(String(relation));
  const id = `(SELECT h.id FROM _timescaledb_catalog.hypertable h LEFT JOIN _timescaledb_catalog.continuous_agg a ON a.mat_hypertable_id = h.id WHERE ${name} = pg_catalog.format('%I.%I', coalesce(a.user_view_schema, h.schema_name), coalesce(a.user_view_name, h.table_name)))`;
  return `${jsonbLiteral(rest)} || pg_catalog.jsonb_build_object(${quoteLiteral(key)}, ${id})`;
}

const REFRESH_OPTIONS = [
  'include_tiered_data',
  'buckets_per_batch',
  'max_batches_per_execution',
  'refresh_newest_first',
];

/** A start that only records when the policy was made counts as none, but it makes the schedule a fixed one. */
function startArguments({ fixedSchedule, initialStart, timezone }: Job): string[] {
  const start = initialStart === null ? 'now()' : `${quoteLiteral(initialStart)}::timestamptz`;
  return [
    ...(fixedSchedule ? [`initial_start => ${start}`] : []),
    ...(timezone === null ? [] : [`timezone => ${quoteLiteral(timezone)}`]),
  ];
}

function given(config: Config, keys: readonly string[]): string[] {
  return keys.filter((key) => key in config).map((key) => `${key} => ${JSON.stringify(config[key])}`);
}
