import { join } from 'node:path';
import { PgSession } from '../../engine/pg-session.ts';
import { messageOf, UserError } from '../../errors.ts';
import type { Context } from '../../jobs/context.ts';
import { clientConfig, databaseUrl } from '../../stack/connect.ts';
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

/**
 * `stack backup`: the main job on the primary, once or every day. It needs a way to the primary and a pg_dump: the
 * primary's own, where there is a Docker engine.
 */
export const stackBackup =
  (flags: BackupFlags, world: World): Command =>
  async (settings, context) => {
    const once = async (): Promise<Outcome> => {
      // Read anew each time: a promotion may have changed what runs.
      const env = await readEnvFile(world.envPath);
      if (env === undefined) {
        throw new UserError(`there is no ${fileName(world)}`, { hint: 'Run "timescale-ci stack setup" first.' });
      }
      // The proof's own server is of the primary's image, where nobody named another.
      const own = { ...settings, image: flags.image ?? env.image };
      if (flags.address === undefined) {
        const url = databaseUrl({ env }, 'primary');
        const dumping = { ...context, env: await withOwnDump(world, context.env) };
        return await backupCommand({ ...own, 'database-url': url }, dumping);
      }
      const at = { env: { ...env, ...addressOf(flags.address, env) } };
      const proof = own['restore-test'] && (await canProve(at, own.engine, context));
      return await backupCommand(
        { ...own, 'restore-test': proof, 'database-url': databaseUrl(at, 'primary') },
        context,
      );
    };
    return flags.at === undefined ? await once() : await everyDay(flags.at, once, context);
  };

/** PostgreSQL's version in the embedded engine. */
const EMBEDDED_POSTGRES = 17;

/**
 * Whether the engine can prove a dump of this primary. Views and privileges read differently on another version of
 * PostgreSQL, and the backup service has no Docker engine to take a server of the same one from.
 */
async function canProve(
  at: Parameters<typeof clientConfig>[0],
  engine: string,
  { reporter }: Context,
): Promise<boolean> {
  if (engine !== 'embedded') return true;
  const major = await PgSession.connect(clientConfig(at, 'primary'), async (cause) => new Error(messageOf(cause))).then(
    async (session) => {
      await using primary = session;
      const [row] = await primary.query<{ major: number }>(
        `SELECT current_setting('server_version_num')::int / 10000 AS major`,
      );
      return row?.major;
    },
    // The job is about to meet the same, and explains it.
    () => EMBEDDED_POSTGRES,
  );
  if (major === EMBEDDED_POSTGRES) return true;
  reporter.warn(`No proof: the embedded engine is PostgreSQL ${EMBEDDED_POSTGRES}, the primary ${major}.`, [
    'Where Docker is, "timescale-ci stack backup" proves the dump on a server like the primary.',
  ]);
  return false;
}

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
