import { UserError } from '../errors.ts';

/**
 * Work that is given up after a time. Its signal is aborted then; whether or not it listens, nobody waits for it.
 *
 * @param what as in `<what> did not answer within 60 s`
 * @throws UserError at the limit, whatever the work throws before
 */
export async function within<T>(ms: number, what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new UserError(`${what} did not answer within ${ms / 1000} s`));
      abort.abort();
    }, ms);
  });
  const working = work(abort.signal);
  working.catch(() => {});
  try {
    return await Promise.race([working, limit]);
  } finally {
    clearTimeout(timer);
  }
}
