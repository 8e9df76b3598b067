import { type Connection, connect, tryToConnect } from './connect.ts';
import { findContainer } from './containers.ts';
import { COPY_SLOT, findSlot, type Slot } from './slot.ts';
import { fileName, SLOT, type Stack } from './stack.ts';

/** One connection that receives the primary's log. */
export interface Receiver {
  name: string;
  user: string;
  address: string | null;
  state: string;
  sync: string;
  /** Bytes that are not replayed there. */
  lagBytes: number;
  /** How long a commit took to be replayed there, in seconds; null where nothing was written lately. */
  lagSeconds: number | null;
}

export interface AnySlot {
  name: string;
  kind: string;
  active: boolean;
  walStatus: string | null;
  retainedBytes: number | null;
}

/** The replica as it sees itself; null where it does not answer. */
export interface ReplicaSide {
  inRecovery: boolean;
  /** streaming, or what its receiver does instead; null where it has none. */
  receiver: string | null;
  /** Age of the last commit that it replayed, in seconds; 0 where it replayed all that it received. */
  behindSeconds: number | null;
}

export interface Replication {
  /** No replica at all is no fault where none was ever made or wanted; one that does not stream is. */
  ok: boolean;
  /** What is wrong, and what to do. */
  problems: string[];
  receivers: Receiver[];
  slots: AnySlot[];
  replica: ReplicaSide | null;
}

const RECEIVERS = `
  SELECT application_name AS name, usename AS user, host(client_addr) AS address, state, sync_state AS sync,
         coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn), 0)::float8 AS "lagBytes",
         extract(epoch FROM replay_lag)::float8 AS "lagSeconds"
    FROM pg_catalog.pg_stat_replication ORDER BY application_name, pid`;

const SLOTS = `
  SELECT slot_name AS name, coalesce(plugin, slot_type) AS kind, active, wal_status AS "walStatus",
         pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::float8 AS "retainedBytes"
    FROM pg_catalog.pg_replication_slots ORDER BY slot_name`;

const REPLICA = `
  SELECT pg_is_in_recovery() AS "inRecovery",
         (SELECT status FROM pg_catalog.pg_stat_wal_receiver) AS receiver,
         CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
              ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END::float8 AS "behindSeconds"`;

/** How the replication goes: who receives, the slots, lag in bytes and seconds, and what is wrong with it. */
export async function replication(stack: Stack): Promise<Replication> {
  await using primary = await connect(stack, 'primary', 'postgres');
  const receivers = await primary.query<Receiver>(RECEIVERS);
  const slots = await primary.query<AnySlot>(SLOTS);
  const slot = await findSlot(primary);
  const replica = await replicaSide(stack);
  const problems = await findProblems(stack, { primary, slot, receivers, replica, slots });
  return { ok: problems.length === 0, problems, receivers, slots, replica };
}

async function replicaSide(stack: Stack): Promise<ReplicaSide | null> {
  try {
    await using connection = await tryToConnect(stack, 'replica', 'postgres');
    return (await connection.query<ReplicaSide>(REPLICA))[0] ?? null;
  } catch {
    return null;
  }
}

interface Seen {
  primary: Connection;
  slot: Slot | undefined;
  receivers: readonly Receiver[];
  replica: ReplicaSide | null;
  slots: readonly AnySlot[];
}

async function findProblems(stack: Stack, { slot, receivers, replica, slots }: Seen): Promise<string[]> {
  const problems: string[] = [];
  const container = await findContainer(stack, 'replica');
  const wanted = container !== undefined || slot !== undefined || stack.env.replica === 'wanted';
  const streams = receivers.some(({ name, state }) => name === 'replica' && state === 'streaming');
  if (slot?.walStatus === 'lost') {
    problems.push(`slot ${SLOT} lost log that the replica needs: timescale-ci stack restart-replica`);
  } else if (wanted && container === undefined && slot === undefined) {
    problems.push(
      'there is no replica, and the primary has the only copy: timescale-ci stack start-replica, ' +
        `or TIMESCALE_REPLICA=none in ${fileName(stack.world)} where none is wanted`,
    );
  } else if (wanted && container?.state !== 'running') {
    problems.push('the replica does not run, and its slot keeps the log for it: timescale-ci stack start-replica');
  } else if (wanted && !streams) {
    problems.push('the replica does not stream: timescale-ci stack logs replica');
  }
  if (container !== undefined && slot === undefined) {
    problems.push(`the replica has no slot ${SLOT} on the primary: timescale-ci stack restart-replica`);
  }
  if (replica?.inRecovery === false) {
    problems.push('the replica is no standby: it was promoted. timescale-ci stack promote finishes that');
  }
  if (slots.some(({ name, active }) => name === COPY_SLOT && !active)) {
    problems.push(`slot ${COPY_SLOT} keeps log for a copy that was cut short: timescale-ci stack restart-replica`);
  }
  for (const { name, walStatus } of slots) {
    if (name !== SLOT && walStatus === 'lost')
      problems.push(`slot ${name} lost its log: drop it, its consumer starts anew`);
  }
  return problems;
}
