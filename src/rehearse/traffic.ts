import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Session } from '../engine/types.ts';
import { messageOf } from '../errors.ts';
import type { Feed } from '../simulate/feed.ts';

/** Hypertables that others write to and read from meanwhile, at most. */
const MOST_TABLES = 8;
/** Connections that write, and as many that read: each has one hypertable. */
const LEAST_CONNECTIONS = 4;
const PAUSE_MS = { write: 10, read: 100, look: 50 };
/** Nobody is busy for more than one part of so many, so that the server has time for the migration. */
const IDLE_PARTS = 10;

/** What the others met while a statement ran. */
export interface Met {
  /** Seconds of the longest INSERT and SELECT. */
  insertSeconds: number;
  selectSeconds: number;
  /** What the first of them that failed was told; null where none failed. */
  failed: string | null;
  /** Locks that the statement itself waited for. */
  waitedFor: { relation: string; mode: string }[];
}

/** When a statement ran and held its locks; the looks at it are nobody's wait. */
export interface Window {
  from: number;
  to: number;
  looks: { from: number; to: number }[];
}

interface Call {
  kind: 'INSERT' | 'SELECT';
  from: number;
  to: number;
  failed: string | null;
}

/** Others who write to hypertables and read them, each in a connection of its own, until it is disposed of. */
export class Traffic implements AsyncDisposable {
  readonly #calls: Call[] = [];
  readonly #waits: { at: number; relation: string; mode: string }[] = [];
  readonly #stop = new AbortController();
  readonly #sessions: Session[] = [];
  #running: Promise<unknown> = Promise.resolve();
  #watched = 0;

  /**
   * Begins at once.
   *
   * @param newest the moment of the newest chunk of each, which writers write to
   */
  static async start(database: Database, feeds: readonly Feed[], newest: number): Promise<Traffic> {
    const traffic = new Traffic();
    try {
      await traffic.#start(database, feeds.slice(0, MOST_TABLES), newest);
    } catch (error) {
      await traffic[Symbol.asyncDispose]();
      throw error;
    }
    return traffic;
  }

  /** Has the locks looked at that a session waits for. */
  async watch(session: Session): Promise<void> {
    const [row] = await session.query<{ pid: number }>('SELECT pg_catalog.pg_backend_pid() AS pid');
    this.#watched = row?.pid ?? 0;
  }

  async #start(database: Database, feeds: readonly Feed[], newest: number): Promise<void> {
    const connect = async (): Promise<Session> => {
      const session = await database.connect();
      this.#sessions.push(session);
      return session;
    };
    const loops: (() => Promise<void>)[] = [];
    const count = feeds.length === 0 ? 0 : Math.max(LEAST_CONNECTIONS, feeds.length);
    const rows = feeds.map((feed) => rowsOf(feed, newest));
    for (let i = 0; i < count; i++) {
      const feed = feeds[i % feeds.length] as Feed;
      const row = rows[i % feeds.length] as () => string;
      const [writer, reader] = [await connect(), await connect()];
      // The newest chunk is there before anybody waits for its making.
      await writer.execute(row());
      loops.push(() => this.#repeat(PAUSE_MS.write, () => this.#call('INSERT', () => writer.execute(row()))));
      const select = `SELECT count(*) FROM ${feed.name}`;
      loops.push(() => this.#repeat(PAUSE_MS.read, () => this.#call('SELECT', () => reader.execute(select))));
    }
    const looker = await connect();
    loops.push(() => this.#repeat(PAUSE_MS.look, () => this.#look(looker)));
    this.#running = Promise.allSettled(loops.map((loop) => loop()));
  }

  async #repeat(ms: number, work: () => Promise<void>): Promise<void> {
    // What it takes where nothing has to be waited for.
    let least = Number.POSITIVE_INFINITY;
    while (!this.#stop.signal.aborted) {
      const from = performance.now();
      await work();
      least = Math.min(least, performance.now() - from);
      await pause(Math.max(ms, IDLE_PARTS * least), undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }

  async #call(kind: Call['kind'], work: () => Promise<void>): Promise<void> {
    const from = performance.now();
    let failed: string | null = null;
    try {
      await work();
    } catch (error) {
      failed = messageOf(error);
    }
    this.#calls.push({ kind, from, to: performance.now(), failed });
  }

  async #look(session: Session): Promise<void> {
    const rows = await session.query<{ relation: string; mode: string }>(
      `SELECT relation::regclass::text AS relation, mode FROM pg_catalog.pg_locks
       WHERE NOT granted AND locktype = 'relation' AND pid = $1`,
      [this.#watched],
    );
    for (const row of rows) this.#waits.push({ at: performance.now(), ...row });
  }

  /** What the others met by now, for each of some statements: a call counts for the statement that it shared most time with. */
  met(windows: readonly Window[]): Met[] {
    const found: Met[] = windows.map(() => ({ insertSeconds: 0, selectSeconds: 0, failed: null, waitedFor: [] }));
    // Each failure goes on until a statement mends it: the one that it began with is to blame.
    const told = new Set<string>();
    for (const call of this.#calls) {
      const shares = windows.map((window) => shared(window, call));
      const most = Math.max(0, ...shares);
      const met = found[shares.indexOf(most)];
      if (most === 0 || met === undefined) continue;
      const looks = windows.flatMap((window) => window.looks);
      const looked = looks.reduce((sum, look) => sum + shared(look, call), 0);
      const seconds = (call.to - call.from - looked) / 1000;
      if (call.kind === 'INSERT') met.insertSeconds = Math.max(met.insertSeconds, seconds);
      else met.selectSeconds = Math.max(met.selectSeconds, seconds);
      if (call.failed === null || told.has(call.failed)) continue;
      told.add(call.failed);
      met.failed ??= `${call.kind}: ${call.failed}`;
    }
    for (const { at, relation, mode } of this.#waits) {
      const met = found[windows.findIndex(({ from, to }) => at >= from && at <= to)];
      const known = met?.waitedFor.some((one) => one.relation === relation && one.mode === mode);
      if (known === false) met?.waitedFor.push({ relation, mode });
    }
    return found;
  }

  /** Lets everybody finish what they are at. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await Promise.all(this.#sessions.map((session) => session.close()));
  }
}

/** Milliseconds that two spans share. */
function shared(a: { from: number; to: number }, b: { from: number; to: number }): number {
  return Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
}

/** One row after the other, no two of them at the same moment. */
function rowsOf(feed: Feed, newest: number): () => string {
  const step = feed.units === null ? 1 : Math.max(1, Math.ceil(1 / feed.units.perMs));
  let rows = 0;
  return () => feed.sample(Math.floor(newest / feed.interval) * feed.interval + rows++ * step, 1);
}
