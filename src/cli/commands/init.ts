import { init } from '../../jobs/init.ts';
import type { Flags } from '../options.ts';
import type { Command } from '../run.ts';

/** `init`: a first settings file and workflow. */
export const initCommand =
  ({ init: patterns, action }: Flags & { action: string }): Command =>
  async (settings, context) => {
    const result = await init(settings, context, { init: patterns, action });
    const written = result.files.filter(({ status }) => status === 'written').map(({ path }) => path);
    return {
      ok: true,
      json: { ok: true, ...result },
      text: written.length === 0 ? '' : `Look over ${written.join(' and ')}, then run the backup and commit.\n`,
    };
  };
