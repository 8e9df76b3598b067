import { createWriteStream, type WriteStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { type FileReject, type LoadResult, loadFiles, type Progress } from '../data/load/load.ts';
import { connectWriter } from '../engine/external.ts';
import { UserError } from '../errors.ts';
import { plural } from '../report/words.ts';
import { loadSettingsOf } from '../settings/data.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { openLive } from './source.ts';

export interface DataLoadOptions {
  files: readonly string[];
  table: string | undefined;
  /** Columns with their values, and the values of columns that are wanted; they count before the settings. */
  set: Readonly<Record<string, string>>;
  only: Readonly<Record<string, string[]>>;
  onConflict: 'update' | 'keep' | undefined;
  maxRejects: number;
  rejects: string;
  limitFiles: number | undefined;
  dryRun: boolean;
}

export interface DataLoadResult extends LoadResult {
  ok: boolean;
  dryRun: boolean;
  /** Where the rejected rows are; null where there are none. */
  rejectsFile: string | null;
  /** Rows a second, from the first byte to the last row. */
  rowsPerSecond: number;
}

/** Loads files into a table of a live database. */
export async function dataLoad(
  options: DataLoadOptions,
  settings: Settings,
  context: Context,
): Promise<DataLoadResult> {
  const { reporter, cwd } = context;
  const url = liveUrl(settings, 'to load into');
  const table = options.table ?? settings.data.table;
  const own = loadSettingsOf(settings.data, table);
  const files = options.files.slice(0, options.limitFiles).map((name) => ({ name, path: resolve(cwd, name) }));
  const rejects = await RejectsFile.at(resolve(cwd, options.rejects), options.rejects);
  await using _live = await openLive(url, settings, context);
  await using session = await connectWriter(url);
  await using beside = await connectWriter(url);
  const started = context.now().getTime();
  const step = reporter.step(options.dryRun ? 'dry run' : 'load');
  const words = progressWords(() => context.now().getTime() - started);
  try {
    const result = await loadFiles(session, beside, files, {
      table,
      settings: {
        ...own,
        constants: { ...own.constants, ...options.set },
        only: { ...own.only, ...options.only },
        'on-conflict': options.onConflict ?? own['on-conflict'],
      },
      maxRejects: options.dryRun ? Number.POSITIVE_INFINITY : options.maxRejects,
      dryRun: options.dryRun,
      onReject: (reject) => rejects.add(reject),
      onProgress: (progress) => step.update(words(progress)),
      onWrite: (rows) => step.update(`${plural(rows, 'row')} read, now into ${table}`),
    });
    const seconds = Math.max(0.001, (context.now().getTime() - started) / 1000);
    const rejectsFile = await rejects.close();
    const ok = result.rejects <= options.maxRejects;
    const all = {
      ok,
      dryRun: options.dryRun,
      rejectsFile,
      rowsPerSecond: Math.round(result.rows / seconds),
      ...result,
    };
    const details =
      rejectsFile === null ? [] : [`${plural(result.rejects, 'row')} rejected, with reasons: ${rejectsFile}`];
    if (details.length > 0) step.warn(loadWords(all), details);
    else step.done(loadWords(all));
    if (options.limitFiles !== undefined && options.limitFiles < options.files.length) {
      reporter.note(`${plural(options.files.length - options.limitFiles, 'file')} left out by --limit-files`);
    }
    return all;
  } catch (error) {
    const written = await rejects.close();
    if (written !== null) reporter.note(`rejected rows, with reasons: ${written}`);
    throw error;
  }
}

/** @throws UserError where no database is named */
export function liveUrl(settings: Settings, what: string): string {
  const url = settings['database-url'];
  if (url !== undefined) return url;
  throw new UserError(`there is no database ${what}`, {
    hint: 'Name it by --database-url postgres://…, or by database-url in the settings.',
  });
}

/** `1,000 rows into trading.market_data: 900 new, 10 corrected, 90 there already`. */
function loadWords(result: LoadResult & { dryRun: boolean }): string {
  const parts = [
    `${grouped(result.inserted)} new`,
    result.updated > 0 ? `${grouped(result.updated)} corrected` : '',
    result.unchanged > 0 ? `${grouped(result.unchanged)} there already` : '',
    result.duplicates > 0 ? `${grouped(result.duplicates)} named again further on` : '',
    result.resumed > 0 ? `${grouped(result.resumed)} brought by the run that was cut` : '',
    result.leftOut > 0 ? `${grouped(result.leftOut)} not wanted` : '',
  ].filter((part) => part !== '');
  const rows = `${grouped(result.rows)} ${result.rows === 1 ? 'row' : 'rows'}`;
  return `${rows} ${result.dryRun ? 'would go' : ''} into ${result.table}: ${parts.join(', ')}`.replace('  ', ' ');
}

function grouped(n: number): string {
  return n.toLocaleString('en');
}

function progressWords(elapsedMs: () => number): (progress: Progress) => string {
  return ({ file, rows, share }) => {
    const seconds = Math.max(0.001, elapsedMs() / 1000);
    const left = share > 0.01 ? ` · ${Math.ceil(seconds / share - seconds)} s left` : '';
    return `${file} · ${grouped(rows)} rows · ${Math.round(share * 100)} % · ${grouped(Math.round(rows / seconds))} rows/s${left}`;
  };
}

const HEADER = 'file,line,reason,row\n';

/** The rejected rows as CSV. It is made with the first of them, in place of an earlier run's. */
class RejectsFile {
  readonly #path: string;
  readonly #name: string;
  #stream: WriteStream | undefined;

  private constructor(path: string, name: string) {
    this.#path = path;
    this.#name = name;
  }

  /** @throws UserError where something else has that name */
  static async at(path: string, name: string): Promise<RejectsFile> {
    const there = await readFile(path, { encoding: 'utf8' }).catch(() => undefined);
    if (there !== undefined && there !== '' && !there.startsWith(HEADER)) {
      throw new UserError(`${name} is there, and not a file of rejected rows`, { hint: 'Name another by --rejects.' });
    }
    await rm(path, { force: true });
    return new RejectsFile(path, name);
  }

  add({ file, line, reason, row }: FileReject): void {
    this.#stream ??= createWriteStream(this.#path).on('error', () => {});
    if (this.#stream.bytesWritten === 0 && this.#stream.writableLength === 0) this.#stream.write(HEADER);
    this.#stream.write(`${[file, String(line), reason, row].map(quoted).join(',')}\n`);
  }

  async close(): Promise<string | null> {
    if (this.#stream === undefined) return null;
    this.#stream.end();
    await finished(this.#stream).catch((cause: unknown) => {
      throw new UserError(`the rejected rows cannot be written to ${this.#name}`, {
        hint: 'Name another file by --rejects.',
        cause,
      });
    });
    return this.#name;
  }
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
