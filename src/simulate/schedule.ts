import type { Job } from '../catalog/model.ts';
import type { Session } from '../engine/types.ts';
import { intervalMicroseconds } from '../sql/interval.ts';

/** A job of the simulated server with its place in time. All moments are milliseconds since 1970. */
export interface Scheduled {
  id: number;
  /** As the model names it; its policy's properties are there. */
  job: Job;
  /** When it runs next; infinite where it never does again. */
  next: number;
  failures: number;
  /** When it ran last, and what came of it. */
  last: { at: number; error: string | null } | null;
  /** The moments of a fixed schedule that no arithmetic gives: months, or days of a time zone. */
  slots: readonly number[] | null;
  initial: number | null;
}

/** After so many schedule intervals a job that fails is tried again at the latest (TimescaleDB's src/bgw/job_stat.c). */
const MOST_INTERVALS = 5;
/** Each retry waits a retry period longer than the one before it, up to so many. */
const MOST_RETRY_PERIODS = 20;

/** The length of an interval in milliseconds, months of 30 days. */
export function milliseconds(interval: string): number {
  return (intervalMicroseconds(interval) ?? 0) / 1000;
}

/**
 * Reads the scheduled jobs of people and policies in the order of their ids, which is the one that the scheduler takes
 * those in that are due at once.
 *
 * @param jobs the model's, for what the ids stand for
 */
export async function readSchedule(
  session: Session,
  jobs: readonly Job[],
  { start, end }: { start: number; end: number },
): Promise<Scheduled[]> {
  const [table] = await session.query<{ name: string }>(
    `SELECT coalesce(to_regclass('_timescaledb_catalog.bgw_job'), to_regclass('_timescaledb_config.bgw_job'))::text AS name`,
  );
  const rows = await session.query<Row>(rowsOf(table?.name ?? '', end));
  const left = [...jobs];
  return rows.flatMap((row) => {
    const at = left.findIndex((job) => isSame(job, row));
    const [job] = at < 0 ? [] : left.splice(at, 1);
    if (job === undefined || !row.scheduled) return [];
    const initial = row.initial === null ? null : Number(row.initial);
    const scheduled: Scheduled = {
      id: row.id,
      job,
      next: Math.max(start, initial ?? start),
      failures: 0,
      last: null,
      slots: row.slots === null ? null : (JSON.parse(row.slots) as number[]),
      initial,
    };
    return [scheduled];
  });
}

interface Row {
  id: number;
  procedure: string;
  relation: string | null;
  scheduled: boolean;
  initial: string | null;
  config: string | null;
  slots: string | null;
}

const rowsOf = (table: string, end: number): string => `
  SELECT j.id, format('%I.%I', j.proc_schema, j.proc_name) AS procedure, j.scheduled,
         CASE WHEN c.user_view_name IS NOT NULL THEN format('%I.%I', c.user_view_schema, c.user_view_name)
              WHEN h.id IS NOT NULL THEN format('%I.%I', h.schema_name, h.table_name) END AS relation,
         CASE WHEN j.initial_start = 'infinity' THEN 'Infinity'
              ELSE round(extract(epoch FROM j.initial_start) * 1000)::text END AS initial,
         j.config::text AS config,
         CASE WHEN j.fixed_schedule AND isfinite(j.initial_start)
                   AND (j.timezone IS NOT NULL OR extract(month FROM j.schedule_interval) <> 0 OR extract(year FROM j.schedule_interval) <> 0)
              THEN (SELECT json_agg(round(extract(epoch FROM slot) * 1000))::text
                    FROM generate_series(j.initial_start, to_timestamp(${(end / 1000).toFixed(3)}::float8) + j.schedule_interval,
                                         j.schedule_interval, coalesce(j.timezone, 'UTC')) AS slot)
         END AS slots
  FROM ${table} j
  LEFT JOIN _timescaledb_catalog.hypertable h ON h.id = j.hypertable_id
  LEFT JOIN _timescaledb_catalog.continuous_agg c ON c.mat_hypertable_id = j.hypertable_id
  WHERE j.id >= 1000 ORDER BY j.id`;

/** The model has no ids: the same procedure on the same relation, in the order in which they were added. */
function isSame({ procedure, relation, runnable, config }: Job, row: Row): boolean {
  if (!runnable || procedure.replace(/\(.*$/s, '') !== row.procedure) return false;
  if (relation !== null) return relation === row.relation;
  const theirs = row.config === null ? null : JSON.stringify(sorted(JSON.parse(row.config)));
  return theirs === (config === null ? null : JSON.stringify(sorted(config)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([key, one]) => [key, sorted(one)]),
  );
}

/** Notes a run, and when the next one is, as TimescaleDB's scheduler does; without the chance that it adds to a retry. */
export function ran(scheduled: Scheduled, at: number, error: string | null): void {
  const { job } = scheduled;
  const every = milliseconds(job.scheduleInterval);
  scheduled.last = { at, error };
  scheduled.failures = error === null ? 0 : scheduled.failures + 1;
  if (error === null) {
    scheduled.next = job.fixedSchedule ? slotAfter(scheduled, at) : at + every;
    return;
  }
  if (job.maxRetries > 0 && scheduled.failures >= job.maxRetries) {
    scheduled.next = Number.POSITIVE_INFINITY;
    return;
  }
  const wait = milliseconds(job.retryPeriod) * Math.min(scheduled.failures, MOST_RETRY_PERIODS);
  const retry = at + Math.max(Math.min(wait, MOST_INTERVALS * every), 1000);
  scheduled.next = job.fixedSchedule ? Math.min(retry, slotAfter(scheduled, at)) : retry;
}

/** The first moment of a schedule after another: that of a fixed one, or as far on from its last run as its interval. */
export function slotAfter({ slots, initial, job }: Scheduled, at: number): number {
  const every = milliseconds(job.scheduleInterval);
  if (slots !== null) return slots.find((slot) => slot > at) ?? Number.POSITIVE_INFINITY;
  if (!job.fixedSchedule || initial === null) return at + every;
  if (initial > at) return initial;
  return initial + (Math.floor((at - initial) / every) + 1) * every;
}

/** Has refresh policies that say nothing of batches take their window at once. */
export async function refreshAtOnce(
  session: Session,
  extension: string,
  schedule: readonly Scheduled[],
): Promise<void> {
  for (const { id, job } of schedule) {
    if (job.form !== 'refresh policy' || job.config?.['buckets_per_batch'] !== undefined) continue;
    await session.query(
      `SELECT ${extension}.alter_job(j.job_id, config => j.config || '{"buckets_per_batch": 0}'::jsonb)
       FROM timescaledb_information.jobs j WHERE j.job_id = $1`,
      [id],
    );
  }
}
