import { rehearsedLines } from '../../report/rehearse-text.ts';
import { type RehearseOptions, rehearse } from '../../workflows/rehearse.ts';
import { type AddCommand, type Flags, upTo, withCommon, withEngine } from '../options.ts';
import { type Command, runCommand } from '../run.ts';

/** `rehearse MIGRATION…`: what each statement of a migration holds up. */
export function addRehearse(add: AddCommand): void {
  withCommon(
    withEngine(
      add('rehearse', 'what a migration holds up: locks, tables written anew and seconds of each statement')
        .argument('<migration...>', 'its SQL: files, directories or patterns, run in the order given')
        .option(
          '--base <source>',
          "what it meets: a dump, init SQL or a postgres:// URL (default: the settings' init SQL without the migration)",
        )
        .option('--chunks <n>', 'for how many chunks of a hypertable the time is told', upTo(1_000_000), 1000)
        .option(
          '--chunks-of <url>',
          'a live database whose hypertables have as many as count (postgres://…); only read',
        ),
    ),
  ).action((migration: string[], flags: Flags & RehearseOptions) =>
    runCommand(flags, rehearseCommand(migration, flags), false),
  );
}

const rehearseCommand =
  (migration: readonly string[], { base, chunks, chunksOf }: RehearseOptions): Command =>
  async (settings, context) => {
    const result = await rehearse(migration, settings, context, { base, chunks, chunksOf });
    return { ok: true, json: result, text: `${rehearsedLines(result).join('\n')}\n` };
  };
