import { expect, test } from 'vitest';
import { builtInJobsOf, jobsOf, type RawJob } from '../../../src/catalog/jobs.ts';

const RETENTION: RawJob = {
  id: 1000,
  title: 'Retention Policy',
  isPolicy: true,
  procName: 'policy_retention',
  procedure: '_timescaledb_functions.policy_retention',
  relation: 'public.trades',
  timeType: 'timestamp with time zone',
  obstacle: null,
  ownerMayLogIn: true,
  ownerMayAdd: true,
  goneCheck: null,
  check: null,
  owner: null,
  scheduled: true,
  scheduleInterval: '1 day',
  maxRuntime: '00:05:00',
  maxRetries: -1,
  retryPeriod: '00:05:00',
  fixedSchedule: false,
  initialStart: null,
  timezone: null,
  config: '{"drop_after": "90 days"}',
};

/** The job that TimescaleDB 2.15 to 2.22 keep their history with. */
const HISTORY: RawJob = {
  ...RETENTION,
  id: 3,
  title: 'Job History Log Retention Policy',
  procName: 'policy_job_stat_history_retention',
  relation: null,
  scheduleInterval: '1 mon',
  maxRuntime: '01:00:00',
  retryPeriod: '01:00:00',
  config: '{"drop_after": "1 month"}',
};

test("a job has a title where it is not TimescaleDB's own for that kind of job", () => {
  const title = (change: Partial<RawJob>): string | null | undefined =>
    jobsOf([{ ...RETENTION, ...change }])[0]?.job.title;
  expect(title({})).toBeNull();
  expect(title({ title: 'Nightly' })).toBe('Nightly');
  expect(title({ isPolicy: false })).toBe('Retention Policy');
  expect(title({ procName: 'policy_compression', title: 'Compression Policy' })).toBeNull();
  expect(title({ procName: 'policy_compression', title: 'Columnstore Policy' })).toBeNull();
  expect(
    title({ procName: 'policy_process_hypertable_invalidations', title: 'Move Hypertables Invalidation Policy' }),
  ).toBeNull();
});

test('the second job of a name is numbered, in an order that ids have no say in', () => {
  const weekly = { ...RETENTION, isPolicy: false, procedure: 'public.tidy', scheduleInterval: '7 days' };
  const daily = { ...weekly, id: 1001, scheduleInterval: '1 day' };
  const names = (jobs: RawJob[]): string[] => jobsOf(jobs).map(({ job }) => `${job.name}: ${job.scheduleInterval}`);
  expect(names([weekly, daily])).toEqual(['job public.tidy: 1 day', 'job public.tidy (2): 7 days']);
  expect(
    names([
      { ...daily, id: 1000 },
      { ...weekly, id: 1001 },
    ]),
  ).toEqual(names([weekly, daily]));
});

test('a job that cannot run takes no number from one that can', () => {
  const job = { ...RETENTION, isPolicy: false, procedure: 'public.tidy', check: 'public.gone' };
  const found = jobsOf([
    { ...job, obstacle: 'its check function public.gone was dropped' },
    { ...job, id: 1001, check: 'public.there', scheduleInterval: '7 days' },
  ]);
  expect(found.map(({ job: { name, runnable } }) => [name, runnable])).toEqual([
    ['job public.tidy', true],
    ['job public.tidy (2)', false],
  ]);
});

test('a job of its own counts where somebody changed it', () => {
  expect(builtInJobsOf([HISTORY])).toEqual([]);
  expect(builtInJobsOf([{ ...HISTORY, scheduleInterval: '2 days' }])).toMatchObject([
    { name: 'built-in job policy_job_stat_history_retention', scheduleInterval: '2 days' },
  ]);
});
