import { init, WORKFLOW_FILE } from '../../jobs/init.ts';
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
      text: written.length === 0 ? '' : `${next(written, action)}\n`,
    };
  };

function next(written: readonly string[], action: string): string {
  const look = `Look over ${written.join(' and ')}, then run the backup and commit.`;
  const owner = 'Put the owner of timescale-ci in place of OWNER in the workflow.';
  return written.includes(WORKFLOW_FILE) && action.startsWith('OWNER/') ? `${look}\n${owner}` : look;
}
