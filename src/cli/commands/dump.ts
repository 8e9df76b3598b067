import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { messageOf, UserError } from '../../errors.ts';
import { dump } from '../../jobs/dump.ts';
import type { Command } from '../run.ts';

/** `dump`: the canonical text, to standard output or a file. */
export const dumpCommand =
  (output: string | undefined): Command =>
  async (settings, context) => {
    const { text, fingerprint, model } = await dump(settings, context);
    if (output !== undefined) await writeOutput(resolve(context.cwd, output), text);
    return {
      ok: true,
      json: {
        ok: true,
        fingerprint,
        file: output ?? null,
        hypertables: model.hypertables.length,
        ...(output === undefined ? { text } : {}),
      },
      ...(output === undefined ? { text } : {}),
    };
  };

/** Writes what somebody asked for with a flag, in a directory that is made where it is missing. */
export async function writeOutput(path: string, text: string, flag = '-o'): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (cause) {
    throw new UserError(`cannot write ${path}: ${messageOf(cause)}`, {
      hint: `Check the path that ${flag} names.`,
      cause,
    });
  }
}
