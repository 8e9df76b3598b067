import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SchemaModel } from '../catalog/model.ts';
import { Side } from '../diff/schema-pair.ts';
import type { MovedClock } from '../engine/moved-clock.ts';
import type { Session } from '../engine/types.ts';
import { messageOf } from '../errors.ts';
import { compareNames } from '../sql/names.ts';
import { readAggregates, type Watched } from './aggregates.ts';
import { Findings } from './bad.ts';
import { type Chunk, extensionSchema, measureRow, type RowBytes, readChunks } from './chunks.ts';
import { type Feed, feedOf, type Planned, span, type Units } from './feed.ts';
import { mayWait, type Refresh, refreshed, refreshOf } from './put-off.ts';
import { milliseconds, ran, readSchedule, refreshAtOnce, type Scheduled, slotAfter } from './schedule.ts';
import { tableDay } from './table-day.ts';
import { DAY_MS, type Day, dateOf, type Plan, type Simulation, type TableDay } from './types.ts';

/** How far back an aggregate is held against its rows every day, at most. */
const LOOK_BACK_MS = 60 * DAY_MS;

/**
 * Lets time pass over a schema: rows come in, the clock moves, jobs run when they are due, and each day is looked at.
 *
 * @param session on an embedded server that lives by the clock, with the schema on it; onDay is told of each day that is over
 */
export async function simulate(
  session: Session,
  clock: MovedClock,
  model: SchemaModel,
  plan: Plan,
  onDay: (day: number) => void = () => {},
): Promise<Simulation> {
  const run = new Run(session, clock, model, plan);
  await run.prepare();
  for (let day = 0; day < plan.days; day++) {
    await run.day(plan.start + day * DAY_MS);
    onDay(day + 1);
    await nextTurn(); // The server answers within a turn of the event loop, and signals wait for the next.
  }
  return run.result();
}

class Run {
  readonly #session: Session;
  readonly #clock: MovedClock;
  readonly #plan: Plan;
  readonly #side: Side;
  readonly #findings: Findings;
  readonly #feeds = new Map<number, Feed>();
  readonly #bytes = new Map<string, RowBytes>();
  readonly #refreshes = new Map<Scheduled, Refresh>();
  /** The policies of each hypertable and aggregate. */
  readonly #names = new Map<number, string>();
  readonly #droppedTo = new Map<number, number>();
  readonly #everCompressed = new Set<number>();
  readonly #days: Day[] = [];
  readonly #unfed: Simulation['unfed'] = [];
  #unwatched: Simulation['unwatched'] = [];
  #watched: Watched[] = [];
  #schedule: Scheduled[] = [];
  #chunks: readonly Chunk[] = [];
  #extension = 'public';

  constructor(session: Session, clock: MovedClock, model: SchemaModel, plan: Plan) {
    this.#session = session;
    this.#clock = clock;
    this.#plan = plan;
    this.#side = new Side(model);
    this.#findings = new Findings(plan);
  }

  async prepare(): Promise<void> {
    const { start, days } = this.#plan;
    const { model } = this.#side;
    this.#clock.set(new Date(start));
    this.#extension = await extensionSchema(this.#session);
    const ids = await this.#session.query<{ id: number; name: string }>(
      "SELECT id, format('%I.%I', schema_name, table_name) AS name FROM _timescaledb_catalog.hypertable WHERE NOT schema_name LIKE '\\_timescaledb\\_%' ORDER BY id",
    );
    for (const { id, name } of ids) {
      const hypertable = this.#side.hypertable(name);
      if (hypertable === undefined) continue;
      this.#names.set(id, name);
      const feed = await feedOf(this.#session, this.#clock, this.#side, hypertable, this.#plan);
      if (typeof feed === 'string') {
        this.#unfed.push({ hypertable: name, why: feed });
        continue;
      }
      this.#feeds.set(id, feed);
      this.#bytes.set(name, await this.#measure(feed, hypertable.columnstore !== null));
    }
    const { watched, unwatched } = await readAggregates(
      this.#session,
      model.continuousAggregates,
      (id) => this.#feeds.get(id)?.units ?? null,
      start,
    );
    this.#watched = watched;
    this.#unwatched = unwatched;
    this.#schedule = await readSchedule(this.#session, model.jobs, { start, end: start + days * DAY_MS });
    if (this.#plan.wholeRefreshes) await refreshAtOnce(this.#session, this.#extension, this.#schedule);
    for (const scheduled of this.#schedule) {
      const one = watched.find(({ aggregate }) => aggregate.name === scheduled.job.relation);
      if (scheduled.job.form !== 'refresh policy' || one === undefined) continue;
      const chained = watched.some((other) => other.source === one.id || other.id === one.source);
      this.#refreshes.set(scheduled, refreshOf(scheduled.job, one, this.#unitsOf(one), chained));
    }
    this.#chunks = await readChunks(this.#session);
  }

  async #measure(feed: Feed, columnstore: boolean): Promise<RowBytes> {
    try {
      return await measureRow(this.#session, feed, this.#plan.start, columnstore);
    } catch {
      // A check holds its columns together in a way that varied numbers break: the row is only guessed at.
      return { open: 100, compressed: columnstore ? 10 : null };
    }
  }

  #unitsOf({ source }: Watched): Units | null {
    const below = this.#watched.find(({ id }) => id === source);
    return below === undefined ? (this.#feeds.get(source)?.units ?? null) : this.#unitsOf(below);
  }

  /** The hypertable at the bottom of an aggregate of aggregates. */
  #baseOf({ source }: Watched): number {
    const below = this.#watched.find(({ id }) => id === source);
    return below === undefined ? source : this.#baseOf(below);
  }

  async day(begin: number): Promise<void> {
    const end = begin + DAY_MS;
    const day: Day = { date: dateOf(begin), tables: {}, aggregates: {}, failures: {}, runs: 0 };
    const before = new Map([...this.#feeds].map(([id, feed]) => [id, feed.inserted.length]));
    for (const feed of this.#feeds.values()) feed.plan(begin);
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      const at = next.next;
      if (!this.#mayWait(next, at)) {
        await this.#runAt(next, at, day);
        continue;
      }
      next.next = slotAfter(next, at);
      const refresh = this.#refreshes.get(next);
      if (refresh !== undefined) refresh.putOff = at;
    }
    await this.#rowsUntil(end - 1, day);
    await this.#look(end, day, before);
    this.#days.push(day);
  }

  #next(end: number): Scheduled | undefined {
    let first: Scheduled | undefined;
    for (const one of this.#schedule) if (one.next < end && (first === undefined || one.next < first.next)) first = one;
    return first;
  }

  #mayWait(scheduled: Scheduled, at: number): boolean {
    const refresh = this.#refreshes.get(scheduled);
    return mayWait(scheduled, at, {
      refresh,
      planned: () => (refresh && this.#feeds.get(this.#baseOf(refresh.watched))?.comingBefore(at)) ?? [],
      hasDue: (since) => this.#hasDue(scheduled, since, at),
    });
  }

  /** True where a chunk came of the age at which a policy acts, since it ran last. */
  #hasDue(scheduled: Scheduled, last: number, at: number): boolean {
    const relation = this.#idOf(scheduled);
    const age = this.#age(scheduled);
    // Those of today end today or later.
    if (relation === undefined || age < DAY_MS) return true;
    return this.#chunks.some(({ hypertable, to }) => {
      if (hypertable !== relation) return false;
      const due = this.#time(relation, to) + age;
      return due > last && due <= at;
    });
  }

  /** The hypertable or materialization that a policy is on. */
  #idOf({ job }: Scheduled): number | undefined {
    const hypertable = [...this.#names].find(([, name]) => name === job.relation)?.[0];
    return hypertable ?? this.#watched.find(({ aggregate }) => aggregate.name === job.relation)?.id;
  }

  /** The age at which a policy acts; nothing where it has none, or acts by when a chunk was made. */
  #age(scheduled: Scheduled): number {
    const { config } = scheduled.job;
    return span(config?.['compress_after'] ?? config?.['drop_after'], this.#unitsOn(this.#idOf(scheduled))) ?? 0;
  }

  async #runAt(scheduled: Scheduled, at: number, day: Day): Promise<void> {
    const read = this.#readBy(scheduled);
    await this.#rowsUntil(at, day, read);
    // What was put off is made up for before anything else looks at the rows.
    if (!this.#refreshes.has(scheduled)) {
      for (const [other, { pending, putOff, watched }] of this.#refreshes) {
        const concerned = read === undefined || this.#baseOf(watched) === read;
        if (concerned && putOff !== null && pending.length > 0) await this.#call(other, at, day, false);
      }
    }
    await this.#call(scheduled, at, day, true);
  }

  async #call(scheduled: Scheduled, at: number, day: Day, due: boolean): Promise<void> {
    const { job, id, next } = scheduled;
    this.#clock.set(new Date(at));
    let error: string | null = null;
    try {
      await this.#session.execute(`CALL ${this.#extension}.run_job(${id})`);
    } catch (cause) {
      error = messageOf(cause);
      await this.#session.execute('ROLLBACK');
    }
    day.runs++;
    ran(scheduled, at, error);
    if (!due && error === null) scheduled.next = next;
    if (error !== null) {
      day.failures[job.name] = (day.failures[job.name] ?? 0) + 1;
      this.#findings.jobFailed(scheduled, error, at);
      return;
    }
    const refresh = this.#refreshes.get(scheduled);
    if (refresh !== undefined) refreshed(refresh, at);
  }

  /** The hypertable that a policy reads in the end; undefined for a job that may read any. */
  #readBy(scheduled: Scheduled): number | undefined {
    const id = scheduled.job.form === 'job' ? undefined : this.#idOf(scheduled);
    const watched = this.#watched.find((one) => one.id === id);
    return watched === undefined ? id : this.#baseOf(watched);
  }

  async #rowsUntil(at: number, day: Day, only?: number): Promise<void> {
    this.#clock.set(new Date(at));
    for (const [id, feed] of this.#feeds) {
      if (only !== undefined && only !== id) continue;
      const rows = await feed.insert(this.#session, at);
      if (feed.refused !== null) this.#findings.refused(feed, day.date);
      this.#take(id, rows);
    }
  }

  #take(hypertable: number, rows: readonly Planned[]): void {
    for (const refresh of this.#refreshes.values()) {
      if (this.#baseOf(refresh.watched) === hypertable) for (const { at } of rows) refresh.pending.push(at);
    }
  }

  /** Looks at everything at the end of a day. */
  async #look(end: number, day: Day, before: ReadonlyMap<number, number>): Promise<void> {
    this.#clock.set(new Date(end));
    const chunks = await readChunks(this.#session, this.#chunks);
    const alive = new Set(chunks.map(({ id }) => id));
    for (const { id, compressed } of chunks) if (compressed) this.#everCompressed.add(id);
    const gone = this.#chunks.filter(({ id }) => !alive.has(id));
    this.#chunks = chunks;
    for (const chunk of gone) {
      const to = this.#time(chunk.hypertable, chunk.to);
      this.#droppedTo.set(chunk.hypertable, Math.max(to, this.#droppedTo.get(chunk.hypertable) ?? to));
    }
    for (const [id, feed] of this.#feeds) {
      const mine = chunks.filter(({ hypertable }) => hypertable === id);
      const lost = gone.filter(({ hypertable }) => hypertable === id);
      day.tables[feed.name] = this.#table(feed, end, mine, lost, before.get(id) ?? 0);
    }
    for (const watched of this.#watched) await this.#lookAt(watched, end, day);
  }

  #unitsOn(hypertable: number | undefined): Units | null {
    const aggregate = this.#watched.find(({ id }) => id === hypertable);
    return aggregate === undefined ? (this.#feeds.get(hypertable ?? -1)?.units ?? null) : this.#unitsOf(aggregate);
  }

  /** The milliseconds of a stored end of a chunk. */
  #time(hypertable: number, stored: number): number {
    const units = this.#unitsOn(hypertable);
    return units === null ? stored : (stored * 1000 - units.offset) / units.perMs;
  }

  #table(feed: Feed, end: number, chunks: readonly Chunk[], gone: readonly Chunk[], before: number): TableDay {
    const dated = ({ hypertable, from, to, compressed }: Chunk) => ({
      from: this.#time(hypertable, from),
      to: this.#time(hypertable, to),
      compressed,
    });
    const alive = chunks.map(dated);
    const total = tableDay(feed, {
      start: this.#plan.start,
      end,
      chunks: alive,
      gone: gone.map(dated),
      bytes: this.#bytes.get(feed.name) ?? { open: 0, compressed: null },
      rows: feed.inserted.length - before,
    });
    const policies = this.#schedule
      .filter(({ job }) => job.relation === feed.name)
      .map((scheduled) => ({ scheduled, age: this.#age(scheduled) }))
      .filter(({ age }) => age > 0);
    const droppedOpen = gone.filter(({ id }) => !this.#everCompressed.has(id)).length;
    this.#findings.table(feed, end, { total, policies, chunks: alive, droppedOpen });
    return total;
  }

  async #lookAt(watched: Watched, end: number, day: Day): Promise<void> {
    const [scheduled, refresh] = [...this.#refreshes].find(([, { watched: its }]) => its === watched) ?? [];
    const back =
      refresh === undefined
        ? LOOK_BACK_MS
        : refresh.startOffset +
          this.#plan.lateBy +
          3 * watched.width +
          2 * milliseconds(scheduled?.job.scheduleInterval ?? '0');
    const own = this.#chunks
      .filter(({ hypertable }) => hypertable === watched.id)
      .map((chunk) => this.#time(watched.id, chunk.from));
    const droppedTo = this.#droppedTo.get(watched.source) ?? this.#plan.start;
    const { emptied, missed, ...seen } = await watched.observe(
      this.#session,
      end - Math.min(Math.max(back, 3 * DAY_MS), LOOK_BACK_MS),
      {
        droppedTo,
        outOfReach: scheduled === undefined || refresh === undefined ? null : scheduled.next - refresh.startOffset,
        ownFrom: this.#droppedTo.has(watched.id) ? Math.min(...own, end) : this.#plan.start,
      },
    );
    const [row] = await this.#session.query<{ mark: string | null }>(
      'SELECT _timescaledb_functions.cagg_watermark($1)::text AS mark',
      [watched.id],
    );
    const materialized = this.#time(watched.id, Number(row?.mark) / 1000);
    // What was put off would have gone as far as its window does.
    const promised = refresh?.putOff == null ? 0 : refresh.putOff - refresh.endOffset;
    const mark = Math.max(materialized, Math.floor(promised / watched.width) * watched.width);
    const behind = mark > this.#plan.start ? Math.max(0, Math.round((end - mark) / 1000)) : null;
    day.aggregates[watched.aggregate.name] = { ...seen, behind };
    this.#findings.aggregate(watched, end, {
      emptied,
      missed,
      droppedTo,
      mark: Math.max(mark, this.#plan.start),
      scheduled,
      endOffset: refresh?.endOffset ?? 0,
      gap: this.#feeds.get(this.#baseOf(watched))?.gap ?? Number.POSITIVE_INFINITY,
      retention: this.#side.model.jobs.find(
        ({ form, relation }) => form === 'retention policy' && relation === watched.aggregate.source,
      ),
    });
  }

  result(): Simulation {
    return {
      start: dateOf(this.#plan.start),
      days: this.#days,
      bad: this.#findings.sorted(),
      unfed: this.#unfed,
      unwatched: this.#unwatched,
      rowBytes: Object.fromEntries([...this.#bytes].sort(([a], [b]) => compareNames(a, b))),
    };
  }
}
