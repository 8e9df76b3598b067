import { z } from 'zod';
import { intervalMicroseconds } from '../sql/interval.ts';

/** Ten years: how many days may be simulated. */
export const MOST_DAYS = 3650;
/** A year: how late rows may be. */
const LATEST_MS = 366 * 86_400_000;

/** A message that says what was given and what may be. */
const wanted = (what: string) => ({
  error: ({ input }: { input?: unknown }) => `${String(input).slice(0, 60)} is not ${what}`,
});

function between(least: number, most: number) {
  const told = wanted(`a number from ${least} to ${most.toLocaleString('en')}`);
  return z.number(told).min(least, told).max(most, told);
}

function whole(least: number, most: number) {
  const told = wanted(`a whole number from ${least} to ${most.toLocaleString('en')}`);
  return z.number(told).int(told).min(least, told).max(most, told);
}

const date = wanted('a date from 2000-01-01 to 2099-12-31');
const length = wanted('a length of time from 0 minutes to 366 days, such as 10 minutes or 3 days');
const rate = between(0, 100_000_000);

/** What `simulate` lets happen to a schema. */
export const SimulateSchema = z.strictObject({
  start: z
    .string(date)
    .regex(/^20\d{2}-\d{2}-\d{2}$/, date)
    .refine(isDate, date)
    .default('2026-01-01')
    .describe('The first day, from 2000-01-01 to 2099-12-31'),
  rate: rate.default(1).describe('Rows a second of each hypertable that `rates` does not name'),
  rates: z
    .record(z.string(), rate)
    .default({})
    .describe('Rows a second by hypertable: `trading.trades: 250`; 0 for none'),
  'late-share': between(0, 1).default(0.01).describe('Share of the rows that come late'),
  'late-by': z
    .string(length)
    .refine(isLateness, length)
    .default('10 minutes')
    .describe('How late they come at most: up to 366 days'),
  'chunks-most': whole(1, 1_000_000).default(5000).describe('Chunks of one hypertable'),
  'storage-most-gb': between(0.001, 1_000_000_000)
    .optional()
    .describe('Gigabytes of all hypertables; no limit where it is not set'),
  'review-days': whole(0, MOST_DAYS)
    .default(0)
    .describe('Days that a review simulates of base and head where they differ; 0 for none'),
  'docs-days': whole(0, MOST_DAYS)
    .default(0)
    .describe('Days that are simulated for the HTML page of `docs` and of the action; 0 for none'),
});

export type SimulateSettings = z.infer<typeof SimulateSchema>;

/** False for a day that a month does not have. */
function isDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

function isLateness(text: string): boolean {
  const length = intervalMicroseconds(text);
  return length !== undefined && length >= 0 && length <= LATEST_MS * 1000;
}
