/** What is simulated. */
export interface Plan {
  /** The first moment, in milliseconds since 1970. */
  start: number;
  days: number;
  seed: number;
  /** Rows a second of each hypertable, by name, and of those that are not named. */
  rates: { readonly [hypertable: string]: number };
  rate: number;
  /** Which share of the rows arrives late, and by how many milliseconds at most. */
  lateShare: number;
  lateBy: number;
  /** From which measure on it is bad. */
  chunksMost: number;
  storageMost: number | null;
  /** Refresh policies take their window at once, as before TimescaleDB 2.20, and so look at what was dropped as well. */
  wholeRefreshes: boolean;
}

/** One day of a hypertable. */
export interface TableDay {
  rowsIn: number;
  /** Rows in chunks that were dropped on the day. */
  rowsDropped: number;
  /** At the end of the day, at the configured rate. */
  chunks: number;
  compressed: number;
  chunksDropped: number;
  bytes: number;
  bytesUncompressed: number;
}

/** One day of a continuous aggregate. */
export interface AggregateDay {
  gained: number;
  changed: number;
  /** Buckets whose rows it will never show, or shows no longer. */
  lost: number;
  /** How far behind it is at the end of the day, in seconds; null where it holds nothing. */
  behind: number | null;
}

export interface Day {
  /** `2026-01-31` */
  date: string;
  tables: { [hypertable: string]: TableDay };
  aggregates: { [aggregate: string]: AggregateDay };
  /** By job, as the model names it. */
  failures: { [job: string]: number };
  runs: number;
}

export const BAD = [
  'aggregate-emptied',
  'aggregate-missed',
  'refresh-overdue',
  'job-failed',
  'never-compressed',
  'compression-overdue',
  'retention-overdue',
  'too-many-chunks',
  'too-large',
  'rows-refused',
] as const;
export type BadKind = (typeof BAD)[number];

/** What goes wrong, on the first day that it does. */
export interface Bad {
  kind: BadKind;
  date: string;
  object: string;
  message: string;
  hint: string;
  /** Words of the statement that brings it about. */
  near: readonly string[];
  /** A policy without which it would not come about either. */
  also?: Cause;
}

/** A policy, by what it is on and the words of the statement that adds it. */
export interface Cause {
  policy: 'retention policy';
  object: string;
  near: readonly string[];
}

/** What became of a schema over time: a function of the schema, the plan and its seed. */
export interface Simulation {
  start: string;
  days: Day[];
  /** The first of each kind and object, by date. */
  bad: Bad[];
  /** Hypertables that no rows were made for, and why. */
  unfed: { hypertable: string; why: string }[];
  /** Aggregates that could not be watched, and why. */
  unwatched: { aggregate: string; why: string }[];
  /** Bytes of a row in an open and in a compressed chunk. */
  rowBytes: { [hypertable: string]: { open: number; compressed: number | null } };
}

export const DAY_MS = 86_400_000;

/** The date of a moment, in UTC. */
export function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
