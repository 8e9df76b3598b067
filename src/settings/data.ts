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

/** What `data` does. */
export const DataSchema = z.strictObject({
  table: name.default('trading.market_data').describe('The table that is loaded where no flag names one'),
  load: z.record(name, LoadTableSchema).default({}).describe('By table, how files become its rows'),
});

export type DataSettings = z.infer<typeof DataSchema>;
export type LoadSettings = z.infer<typeof LoadTableSchema>;

/** What holds for a table that no settings name. */
export function loadSettingsOf(data: DataSettings, table: string): LoadSettings {
  return data.load[table] ?? LoadTableSchema.parse({});
}
