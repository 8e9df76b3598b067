import { isMainThread, Worker } from 'node:worker_threads';
import type { SqlLimit } from './time-limit.ts';

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
