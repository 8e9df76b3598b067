import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again and again until there is an answer.
 *
 * @param ask gives undefined as long as there is none; what it throws ends the wait
 * @returns the answer, or undefined where the time is over
 */
export async function waitFor<T>(
  ask: () => Promise<T | undefined>,
  { withinMs, everyMs = 200, signal }: { withinMs: number; everyMs?: number; signal?: AbortSignal | undefined },
): Promise<T | undefined> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || performance.now() > deadline) return answer;
    await pause(everyMs, undefined, { signal });
  }
}
