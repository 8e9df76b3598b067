/** Says that something took longer than its limit. */
export class TimeLimitError extends Error {
  constructor(what: string, limitMs: number) {
    super(`${what} did not answer within ${limitMs / 1000} s`);
    this.name = 'TimeLimitError';
  }
}

/** The action's result, or a TimeLimitError after `limitMs`. The action itself is not stopped. */
export async function withTimeout<T>(limitMs: number, what: string, action: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TimeLimitError(what, limitMs)), limitMs);
  });
  try {
    return await Promise.race([action(), limit]);
  } finally {
    clearTimeout(timer);
  }
}
