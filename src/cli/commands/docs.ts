import { resolve } from 'node:path';
import { docs } from '../../jobs/docs.ts';
import type { Command } from '../run.ts';
import { writeOutput } from './dump.ts';

/** `docs`: the documentation as Markdown, to standard output or a file, and as one HTML page where a file is named. */
export const docsCommand =
  (output: string | undefined, html: string | undefined): Command =>
  async (settings, context) => {
    // Whoever asks for the page alone does not want Markdown on the screen.
    const printed = output === undefined && html === undefined;
    const wanted = { markdown: printed || output !== undefined, html: html !== undefined };
    const result = await docs(settings, context, wanted);
    if (output !== undefined) await writeOutput(resolve(context.cwd, output), result.markdown ?? '');
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
