import type { Hypertable } from '../catalog/model.ts';
import type { Side } from '../diff/schema-pair.ts';
import type { MovedClock } from '../engine/moved-clock.ts';
import type { Session } from '../engine/types.ts';
import { messageOf } from '../errors.ts';
import { isIntegerType } from '../sql/interval.ts';
import { Chance } from './chance.ts';
import { findRows, insertOf, type Moment, type RowShape } from './rows.ts';
import { milliseconds } from './schedule.ts';
import { DAY_MS, type Plan } from './types.ts';

/** Rows a day that are really inserted, at most: the rest is counted. An aggregate wants rows for its buckets. */
const MOST_ROWS = { aggregated: 24, alone: 4 };
/** The last moment of the year 9999. */
const LATEST = 253_402_300_799_999;
/** A day's rows fall into so many chunks at most. */
const MOST_CHUNKS = 4;

/** How a time column counts: units since 1970 at a moment, or undefined for one of a time type. */
export interface Units {
  perMs: number;
  /** What has to be added to the milliseconds since 1970, in units. */
  offset: number;
}

/** A row to come: its own moment, and the one at which it is inserted. */
export interface Planned {
  at: number;
  arrives: number;
}

/** What feeds one hypertable. */
export class Feed {
  readonly name: string;
  readonly units: Units | null;
  /** Milliseconds of a chunk. */
  readonly interval: number;
  readonly partitions: number;
  /** Rows of the configured rate that one inserted row stands for. */
  readonly weight: number;
  readonly #shapes: readonly RowShape[];
  readonly #chance: Chance;
  readonly #plan: Plan;
  readonly #perDay: number;
  /** Sorted by their arrival. */
  #coming: Planned[] = [];
  #due = 0;
  #count = 0;
  /** Moments of the rows that were inserted, in their order. */
  readonly inserted: number[] = [];
  refused: string | null = null;

  constructor(hypertable: Hypertable, shapes: readonly RowShape[], units: Units | null, plan: Plan, most: number) {
    const [time] = hypertable.dimensions;
    this.name = hypertable.name;
    this.units = units;
    this.interval = Number(time?.interval ?? 0) / (units === null ? 1000 : units.perMs);
    this.partitions = hypertable.dimensions.reduce((product, { partitions }) => product * (partitions ?? 1), 1);
    const daily = (plan.rates[hypertable.name] ?? plan.rate) * 86_400;
    this.#perDay = Math.min(daily, most);
    this.weight = this.#perDay === 0 ? 0 : daily / this.#perDay;
    this.#shapes = shapes;
    this.#plan = plan;
    this.#chance = new Chance(plan.seed, `${hypertable.name} in time`);
  }

  /** Milliseconds between two rows. */
  get gap(): number {
    return this.#perDay === 0 ? Number.POSITIVE_INFINITY : DAY_MS / this.#perDay;
  }

  /** Makes up the rows of a day. */
  plan(day: number): void {
    this.#due += this.#perDay;
    const rows = Math.floor(this.#due);
    this.#due -= rows;
    for (let i = 0; i < rows; i++) {
      const at = Math.floor(this.#spread(day, (i + this.#chance.next()) / rows));
      const late = this.#chance.next() < this.#plan.lateShare ? this.#plan.lateBy * (0.5 + this.#chance.next() / 2) : 0;
      this.#coming.push({ at, arrives: at + Math.floor(late) });
    }
    this.#coming.sort((a, b) => a.arrives - b.arrives);
  }

  /** A moment of a day; where chunks are short, the rows of a day share a few of them. */
  #spread(day: number, share: number): number {
    if (this.interval * MOST_CHUNKS >= DAY_MS || this.interval === 0) return day + share * DAY_MS;
    const slot = Math.floor(share * MOST_CHUNKS);
    const begin = day + (slot * DAY_MS) / MOST_CHUNKS;
    return begin + (share * MOST_CHUNKS - slot) * Math.min(this.interval, DAY_MS / MOST_CHUNKS);
  }

  /** Inserts what has arrived by a moment, and gives it. The clock stands there already. */
  async insert(session: Session, by: number): Promise<Planned[]> {
    const count = this.#coming.findIndex(({ arrives }) => arrives > by);
    const rows = this.#coming.splice(0, count < 0 ? this.#coming.length : count);
    if (rows.length === 0) return [];
    try {
      await session.execute(
        insertOf(
          this.name,
          rows.map(({ at }) => ({ shape: this.#shape(), moment: momentOf(at, this.units) })),
        ),
      );
    } catch (error) {
      this.refused = messageOf(error);
      return [];
    }
    for (const { at } of rows) this.inserted.splice(this.#before(at), 0, at);
    return rows;
  }

  /** The own moments of rows that arrive by a moment and are not inserted yet. */
  comingBefore(at: number): number[] {
    return this.#coming.filter(({ arrives }) => arrives <= at).map((row) => row.at);
  }

  /** How many rows that were inserted lie between two moments. */
  rowsIn(from: number, to: number): number {
    return this.#before(to) - this.#before(from);
  }

  /** How many rows that were inserted are earlier. */
  #before(moment: number): number {
    let [low, high] = [0, this.inserted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.inserted[middle] ?? 0) < moment) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Many rows that differ, for one chunk, from a moment on. */
  sample(from: number, count: number): string {
    const step = Math.max(1, Math.floor(Math.min(this.interval, DAY_MS) / count));
    const rows = Array.from({ length: count }, (_, i) => ({
      shape: this.#shape(),
      moment: momentOf(from + i * step, this.units),
      free: 0.9 + this.#chance.next() / 5,
    }));
    return insertOf(this.name, rows);
  }

  #shape(): RowShape {
    return this.#shapes[this.#count++ % this.#shapes.length] as RowShape;
  }
}

function momentOf(at: number, units: Units | null): Moment {
  return {
    // Chunks of an integer time column may be anywhere; the other columns of a row have to be dates.
    text: new Date(Math.min(Math.max(at, 0), LATEST)).toISOString(),
    units: units === null ? '0' : String(Math.floor(at * units.perMs + units.offset)),
  };
}

/** What feeds a hypertable, or why nothing can. */
export async function feedOf(
  session: Session,
  clock: MovedClock,
  side: Side,
  hypertable: Hypertable,
  plan: Plan,
): Promise<Feed | string> {
  const [time] = hypertable.dimensions;
  if (time === undefined || time.interval === null) return 'it has no time dimension';
  if (time.partitioningFunction !== null)
    return `its time is what ${time.partitioningFunction} makes of ${time.column}`;
  const units = isIntegerType(time.type) ? await unitsOf(session, clock, time.integerNowFunction, plan) : null;
  const { shapes, refused } = await findRows(session, side, hypertable.name, {
    seed: plan.seed,
    moment: momentOf(plan.start, units),
  });
  if (refused !== null) return `it refuses the rows that were made up: ${refused}`;
  const aggregated = side.model.continuousAggregates.some(({ source }) => source === hypertable.name);
  return new Feed(hypertable, shapes, units, plan, aggregated ? MOST_ROWS.aggregated : MOST_ROWS.alone);
}

/** Units of a second, a millisecond, a microsecond and a nanosecond, in a millisecond. */
const SCALES = [0.001, 1, 1000, 1_000_000, 1 / DAY_MS, 1 / 3_600_000, 1 / 60_000];

/** How an integer time column counts: as its integer_now does, which a moved clock shows; seconds where nothing says it. */
async function unitsOf(session: Session, clock: MovedClock, now: string | null, plan: Plan): Promise<Units> {
  const seconds = { perMs: 0.001, offset: 0 };
  if (now === null) return seconds;
  const read = async (at: number): Promise<number> => {
    clock.set(new Date(at));
    const [row] = await session.query<{ now: string }>(`SELECT ${now.replace(/\(.*$/s, '')}()::text AS now`);
    return Number(row?.now ?? 0);
  };
  const [before, after] = [await read(plan.start), await read(plan.start + 10 * DAY_MS)];
  clock.set(new Date(plan.start));
  const perMs = (after - before) / (10 * DAY_MS);
  const scale = SCALES.find((one) => Math.abs(perMs / one - 1) < 0.01);
  return scale === undefined ? seconds : { perMs: scale, offset: before - plan.start * scale };
}

/** An offset or age of a policy's config in milliseconds; undefined where there is none. */
export function span(value: unknown, units: Units | null): number | undefined {
  if (value === null || value === undefined) return undefined;
  if (units !== null && /^-?\d+$/.test(String(value))) return Number(value) / units.perMs;
  return milliseconds(String(value));
}
