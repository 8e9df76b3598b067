import { InvalidArgumentError } from 'commander';
import { type DataSampleOptions, dataSample } from '../../../workflows/data-sample.ts';
import { type AddCommand, count, type Flags } from '../../options.ts';
import { runCommand } from '../../run.ts';

interface SampleFlags extends Flags, Omit<DataSampleOptions, 'directory' | 'gzip'> {
  gzip?: boolean;
}

/** `data sample DIR`: bars to try things with. */
export function addSample(add: AddCommand): void {
  add('sample', "minute bars to try things with, in the shape of Polygon's files; the same for the same seed")
    .argument('<dir>', 'where the files go, one a month')
    .option('--symbols <list>', 'tickers', (text: string) => text.split(','), ['NVDA', 'MSFT'])
    .option('--from <day>', 'the first day', '2024-01-01')
    .option('--to <day>', 'the last day', '2024-12-31')
    .option('--seed <n>', 'another number gives other bars', count, 1)
    .option('--defects <n>', 'defects to plant, one a session, listed in defects.json', count, 0)
    .option('--late <share>', 'share of the bars that come a month late', share, 0.001)
    .option('--gzip', 'compress the files')
    .action((dir: string, flags: SampleFlags) =>
      runCommand(flags, async (_, context) => {
        const result = await dataSample({ ...flags, directory: dir, gzip: flags.gzip === true }, context);
        return { ok: true, json: result };
      }),
    );
}

function share(text: string): number {
  const value = Number(text);
  if (value >= 0 && value < 1) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 1.');
}
