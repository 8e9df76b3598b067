import { z } from 'zod';

const share = z.number().min(0).max(1);

/** What `simulate` lets happen to a schema. */
/** Ten years: how many days may be simulated. */
export const MOST_DAYS = 3650;

export const SimulateSchema = z.strictObject({
  start: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2026-01-01')
    .default('2026-01-01')
    .describe('The first day'),
  rate: z.number().nonnegative().default(1).describe('Rows a second of each hypertable that `rates` does not name'),
  rates: z
    .record(z.string(), z.number().nonnegative())
    .default({})
    .describe('Rows a second by hypertable: `trading.trades: 250`; 0 for none'),
  'late-share': share.default(0.01).describe('Share of the rows that come late'),
  'late-by': z.string().min(1).default('10 minutes').describe('How late they come at most'),
  'chunks-most': z.number().int().positive().default(5000).describe('Chunks of one hypertable'),
  'storage-most-gb': z
    .number()
    .positive()
    .optional()
    .describe('Gigabytes of all hypertables; no limit where it is not set'),
  'review-days': z
    .number()
    .int()
    .nonnegative()
    .max(MOST_DAYS)
    .default(0)
    .describe('Days that a review simulates of base and head where they differ; 0 for none'),
  'docs-days': z
    .number()
    .int()
    .nonnegative()
    .max(MOST_DAYS)
    .default(0)
    .describe('Days that are simulated for the HTML page of `docs` and of the action; 0 for none'),
});

export type SimulateSettings = z.infer<typeof SimulateSchema>;
