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
