import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PgSession } from '../../engine/pg-session.ts';
import { messageOf, UserError } from '../../errors.ts';
import { plural } from '../../report/words.ts';
import { BACKUP_ROLE, backupUrl } from '../../stack/connect.ts';
import { findContainer } from '../../stack/containers.ts';
import { nextTime, parseTime, waitUntil } from '../../stack/daily.ts';
import { readEnvFile } from '../../stack/env-file.ts';
import { fileName, openStack } from '../../stack/stack.ts';
import { type BackupKind, isStale, noteBackups, readBackups } from '../../stack/state.ts';
import type { World } from '../../stack/world.ts';
import type { Context } from '../../workflows/context.ts';
import { backupCommand } from '../commands/backup.ts';
import type { Command, Outcome } from '../run.ts';
import { noteInAudit, type StackFlags } from './run.ts';

export interface BackupFlags extends StackFlags {
  image?: string;
  at?: string;
  address?: string;
}

/**
 * `stack backup`: the main job on the primary, once or every day, as a role that can read the schema and write nothing.
 * It needs a way to the primary and a pg_dump: the primary's own, where there is a Docker engine.
 */
export const stackBackup =
  (flags: BackupFlags, world: World): Command =>
  async (settings, context) => {
    const once = async (): Promise<Outcome> => {
      if (flags.address === undefined) {
        // Read anew each time: a promotion may have changed what runs.
        const env = await readEnvFile(world.envPath);
        if (env === undefined) {
          throw new UserError(`there is no ${fileName(world)}`, { hint: 'Run "timescale-ci stack setup" first.' });
        }
        // The proof's own server is of the primary's image, where nobody named another.
        const own = { ...settings, image: flags.image ?? env.image };
        const dumping = { ...context, env: await withOwnDump(world, context.env) };
        return await backupCommand({ ...own, 'database-url': backupUrl({ env, world }) }, dumping);
      }
      const url = await serviceUrl(flags.address, world);
      const proof = settings['restore-test'] && (await canProve(url, settings.engine, context));
      return await backupCommand({ ...settings, 'restore-test': proof, 'database-url': url }, context);
    };
    const recorded = () => record(world, once);
    return flags.at === undefined ? await recorded() : await everyDay(flags.at, recorded, world);
  };

/** Notes how a backup went, for status, health check and metrics. */
async function record(world: World, once: () => Promise<Outcome>): Promise<Outcome> {
  const failed = (error: string) =>
    noteBackups(world, { lastFailure: world.now().toISOString(), failing: true, error });
  try {
    const outcome = await once();
    if (outcome.ok) await noteBackups(world, { lastSuccess: world.now().toISOString(), failing: false, error: null });
    else await failed(whyNot(outcome));
    return outcome;
  } catch (error) {
    await failed(messageOf(error).split('\n')[0] ?? '');
    throw error;
  }
}

/** What a backup found, in a word. */
function whyNot({ json }: Outcome): string {
  const { unmet } = json as { unmet: readonly unknown[] };
  if (unmet.length > 0) return `${plural(unmet.length, 'promise')} of timescale-ci.yml not kept`;
  return 'the dump did not restore to the same schema';
}

/** What the backup service connects to: its container has no env file, but the one password as a file. */
async function serviceUrl(address: string, world: World): Promise<string> {
  const { host, port } = addressOf(address);
  const { PGDATABASE: database } = world.env;
  const file = join(world.stateDir, 'secrets/backup/password');
  const password = await readFile(file, 'utf8').catch((cause) => {
    throw new UserError(`cannot read ${file}, which has the password of ${BACKUP_ROLE}: ${messageOf(cause)}`, {
      hint: '--address is for the backup service, which "timescale-ci stack start-tools" starts.',
    });
  });
  if (password === '' || database === undefined) {
    throw new UserError(`no password of ${BACKUP_ROLE}, or no PGDATABASE`, {
      hint: 'Run "timescale-ci stack setup", then "timescale-ci stack start-tools" again.',
    });
  }
  // Where the stack encrypts, its authority lies beside the password.
  const authority = join(world.stateDir, 'secrets/backup/ca.crt');
  const tls = world.env['TIMESCALE_SSLMODE'] === 'verify-full' ? `?sslmode=verify-full&sslrootcert=${authority}` : '';
  return `postgres://${BACKUP_ROLE}:${encodeURIComponent(password)}@${host}:${port}/${encodeURIComponent(database)}${tls}`;
}

/** PostgreSQL's version in the embedded engine. */
const EMBEDDED_POSTGRES = 17;

/**
 * Whether the engine can prove a dump of this primary. Views and privileges read differently on another version of
 * PostgreSQL, and the backup service has no Docker engine to take a server of the same one from.
 */
async function canProve(url: string, engine: string, { reporter }: Context): Promise<boolean> {
  if (engine !== 'embedded') return true;
  const major = await PgSession.connect({ connectionString: url }, async (cause) => new Error(messageOf(cause))).then(
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

function addressOf(address: string): { host: string; port: string } {
  const [, host, port] = /^([^/@?#]+):(\d+)$/.exec(address) ?? [];
  if (host === undefined || port === undefined) {
    throw new UserError(`"${address}" is not HOST:PORT`, { hint: 'For example --address primary:5432.' });
  }
  return { host, port };
}

/**
 * Runs the job at the same time every day, and at once where the last success is more than a day ago: a machine may have
 * been off at that time. A run that fails is told and noted, and the next day comes all the same.
 */
export async function everyDay(
  at: string,
  once: () => Promise<Outcome>,
  world: World,
  kind: BackupKind = 'schema',
): Promise<Outcome> {
  const time = parseTime(at);
  if (time === undefined) throw new UserError(`"${at}" is no time of day`, { hint: 'In UTC, like --at 02:00.' });
  const { reporter, now, signal } = world;
  const run = async () => {
    try {
      const { ok, verdict = 'the backup found something' } = await once();
      if (!ok) reporter.warn(verdict);
      await noteInAudit(world, ok ? 'done' : `failed: ${verdict}`);
    } catch (error) {
      const hint = error instanceof UserError ? error.hint : undefined;
      reporter.error(messageOf(error), { hint });
      await noteInAudit(world, `failed: ${messageOf(error)}`);
    }
  };
  const before = await readBackups(world, kind);
  // A service that ends and starts again and again is late all the same.
  await noteBackups(world, { expectedSince: before.expectedSince ?? now().toISOString() }, kind);
  if (isStale(before, now())) await run();
  for (;;) {
    const next = nextTime(time, now());
    reporter.note(`Next backup at ${next.toISOString().slice(0, 16).replace('T', ' ')} UTC.`);
    await waitUntil(next, now, signal);
    await run();
  }
}
