import { docsPage } from '../documentation.ts';
import { messageOf, UserError } from '../errors.ts';
import { type Connection, connect } from './connect.ts';
import { findContainer, lastLines } from './containers.ts';
import { setValues } from './env-file.ts';
import { requireNoHalfPromotion } from './half-promoted.ts';
import { requireMounts } from './mounts.ts';
import { COPY_SLOT, createSlot, dropSlot, findSlot, takeOverCopySlot } from './slot.ts';
import { SLOT, type Stack } from './stack.ts';
import { startServer } from './start.ts';
import { noteStack } from './state.ts';
import { readVolumes } from './volumes.ts';
import { waitFor } from './wait.ts';
import { bytes } from './words.ts';

const STREAMING_WITHIN_MS = 120_000;
/** By then a replica has tried to connect, and has said why it cannot. */
const TRIES_WITHIN_MS = 8_000;

export interface ReplicaOptions {
  /** Make a new base backup although there is one. */
  resync: boolean;
  /** Erase a former primary that is on the replica's volume. */
  eraseFormer: boolean;
  /** Erase what is on the replica's volume before the new copy is there, where there is no room for both. */
  eraseFirst: boolean;
}

export interface ReplicaStarted {
  /** True where a base backup was taken. */
  copied: boolean;
  host: string;
  port: number;
  /** Bytes of log that the replica had not replayed when this was asked. */
  lagBytes: number;
}

/**
 * Starts the replica as a streaming standby and waits until it streams: slot, base backup where there is none, server.
 *
 * @throws UserError where the primary does not answer, has no slot left, or the copy can no longer follow
 */
export async function startReplica(stack: Stack, options: ReplicaOptions): Promise<ReplicaStarted> {
  const { env, world } = stack;
  await requireMounts(stack);
  await requireNoHalfPromotion(stack);
  await using primary = await connect(stack, 'primary', 'postgres');
  const copied = await haveCopy(stack, primary, options);
  await startServer(stack, 'replica');

  const step = world.reporter.step('streaming');
  const began = performance.now();
  const lag = await waitFor(
    async () => {
      const state = await streamingLag(primary);
      if (state?.streaming) return state.lag;
      step.update(state === undefined ? 'waiting for the replica to connect' : `${bytes(state.lag)} behind`);
      if (state === undefined && performance.now() - began > TRIES_WITHIN_MS) {
        const reason = await whyNotStreaming(stack, primary);
        if (reason !== undefined) throw reason;
      }
      return undefined;
    },
    { withinMs: STREAMING_WITHIN_MS, everyMs: 250, signal: world.signal },
  );
  if (lag === undefined) {
    throw new UserError(`the replica does not stream within ${STREAMING_WITHIN_MS / 1000} s`, {
      hint: '"timescale-ci stack logs replica" shows what it says.',
    });
  }
  if (env.replica !== 'wanted') {
    await setValues(env, { TIMESCALE_REPLICA: 'wanted' });
    await noteStack(world, { replica: 'wanted' });
  }
  step.done(`from slot ${SLOT}, ${lag === 0 ? 'nothing' : bytes(lag)} behind`);
  return { copied, host: env.bind, port: env.ports.replica, lagBytes: lag };
}

/** Makes sure that the replica's volume holds a copy that has its slot. @returns true where one was made */
async function haveCopy(stack: Stack, primary: Connection, options: ReplicaOptions): Promise<boolean> {
  const { env } = stack;
  const { resync, eraseFormer } = options;
  const container = await findContainer(stack, 'replica');
  if (container?.state === 'running' && !resync) return false;
  const data = (await readVolumes(stack))[env.data.replica];
  const former = data?.initialized === true && !data.standby;
  if (former && !eraseFormer) {
    throw new UserError(
      `the replica's volume ${env.data.replica} holds a former primary${data.fenced ? `: ${data.fenced}` : ''}`,
      {
        hint: 'A new base backup erases it. Look first whether it has rows that are missing now, then add --yes.',
      },
    );
  }
  const slot = await findSlot(primary);
  if (data?.standby === true && slot !== undefined && slot.walStatus !== 'lost' && !resync) return false;
  if (data?.standby === true && !resync) {
    throw new UserError(
      slot === undefined
        ? `the replica has data, but its slot ${SLOT} is not on the primary`
        : `the slot ${SLOT} lost the log that the replica needs: it was away for more than max_slot_wal_keep_size`,
      { hint: 'Copy it anew: timescale-ci stack restart-replica' },
    );
  }
  await copyPrimary(stack, primary, { ...options, occupied: data?.initialized === true });
  return true;
}

/**
 * Takes a base backup beside what the replica's volume holds, verifies it, and only then lets it take that place: a
 * primary that cannot be reached, or whose pages are damaged, costs the replica nothing.
 */
async function copyPrimary(
  stack: Stack,
  primary: Connection,
  { eraseFirst, occupied }: ReplicaOptions & { occupied: boolean },
): Promise<void> {
  const { engine, world } = stack;
  const step = world.reporter.step('copy');
  const script = async (...args: string[]): Promise<string> => {
    try {
      const { stdout } = await engine.compose([
        ...['run', '--rm', '--no-deps', '-T', '--entrypoint', '/bin/sh'],
        ...['replica', '/timescale-ci/base-backup.sh', ...args],
      ]);
      return stdout;
    } catch (error) {
      throw explainBackup(error);
    }
  };
  // What a killed run left, with whoever still copies by it.
  await dropSlot(primary, COPY_SLOT);
  step.update('trying the replication connection');
  const free = Number(/^free=(\d+)$/m.exec(await script('check'))?.[1] ?? Number.NaN);
  const [row] = await primary.query<{ size: string }>(
    `SELECT ((SELECT sum(pg_database_size(oid)) FROM pg_catalog.pg_database)
             + (SELECT sum(size) FROM pg_ls_waldir()))::text AS size`,
  );
  const needed = Number(row?.size ?? 0);
  if (eraseFirst && occupied) {
    // A primary that cannot be read whole would leave nothing at all.
    step.update('reading all of the primary, before the old copy is erased');
    await script('read');
  } else if (free < needed) {
    throw new UserError(
      `a new copy needs ${bytes(needed)}, and the replica's volume has ${bytes(free)} left; nothing was touched`,
      {
        hint: occupied
          ? 'Free some ("docker system df"), or add --erase-first: the old copy goes before the new one is there.'
          : 'Free some: "docker system df" shows by what it is taken.',
      },
    );
  }
  const present = await findSlot(primary);
  if (present?.walStatus === 'lost') await dropSlot(primary, SLOT);
  // A replica that runs streams on by its own slot.
  const slot = present === undefined && !occupied ? SLOT : COPY_SLOT;
  await createSlot(primary, slot);
  const size = bytes(needed);
  try {
    if (eraseFirst && occupied) {
      await engine.compose(['stop', 'replica']);
      await script('erase');
    }
    step.update(`base backup of ${size}`);
    await script('copy', slot);
  } catch (error) {
    await dropSlot(primary, slot);
    throw error;
  }
  if ((await findContainer(stack, 'replica')) !== undefined) await engine.compose(['stop', 'replica']);
  await script('swap');
  if (slot === COPY_SLOT) await takeOverCopySlot(primary);
  step.done(`base backup of ${size}, verified; slot ${SLOT}`);
}

interface Streaming {
  streaming: boolean;
  /** Bytes that are not replayed. */
  lag: number;
}

/** Where the replica is, as the primary sees it; undefined where it is not connected. */
async function streamingLag(primary: Connection): Promise<Streaming | undefined> {
  const [row] = await primary.query<{ streaming: boolean; lag: string }>(
    `SELECT state = 'streaming' AS streaming,
            coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn), 0)::text AS lag
       FROM pg_catalog.pg_stat_replication WHERE application_name = 'replica'`,
  );
  return row === undefined ? undefined : { streaming: row.streaming, lag: Number(row.lag) };
}

const RECEIVER_SAYS =
  /could not (?:connect to the primary|receive data|start WAL streaming|create)|requested (?:WAL|timeline|starting point)|highest timeline|different from that of|ahead of the WAL|diverged/i;

const HINTS: [RegExp, string][] = [
  [
    /checksum error|checksum verification failed/i,
    'The replica keeps the copy that it has, which may be whole. Compare the tables there, then make it the primary: ' +
      `timescale-ci stack promote. ${docsPage('operations.md#troubleshooting')}, "Damaged pages".`,
  ],
  [
    /already been removed|not a child|different from that of|diverged|ahead of the WAL|highest timeline|invalidated/i,
    'Its copy can no longer follow the primary. Copy it anew: timescale-ci stack restart-replica',
  ],
  [
    /password authentication failed/i,
    'The role replicator has another password than REPLICATOR_PASSWORD in the env file: "timescale-ci stack ' +
      'rotate --from-file" gives the role the one of the file, and the replica with it.',
  ],
  [
    /not permitted to log in|permission denied to start WAL sender|must be superuser or replication role|role "replicator" does not exist/i,
    'The role replicator may not connect or replicate: "timescale-ci stack setup" gives it its rights again.',
  ],
  [
    /no pg_hba.conf entry|pg_hba.conf rejects/i,
    'stack/postgres/pg_hba.conf keeps it out: check what was changed there, and restart.',
  ],
];

/** What it means that a base backup, or the connection for one, failed. */
function explainBackup(error: unknown): unknown {
  const text = messageOf(error);
  const said = text
    .split('\n')
    .findLast((line) => /error:/i.test(line))
    ?.replace(/^.*?(FATAL|error):\s*/i, '')
    .replace(/^.*FATAL:\s*/, '');
  const hint = HINTS.find(([pattern]) => pattern.test(text))?.[1];
  if (said === undefined || hint === undefined) return error;
  const damaged = /checksum verification failed in file.*/i.exec(text)?.[0];
  if (damaged !== undefined) {
    return new UserError(`pages of the primary are damaged: ${damaged}; no copy was taken`, { hint, cause: error });
  }
  return new UserError(`the primary does not let the replica in: ${said}`, { hint, cause: error });
}

/** Why the replica cannot stream, in its own words; undefined where it has not said so. */
async function whyNotStreaming(stack: Stack, primary: Connection): Promise<UserError | undefined> {
  const container = await findContainer(stack, 'replica');
  const said = container === undefined ? [] : await lastLines(stack, container.id, 20);
  const last = said.findLast((line) => RECEIVER_SAYS.test(line))?.replace(/^.*?(FATAL|ERROR|LOG):\s*/, '');
  const lost = (await findSlot(primary))?.walStatus === 'lost';
  if (last === undefined && !lost) return undefined;
  const text = `${last ?? ''}${lost ? ' invalidated' : ''}`;
  const hint = HINTS.find(([pattern]) => pattern.test(text))?.[1];
  return new UserError(`the replica does not stream: ${last ?? `slot ${SLOT} lost its log`}`, {
    hint: hint ?? '"timescale-ci stack logs replica" shows all that it says.',
  });
}
