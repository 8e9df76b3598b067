import { setTimeout as pause } from 'node:timers/promises';

/** Below this a timer of Node is exact; a longer one is cut into pieces, which also follows a clock that is set. */
const LONGEST_NAP_MS = 60_000;

/** Hours and minutes of `02:00`; undefined for other text. */
export function parseTime(text: string): { hour: number; minute: number } | undefined {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hour === undefined || minute === undefined ? undefined : { hour: Number(hour), minute: Number(minute) };
}

/** The first moment after `now` at which clocks in UTC show that time. */
export function nextTime({ hour, minute }: { hour: number; minute: number }, now: Date): Date {
  const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), hour, minute));
  if (next <= now) next.setUTCDate(next.getUTCDate() + 1);
  return next;
}

/** Waits until a moment has come. */
export async function waitUntil(moment: Date, now: () => Date, signal?: AbortSignal): Promise<void> {
  for (;;) {
    const left = moment.getTime() - now().getTime();
    if (left <= 0) return;
    await pause(Math.min(left, LONGEST_NAP_MS), undefined, { signal });
  }
}
