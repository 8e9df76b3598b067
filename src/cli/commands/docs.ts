import { dirname, resolve } from 'node:path';
import type { Command as Program } from 'commander';
import { docs } from '../../workflows/docs.ts';
import { type AddCommand, withCommon, withEngine, withSchemaDirectory, withSource } from '../options.ts';
import type { Command } from '../run.ts';
import { runOrWatch, type WatchFlags, withWatch } from '../watch.ts';
import { checkOutput, writeOutput } from './dump.ts';

/** `docs`: the documentation as Markdown, to standard output or a file, and as one HTML page where a file is named. */
export function addDocs(add: AddCommand): void {
  const command = withWatch(
    withSource(add('docs', 'README_latest.md, on standard output by default; or one HTML page')),
  )
    .option('-o, --output <file>', 'write README_latest.md to a file')
    .option('--html <file>', 'write the HTML page, with the history of the schema directory');
  withCommon(withEngine(withSchemaDirectory(command, 'where the versioned files are'))).action(
    (flags: WatchFlags & { output?: string; html?: string }, program: Program) => {
      if (flags.watch === true && flags.output === undefined && flags.html === undefined)
        program.error('error: --watch needs a file to write: -o README.md, or --html schema.html');
      return runOrWatch(flags, docsCommand(flags.output, flags.html), {
        writes: true,
        written: [flags.output, flags.html],
      });
    },
  );
}

const docsCommand =
  (output: string | undefined, html: string | undefined): Command =>
  async (settings, context) => {
    // Whoever asks for the page alone does not want Markdown on the screen.
    const printed = output === undefined && html === undefined;
    const target = output === undefined ? undefined : resolve(context.cwd, output);
    const wanted = {
      markdown: printed || target !== undefined,
      html: html !== undefined,
      besideDump: target !== undefined && dirname(target) === resolve(context.cwd, settings['schema-dir']),
    };
    if (target !== undefined) await checkOutput(target);
    if (html !== undefined) await checkOutput(resolve(context.cwd, html), '--html');
    const result = await docs(settings, context, wanted);
    if (target !== undefined) await writeOutput(target, result.markdown ?? '');
    if (html !== undefined) await writeOutput(resolve(context.cwd, html), result.html ?? '', '--html');
    return {
      ok: true,
      json: {
        ok: true,
        fingerprint: result.fingerprint,
        file: output ?? null,
        html: html ?? null,
        ...(printed ? { markdown: result.markdown } : {}),
      },
      ...(printed && result.markdown !== null ? { text: result.markdown } : {}),
    };
  };
