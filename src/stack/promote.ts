import { UserError } from '../errors.ts';
import { type Connection, connect, isRefusal, tryToConnect } from './connect.ts';
import { type Container, findContainer } from './containers.ts';
import { swapData } from './env-file.ts';
import { putBack, requireMounts } from './mounts.ts';
import { openStack, type Stack } from './stack.ts';
import { startServer } from './start.ts';
import { type DataState, readVolumes, toLsn } from './volumes.ts';
import { waitFor } from './wait.ts';
import { bytes } from './words.ts';

const PROMOTED_WITHIN_S = 120;
const CATCHES_UP_WITHIN_MS = 30_000;

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
  /** Bytes of log that the replica never got; 0 where it had all. Null where the old primary's log cannot be read. */
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
  if (next.fenced !== null && !next.standby) return await alreadyPromoted(stack, next.fenced);
  if (!next.initialized) {
    throw new UserError('there is no replica to promote', { hint: 'Make one first: timescale-ci stack start-replica' });
  }
  let lost: number | null = 0;

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
    refuseLoss(early, options);
    await requireStandby(replica);
    await options.confirm(describe(stack, early));
    if (next.fenced !== null) await unfence(stack);

    const fence = world.reporter.step('fence');
    const ran = await stopPrimary(stack);
    // Asked again: rows may have been written until the very end, and a primary that stops hands them over.
    lost = await settledLoss(replica, dataOf(await readVolumes(stack), env.data.primary));
    try {
      refuseLoss(lost, options);
    } catch (error) {
      if (ran) await startServer(stack, 'primary');
      throw error;
    }
    await fenceData(stack);
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
    await options.confirm(`finish the promotion of ${env.data.replica} that was begun`);
    world.reporter.step('promote').unchanged(`${env.data.replica} was promoted already, the rest is finished now`);
    await stopPrimary(stack);
    if (old.initialized && old.fenced === null) await fenceData(stack);
  }
  return await serveAsPrimary(stack, lost);
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
async function alreadyPromoted(stack: Stack, fenced: string): Promise<Promoted> {
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
  world.reporter.step('promote').unchanged(`${env.data.primary} is the primary already; the other is ${fenced}`);
  return await describePrimary(stack, 0);
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

/** What --accept-loss cost, for a line of its own or the end of one. */
export function givenUp(lost: number | null): string {
  if (lost === 0) return '';
  const what = lost === null ? 'an unknown number of bytes' : `${bytes(lost)} (${lost} bytes)`;
  return `; ${what} of the old primary's log were given up by --accept-loss`;
}

function describe({ env }: Stack, missing: number | null): string {
  const loss =
    missing === null
      ? ' The log of the old primary cannot be read: whether rows are missing is not known.'
      : missing > 0
        ? ` ${bytes(missing)} of log that the replica lacks are lost.`
        : '';
  return `stop the primary (${env.data.primary}), fence it, and make the replica (${env.data.replica}) the primary.${loss}`;
}

/**
 * Bytes of the old primary's log that the replica has not received. From the primary where it answers, else from the
 * files that it left; null where neither can be read.
 */
async function missingBytes(stack: Stack, replica: Connection, old: DataState): Promise<number | null> {
  const primary = await tryToConnect(stack, 'primary', 'postgres').catch(() => undefined);
  if (primary === undefined) return lossAgainst(await receivedLsn(replica), old);
  await using connection = primary;
  // What streams will be handed over at the stop, so only a replica that is not connected can miss something.
  const [row] = await connection.query<{ streaming: boolean; lsn: string }>(
    `SELECT pg_current_wal_flush_lsn()::text AS lsn,
            EXISTS (SELECT FROM pg_catalog.pg_stat_replication
                     WHERE application_name = 'replica' AND state = 'streaming') AS streaming`,
  );
  if (row?.streaming === true) return 0;
  const end = toLsn(row?.lsn);
  return end === null ? null : difference(end, await receivedLsn(replica));
}

/** The loss once the primary is stopped; the last of its log may still be on its way. */
async function settledLoss(replica: Connection, old: DataState): Promise<number | null> {
  if (old.lastRecord === null) return null;
  const complete = await waitFor(async () => (lossAgainst(await receivedLsn(replica), old) === 0 ? true : undefined), {
    withinMs: old.state === 'shut down' ? CATCHES_UP_WITHIN_MS : 2_000,
  });
  return complete === true ? 0 : lossAgainst(await receivedLsn(replica), old);
}

/** `lastRecord` begins the last record, so whoever has all of the log is beyond it. */
function lossAgainst(received: bigint, { lastRecord }: DataState): number | null {
  if (lastRecord === null) return null;
  return received > lastRecord ? 0 : Math.max(1, difference(lastRecord, received));
}

function difference(end: bigint, start: bigint): number {
  return end > start ? Number(end - start) : 0;
}

/** How far the replica's log goes. After a restart without a primary only what it replayed is told. */
async function receivedLsn(replica: Connection): Promise<bigint> {
  const [row] = await replica.query<{ lsn: string | null }>(
    'SELECT greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())::text AS lsn',
  );
  return toLsn(row?.lsn) ?? 0n;
}

/** @throws UserError where rows would be lost and nobody accepted it */
function refuseLoss(missing: number | null, { acceptLoss }: PromoteOptions): void {
  if (missing === 0 || acceptLoss) return;
  const what =
    missing === null
      ? "the old primary's log cannot be read, so nobody can say whether the replica has every committed row"
      : `the replica lacks ${bytes(missing)} of the primary's log, and committed rows in it would be lost`;
  throw new UserError(`${what}; it was not promoted`, {
    hint: 'Let it catch up: "timescale-ci stack start", then "start-replica". Where the old primary is gone for good, add --accept-loss.',
  });
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

async function fenceData(stack: Stack): Promise<void> {
  const { env, engine, world } = stack;
  const why = `fenced at ${world.now().toISOString()} because ${env.data.replica} was promoted`;
  await engine.compose([
    'run',
    '--rm',
    '--no-deps',
    '-T',
    '--entrypoint',
    '/bin/sh',
    'primary',
    '/timescale-ci/fence.sh',
    why,
  ]);
}

/** The containers change places: none may be there while the env file says something else. */
async function serveAsPrimary(stack: Stack, lostBytes: number | null): Promise<Promoted> {
  const { env, engine, world } = stack;
  await engine.compose(['stop', 'replica']);
  await engine.compose(['rm', '--force', '--stop', 'replica', 'primary']);
  await swapData(env);
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
