import type { Job } from '../catalog/model.ts';
import { addersOf } from '../catalog/policies.ts';
import { compareNames } from '../sql/names.ts';
import type { Watched } from './aggregates.ts';
import type { Feed } from './feed.ts';
import { milliseconds, type Scheduled } from './schedule.ts';
import { type Bad, type BadKind, type Cause, DAY_MS, dateOf, type Plan, type TableDay } from './types.ts';

interface TableSeen {
  total: TableDay;
  policies: readonly { scheduled: Scheduled; age: number }[];
  chunks: readonly { to: number; compressed: boolean }[];
  /** Chunks that were dropped on the day, and never were compressed. */
  droppedOpen: number;
}

interface AggregateSeen {
  emptied: readonly number[];
  missed: readonly number[];
  /** Up to which moment rows of what it reads were dropped. */
  droppedTo: number;
  /** Up to which moment it is materialized. */
  mark: number;
  /** What refreshes it. */
  scheduled: Scheduled | undefined;
  endOffset: number;
  /** Milliseconds between two rows that come in. */
  gap: number;
  /** What drops the rows that it reads. */
  retention: Job | undefined;
}

/** Gathers what goes wrong: the first day of each kind and object. */
export class Findings {
  readonly #plan: Plan;
  readonly #found = new Map<string, Bad>();
  /** Bytes of the hypertables that were looked at on a day. */
  #bytes = 0;
  #day = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  sorted(): Bad[] {
    return [...this.#found.values()].sort(
      (a, b) => compareNames(a.date, b.date) || compareNames(a.object, b.object) || compareNames(a.kind, b.kind),
    );
  }

  #add(kind: BadKind, at: number, bad: Omit<Bad, 'kind' | 'date'>): void {
    const key = `${kind} ${bad.object} ${kind === 'job-failed' ? bad.near.join() : ''}`;
    // The end of a day is the first moment of the next one.
    if (!this.#found.has(key)) this.#found.set(key, { kind, date: dateOf(at - 1), ...bad });
  }

  jobFailed({ job, failures, next }: Scheduled, error: string, at: number): void {
    const object = job.relation ?? job.procedure.replace(/\(.*$/s, '');
    this.#add('job-failed', at + 1, {
      object,
      message: `${job.name} fails: ${error}${next === Number.POSITIVE_INFINITY ? `; after ${failures} failures it is not tried again` : ''}`,
      hint: 'Run it by hand (CALL run_job) on a copy with rows of that age, and mend what it says.',
      near: job.form === 'job' ? ['add_job'] : addersOf(job.form),
    });
    if (next !== Number.POSITIVE_INFINITY) return;
    const found = this.#found.get(
      `job-failed ${object} ${(job.form === 'job' ? ['add_job'] : addersOf(job.form)).join()}`,
    );
    if (found !== undefined && !found.message.includes('not tried again'))
      found.message += `; after ${failures} failures, on ${dateOf(at)}, it is not tried again`;
  }

  refused({ name, refused, inserted }: Feed, date: string): void {
    if (inserted.length === 0) return;
    this.#add('rows-refused', Date.parse(date) + DAY_MS, {
      object: name,
      message: `rows that it took before are refused from this day on: ${refused}`,
      hint: 'A check, trigger or partition that ends at a date stops the writers then.',
      near: ['check', 'partition', 'trigger'],
    });
  }

  table(feed: Feed, end: number, { total, policies, chunks, droppedOpen }: TableSeen): void {
    const object = feed.name;
    for (const { scheduled, age } of policies) {
      const every = milliseconds(scheduled.job.scheduleInterval);
      const due = end - age - 2 * every - DAY_MS;
      if (scheduled.job.form === 'columnstore policy')
        this.#compression(object, end, { chunks, droppedOpen, due, age, policies });
      if (scheduled.job.form === 'retention policy' && chunks.some(({ to }) => to < due)) {
        this.#add('retention-overdue', end, {
          object,
          message: `chunks that are older than ${words(age)} are still there, although its retention policy should have dropped them`,
          hint: 'See when the policy runs (initial_start, schedule_interval), and what its now is.',
          near: addersOf('retention policy'),
        });
      }
    }
    if (total.chunks > this.#plan.chunksMost) {
      this.#add('too-many-chunks', end, {
        object,
        message: `it has ${total.chunks} chunks, more than ${this.#plan.chunksMost}: each query plans over them`,
        hint: `A longer chunk_time_interval than ${words(feed.interval)}, or a retention policy.`,
        near: [
          'set_chunk_time_interval',
          'chunk_time_interval',
          'chunk_interval',
          'create_hypertable',
          'tsdb.hypertable',
          'timescaledb.hypertable',
        ],
      });
    }
    this.#bytes = this.#day === end ? this.#bytes + total.bytes : total.bytes;
    this.#day = end;
    const { storageMost } = this.#plan;
    if (storageMost !== null && this.#bytes > storageMost) {
      this.#add('too-large', end, {
        object: '',
        message: `the hypertables take more than ${(storageMost / 1e9).toFixed(0)} GB together`,
        hint: 'A columnstore policy or a retention policy keeps them smaller; or raise simulate.storage-most-gb.',
        near: [],
      });
    }
  }

  #compression(
    object: string,
    end: number,
    {
      chunks,
      droppedOpen,
      due,
      age,
      policies,
    }: Pick<TableSeen, 'chunks' | 'droppedOpen' | 'policies'> & { due: number; age: number },
  ): void {
    const near = addersOf('columnstore policy');
    if (droppedOpen > 0) {
      const drop = policies.find(({ scheduled }) => scheduled.job.form === 'retention policy')?.age;
      this.#add('never-compressed', end, {
        object,
        message: `chunks are dropped${drop === undefined ? '' : ` after ${words(drop)}`} before they are compressed, after ${words(age)}`,
        hint: 'compress_after has to be shorter than drop_after by a chunk and a run of each policy.',
        near,
        ...(drop === undefined ? {} : { also: retentionOf(object) }),
      });
    }
    if (chunks.some(({ to, compressed }) => !compressed && to < due)) {
      this.#add('compression-overdue', end, {
        object,
        message: `chunks that are older than ${words(age)} are not compressed, although its columnstore policy should have done so`,
        hint: 'See when the policy runs (initial_start, schedule_interval), and what its now is.',
        near,
      });
    }
  }

  aggregate(watched: Watched, end: number, seen: AggregateSeen): void {
    const { emptied, missed, droppedTo, mark, scheduled, endOffset, gap, retention } = seen;
    const { aggregate, width } = watched;
    const near = addersOf('refresh policy');
    // A window that is too short misses rows that are still there.
    const byRetention = (lost: readonly number[]): { also?: Cause } =>
      retention !== undefined && lost.some((at) => at < droppedTo) ? { also: retentionOf(aggregate.source) } : {};
    const drops =
      retention === undefined ? '' : `, whose rows are dropped after ${String(retention.config?.['drop_after'] ?? '')}`;
    if (emptied.length > 0) {
      this.#add('aggregate-emptied', end, {
        object: aggregate.name,
        message: `${buckets(emptied)} that it showed ${emptied.length === 1 ? 'is' : 'are'} empty or less since a refresh read ${aggregate.source} again${drops}`,
        hint: 'The start_offset of the refresh has to be shorter than the drop_after of what it reads, by a bucket and a chunk.',
        near,
        ...byRetention(emptied),
      });
    }
    if (missed.length > 0) {
      this.#add('aggregate-missed', end, {
        object: aggregate.name,
        message: `${buckets(missed)} will never show all rows of ${aggregate.source}: no refresh reaches ${missed.length === 1 ? 'it' : 'them'} any more`,
        hint: 'A refresh must reach rows before retention drops them (drop_after longer than end_offset), in a window wider than its schedule and than rows are late.',
        near,
        ...byRetention(missed),
      });
    }
    if (scheduled === undefined || !Number.isFinite(gap)) return;
    const every = milliseconds(scheduled.job.scheduleInterval);
    if (mark < end - endOffset - 2 * width - 2 * every - 2 * gap - DAY_MS) {
      this.#add('refresh-overdue', end, {
        object: aggregate.name,
        message: `it is materialized up to ${dateOf(mark)} only, although its refresh policy should be further`,
        hint: 'See when the policy runs (initial_start, schedule_interval), what its now is, and whether it fails.',
        near,
      });
    }
  }
}

function retentionOf(object: string): Cause {
  return { policy: 'retention policy', object, near: addersOf('retention policy') };
}

function buckets(starts: readonly number[]): string {
  const [first = 0] = [...starts].sort((a, b) => a - b);
  const from = new Date(first).toISOString().replace('.000', '');
  return starts.length === 1 ? `the bucket of ${from}` : `${starts.length} buckets from ${from} on`;
}

function words(ms: number): string {
  const [length, unit] = UNITS.find(([one]) => ms >= one && ms % one === 0) ?? [1000, 'second'];
  const n = ms / length;
  return `${Number(n.toFixed(3))} ${unit}${n === 1 ? '' : 's'}`;
}

const UNITS: readonly [number, string][] = [
  [DAY_MS, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
];
