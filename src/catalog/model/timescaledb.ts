import type { PolicyForm } from '../policies.ts';
import type { Json, Owner } from './base.ts';

export type { PolicyForm };

export interface Dimension {
  column: string;
  /**
   * Range: what its interval counts in, which is the type that a partitioning function gives, else the column's (`bigint`
   * for a type of the user's own that is stored like one). Hash: the column's type.
   */
  type: string;
  form: 'range' | 'hash';
  /** Range: microseconds for time types, units of the column for integers, as a decimal string. */
  interval: string | null;
  /** Hash: number of partitions. */
  partitions: number | null;
  /** Null for TimescaleDB's own hash. */
  partitioningFunction: string | null;
  integerNowFunction: string | null;
}

export interface OrderBy {
  column: string;
  descending: boolean;
  nullsFirst: boolean;
}

export interface Columnstore {
  /** Null: TimescaleDB chooses when it compresses (2.22 and later); `[]`: none. */
  segmentBy: string[] | null;
  orderBy: OrderBy[] | null;
  /** Chunk merging: microseconds, or as many units of an integer column, as a decimal string. */
  chunkInterval: string | null;
  /** Sparse indexes that were configured (2.22 and later), such as `bloom(bid)`; null: TimescaleDB chooses; `[]`: none. */
  sparseIndexes: string[] | null;
  directCompress: boolean;
}

export interface Hypertable {
  name: string;
  schema: string;
  bare: string;
  dimensions: Dimension[];
  /** Where its chunks live; null for `_timescaledb_internal`. */
  associatedSchema: string | null;
  /** The prefix of its chunks' names; null for the default, which holds the hypertable's id. */
  associatedPrefix: string | null;
  tablespaces: string[];
  chunkSkipping: string[];
  /** New chunks get an interval with which they come close to a size, up to 2.27; null: the interval is fixed. */
  adaptiveChunking: { kilobytes: string; sizingFunction: string } | null;
  /** The column whose values are refreshed each on its own, and how late rows may come, as it was written (2.30 and later). */
  granularRefresh: { column: string; startOffset: string; endOffset: string } | null;
  columnstore: Columnstore | null;
}

export interface ContinuousAggregate {
  name: string;
  schema: string;
  bare: string;
  /** The query over raw data, without the final semicolon. */
  query: string;
  materializedOnly: boolean;
  /** The hypertable or continuous aggregate that it reads. */
  source: string;
  /** Chunk interval of its materialization hypertable. */
  chunkInterval: string;
  /** Type of the bucket column, in which integer offsets of its policies are written. */
  bucketType: string;
  /**
   * The last columns of the query, from the first on whose type is not what the query alone gives: it was added later,
   * with a type of its own (2.28).
   */
  addedColumns: { column: string; type: string }[];
  /** How changes are tracked: only 2.22 had a choice (`wal`), null elsewhere. */
  invalidateUsing: string | null;
  /** It is refreshed value by value of its hypertable's column for that (2.30 and later). */
  granularRefresh: boolean;
  columnstore: Columnstore | null;
}

export interface Job {
  /** `retention policy on trading.trades`, `job trading.cleanup(integer, jsonb)`; ` (2)` behind a second of the kind. */
  name: string;
  form: PolicyForm | 'job';
  /** The hypertable or continuous aggregate of a policy. */
  relation: string | null;
  /** The type of its time dimension: integer offsets are written in it. */
  timeType: string | null;
  procedure: string;
  /** False where the procedure, or the check, has been dropped since. */
  runnable: boolean;
  check: string | null;
  /** Null for TimescaleDB's own name of that kind of policy. */
  title: string | null;
  owner: Owner;
  scheduled: boolean;
  scheduleInterval: string;
  maxRuntime: string;
  maxRetries: number;
  retryPeriod: string;
  fixedSchedule: boolean;
  /** A moment that the fixed schedule is in step with, the first from 2000 on; null where it only records the moment of creation. */
  initialStart: string | null;
  timezone: string | null;
  /** Without the id of a policy's hypertable; where only the config of a job says what it works on, by its name. */
  config: { [key: string]: Json } | null;
}
