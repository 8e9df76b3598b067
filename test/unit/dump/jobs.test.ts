import { expect, test } from 'vitest';
import type { BuiltInJob, Job } from '../../../src/catalog/model.ts';
import { builtInJobStatement, jobStatements } from '../../../src/dump/timescaledb/jobs.ts';

const RETENTION: Job = {
  name: 'retention policy on public.trades',
  form: 'retention policy',
  relation: 'public.trades',
  timeType: 'timestamp with time zone',
  procedure: '_timescaledb_functions.policy_retention',
  runnable: true,
  check: null,
  title: null,
  owner: null,
  scheduled: true,
  scheduleInterval: '1 day',
  maxRuntime: '00:05:00',
  maxRetries: -1,
  retryPeriod: '00:05:00',
  fixedSchedule: false,
  initialStart: null,
  timezone: null,
  config: { drop_after: '90 days' },
};

test('a policy that nobody altered is one call', () => {
  expect(jobStatements(RETENTION, 'public', true)).toEqual([
    "SELECT public.add_retention_policy('public.trades'::regclass, drop_after => '90 days'::interval, schedule_interval => '1 day'::interval);",
  ]);
});

test('offsets of a hypertable on UUIDs are intervals', () => {
  expect(jobStatements({ ...RETENTION, timeType: 'uuid' }, 'public', true)).toEqual(
    jobStatements(RETENTION, 'public', true),
  );
});

test('a fixed schedule whose start only records when it was made starts at the restore', () => {
  expect(jobStatements({ ...RETENTION, fixedSchedule: true, timezone: 'Europe/Berlin' }, 'public', true)).toEqual([
    "SELECT public.add_retention_policy('public.trades'::regclass, drop_after => '90 days'::interval, schedule_interval => '1 day'::interval, initial_start => now(), timezone => 'Europe/Berlin');",
  ]);
});

test('what a policy was altered to is given with everything that alter_job would reset', () => {
  const altered = {
    ...RETENTION,
    scheduled: false,
    fixedSchedule: true,
    initialStart: '2030-01-01 00:00:00+00',
    timezone: 'UTC',
  };
  const [statement] = jobStatements(altered, 'ext', true);
  expect(statement).toMatch(/^SELECT ext\.alter_job\(ext\.add_retention_policy\(/);
  expect(statement).toContain(
    "scheduled => false, fixed_schedule => true, initial_start => '2030-01-01 00:00:00+00'::timestamptz, timezone => 'UTC');",
  );
});

test('keys of the config without an argument are merged into what the policy was made with', () => {
  const statements = jobStatements(
    { ...RETENTION, config: { drop_after: '90 days', verbose_log: true } },
    'public',
    true,
  );
  expect(statements).toHaveLength(2);
  expect(statements[1]).toContain(`config => j.config || '{"verbose_log":true}'::jsonb`);
});

test('a policy that only a procedure makes is called, and altered afterwards', () => {
  const job: Job = {
    ...RETENTION,
    form: 'invalidation policy',
    procedure: '_timescaledb_functions.policy_process_hypertable_invalidations',
    config: {},
    maxRuntime: '00:00:00',
    retryPeriod: '1 day',
  };
  const call =
    "CALL public.add_process_hypertable_invalidations_policy('public.trades'::regclass, schedule_interval => '1 day'::interval);";
  expect(jobStatements(job, 'public', true)).toEqual([call]);
  const [first, second] = jobStatements({ ...job, maxRetries: 3 }, 'public', true);
  expect(first).toBe(call);
  expect(second).toContain("WHERE proc_name = 'policy_process_hypertable_invalidations')");
});

test("a changed job of TimescaleDB's own keeps what this version asks for and another did not know", () => {
  const job: BuiltInJob = {
    name: 'built-in job policy_job_stat_history_retention',
    procedure: 'policy_job_stat_history_retention',
    scheduled: true,
    scheduleInterval: '2 days',
    maxRuntime: '01:00:00',
    maxRetries: -1,
    retryPeriod: '01:00:00',
    config: { drop_after: '1 month' },
  };
  expect(builtInJobStatement(job, 'public')).toContain(`config => j.config || '{"drop_after":"1 month"}'::jsonb`);
});
