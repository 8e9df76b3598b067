import { messageOf, UserError } from '../errors.ts';
import { introduceArchive, pgBackRest, reasonOf, requireArchive } from './archive.ts';
import { findContainer } from './containers.ts';
import type { Stack } from './stack.ts';
import { noteBackups, readBackups } from './state.ts';

const WEEK_S = 7 * 24 * 3600;

export interface DataBackup {
  kind: 'full' | 'incr';
  /** ISO 8601: from here on every moment can be restored by it. */
  finished: string;
  label: string;
  /** Bytes of the database, and what of them was put into the archive, compressed. */
  bytes: number;
  storedBytes: number;
}

interface Info {
  backup: {
    type: 'full' | 'incr';
    label: string;
    timestamp: { stop: number };
    info: { size: number; repository: { delta: number } };
  }[];
}

/**
 * A base backup of the running primary into the archive: full where there is none of the last seven days, else what changed
 * since. Noted for status and metrics however it ends.
 */
export async function backupData(stack: Stack, full: boolean): Promise<DataBackup> {
  requireArchive(stack);
  const { world } = stack;
  const step = world.reporter.step('backup');
  try {
    const result = await takeBackup(stack, full, (text) => step.update(text));
    // From the first one on, one is expected every day, whoever asks for it.
    const { expectedSince } = await readBackups(world, 'data');
    const facts = { lastSuccess: result.finished, failing: false, error: null };
    await noteBackups(world, { ...facts, expectedSince: expectedSince ?? result.finished }, 'data');
    step.done(`${result.kind === 'full' ? 'full' : 'incremental'}: ${result.label}`);
    return result;
  } catch (error) {
    const [first = ''] = messageOf(error).split('\n');
    await noteBackups(world, { lastFailure: world.now().toISOString(), failing: true, error: first }, 'data');
    throw error;
  }
}

async function takeBackup(stack: Stack, full: boolean, say: (text: string) => void): Promise<DataBackup> {
  const primary = await findContainer(stack, 'primary');
  if (primary?.state !== 'running') {
    throw new UserError('the primary does not run', { hint: 'Start it: timescale-ci stack start' });
  }
  const wrong = await introduceArchive(stack);
  if (wrong !== undefined) throw new UserError(wrong, { hint: '"timescale-ci stack logs primary" shows more.' });
  const info = async () => (JSON.parse(await pgBackRest(stack, primary.id, 'info', '--output=json')) as Info[])[0];
  const last = (await info())?.backup.findLast(({ type }) => type === 'full');
  const stale = last === undefined || stack.world.now().getTime() / 1000 - last.timestamp.stop > WEEK_S;
  const kind = full || stale ? 'full' : 'incr';
  say(kind === 'full' ? 'a full one' : 'what changed since the last one');
  try {
    await pgBackRest(stack, primary.id, `--type=${kind}`, 'backup');
  } catch (cause) {
    const reason = reasonOf(cause as Error);
    throw new UserError(`the data was not backed up: ${reason}`, {
      hint: /\[050\]/.test(reason)
        ? 'Another backup runs: wait for it.'
        : '"timescale-ci stack logs primary" shows what the archiving of the log says.',
      cause,
    });
  }
  const made = (await info())?.backup.at(-1);
  if (made === undefined) throw new UserError('the archive does not show the backup that was made');
  return {
    kind: made.type,
    finished: new Date(made.timestamp.stop * 1000).toISOString(),
    label: made.label,
    bytes: made.info.size,
    storedBytes: made.info.repository.delta,
  };
}
