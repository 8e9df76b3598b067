import { isMainThread, Worker } from 'node:worker_threads';
import { SqlLimitError } from '../errors.ts';

/** Says that something took longer than its limit. */
export class TimeLimitError extends Error {
  constructor(what: string, limitMs: number) {
    super(`${what} did not answer within ${limitMs / 1000} s`);
    this.name = 'TimeLimitError';
  }
}

/** The action's result, or a TimeLimitError after `limitMs`. The action itself is not stopped. */
export async function withTimeout<T>(limitMs: number, what: string, action: () => Promise<T>): Promise<T> {
  return await until(limitMs, () => new TimeLimitError(what, limitMs), action);
}

/** What all SQL of one server may take together, and so each statement of it; it runs from when the server is there. */
export class SqlLimit {
  readonly #seconds: number;
  readonly #end: number;

  /** @param seconds without one there is no end */
  constructor(seconds = Number.POSITIVE_INFINITY) {
    this.#seconds = seconds;
    this.#end = performance.now() + seconds * 1000;
  }

  /** Milliseconds, as many as a timer takes with a moment of grace added. */
  get leftMs(): number {
    return Math.min(this.#end - performance.now(), LONGEST_TIMER_MS);
  }

  error(): SqlLimitError {
    return new SqlLimitError(this.#seconds);
  }

  /**
   * The work's result, or an error once the time is up.
   *
   * @param stop ends the work; whether or not it does, nobody waits for it
   */
  async keep<T>(work: () => Promise<T>, stop: () => void): Promise<T> {
    const { leftMs } = this;
    if (leftMs <= 0) throw this.error();
    const late = () => {
      stop();
      return this.error();
    };
    return await until(leftMs, late, work);
  }
}

const LONGEST_TIMER_MS = 2 ** 31 - 1 - 60_000;

async function until<T>(ms: number, late: () => Error, action: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  const working = action();
  // It may fail of being stopped, when nobody listens any more.
  working.catch(() => {});
  try {
    return await Promise.race([working, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Set by the watchdog once it has asked V8 to break off what runs. */
const FIRED = -1n;
/** Long enough for the watchdog to notice the limit and for V8 to obey. */
const GRACE_MS = 1_000;

/**
 * Ends SQL that holds this thread. The embedded server runs in it, so that no timer fires while it is busy: a second thread
 * waits for the limit, and has V8 break off what runs here. The server cannot be used afterwards.
 */
export class Watchdog {
  /** When the work that runs must have ended, in milliseconds of the clock; 0 where nothing runs. */
  readonly #end = new BigInt64Array(new SharedArrayBuffer(8));
  readonly #worker: Worker | undefined;

  constructor() {
    // Only the main thread can be broken off from outside.
    if (!isMainThread) return;
    this.#worker = new Worker(WATCH, { eval: true, workerData: this.#end.buffer });
    this.#worker.unref();
  }

  /** @throws SqlLimitError where the work takes longer than the limit leaves it */
  async guard<T>(limit: SqlLimit, work: () => Promise<T>): Promise<T> {
    const { leftMs } = limit;
    if (leftMs <= 0) throw limit.error();
    let timer: NodeJS.Timeout | undefined;
    const end = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(limit.error()), leftMs + GRACE_MS);
    });
    Atomics.store(this.#end, 0, BigInt(Math.round(Date.now() + leftMs)));
    try {
      const result = await Promise.race([work(), end]);
      // It ended at the very moment: what V8 breaks off now must not be the caller.
      if (Atomics.exchange(this.#end, 0, 0n) === FIRED) await end;
      return result;
    } finally {
      Atomics.store(this.#end, 0, 0n);
      clearTimeout(timer);
    }
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }
}

/** What the second thread runs: text, since a bundle has no file for it. */
const WATCH = `
const { workerData } = require('node:worker_threads');
const { Session } = require('node:inspector');
const end = new BigInt64Array(workerData);
setInterval(() => {
  const at = Atomics.load(end, 0);
  if (at <= 0n || BigInt(Date.now()) < at || Atomics.compareExchange(end, 0, at, ${FIRED}n) !== at) return;
  const session = new Session();
  session.connectToMainThread();
  session.post('Runtime.terminateExecution', () => session.disconnect());
}, 100);
`;
