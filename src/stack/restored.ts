import { messageOf, UserError } from '../errors.ts';
import { archiveUntilNow, reasonOf, requireArchive } from './archive.ts';
import { type Connection, connect, tryToConnect } from './connect.ts';
import { findContainer, idsOf, lastLines } from './containers.ts';
import { requireFreePort } from './ports.ts';
import { applyPasswords, ROLES } from './roles.ts';
import type { Stack } from './stack.ts';
import { waitFor } from './wait.ts';
import { bytes } from './words.ts';

/**
 * A scratch server of what the archive has, beside the servers of the stack: on a volume of its own, at a port of its own.
 * It archives nothing and runs no job: a retention policy would drop what somebody came to look for.
 */

const VOLUME = 'restored';

/** Until when: a moment as pgBackRest reads it, a named place in the log, or the end of what is archived. */
export type Target = { time: string } | { name: string } | 'end';

export interface Restored {
  /** The last commit that it has, as the server says it; null where there was none to replay. */
  lastCommit: string | null;
  host: string;
  port: number;
}

/**
 * Restores and starts the scratch server, and waits until it is at its target and takes writes.
 *
 * @throws UserError where one runs already, the archive has no such moment, or there is no room
 */
export async function restoreBeside(stack: Stack, target: Target): Promise<Restored> {
  const { env, engine, world } = stack;
  requireArchive(stack);
  if ((await findContainer(stack, VOLUME))?.state === 'running') {
    throw new UserError(`a restored server runs already, at ${env.bind}:${env.ports.restored}`, {
      hint: 'Take what you need from it, then: timescale-ci stack restore --remove',
    });
  }
  await requireFreePort(stack, VOLUME);
  await removeRestored(stack);
  const step = world.reporter.step('restore');
  const script = async (...args: string[]): Promise<string> =>
    (await engine.compose([...RUN, VOLUME, '/timescale-ci/restore.sh', ...args])).stdout;
  await requireRoom(stack, Number(/^free=(\d+)$/m.exec(await script('free'))?.[1] ?? Number.NaN));
  step.update('copying the base backup');
  try {
    await script('restore', ...argumentsOf(target));
  } catch (error) {
    throw explainRestore(error as Error);
  }
  step.update('replaying the log');
  await engine.compose(['up', '--detach', '--no-deps', VOLUME]);
  await waitUntilPromoted(stack);
  // It has the passwords of its moment, and may know none of the roles.
  const roles = ROLES.filter(({ secret }) => env.values[secret]);
  await applyPasswords(stack, roles, VOLUME);
  await using server = await connect(stack, VOLUME, 'postgres');
  // They are in its settings, and would hold for whatever is made of its data later.
  for (const name of RECOVERY) await server.query(`ALTER SYSTEM RESET ${name}`);
  await server.query('SELECT pg_reload_conf()');
  const [row] = await server.query<{ last: string | null }>('SELECT pg_last_xact_replay_timestamp()::text AS last');
  const lastCommit = row?.last ?? null;
  step.done(`the last commit is of ${lastCommit ?? 'the base backup'}; at ${env.bind}:${env.ports.restored}`);
  return { lastCommit, host: env.bind, port: env.ports.restored };
}

const RUN = ['run', '--rm', '--no-deps', '-T', '--entrypoint', '/bin/sh'];

const RECOVERY = ['restore_command', ...['time', 'name', 'action', 'timeline'].map((one) => `recovery_target_${one}`)];

function argumentsOf(target: Target): string[] {
  if (target === 'end') return [];
  const [[type, value] = ['', '']] = Object.entries(target);
  return [`--type=${type}`, `--target=${value}`, '--target-action=promote'];
}

/** Removes the scratch server with its data. */
export async function removeRestored(stack: Stack): Promise<boolean> {
  const { engine, env } = stack;
  const container = await findContainer(stack, VOLUME);
  if (container !== undefined) await engine.docker(['rm', '--force', container.id]);
  const volume = `${env.project}_${VOLUME}`;
  const there = (await idsOf(stack, 'volume')).includes(volume);
  if (there) await engine.docker(['volume', 'rm', volume]);
  return there;
}

async function requireRoom(stack: Stack, free: number): Promise<void> {
  await using primary = await tryToConnect(stack, 'primary', 'postgres').catch(() => NOBODY);
  const [row] = await primary.query<{ size: string }>(
    'SELECT sum(pg_database_size(oid))::text AS size FROM pg_catalog.pg_database',
  );
  const needed = Number(row?.size ?? 0);
  if (needed <= free) return;
  throw new UserError(`a restore needs ${bytes(needed)}, and there are ${bytes(free)} left; nothing was done`, {
    hint: 'Free some: "docker system df" shows by what it is taken.',
  });
}

/** Where no primary answers, nobody knows the size. */
const NOBODY: Connection = { query: async () => [], certificateExpires: null, [Symbol.asyncDispose]: async () => {} };

/** Replaying takes as long as it takes; a server that ends says why. */
async function waitUntilPromoted(stack: Stack): Promise<void> {
  const ask = [
    'psql',
    '--no-psqlrc',
    '--tuples-only',
    '--no-align',
    '--command=SELECT pg_is_in_recovery()',
    'postgres',
  ];
  await waitFor(
    async () => {
      const container = await findContainer(stack, VOLUME);
      if (container?.state !== 'running') throw await whyNot(stack, container?.id);
      const answer = await stack.engine.docker(['exec', '--user', 'postgres', container.id, ...ask]).catch(() => '');
      return answer.trim() === 'f' ? true : undefined;
    },
    { withinMs: Number.POSITIVE_INFINITY, everyMs: 500, signal: stack.world.signal },
  );
}

async function whyNot(stack: Stack, id: string | undefined): Promise<UserError> {
  const said = id === undefined ? [] : await lastLines(stack, id, 40);
  if (said.some((line) => /recovery ended before configured recovery target was reached/.test(line))) {
    const last = said.findLast((line) => /last completed transaction was at log time/.test(line));
    return new UserError('the archive ends before that moment', {
      hint: `${last === undefined ? '' : `Its last commit is of ${last.replace(/^.*log time /, '')}. `}Without --to-time everything is restored that is there.`,
    });
  }
  const telling = said.filter((line) => /FATAL|PANIC|ERROR|refuses/.test(line)).slice(-5);
  return new UserError(['the restored server does not come up', ...telling].join('\n'), {
    hint: '"timescale-ci stack logs restored" shows all that it said.',
  });
}

function explainRestore(error: Error): UserError {
  const reason = reasonOf(error);
  if (/unable to find backup set|no backup set found|\[055\]|\[075\]/.test(reason)) {
    return new UserError(`the archive has no backup to restore that from: ${reason}`, {
      hint: '"timescale-ci stack status" says how far back it goes; "timescale-ci stack backup-data" makes one.',
      cause: error,
    });
  }
  return new UserError(`pgBackRest does not restore: ${reason || messageOf(error)}`, {
    hint: '"timescale-ci stack status" says what the archive holds.',
    cause: error,
  });
}

/** Sees to it that everything until now is in the archive, where there is a primary that could say so. */
export async function archivePresent(stack: Stack): Promise<void> {
  const primary = await tryToConnect(stack, 'primary', 'postgres').catch(() => undefined);
  if (primary === undefined) {
    stack.world.reporter.warn('The primary does not answer: what it had not archived cannot be restored.');
    return;
  }
  await using connection = primary;
  const step = stack.world.reporter.step('archive');
  if (await archiveUntilNow(connection)) step.done('it has everything until now');
  else step.warn('the log until now is not archived: "timescale-ci stack status" says how far it is');
}
