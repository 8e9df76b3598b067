import { access, constants, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { messageOf, UserError } from '../../errors.ts';
import { assertWritable } from '../../history/files.ts';
import { dump } from '../../workflows/dump.ts';
import { type AddCommand, type Flags, withCommon, withEngine, withSource } from '../options.ts';
import { type Command, runCommand } from '../run.ts';

/** `dump`: the canonical text, to standard output or a file. */
export function addDump(add: AddCommand): void {
  withCommon(
    withEngine(
      withSource(add('dump', 'the canonical schema, on standard output by default')).option(
        '-o, --output <file>',
        'write it to a file',
      ),
    ),
  ).action((flags: Flags & { output?: string }) => runCommand(flags, dumpCommand(flags.output)));
}

const dumpCommand =
  (output: string | undefined): Command =>
  async (settings, context) => {
    if (output !== undefined) await checkOutput(resolve(context.cwd, output));
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

/** Finds out before the work that what somebody asked for with a flag cannot be written. */
export async function checkOutput(path: string, flag = '-o'): Promise<void> {
  try {
    const there = await stat(path).catch(() => undefined);
    if (there?.isDirectory()) throw new Error('it is a directory; name a file in it');
    if (there !== undefined) await access(path, constants.W_OK);
    await assertWritable(dirname(path));
  } catch (cause) {
    throw unwritable(path, flag, cause);
  }
}

/** Writes what somebody asked for with a flag, in a directory that is made where it is missing. */
export async function writeOutput(path: string, text: string, flag = '-o'): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (cause) {
    throw unwritable(path, flag, cause);
  }
}

function unwritable(path: string, flag: string, cause: unknown): UserError {
  return new UserError(`cannot write ${path}: ${messageOf(cause)}`, {
    hint: `Check the path that ${flag} names.`,
    cause,
  });
}
