import { UserError } from '../errors.ts';
import { findContainer } from './containers.ts';
import type { Stack } from './stack.ts';

export const FINISH = 'timescale-ci stack promote finishes the promotion';

/** True where the server in the replica's place takes writes: a promotion was cut short before the servers changed places. */
export async function isHalfPromoted(stack: Stack): Promise<boolean> {
  const replica = await findContainer(stack, 'replica');
  if (replica?.state !== 'running') return false;
  // By its own container: neither a wrong password nor a certificate that expired may hide it.
  const ask = [
    'psql',
    '--no-psqlrc',
    '--tuples-only',
    '--no-align',
    '--command=SELECT pg_is_in_recovery()',
    'postgres',
  ];
  const answer = await stack.engine.docker(['exec', '--user', 'postgres', replica.id, ...ask]).catch(() => '');
  return answer.trim() === 'f';
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
