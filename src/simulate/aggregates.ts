import type { ContinuousAggregate } from '../catalog/model.ts';
import type { Session } from '../engine/types.ts';
import { messageOf } from '../errors.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import type { Units } from './feed.ts';
import { milliseconds } from './schedule.ts';
import type { AggregateDay } from './types.ts';

/** What is known of one bucket: what its rows come to, what the aggregate shows; hashes of all that is in it. */
interface Bucket {
  truth?: string | undefined;
  shown?: string | undefined;
  rows: number;
  /** It once showed what is true. */
  good: boolean;
  lost: 'emptied' | 'missed' | null;
}

/** What an observation needs to know of the moment. */
export interface Seen {
  /** Up to which moment rows of what it reads were dropped. */
  droppedTo: number;
  /** Before this moment no refresh will ever look again; null where nothing refreshes it. */
  outOfReach: number | null;
  /** Its own chunks begin here; buckets before were dropped by its own retention. */
  ownFrom: number;
}

/** Watches one continuous aggregate: holds what it shows against what the rows that came in amount to. */
export class Watched {
  readonly aggregate: ContinuousAggregate;
  /** Id of its materialization. */
  readonly id: number;
  /** Of the hypertable or materialization that it reads. */
  readonly source: number;
  /** Milliseconds of a bucket, about. */
  readonly width: number;
  readonly #column: string;
  readonly #direct: string;
  readonly #units: Units | null;
  readonly #start: number;
  readonly #buckets = new Map<number, Bucket>();

  constructor(row: AggregateRow, aggregate: ContinuousAggregate, units: Units | null, start: number) {
    this.aggregate = aggregate;
    this.id = row.id;
    this.source = row.source;
    this.width = units === null ? milliseconds(row.width) : Number(row.width) / units.perMs;
    this.#column = quoteIdentifier(row.column);
    this.#direct = row.direct;
    this.#units = units;
    this.#start = start;
  }

  /** How it stands at the end of a day; what is lost now that was not before is in `lost`. */
  async observe(
    session: Session,
    from: number,
    seen: Seen,
  ): Promise<AggregateDay & { emptied: number[]; missed: number[] }> {
    const day = { gained: 0, changed: 0, lost: 0, behind: null, emptied: [] as number[], missed: [] as number[] };
    const since = Math.max(from, this.#start);
    for (const { bucket, hash } of await this.#read(session, this.#direct, Math.max(since, seen.droppedTo))) {
      this.#of(bucket).truth = hash;
    }
    this.#show(await this.#read(session, this.aggregate.name, since), since, Number.POSITIVE_INFINITY, day);
    // What a refresh does to a bucket of long ago shows in the number of rows, which is cheap to ask for every day.
    if ((await this.#countBefore(session, since)) !== this.#rowsBefore(since, seen.ownFrom)) {
      this.#show(await this.#read(session, this.aggregate.name, this.#start, since), this.#start, since, day);
    }
    for (const [at, bucket] of this.#buckets) {
      if (at + this.width <= seen.ownFrom) {
        this.#buckets.delete(at);
        continue;
      }
      if (bucket.lost !== null || bucket.truth === undefined || at < this.#start) continue;
      if (bucket.shown === bucket.truth) {
        bucket.good = true;
        continue;
      }
      const gone = at < seen.droppedTo;
      if (bucket.good && gone) bucket.lost = 'emptied';
      else if (seen.outOfReach !== null && at < seen.outOfReach) bucket.lost = 'missed';
      else if (gone && bucket.shown === undefined) bucket.lost = 'missed';
      if (bucket.lost !== null) day[bucket.lost].push(at);
    }
    day.lost = day.emptied.length + day.missed.length;
    return day;
  }

  #of(at: number): Bucket {
    let bucket = this.#buckets.get(at);
    if (bucket === undefined) {
      bucket = { rows: 0, good: false, lost: null };
      this.#buckets.set(at, bucket);
    }
    return bucket;
  }

  #show(rows: readonly Shown[], from: number, to: number, day: AggregateDay): void {
    const shown = new Map(rows.map((row) => [row.bucket, row]));
    for (const { bucket } of rows) this.#of(bucket);
    for (const [at, bucket] of this.#buckets) {
      if (at < from || at >= to) continue;
      const row = shown.get(at);
      if (row !== undefined && bucket.shown === undefined) day.gained++;
      else if (row?.hash !== bucket.shown) day.changed++;
      bucket.shown = row?.hash;
      bucket.rows = row?.rows ?? 0;
    }
  }

  #rowsBefore(at: number, ownFrom: number): number {
    let rows = 0;
    for (const [bucket, { rows: its }] of this.#buckets) if (bucket < at && bucket + this.width > ownFrom) rows += its;
    return rows;
  }

  async #countBefore(session: Session, at: number): Promise<number> {
    const [row] = await session.query<{ rows: string }>(
      `SELECT count(*)::text AS rows FROM ${this.aggregate.name}
       WHERE ${this.#column} >= ${this.#literal(this.#start)} AND ${this.#column} < ${this.#literal(at)}`,
    );
    return Number(row?.rows ?? 0);
  }

  async #read(session: Session, view: string, from: number, to?: number): Promise<Shown[]> {
    const [row] = await session.query<{ buckets: string | null }>(`
      SELECT json_agg(json_build_array(bucket, rows, hash))::text AS buckets FROM (
        SELECT ${this.#units === null ? `extract(epoch FROM ${this.#column}::timestamptz)::float8 * 1000` : `${this.#column}::float8`} AS bucket,
               count(*) AS rows, md5(string_agg(${ROUNDED}, '|' ORDER BY ${ROUNDED})) AS hash
        FROM ${view} v
        WHERE ${this.#column} >= ${this.#literal(from)} ${to === undefined ? '' : `AND ${this.#column} < ${this.#literal(to)}`}
        GROUP BY 1) b`);
    return (JSON.parse(row?.buckets ?? '[]') as [number, number, string][]).map(([at, rows, hash]) => ({
      bucket: this.#units === null ? Math.round(at) : (at - this.#units.offset) / this.#units.perMs,
      rows,
      hash,
    }));
  }

  #literal(at: number): string {
    if (this.#units !== null) return String(Math.floor(at * this.#units.perMs + this.#units.offset));
    return `'${new Date(at).toISOString()}'::timestamptz::${this.aggregate.bucketType}`;
  }
}

/** A row's text. The same numbers added in another order differ in their last digits. */
const ROUNDED = "regexp_replace(v::text, '(\\.\\d{6})\\d+', '\\1', 'g')";

interface Shown {
  bucket: number;
  rows: number;
  hash: string;
}

interface AggregateRow {
  id: number;
  source: number;
  name: string;
  column: string;
  direct: string;
  width: string;
}

/** The continuous aggregates of the server, those first that others read. */
export async function readAggregates(
  session: Session,
  aggregates: readonly ContinuousAggregate[],
  unitsOf: (hypertable: number) => Units | null,
  start: number,
): Promise<{ watched: Watched[]; unwatched: { aggregate: string; why: string }[] }> {
  const rows = await session.query<AggregateRow & { base: number }>(AGGREGATES);
  const watched: Watched[] = [];
  const unwatched: { aggregate: string; why: string }[] = [];
  for (const row of rows) {
    const aggregate = aggregates.find(({ name }) => name === row.name);
    if (aggregate === undefined) continue;
    const one = new Watched(row, aggregate, unitsOf(row.base), start);
    try {
      // A view whose columns are called otherwise than what it is made of cannot be held against that.
      await one.observe(session, start, { droppedTo: start, outOfReach: null, ownFrom: start });
      watched.push(one);
    } catch (error) {
      unwatched.push({ aggregate: row.name, why: messageOf(error) });
    }
  }
  return { watched, unwatched };
}

const AGGREGATES = `
  WITH RECURSIVE base AS (
    SELECT mat_hypertable_id AS id, raw_hypertable_id AS source, raw_hypertable_id AS base FROM _timescaledb_catalog.continuous_agg
    WHERE parent_mat_hypertable_id IS NULL
    UNION ALL
    SELECT c.mat_hypertable_id, c.parent_mat_hypertable_id, b.base
    FROM _timescaledb_catalog.continuous_agg c JOIN base b ON b.id = c.parent_mat_hypertable_id)
  SELECT b.id, b.source, b.base, format('%I.%I', c.user_view_schema, c.user_view_name) AS name,
         d.column_name::text AS column, format('%I.%I', c.direct_view_schema, c.direct_view_name) AS direct, f.bucket_width AS width
  FROM base b JOIN _timescaledb_catalog.continuous_agg c ON c.mat_hypertable_id = b.id
  JOIN _timescaledb_catalog.dimension d ON d.hypertable_id = b.id AND d.interval_length IS NOT NULL
  JOIN _timescaledb_catalog.continuous_aggs_bucket_function f ON f.mat_hypertable_id = b.id
  ORDER BY b.id`;
