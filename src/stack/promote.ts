import { UserError } from '../errors.ts';
import { type Connection, connect, isRefusal } from './connect.ts';
import { type Container, findContainer } from './containers.ts';
import { setValues } from './env-file.ts';
import { fenceData } from './fence.ts';
import { putBack, requireMounts } from './mounts.ts';
import {
  givenUp,
  lossAfterSwitch,
  lossWords,
  lostByHand,
  missingBytes,
  refuseHand,
  refuseLoss,
  settledLoss,
} from './promotion-loss.ts';
import { openStack, type Stack } from './stack.ts';
import { startServer } from './start.ts';
import { type DataState, readVolumes } from './volumes.ts';

const PROMOTED_WITHIN_S = 120;

export interface PromoteOptions {
  /** Called before anything is touched, with what is about to happen; throws where somebody says no. */
  confirm: (what: string) => Promise<void>;
  /** Go on although the replica lacks committed rows. */
  acceptLoss: boolean;
}

export interface Promoted {
  /** The volume of the primary from now on. */
  data: string;
  host: string;
  port: number;
  timeline: number | null;
  /**
   * Bytes of log that the replica never got, as measured when the old primary was fenced; 0 where it had all. Null where
   * the old primary's log cannot be read.
   */
  lostBytes: number | null;
}

/**
 * Makes the replica the primary: stops the old primary, fences its data so that no way of starting it makes a second
 * primary, promotes, and lets the promoted data be served as `primary` at the primary's port. What a killed run left
 * half done, the next run finishes.
 *
 * @throws UserError where the replica is missing, does not answer or lacks rows
 */
export async function promote(stack: Stack, options: PromoteOptions): Promise<Promoted> {
  const { env, world } = stack;
  await requireMounts(stack);
  const before = await readVolumes(stack);
  const old = dataOf(before, env.data.primary);
  const next = dataOf(before, env.data.replica);
  if (old.standby) {
    throw new UserError(
      `${env.data.primary} holds a standby's data, and the env file names it for the primary; nothing was done`,
      {
        hint: `If the other is the primary's, ${putBack(stack)}.`,
      },
    );
  }
  // A standby is no former primary, whatever mark an earlier promotion left on its volume.
  if (next.fenced !== null && !next.standby) return await alreadyPromoted(stack, next.fenced, next.lost);
  if (!next.initialized) {
    throw new UserError('there is no replica to promote', { hint: 'Make one first: timescale-ci stack start-replica' });
  }
  let lost: number | null;

  if (next.standby) {
    await using replica = await connect(stack, 'replica', 'postgres').catch((error) => {
      throw new UserError(`the replica does not answer, so nothing was done: ${(error as Error).message}`, {
        // A password that is refused is no matter of starting it.
        hint: isRefusal((error as Error).cause)
          ? ((error as UserError).hint ?? '')
          : 'Start it first: timescale-ci stack start-replica, or, without a primary, docker start its container.',
      });
    });
    const early = await missingBytes(stack, replica, old);
    refuseLoss(early, options.acceptLoss);
    await requireStandby(replica);
    await options.confirm(describe(stack, early));
    if (next.fenced !== null) await unfence(stack);

    const fence = world.reporter.step('fence');
    const ran = await stopPrimary(stack);
    // Asked again: rows may have been written until the very end, and a primary that stops hands them over.
    lost = await settledLoss(replica, dataOf(await readVolumes(stack), env.data.primary));
    try {
      refuseLoss(lost, options.acceptLoss);
    } catch (error) {
      if (ran) await startServer(stack, 'primary');
      throw error;
    }
    await fenceData(stack, whyFenced(stack), lost);
    fence.done(`the old primary is stopped, and ${env.data.primary} can no longer be started as one`);

    const step = world.reporter.step('promote');
    const [row] = await replica.query<{ promoted: boolean }>(
      `SELECT pg_promote(true, ${PROMOTED_WITHIN_S}) AS promoted`,
    );
    if (row?.promoted !== true) {
      throw new UserError(`the replica was not promoted within ${PROMOTED_WITHIN_S} s`, {
        hint: 'It may still replay the log. Run the command again: it goes on from here.',
      });
    }
    step.done(`the replica takes writes${givenUp(lost)}`);
  } else {
    lost = await finishPromotion(stack, old, next, options);
  }
  return await serveAsPrimary(stack, lost);
}

/**
 * Finishes a promotion whose replica takes writes already. What was lost was measured when the old primary was fenced; one
 * that was promoted by hand, past the fence, is measured by where its timeline left that of the old primary.
 */
async function finishPromotion(
  stack: Stack,
  old: DataState,
  next: DataState,
  options: PromoteOptions,
): Promise<number | null> {
  const { env, world } = stack;
  const fenced = old.initialized && old.fenced !== null;
  const early = fenced ? old.lost : await lostByHand(stack, old, next);
  if (!fenced) refuseHand(early, options.acceptLoss);
  const loss = fenced ? '' : lossWords(early);
  await options.confirm(`finish the promotion of ${env.data.replica} that was begun.${loss}`);
  await stopPrimary(stack);
  let lost = early;
  if (old.initialized && !fenced) {
    // What it wrote until now counts, too.
    const after = await readVolumes(stack);
    lost = lossAfterSwitch(dataOf(after, env.data.primary), dataOf(after, env.data.replica));
    await fenceData(stack, whyFenced(stack), lost);
  }
  world.reporter
    .step('promote')
    .unchanged(`${env.data.replica} was promoted already, the rest is finished now${givenUp(lost)}`);
  return lost;
}

function dataOf(volumes: Record<string, DataState>, name: string): DataState {
  const data = volumes[name];
  if (data === undefined) throw new Error(`no state of ${name}`);
  return data;
}

/**
 * The volumes changed places already: all that can be left to do is to make the container of what is the primary now.
 * One that was there and does not run is no matter of a promotion: there is nothing to promote in its place.
 */
async function alreadyPromoted(stack: Stack, fenced: string, lost: number | null): Promise<Promoted> {
  const { env, world } = stack;
  const container = await findContainer(stack, 'primary');
  if (container !== undefined && container.state !== 'running' && container.state !== 'created') {
    throw new UserError(
      `there is no replica to promote: its volume ${env.data.replica} holds a former primary (${fenced}), and the primary is ${container.state}`,
      { hint: 'Start the primary: timescale-ci stack start. Then make a replica: timescale-ci stack start-replica' },
    );
  }
  await startServer(stack, 'primary');
  await requirePrimary(stack);
  world.reporter
    .step('promote')
    .unchanged(`${env.data.primary} is the primary already; the other is ${fenced}${givenUp(lost)}`);
  return await describePrimary(stack, lost);
}

async function requirePrimary(stack: Stack): Promise<void> {
  await using primary = await connect(stack, 'primary', 'postgres');
  if (!(await inRecovery(primary))) return;
  throw new UserError('the primary takes no writes: it is a standby', { hint: '"timescale-ci stack logs primary".' });
}

/** @throws UserError where what answers at the replica's port takes writes */
async function requireStandby(replica: Connection): Promise<void> {
  if (await inRecovery(replica)) return;
  throw new UserError('what answers at the port of the replica is no standby; nothing was done', {
    hint: '"timescale-ci stack status" shows what runs.',
  });
}

async function inRecovery(server: Connection): Promise<boolean> {
  const [row] = await server.query<{ standby: boolean }>('SELECT pg_is_in_recovery() AS standby');
  return row?.standby !== false;
}

/** Takes an old mark off the replica's volume, which would keep it from being served as the primary. */
async function unfence(stack: Stack): Promise<void> {
  const container: Container | undefined = await findContainer(stack, 'replica');
  if (container === undefined) return;
  await stack.engine.docker(['exec', container.id, 'rm', '-f', '/var/lib/postgresql/data/fenced']);
}

function describe({ env }: Stack, missing: number | null): string {
  const loss = lossWords(missing);
  return `stop the primary (${env.data.primary}), fence it, and make the replica (${env.data.replica}) the primary.${loss}`;
}

/** @returns true where it ran */
async function stopPrimary(stack: Stack): Promise<boolean> {
  const container = await findContainer(stack, 'primary');
  if (container === undefined) return false;
  await stack.engine.compose(['stop', 'primary']);
  const after = await findContainer(stack, 'primary');
  if (after !== undefined && after.state !== 'exited' && after.state !== 'created') {
    throw new UserError(`the old primary cannot be stopped, it is ${after.state}; nothing was promoted`, {
      hint: 'Stop it by hand, docker kill if need be, and run the command again.',
    });
  }
  return container.state === 'running';
}

function whyFenced({ env, world }: Stack): string {
  return `fenced at ${world.now().toISOString()} because ${env.data.replica} was promoted`;
}

/** The containers change places: none may be there while the env file says something else. */
async function serveAsPrimary(stack: Stack, lostBytes: number | null): Promise<Promoted> {
  const { env, engine, world } = stack;
  await engine.compose(['stop', 'replica']);
  await engine.compose(['rm', '--force', '--stop', 'replica', 'primary']);
  await setValues(env, {
    TIMESCALE_PRIMARY_DATA: env.data.replica,
    TIMESCALE_REPLICA_DATA: env.data.primary,
    // Until there is a new one, "status" says that there is none.
    TIMESCALE_REPLICA: env.replica ?? 'wanted',
  });
  const swapped = await openStack(world);
  await startServer(swapped, 'primary');
  return await describePrimary(swapped, lostBytes);
}

async function describePrimary(stack: Stack, lostBytes: number | null): Promise<Promoted> {
  const { env } = stack;
  await using primary = await connect(stack, 'primary', 'postgres');
  const [row] = await primary.query<{ timeline: number }>(
    'SELECT timeline_id AS timeline FROM pg_control_checkpoint()',
  );
  return {
    data: env.data.primary,
    host: env.bind,
    port: env.ports.primary,
    timeline: row?.timeline ?? null,
    lostBytes,
  };
}
