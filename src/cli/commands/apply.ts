import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { appliedAsText, applyVerdict } from '../../report/apply-text.ts';
import { type ApplyOptions, apply } from '../../workflows/apply.ts';
import { type AddCommand, count, type Flags, positive, withCommon, withEngine } from '../options.ts';
import { type Command, runCommand } from '../run.ts';
import { checkOutput } from './dump.ts';

interface ApplyFlags extends Flags, Pick<ApplyOptions, 'lockTimeout' | 'lockRetries' | 'backTo'> {
  yes?: boolean;
  unproved?: boolean;
  log?: string;
}

/** `apply PLAN --database-url URL`: runs a plan, or says what it would do. */
export function addApply(add: AddCommand): void {
  withCommon(
    withEngine(
      add('apply', 'run a plan on a live database, from where it stands; says what it would do without --yes'),
    ),
  )
    .argument('<plan>', 'what plan -o wrote: the directory, or the plan.json in it')
    .option('--database-url <url>', 'the live database (postgres://…); only read without --yes')
    .option('--yes', 'run it')
    .option('--back-to <step>', 'take the steps behind that one back by their undo; 0 for all of them', count)
    .option('--unproved', 'run it although it is not proved, or not whole')
    .option('--lock-timeout <s>', 'seconds that a statement waits for its lock, and keeps others waiting', positive, 5)
    .option('--lock-retries <n>', 'how often it is tried again, after a pause that grows', count, 10)
    .option('--log <file>', 'write what is run to a file, at its end, as it is run')
    .action((plan: string, flags: ApplyFlags) => runCommand(flags, applyCommand(plan, flags), flags.yes === true));
}

const applyCommand =
  (plan: string, { yes = false, unproved = false, log, backTo, lockTimeout, lockRetries }: ApplyFlags): Command =>
  async (settings, context) => {
    const file = log === undefined ? undefined : resolve(context.cwd, log);
    if (file !== undefined) await checkOutput(file, '--log');
    const options: ApplyOptions = {
      yes,
      unproved,
      backTo,
      lockTimeout,
      lockRetries,
      // Written at once: whoever is killed has said what it was at.
      log: (text) => (file === undefined || !yes ? undefined : appendFileSync(file, text)),
      pause: async (ms) => setTimeout(ms),
    };
    const result = await apply(plan, options, settings, context);
    return {
      ok: result.stopped === null && result.drift.length === 0,
      json: result,
      text: appliedAsText(result),
      verdict: applyVerdict(result),
    };
  };
