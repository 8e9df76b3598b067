import { docsPage } from '../../documentation.ts';
import { simulationAsText } from '../../report/simulate-text.ts';
import { MOST_DAYS } from '../../settings/simulate.ts';
import { type SimulateOptions, simulate } from '../../workflows/simulate.ts';
import { type AddCommand, type Flags, positive, upTo, withCommon, withSource } from '../options.ts';
import { type Command, runCommand } from '../run.ts';

/** Seeds are 32 bits. */
const MOST_SEED = 2 ** 32 - 1;

/** `simulate [source]`: what becomes of a schema in a year, with the jobs that it has. */
export function addSimulate(add: AddCommand): void {
  withCommon(
    withSource(
      add('simulate', 'a year of a schema in a minute: rows come in, its jobs run, and what goes wrong has a date'),
    )
      .option('--days <n>', 'how many days', upTo(MOST_DAYS), 365)
      .option('--seed <n>', 'for other rows at other moments', upTo(MOST_SEED), 1)
      .option('--rates-from <url>', 'a live database whose rows a second count (postgres://…); only read')
      .option('--database <name>', 'name of the database that is built (default: trading_data)')
      .option('--time-limit <s>', 'seconds after which SQL is given up (default: 1800)', positive),
  ).action((flags: Flags & SimulateOptions) => runCommand(flags, simulateCommand(flags), false));
}

const simulateCommand =
  ({ days, seed, ratesFrom }: SimulateOptions): Command =>
  async (settings, context) => {
    const result = await simulate(settings, context, { days, seed, ratesFrom });
    const [first] = result.bad;
    return {
      ok: result.ok,
      json: result,
      text: simulationAsText(result),
      verdict:
        first === undefined
          ? ''
          : `The first bad date is ${first.date}. ${docsPage('simulate.md')} says what that means.`,
    };
  };
