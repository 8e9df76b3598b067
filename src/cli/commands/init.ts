import { createInterface } from 'node:readline/promises';
import { type Ask, init } from '../../workflows/init.ts';
import { type AddCommand, type Flags, givenSettings, withEngine, withOutput, withSource } from '../options.ts';
import { type Command, runCommand } from '../run.ts';
import { actionReference } from '../version.ts';

/** `init`: a first settings file and workflow. */
export function addInit(add: AddCommand): void {
  withOutput(
    withEngine(
      withSource(add('init', 'write a first timescale-ci.yml and workflow; what is there stays as it is')).option(
        '--action <ref>',
        'what the workflow names to use the action',
        actionReference,
      ),
    ),
  ).action((flags: Flags & { action: string }) => runCommand(flags, initCommand(flags)));
}

const initCommand =
  (flags: Flags & { action: string }): Command =>
  async (settings, context) => {
    const given = Object.entries(givenSettings(flags)).filter(([name]) => NAMED.includes(name));
    const result = await init(settings, context, {
      named: Object.fromEntries(given),
      action: flags.action,
      ask: process.stdin.isTTY && process.stderr.isTTY && flags.json !== true ? ask : undefined,
    });
    const written = result.files.filter(({ status }) => status === 'written').map(({ path }) => path);
    const what = written.join(' and ');
    return {
      ok: result.builds,
      json: { ok: result.builds, ...result },
      text: result.builds && what !== '' ? `Look over ${what}, then run the backup and commit.\n` : '',
      verdict: `${what === '' ? '' : `${what} ${written.length === 1 ? 'is' : 'are'} written. `}${MEND}`,
    };
  };

const MEND = 'A run fails as above until that is mended; then run the backup and commit.';

/** The flags that the settings file which is written repeats. */
const NAMED = ['init', 'source', 'database', 'image'];

const ask: Ask = async (question, answers) => {
  const lines = answers.map((answer, index) => `  ${index + 1}. ${answer}\n`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question}\n${lines.join('')}[1] `);
    const chosen = Number(answer.trim() || '1') - 1;
    return chosen in answers ? chosen : 0;
  } finally {
    terminal.close();
  }
};
