import { z } from 'zod';

const name = z.string().min(1);

/** How a table is filled from files. */
const LoadTableSchema = z.strictObject({
  columns: z
    .record(name, name)
    .default({})
    .describe("The file's column for each of the table's, where their names differ: `symbol: ticker`"),
  constants: z
    .record(name, z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe('Values for columns that no file has: `source: polygon`'),
  epoch: z.enum(['s', 'ms', 'us', 'ns']).optional().describe('What a whole number counts where a time is wanted'),
  timezone: name.default('UTC').describe('Of times that come without one'),
  only: z
    .record(name, z.array(z.string()).min(1))
    .default({})
    .describe('The values that are wanted, by column: `symbol: [NVDA, MSFT]`; other rows are left out'),
  'on-conflict': z
    .enum(['update', 'keep'])
    .default('update')
    .describe('What becomes of a row that is there with other values'),
});

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day is written 2024-06-10');
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of the day is written 09:30');

/** When an exchange is open. */
const CalendarSchema = z.strictObject({
  timezone: name.refine(isTimezone, 'no such time zone: America/New_York, Europe/Berlin …').describe('Of its times'),
  open: time.describe('`09:00`'),
  close: time.describe('`17:30`'),
  days: z.array(z.number().int().min(0).max(6)).default([1, 2, 3, 4, 5]).describe('Days of the week; Sunday is 0'),
  holidays: z.array(day).default([]).describe('Days without trading'),
  'half-days': z.record(day, time).default({}).describe('Days that close early, with the time'),
});

const SplitSchema = z.strictObject({
  symbol: name,
  date: day.describe('The first day at the new price'),
  ratio: z.number().positive().describe('New shares for an old one'),
});

/** One check: what all have, and what one of them reads. */
const CheckSchema = z.strictObject({
  severity: z.enum(['fail', 'warn', 'off']).optional().describe('What its findings mean; `off` leaves it out'),
  most: z.number().int().nonnegative().optional().describe('So many findings are all right'),
  bars: z.number().int().min(2).optional().describe('`stale`: bars without any movement'),
  share: z.number().positive().optional().describe('`jumps`: the change from one bar to the next, 0.25 for a quarter'),
  minutes: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe('`gaps`: minutes that may be missing in a row; `freshness`: that the newest bar may be behind the close'),
  least: z.number().min(0).max(1).optional().describe('`rows`: share of the minutes of a session that must be there'),
  columns: z.array(name).min(1).optional().describe('`duplicates`: what must be there once'),
  sql: name.optional().describe('A query of your own: each row is a finding'),
});

const checks = z.record(name, CheckSchema);

/** What `data quality` looks at. */
const QualitySchema = z.strictObject({
  table: name.default('trading.market_data').describe('The table of bars'),
  columns: z
    .strictObject({
      time: name.default('timestamp'),
      symbol: name.default('symbol'),
      open: name.default('open'),
      high: name.default('high'),
      low: name.default('low'),
      close: name.default('close'),
      volume: name.default('volume'),
      source: name.nullable().default('source'),
    })
    .prefault({})
    .describe('What its columns are called; `source: null` where there is none'),
  symbols: z.array(name).default([]).describe('Symbols that must be there; those of the table by default'),
  calendar: name.default('XNYS').describe('The exchange: `XNYS`, `XNAS`, or one of `calendars`'),
  splits: z.array(SplitSchema).default([]).describe('Splits, where prices are as they were traded'),
  report: name
    .nullable()
    .default('trading.data_quality_reports')
    .describe('Where results are written; null for nowhere'),
  checks: checks.default({}).describe('Checks by name, and queries of your own'),
  environments: z.record(name, checks).default({}).describe('By environment, what counts before `checks` there'),
});

/** What `data` does. */
export const DataSchema = z.strictObject({
  table: name.default('trading.market_data').describe('The table that is loaded where no flag names one'),
  load: z.record(name, LoadTableSchema).default({}).describe('By table, how files become its rows'),
  calendars: z.record(name, CalendarSchema).default({}).describe('Exchanges besides XNYS and XNAS'),
  quality: QualitySchema.default(() => QualitySchema.parse({})).describe('What `data quality` looks at'),
});

export type DataSettings = z.infer<typeof DataSchema>;
export type LoadSettings = z.infer<typeof LoadTableSchema>;

/** What holds for a table that no settings name. */
export function loadSettingsOf(data: DataSettings, table: string): LoadSettings {
  return data.load[table] ?? LoadTableSchema.parse({});
}

export type CalendarSettings = z.infer<typeof CalendarSchema>;
export type QualitySettings = z.infer<typeof QualitySchema>;
export type CheckSettings = z.infer<typeof CheckSchema>;

function isTimezone(text: string): boolean {
  try {
    return Intl.DateTimeFormat('en-US', { timeZone: text }) !== undefined;
  } catch {
    return false;
  }
}
