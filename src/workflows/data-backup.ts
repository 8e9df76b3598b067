import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SAME_TEXT } from '../data/backup/digest.ts';
import { MANIFEST, type Manifest, manifestText, readManifest } from '../data/backup/manifest.ts';
import { checkFiles } from '../data/backup/read.ts';
import { checkDigest, copyRows, type RestoredTable, type RestoreMode, restoreRows } from '../data/backup/restore.ts';
import { writeRows } from '../data/backup/write.ts';
import { readTarget } from '../data/load/target.ts';
import { dumpDatabase } from '../dump/dump.ts';
import { onExit } from '../engine/cleanup.ts';
import { connectWriter } from '../engine/external.ts';
import { messageOf, UserError } from '../errors.ts';
import { bytes } from '../format/count.ts';
import { restore } from '../proof/restore.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { liveUrl } from './data-load.ts';
import { imageFor, openLive, type Source, startEngine } from './source.ts';

/** The two tables that no feed can give again. */
const TABLES = ['trading.orders', 'trading.positions'];

export interface BackupRowsOptions {
  tables: readonly string[];
  directory: string;
  encrypt: boolean;
  /** How many backups stay; all where it is not set. */
  keep: number | undefined;
  /** Whether it is restored elsewhere and compared. */
  verify: boolean;
}

export interface BackupRowsResult {
  ok: true;
  directory: string;
  verified: boolean;
  removed: string[];
  manifest: Manifest;
}

/**
 * Backs up the rows of some tables: into a directory that gets its name once all is written, restored on a scratch
 * server and compared. Whatever fails before leaves nothing under that name.
 */
export async function backupRows(
  options: BackupRowsOptions,
  settings: Settings,
  context: Context,
): Promise<BackupRowsResult> {
  const { cwd, reporter } = context;
  const url = liveUrl(settings, 'to back up');
  const passphrase = passphraseOf(context, options.encrypt);
  const place = resolve(cwd, options.directory);
  const name = `rows_${stamp(context.now())}`;
  const temporary = join(place, `.${name}.${process.pid}`);
  const forget = onExit(() => rm(temporary, { recursive: true, force: true }));
  try {
    await using live = await openLive(url, { ...settings, 'time-limit': 86_400 }, context);
    await mkdir(temporary, { recursive: true, mode: 0o700 });
    const step = reporter.step('backup');
    await using session = await live.engine.database.connect();
    const manifest = await writeRows(session, {
      tables: options.tables.length > 0 ? options.tables : TABLES,
      directory: temporary,
      passphrase,
      server: live.engine.label,
      onTable: (table) => step.update(table),
    });
    await writeFile(join(temporary, MANIFEST), manifestText(manifest, passphrase), { mode: 0o600, flush: true });
    step.done(
      manifest.tables
        .map((table) => `${table.rows.toLocaleString('en')} rows of ${table.name} (${bytes(table.bytes)})`)
        .join(', '),
    );
    if (options.verify) await verify(live, temporary, passphrase, settings, context);
    await rename(temporary, join(place, name));
    await sync(place);
    const removed = await retain(place, options.keep);
    reporter.note(`${join(options.directory, name)}${options.verify ? '' : ', not restored to prove it'}`);
    return { ok: true, directory: join(options.directory, name), verified: options.verify, removed, manifest };
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
    throw failed(error);
  } finally {
    forget();
  }
}

/** A backup that was not made is a finding, whatever kept it from being made. */
function failed(error: unknown): unknown {
  const { syscall } = error as NodeJS.ErrnoException;
  if (!(error instanceof UserError) && syscall === undefined) return error;
  const hint = error instanceof UserError ? error.hint : 'Make room, or name another directory by -o.';
  return new UserError(messageOf(error), { ...(hint === undefined ? {} : { hint }), exitCode: 1, cause: error });
}

/** Restores it beside the live database's own schema on a scratch server, and compares every day. */
async function verify(
  live: Source,
  directory: string,
  passphrase: string | undefined,
  settings: Settings,
  context: Context,
): Promise<void> {
  const dump = await dumpDatabase(live.engine.database, live.builder);
  await using scratch = await startEngine({ ...settings, image: imageFor(dump, settings) }, context, 'scratch');
  const step = context.reporter.step('restore');
  await restore(dump.text, scratch.database, 'the dump of the live database');
  const manifest = await readManifest(directory, 'the backup', passphrase);
  await checkFiles(directory, manifest);
  await using session = await scratch.database.connect();
  await session.execute(SAME_TEXT);
  let days = 0;
  for (const table of manifest.tables) {
    step.update(table.name);
    const target = await readTarget(session, table.name);
    // Rows of tables that are not backed up are not there to be referred to. Not every kind of table takes it.
    await session.execute(`ALTER TABLE ${target.name} DISABLE TRIGGER ALL`).catch(() => {});
    await copyRows(session, target.name, table, directory, passphrase);
    await checkDigest(session, target, table.days);
    days += table.days.length;
  }
  step.done(`proved: every row of ${days.toLocaleString('en')} days equal on ${scratch.label}`);
}

/** A directory's own entry is on the disk once it is synced. Not every system lets one be opened. */
async function sync(directory: string): Promise<void> {
  await using file = await open(directory).catch(() => undefined);
  await file?.sync().catch(() => {});
}

/** Removes all but the newest backups. */
async function retain(place: string, keep: number | undefined): Promise<string[]> {
  if (keep === undefined) return [];
  const all = (await readdir(place)).filter((name) => /^rows_\d{8}_\d{6}$/.test(name)).sort();
  const old = all.slice(0, Math.max(0, all.length - keep));
  for (const name of old) await rm(join(place, name), { recursive: true });
  return old;
}

function stamp(now: Date): string {
  return now.toISOString().replace(/[-:]/g, '').replace('T', '_').slice(0, 15);
}

function passphraseOf({ env, mask }: Context, wanted: boolean): string | undefined {
  const passphrase = env['TIMESCALE_CI_PASSPHRASE'];
  if (passphrase) mask?.(passphrase);
  if (!wanted) return undefined;
  if (passphrase !== undefined && passphrase.length >= 12) return passphrase;
  throw new UserError('there is no passphrase of at least 12 characters to encrypt with', {
    hint: 'Put it into the environment variable TIMESCALE_CI_PASSPHRASE: openssl rand -base64 24 makes one.',
  });
}

export interface RestoreRowsOptions {
  directory: string;
  mode: RestoreMode;
  dryRun: boolean;
}

export interface RestoreRowsResult {
  ok: true;
  dryRun: boolean;
  mode: RestoreMode;
  at: string;
  tables: RestoredTable[];
}

/** Brings the rows of a backup back. */
export async function restoreBackup(
  { directory, mode, dryRun }: RestoreRowsOptions,
  settings: Settings,
  context: Context,
): Promise<RestoreRowsResult> {
  const url = liveUrl(settings, 'to restore into');
  const place = resolve(context.cwd, directory);
  const passphrase = context.env['TIMESCALE_CI_PASSPHRASE'];
  const manifest = await readManifest(place, directory, passphrase);
  await using _live = await openLive(url, settings, context);
  await using session = await connectWriter(url);
  const step = context.reporter.step(dryRun ? 'dry run' : 'restore');
  const tables = await restoreRows(session, manifest, {
    directory: place,
    passphrase: manifest.encrypted ? passphrase : undefined,
    mode,
    dryRun,
    onTable: (name) => step.update(name),
  });
  step.done(
    `rows of ${manifest.at.slice(0, 19)} UTC`,
    tables.map(({ name, inserted, updated, unchanged }) => {
      const n = (count: number) => count.toLocaleString('en');
      const would = dryRun ? 'would be ' : '';
      return `${name}: ${n(inserted)} ${would}new, ${n(updated)} ${would}as in the backup again, ${n(unchanged)} ${would}left as they are`;
    }),
  );
  return { ok: true, dryRun, mode, at: manifest.at, tables };
}
