import { setFlagsFromString } from 'node:v8';
import { InvalidArgumentError, Option } from 'commander';
import { type DataLoadOptions, dataLoad } from '../../../workflows/data-load.ts';
import { type AddCommand, count, type Flags, positive } from '../../options.ts';
import { type Command, runCommand } from '../../run.ts';

interface LoadFlags extends Flags, Omit<DataLoadOptions, 'files' | 'dryRun' | 'set' | 'only'> {
  set?: Record<string, string>;
  only?: Record<string, string[]>;
  dryRun?: boolean;
}

/** `data load FILE… --database-url URL`: files into a table. */
export function addLoad(add: AddCommand): void {
  add('load', 'files into a table: all of their rows, or none; loading again changes nothing')
    .argument(
      '<file...>',
      'CSV (plain, gzip or zstd) or Parquet: bars of Polygon, or columns named as those of the table',
    )
    .option('--database-url <url>', 'the database (postgres://…)')
    .option('--table <name>', 'the table (default: trading.market_data)')
    .option('--only <column=values>', 'the rows that are wanted: symbol=NVDA,MSFT; repeatable', collectLists)
    .option('--set <column=value>', 'a value for a column that the files do not have; repeatable', collectPairs)
    .addOption(
      new Option('--on-conflict <what>', 'a row that is there with other values (default: update)').choices([
        'update',
        'keep',
      ]),
    )
    .option('--max-rejects <n>', 'load although so many rows are refused', count, 0)
    .option('--rejects <file>', 'where refused rows go, with line and reason', 'rejects.csv')
    .option('--limit-files <n>', 'the first of the files only', positive)
    .option('--dry-run', 'load nothing; tell what would be, and every row that would be refused')
    .action((files: string[], flags: LoadFlags) => runCommand(flags, loadCommand(files, flags)));
}

const loadCommand =
  (files: string[], flags: LoadFlags): Command =>
  async (settings, context) => {
    // Rows are garbage at once: room for more of it would only be filled, with 100 MB.
    setFlagsFromString('--semi-space-growth-factor=1');
    const { set = {}, only = {}, dryRun = false, ...rest } = flags;
    const result = await dataLoad({ ...rest, files, set, only, dryRun }, settings, context);
    return {
      ok: result.ok,
      json: result,
      verdict: `${result.rejects.toLocaleString('en')} rows would be refused: see ${result.rejectsFile}.`,
    };
  };

function pair(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new InvalidArgumentError('It must read COLUMN=VALUE.');
}

function collectPairs(text: string, previous: Record<string, string> | undefined): Record<string, string> {
  return { ...previous, ...Object.fromEntries([pair(text)]) };
}

function collectLists(text: string, previous: Record<string, string[]> | undefined): Record<string, string[]> {
  const [column, values] = pair(text);
  return { ...previous, [column]: [...(previous?.[column] ?? []), ...values.split(',')] };
}
