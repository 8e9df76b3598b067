import { UserError } from '../errors.ts';
import { type Connection, tryToConnect } from './connect.ts';
import type { Stack } from './stack.ts';
import { type DataState, toLsn } from './volumes.ts';
import { waitFor } from './wait.ts';
import { bytes } from './words.ts';

// How much of the old primary's log a promotion gives up. In bytes; null where nobody can say.

const CATCHES_UP_WITHIN_MS = 30_000;

/**
 * Bytes of the old primary's log that the replica has not received. From the primary where it answers, else from the
 * files that it left; null where neither can be read.
 */
export async function missingBytes(stack: Stack, replica: Connection, old: DataState): Promise<number | null> {
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
export async function settledLoss(replica: Connection, old: DataState): Promise<number | null> {
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
export function refuseLoss(missing: number | null, acceptLoss: boolean): void {
  if (missing === 0 || acceptLoss) return;
  const what =
    missing === null
      ? "the old primary's log cannot be read, so nobody can say whether the replica has every committed row"
      : `the replica lacks ${bytes(missing)} of the primary's log, and committed rows in it would be lost`;
  throw new UserError(`${what}; it was not promoted`, {
    hint: 'Let it catch up: "timescale-ci stack start", then "start-replica". Where the old primary is gone for good, add --accept-loss.',
  });
}

/** What the old primary wrote after a promotion by hand, while it may still run. */
export async function lostByHand(stack: Stack, old: DataState, next: DataState): Promise<number | null> {
  const primary = await tryToConnect(stack, 'primary', 'postgres').catch(() => undefined);
  if (primary === undefined) return lossAfterSwitch(old, next);
  await using connection = primary;
  const [row] = await connection.query<{ lsn: string }>('SELECT pg_current_wal_insert_lsn()::text AS lsn');
  const end = toLsn(row?.lsn);
  return end === null || next.switchedAt === null ? null : difference(end, next.switchedAt);
}

/** By the files, where no server answers. The record of an orderly stop holds no rows, and comes last. */
export function lossAfterSwitch(old: DataState, { switchedAt }: DataState): number | null {
  if (switchedAt === null || old.lastRecord === null) return null;
  return old.state === 'shut down' ? difference(old.lastRecord, switchedAt) : lossAgainst(switchedAt, old);
}

/** @throws UserError where the old primary has log from after a promotion by hand, and nobody gave it up */
export function refuseHand(lost: number | null, acceptLoss: boolean): void {
  if (lost === 0 || acceptLoss) return;
  const what =
    lost === null
      ? 'where it left the log of the old primary cannot be read'
      : `the old primary has ${bytes(lost)} of log from after that`;
  throw new UserError(`the replica was promoted by hand, and ${what}; nothing was done`, {
    hint: 'Committed rows in it are in the old primary alone: take them out first. Then give the rest up by --accept-loss.',
  });
}

/** What a promotion cost, for the end of a line. */
export function givenUp(lost: number | null): string {
  if (lost === 0) return '';
  if (lost === null) return "; how much of the old primary's log was lost is not known";
  return `; ${bytes(lost)} (${lost} bytes) of the old primary's log were given up by --accept-loss`;
}

export function lossWords(missing: number | null): string {
  if (missing === null) return ' The log of the old primary cannot be read: whether rows are missing is not known.';
  return missing > 0 ? ` ${bytes(missing)} of log that the replica lacks are lost.` : '';
}
