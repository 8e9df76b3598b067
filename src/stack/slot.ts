import pg from 'pg';
import { messageOf, UserError } from '../errors.ts';
import type { Connection } from './connect.ts';
import { SLOT } from './stack.ts';

export interface Slot {
  active: boolean;
  /** reserved, extended, unreserved or lost (PostgreSQL's documentation, pg_replication_slots). */
  walStatus: string | null;
  /** Bytes of log that it keeps. */
  retained: number | null;
}

/** The slot that keeps the log for a base backup while the replica's own still serves the copy that is there. */
export const COPY_SLOT = `${SLOT}_copy`;

/** The replica's slot on the primary, where there is one. */
export async function findSlot(primary: Connection): Promise<Slot | undefined> {
  const [row] = await primary.query<{ active: boolean; wal_status: string | null; retained: string | null }>(
    `SELECT active, wal_status, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::text AS retained
       FROM pg_catalog.pg_replication_slots WHERE slot_name = $1 AND slot_type = 'physical'`,
    [SLOT],
  );
  if (row === undefined) return undefined;
  return {
    active: row.active,
    walStatus: row.wal_status,
    retained: row.retained === null ? null : Number(row.retained),
  };
}

/**
 * Makes a slot for the replica, which keeps the log from this moment on.
 *
 * @throws UserError where the primary has no place for another
 */
export async function createSlot(primary: Connection, name: string): Promise<void> {
  try {
    await primary.query('SELECT pg_create_physical_replication_slot($1, true)', [name]);
  } catch (cause) {
    // configuration_limit_exceeded: max_replication_slots.
    if (!(cause instanceof pg.DatabaseError) || cause.code !== '53400') throw cause;
    const rows = await primary.query<{ slot_name: string }>(
      'SELECT slot_name FROM pg_catalog.pg_replication_slots WHERE NOT active ORDER BY 1',
    );
    const idle = rows.map(({ slot_name }) => slot_name);
    throw new UserError(`the primary has no free replication slot: ${messageOf(cause)}`, {
      hint:
        idle.length === 0
          ? 'All of them are in use: raise max_replication_slots in stack/compose.yaml, or stop a consumer.'
          : `Nobody uses ${idle.join(', ')}. Drop what is not needed: SELECT pg_drop_replication_slot('${idle[0]}');`,
      cause,
    });
  }
}

/** Drops a slot, and who holds it with it. */
export async function dropSlot(primary: Connection, name: string): Promise<void> {
  await primary.query(
    `SELECT pg_terminate_backend(active_pid, 5000) FROM pg_catalog.pg_replication_slots
      WHERE slot_name = $1 AND active_pid IS NOT NULL`,
    [name],
  );
  await primary.query(
    'SELECT pg_drop_replication_slot(slot_name) FROM pg_catalog.pg_replication_slots WHERE slot_name = $1',
    [name],
  );
}

/** Lets the replica's slot keep what the one of the copy keeps, from which the replica starts next. */
export async function takeOverCopySlot(primary: Connection): Promise<void> {
  await dropSlot(primary, SLOT);
  await primary.query('SELECT pg_copy_physical_replication_slot($1, $2)', [COPY_SLOT, SLOT]);
  await dropSlot(primary, COPY_SLOT);
}
