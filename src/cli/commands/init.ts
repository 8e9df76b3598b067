import { createInterface } from 'node:readline/promises';
import { type Ask, init } from '../../jobs/init.ts';
import type { Flags } from '../options.ts';
import type { Command } from '../run.ts';

/** `init`: a first settings file and workflow. */
export const initCommand =
  (flags: Flags & { action: string }): Command =>
  async (settings, context) => {
    const { init: patterns, source, database, image, action } = flags;
    const given = Object.entries({ init: patterns, source, database, image }).filter(
      ([, value]) => value !== undefined,
    );
    const result = await init(settings, context, {
      named: Object.fromEntries(given),
      action,
      ask: process.stdin.isTTY && process.stderr.isTTY && flags.json !== true ? ask : undefined,
    });
    const written = result.files.filter(({ status }) => status === 'written').map(({ path }) => path);
    return {
      ok: true,
      json: { ok: true, ...result },
      text: written.length === 0 ? '' : `Look over ${written.join(' and ')}, then run the backup and commit.\n`,
    };
  };

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
