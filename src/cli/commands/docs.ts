import { resolve } from 'node:path';
import { docs } from '../../jobs/docs.ts';
import type { Command } from '../run.ts';
import { writeOutput } from './dump.ts';

/** `docs`: the documentation as Markdown, to standard output or a file. */
export const docsCommand =
  (output: string | undefined): Command =>
  async (settings, context) => {
    const { markdown, fingerprint } = await docs(settings, context);
    if (output !== undefined) await writeOutput(resolve(context.cwd, output), markdown);
    return {
      ok: true,
      json: { ok: true, fingerprint, file: output ?? null, ...(output === undefined ? { markdown } : {}) },
      ...(output === undefined ? { text: markdown } : {}),
    };
  };
