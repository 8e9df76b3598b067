import { join } from 'node:path';
import { messageOf, UserError } from '../../errors.ts';
import type { Context } from '../../jobs/context.ts';
import { databaseUrl } from '../../stack/connect.ts';
import { findContainer } from '../../stack/containers.ts';
import { nextTime, parseTime, waitUntil } from '../../stack/daily.ts';
import { readEnvFile } from '../../stack/env-file.ts';
import { fileName, openStack } from '../../stack/stack.ts';
import type { World } from '../../stack/world.ts';
import { backupCommand } from '../commands/backup.ts';
import type { Command, Outcome } from '../run.ts';
import type { StackFlags } from './run.ts';

export interface BackupFlags extends StackFlags {
  at?: string;
  address?: string;
}

/** `stack backup`: the main job on the primary, once or every day. It needs a way to the primary and a
 * pg_dump: the primary's own, where there is a Docker engine. */
export const stackBackup =
  (flags: BackupFlags, world: World): Command =>
  async (settings, context) => {
    const env = await readEnvFile(world.envPath);
    if (env === undefined) {
      throw new UserError(`there is no ${fileName(world)}`, { hint: 'Run "timescale-ci stack setup" first.' });
    }
    const url = databaseUrl(
      { env: flags.address === undefined ? env : { ...env, ...addressOf(flags.address, env) } },
      'primary',
    );
    const dumping = flags.address === undefined ? { ...context, env: await withOwnDump(world, context.env) } : context;
    const once = () => backupCommand({ ...settings, 'database-url': url }, dumping);
    return flags.at === undefined ? await once() : await everyDay(flags.at, once, context);
  };

/** The environment with the primary's own pg_dump, where there is a container to run it in and nobody named another. */
async function withOwnDump(world: World, env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  // Windows cannot run the script; there, and without Docker, a pg_dump of this machine has to do.
  if (env['PG_DUMP'] !== undefined || process.platform === 'win32') return env;
  const primary = await openStack(world).then(
    (stack) => findContainer(stack, 'primary'),
    () => undefined,
  );
  if (primary?.state !== 'running') return env;
  return { ...env, PG_DUMP: join(world.stackDir, 'pg-dump.sh'), TIMESCALE_CONTAINER: primary.id };
}

function addressOf<Env extends { ports: object }>(address: string, env: Env): { bind: string; ports: Env['ports'] } {
  const [, host, port] = /^(.+):(\d+)$/.exec(address) ?? [];
  if (host === undefined || port === undefined) {
    throw new UserError(`"${address}" is not HOST:PORT`, { hint: 'For example --address primary:5432.' });
  }
  return { bind: host, ports: { ...env.ports, primary: Number(port) } };
}

/** Runs the job at the same time every day. A run that fails is told, and the next day comes all the same. */
async function everyDay(at: string, once: () => Promise<Outcome>, context: Context): Promise<Outcome> {
  const time = parseTime(at);
  if (time === undefined) throw new UserError(`"${at}" is no time of day`, { hint: 'In UTC, like --at 02:00.' });
  const { reporter, now, signal } = context;
  for (;;) {
    const next = nextTime(time, now());
    reporter.note(`Next backup at ${next.toISOString().slice(0, 16).replace('T', ' ')} UTC.`);
    await waitUntil(next, now, signal);
    try {
      const { ok, verdict } = await once();
      if (!ok) reporter.warn(verdict ?? 'the backup found something');
    } catch (error) {
      const hint = error instanceof UserError ? error.hint : undefined;
      reporter.error(messageOf(error), { hint });
    }
  }
}
