import type { Job, Json } from '../../catalog/model.ts';
import { type ConfigKind, POLICIES, type PolicyDescription } from '../../catalog/policies.ts';
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
  const schedule = `schedule_interval => ${quoteLiteral(job.scheduleInterval)}::interval`;
  return job.form === 'job'
    ? jobAddition(job, schema, schedule, hasJobName)
    : policyAddition(job, POLICIES[job.form], schema, schedule);
}

function policyAddition(job: Job, policy: PolicyDescription, schema: string, schedule: string): Addition {
  const { add, config: keys, standard } = policy;
  const relation = `${quoteLiteral(job.relation ?? '')}::regclass`;
  const written = Object.entries(keys).flatMap(([key, kind]) => argumentOf(job, key, kind, keys));
  const args = [
    relation,
    ...written.filter(({ optional }) => !optional).map(({ argument }) => argument),
    ...(standard === null ? [] : [schedule, ...startArguments(job)]),
    ...written.filter(({ optional }) => optional).map(({ argument }) => argument),
  ];
  return {
    call: `${schema}.${add}(${args.join(', ')})`,
    procedure: policy.addedByCall === true,
    covered: Object.keys(keys),
    standard: standard && {
      ...standard,
      retryPeriod: standard.retryPeriod === 'schedule interval' ? job.scheduleInterval : standard.retryPeriod,
    },
  };
}

interface Argument {
  argument: string;
  optional: boolean;
}

function argumentOf(job: Job, key: string, kind: ConfigKind, keys: PolicyDescription['config']): Argument[] {
  const config = job.config ?? {};
  const value = config[key];
  const isGiven = key in config;
  const one = (argument: string, optional = false): Argument[] => [{ argument: `${key} => ${argument}`, optional }];
  switch (kind) {
    case 'offset':
      return one(offsetArgument(value, job.timeType));
    case 'age':
      return Object.keys(config).some((other) => keys[other] === 'age since creation')
        ? []
        : one(offsetArgument(value, job.timeType));
    case 'age since creation':
      return isGiven ? one(offsetArgument(value, null)) : [];
    case 'index':
      return one(quoteLiteral(String(value)));
    case 'interval':
      return isGiven ? one(offsetArgument(value, null), true) : [];
    case 'value':
      return isGiven ? one(JSON.stringify(value), true) : [];
  }
}

function jobAddition(job: Job, schema: string, schedule: string, hasJobName: boolean): Addition {
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
  return {
    call: `${schema}.add_job(${args.join(', ')})`,
    procedure: false,
    covered: Object.keys(job.config ?? {}),
    standard: { maxRuntime: '00:00:00', retryPeriod: '00:05:00' },
  };
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

/** A start that only records when the policy was made counts as none, but it makes the schedule a fixed one. */
function startArguments({ fixedSchedule, initialStart, timezone }: Job): string[] {
  const start = initialStart === null ? 'now()' : `${quoteLiteral(initialStart)}::timestamptz`;
  return [
    ...(fixedSchedule ? [`initial_start => ${start}`] : []),
    ...(timezone === null ? [] : [`timezone => ${quoteLiteral(timezone)}`]),
  ];
}
