import { UserError } from '../errors.ts';
import { tryToConnect } from './connect.ts';
import { findContainer } from './containers.ts';
import type { Stack } from './stack.ts';

export const FINISH = 'timescale-ci stack promote finishes the promotion';

/** True where the server in the replica's place takes writes: a promotion was cut short before the servers changed places. */
export async function isHalfPromoted(stack: Stack): Promise<boolean> {
  if ((await findContainer(stack, 'replica'))?.state !== 'running') return false;
  try {
    await using replica = await tryToConnect(stack, 'replica', 'postgres');
    const [row] = await replica.query<{ standby: boolean }>('SELECT pg_is_in_recovery() AS standby');
    return row?.standby === false;
  } catch {
    // Nothing answers there that could be lost.
    return false;
  }
}

/**
 * Makes sure that no promotion waits for its end, before anything is started or stopped.
 *
 * @throws UserError that says what finishes it
 */
export async function requireNoHalfPromotion(stack: Stack): Promise<void> {
  if (!(await isHalfPromoted(stack))) return;
  throw new UserError(
    'the replica was promoted and takes writes, but its promotion was cut short; nothing was touched',
    {
      hint: 'Finish it: run "timescale-ci stack promote" again.',
    },
  );
}
