import { existsSync } from 'node:fs';
import { chmod, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import type { StackEnv } from './env-file.ts';
import type { World } from './world.ts';

/**
 * What the stack remembers beside its env file, in a directory that containers mount: how the backups went, the same as
 * metrics for node_exporter's textfile collector, and secrets as files.
 */

/** How the backups went. Times in ISO 8601. */
export interface BackupRecord {
  /** Since when one is expected every day; null where nobody runs it daily. */
  expectedSince: string | null;
  lastSuccess: string | null;
  lastFailure: string | null;
  /** Why the last one failed; null where it did not. */
  error: string | null;
  failing: boolean;
}

const NOTHING: BackupRecord = {
  expectedSince: null,
  lastSuccess: null,
  lastFailure: null,
  error: null,
  failing: false,
};

/** A day, and the time that a backup may take. */
const OVERDUE_AFTER_MS = 26 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** What containers mount; those of tools run as users of their own. */
const SHARED = ['metrics', 'backup', 'tls', 'secrets/server', 'secrets/backup', 'secrets/alertmanager'];

/**
 * Makes the directory, which git leaves alone, with all that containers mount: Docker would make what is missing, of root's.
 */
export async function prepareState({ stateDir }: Pick<World, 'stateDir'>): Promise<void> {
  try {
    await mkdir(join(stateDir, 'secrets'), { recursive: true, mode: 0o700 });
    for (const name of SHARED) {
      const made = await mkdir(join(stateDir, name), { recursive: true });
      // Whatever the umask of who runs this.
      if (made !== undefined) await chmod(join(stateDir, name), 0o755);
    }
    await writeFile(join(stateDir, '.gitignore'), '*\n');
  } catch (cause) {
    throw new UserError(`cannot write ${stateDir}: ${messageOf(cause)}`, { hint: 'Check the directory.', cause });
  }
}

/** Removes all of it. */
export async function forgetState({ stateDir }: World): Promise<void> {
  await rm(stateDir, { recursive: true, force: true });
}

/** Whole or not at all, for readers that come at any time. */
async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  const temporary = `${path}.${process.pid}.new`;
  const file = await open(temporary, 'w', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

/** Backups of the schema, and base backups of the data: the file that each is noted in, and what its metrics begin with. */
const KINDS = {
  schema: { file: 'backup/record.json', metrics: 'backup', what: 'backup', command: 'timescale-ci stack backup' },
  data: {
    file: 'backup/data.json',
    metrics: 'data_backup',
    what: 'backup of the data',
    command: 'timescale-ci stack backup-data',
  },
} as const;

export type BackupKind = keyof typeof KINDS;

/** How the backups went so far. */
export async function readBackups(
  { stateDir }: Pick<World, 'stateDir'>,
  kind: BackupKind = 'schema',
): Promise<BackupRecord> {
  const text = await readFile(join(stateDir, KINDS[kind].file), 'utf8').catch(() => '{}');
  try {
    return { ...NOTHING, ...(JSON.parse(text) as Partial<BackupRecord>) };
  } catch {
    return NOTHING;
  }
}

/** Notes something of the backups, and tells the metrics. */
export async function noteBackups(
  world: World,
  facts: Partial<BackupRecord>,
  kind: BackupKind = 'schema',
): Promise<void> {
  // The backup service has this part of it alone.
  if (!existsSync(join(world.stateDir, 'backup'))) await prepareState(world);
  const record = { ...(await readBackups(world, kind)), ...facts };
  const { file, metrics } = KINDS[kind];
  await replaceFile(join(world.stateDir, file), `${JSON.stringify(record, null, 2)}\n`, 0o644);
  const due = dueAt(record);
  await writeMetrics(world, metrics, {
    [`timescaledb_${metrics}_failing`]: ['1 where the last backup failed', record.failing ? 1 : 0],
    [`timescaledb_${metrics}_last_success_seconds`]: ['When one last succeeded; 0 for never', unix(record.lastSuccess)],
    ...(due !== null && {
      [`timescaledb_${metrics}_due_seconds`]: ['When the next success is overdue', Math.round(due.getTime() / 1000)],
    }),
  });
}

/** When the next success is overdue; null where nobody expects one. */
function dueAt({ expectedSince, lastSuccess }: BackupRecord): Date | null {
  if (expectedSince === null) return null;
  const last = Math.max(Date.parse(expectedSince), lastSuccess === null ? 0 : Date.parse(lastSuccess));
  return new Date(last + OVERDUE_AFTER_MS);
}

/** True where the last success is more than a day ago, or there never was one. */
export function isStale({ lastSuccess }: BackupRecord, now: Date): boolean {
  return lastSuccess === null || now.getTime() - Date.parse(lastSuccess) > DAY_MS;
}

/** What is wrong with the backups, and what to do. */
export function backupProblems(record: BackupRecord, now: Date, kind: BackupKind = 'schema'): string[] {
  const { what, command } = KINDS[kind];
  const since =
    record.lastSuccess === null ? 'none has ever succeeded' : `the last success was at ${record.lastSuccess}`;
  if (record.failing) {
    return [`the ${what} of ${record.lastFailure} failed (${record.error}); ${since}: ${command}`];
  }
  const due = dueAt(record);
  return due !== null && due < now
    ? [`the daily ${what} is overdue, ${since}: ${kind === 'schema' ? 'timescale-ci stack logs backup' : command}`]
    : [];
}

/** What the env file says about the stack, as metrics, where monitoring was ever started. */
export async function noteStack(world: World, env: Pick<StackEnv, 'replica'>): Promise<void> {
  if (!existsSync(join(world.stateDir, 'metrics'))) return;
  await writeMetrics(world, 'stack', {
    timescaledb_stack_replica_wanted: [
      '1 where this stack is meant to have a replica',
      env.replica === 'wanted' ? 1 : 0,
    ],
  });
}

/** Tells the metrics when the certificate of the servers expires; null where there is none. */
export async function noteCertificate(world: Pick<World, 'stateDir'>, expires: Date | null): Promise<void> {
  if (expires === null) return await rm(join(world.stateDir, 'metrics/tls.prom'), { force: true });
  const seconds = Math.round(expires.getTime() / 1000);
  await writeMetrics(world, 'tls', {
    timescaledb_stack_certificate_expires_seconds: ['When the certificate of the servers expires', seconds],
  });
}

async function writeMetrics(
  world: Pick<World, 'stateDir'>,
  name: string,
  metrics: Record<string, [string, number]>,
): Promise<void> {
  const lines = Object.entries(metrics).flatMap(([metric, [help, value]]) => [
    `# HELP ${metric} ${help}`,
    `# TYPE ${metric} gauge`,
    `${metric} ${value}`,
  ]);
  await replaceFile(join(world.stateDir, 'metrics', `${name}.prom`), `${lines.join('\n')}\n`, 0o644);
}

function unix(time: string | null): number {
  return time === null ? 0 : Math.round(Date.parse(time) / 1000);
}

/**
 * A secret as a file for one service, which mounts the directory: a file that is mounted by itself stays the old one. Others
 * on this machine are kept away by the directory above.
 */
export async function writeSecret(
  world: Pick<World, 'stateDir'>,
  service: string,
  name: string,
  value: string,
): Promise<void> {
  await writeState(world, join('secrets', service, name), value);
}

/** A file of the directory, which is left alone where it says the same already. */
export async function writeState(
  { stateDir }: Pick<World, 'stateDir'>,
  name: string,
  value: string,
  mode = 0o644,
): Promise<void> {
  const path = join(stateDir, name);
  if ((await readFile(path, 'utf8').catch(() => undefined)) === value) return;
  await mkdir(dirname(path), { recursive: true });
  await replaceFile(path, value, mode);
}

/** Lets the primary make a database where its volume has none: no other command than `setup` may (stack/postgres/start.sh). */
export async function allowInitialization(world: Pick<World, 'stateDir'>, allowed: boolean): Promise<void> {
  if (allowed) await writeState(world, 'secrets/server/initialize', 'by stack setup\n');
  else await rm(join(world.stateDir, 'secrets/server/initialize'), { force: true });
}
