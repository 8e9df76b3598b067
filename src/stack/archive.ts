import { UserError } from '../errors.ts';
import type { Connection } from './connect.ts';
import { findContainer } from './containers.ts';
import { fileName, type Stack } from './stack.ts';
import { waitFor } from './wait.ts';

/**
 * The archive of the log and the base backups, by pgBackRest in the server's own container. Where it is, the env file
 * says: a volume, a directory of this machine, or an object store.
 */

/** How often a log that is not full is closed, so that it can be archived (stack/postgres/start.sh). */
const ARCHIVED_EVERY_S = 60;

/** @throws UserError that says how to turn it on */
export function requireArchive({ env, world }: Pick<Stack, 'env' | 'world'>): void {
  if (env.archive !== 'off') return;
  throw new UserError('this stack archives nothing, so there is nothing to restore from', {
    hint: `Set TIMESCALE_ARCHIVE in ${fileName(world)} (volume, a directory, or s3), then: timescale-ci stack restart`,
  });
}

/** Runs pgBackRest in the container of a server, as the server's user. @throws UserError with its words */
export async function pgBackRest(stack: Stack, container: string, ...args: string[]): Promise<string> {
  return await stack.engine.docker(['exec', '--user', 'postgres', container, 'pgbackrest', ...args]);
}

/**
 * Lets the archive know the primary, as often as it starts. One that knows another database is left alone.
 *
 * @returns what is wrong with it; undefined where all is well
 */
export async function introduceArchive(stack: Stack): Promise<string | undefined> {
  const primary = await findContainer(stack, 'primary');
  if (stack.env.archive === 'off' || primary === undefined) return undefined;
  return await pgBackRest(stack, primary.id, 'stanza-create').then(
    () => undefined,
    (error: Error) =>
      /\[028\]|do not match/.test(error.message)
        ? 'the archive holds the backups of another database, and takes none of this one: name another place in TIMESCALE_ARCHIVE'
        : `the archive cannot be used: ${reasonOf(error)}`,
  );
}

/** The line of pgBackRest that says why. */
export function reasonOf(error: Error): string {
  const lines = error.message.split('\n').map((line) => line.trim());
  const said = lines.find((line) => /ERROR: \[\d+\]/.test(line)) ?? lines.find((line) => line !== '') ?? '';
  return said.replace(/^.*ERROR: /, '');
}

/** What the archive holds, and how far behind it is. Times in ISO 8601. */
export interface ArchiveStatus {
  /** The first moment that can be restored: the end of the oldest full backup; null where there is none. */
  from: string | null;
  /** The last backup, and its kind: full, diff or incr. */
  lastBackup: string | null;
  lastKind: string | null;
  /** Age of the last moment that can be restored, in seconds. */
  ageSeconds: number;
  /** Pieces of the log that wait for their place. */
  waiting: number;
  failing: boolean;
}

// What was written since the log was last closed is less than a minute old; where pieces wait, it is older.
const LOG = `
  SELECT (SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready')::int AS waiting,
         coalesce(last_failed_time > last_archived_time OR last_archived_time IS NULL AND last_failed_time IS NOT NULL, false) AS failing,
         coalesce(extract(epoch FROM clock_timestamp() - coalesce(last_archived_time, stats_reset)), 0)::float8 AS since
    FROM pg_catalog.pg_stat_archiver`;

interface Info {
  backup: { type: string; timestamp: { stop: number }; error?: boolean }[];
}

/** Asks the primary and the archive. @throws UserError where pgBackRest does not answer */
export async function archiveStatus(stack: Stack, primary: Connection, container: string): Promise<ArchiveStatus> {
  const [log] = await primary.query<{ waiting: number; failing: boolean; since: number }>(LOG);
  const [info] = JSON.parse(await pgBackRest(stack, container, 'info', '--output=json')) as Info[];
  const backups = info?.backup ?? [];
  const at = (one: Info['backup'][number] | undefined) =>
    one === undefined ? null : new Date(one.timestamp.stop * 1000).toISOString();
  const { waiting = 0, failing = false, since = 0 } = log ?? {};
  return {
    from: at(backups.find(({ type }) => type === 'full')),
    lastBackup: at(backups.at(-1)),
    lastKind: backups.at(-1)?.type ?? null,
    ageSeconds: Math.round(waiting > 0 || failing ? since : Math.min(since, ARCHIVED_EVERY_S)),
    waiting,
    failing,
  };
}

/** Above it somebody has to look. */
const OLDEST_S = 900;

/** What is wrong with the archive, and what to do. */
export function archiveProblems({ from, ageSeconds, failing }: ArchiveStatus): string[] {
  const minutes = Math.round(ageSeconds / 60);
  return [
    ...(from === null ? ['nothing can be restored, for want of a backup: timescale-ci stack backup-data'] : []),
    ...(failing && ageSeconds > 2 * ARCHIVED_EVERY_S
      ? [`the log is not archived for ${minutes} minutes: timescale-ci stack logs primary says why`]
      : ageSeconds > OLDEST_S
        ? [`the last moment that can be restored is ${minutes} minutes ago: the archive does not keep up`]
        : []),
  ];
}

/**
 * Writes a commit and sees to it that the log up to it is archived: then every moment before now can be restored.
 *
 * @returns false where it is not there in time
 */
export async function archiveUntilNow(primary: Connection): Promise<boolean> {
  await primary.query('SELECT txid_current()');
  const [row] = await primary.query<{ file: string }>('SELECT pg_walfile_name(pg_switch_wal()) AS file');
  const done = await waitFor(
    async () => {
      const [state] = await primary.query<{ done: boolean }>(
        // Of a newer timeline is later, too: names sort by timeline, then by place.
        `SELECT coalesce(left(last_archived_wal, 24) >= $1, false) AS done FROM pg_catalog.pg_stat_archiver`,
        [row?.file ?? ''],
      );
      return state?.done === true ? true : undefined;
    },
    { withinMs: 120_000 },
  );
  return done === true;
}
