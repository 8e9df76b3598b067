import { stat } from 'node:fs/promises';
import type { PostgresErrorFields, Session } from '../../engine/types.ts';
import { messageOf, UserError } from '../../errors.ts';
import type { LoadSettings } from '../../settings/data.ts';
import { type Reject, type Row, readCsv } from './csv.ts';
import { Direct } from './direct.ts';
import { type FileKind, kindOf, openText } from './open.ts';
import { readParquet } from './parquet.ts';
import { Sender } from './sender.ts';
import { type Shape, shapeOf } from './shape.ts';
import { Stage } from './stage.ts';
import { readTarget, type Target } from './target.ts';
import { type Counts, checkKey, upsert } from './upsert.ts';

/** A file to load. */
export interface LoadFile {
  /** Absolute. */
  path: string;
  /** As messages call it. */
  name: string;
}

/** A row that was refused, with its file. */
export interface FileReject extends Reject {
  file: string;
}

export interface LoadOptions {
  table: string;
  settings: LoadSettings;
  /** How many rows may be refused before the load stops. */
  maxRejects: number;
  /** Loads nothing; what would become of the rows is counted. */
  dryRun: boolean;
  onReject(reject: FileReject): void;
  onProgress(progress: Progress): void;
  /** Told once all rows wait, and the table itself is written to. */
  onWrite(rows: number): void;
}

/** How far a load is. */
export interface Progress {
  file: string;
  rows: number;
  /** Share of the bytes of all files that were read, 0 to 1. */
  share: number;
}

export interface LoadResult extends Counts {
  table: string;
  files: { name: string; form: string; rows: number; rejects: number }[];
  /** Rows that hold, in all files. */
  rows: number;
  rejects: number;
  /** Rows that an earlier run had brought as far as the staging table. */
  resumed: number;
  /** Rows that `only` leaves out. */
  leftOut: number;
}

/**
 * Loads files into a table: all of their rows, or none. The rows go to a staging table first, which a run that is cut
 * leaves for the next one; then they reach the table in one transaction.
 *
 * @param session one that may write; its settings are changed
 * @param beside another one, where there can be two: then rows reach the table while more of them are read
 * @throws UserError where a file or the table does not fit, or too many rows are refused: the table is as it was then
 */
export async function loadFiles(
  session: Session,
  beside: Session | undefined,
  files: readonly LoadFile[],
  options: LoadOptions,
): Promise<LoadResult> {
  const { settings } = options;
  const target = await readTarget(session, options.table);
  await prepare(session, settings);
  if (beside !== undefined) await prepare(beside, settings);
  const sources = await Promise.all(files.map(async (file) => ({ ...file, ...(await lookAt(file)) })));
  const shapes = await readShapes(sources, target, settings);
  const [first] = shapes;
  if (first === undefined) throw new UserError('there is no file to load', { hint: 'Name one or more.' });
  checkKey(target, first.columns);
  const identity = [target.name, sources.map(({ name, size, mtime }) => [name, size, mtime]), settings];
  const stage = await Stage.open(session, target, first.columns, identity, !options.dryRun);
  const direct = options.dryRun || beside === undefined ? undefined : new Direct(beside, target, first.columns);
  try {
    const result = await new Load(stage, direct, sources, shapes, options).run();
    options.onWrite(result.rows);
    if (await direct?.finish()) {
      await stage.drop();
      return { table: target.name, ...result, inserted: result.rows, updated: 0, unchanged: 0, duplicates: 0 };
    }
    const { columns } = first;
    const counts = await upsert(session, target, stage.name, {
      columns,
      onConflict: settings['on-conflict'],
      dryRun: options.dryRun,
    });
    await stage.drop();
    return { table: target.name, ...result, ...counts };
  } catch (error) {
    await direct?.abandon();
    const told = refusedBy(error, target);
    // Only what was cut goes on; a load that was refused begins anew.
    if (told instanceof UserError) await stage.drop().catch(() => {});
    throw told;
  }
}

/** What a foreign key or a trigger says of rows that passed all checks; any other error as it is. */
function refusedBy(error: unknown, target: Target): unknown {
  const { code = '', detail } = error as PostgresErrorFields;
  if (error instanceof UserError || !/^(22|23|P0|42501)/.test(code)) return error;
  const why = [messageOf(error), detail].filter((text) => text !== undefined).join(': ');
  return new UserError(`${target.name} refuses the rows: ${why}`, {
    hint: 'Nothing was loaded. Mend the rows, or what refuses them.',
    exitCode: 1,
  });
}

/** One meaning for what is written without a time zone, and none for a date that could be two. */
async function prepare(session: Session, { timezone }: LoadSettings): Promise<void> {
  await session.execute(`SET datestyle = 'ISO, YMD'; SET client_encoding = 'UTF8'; SET synchronous_commit = on`);
  await session.query(`SELECT pg_catalog.set_config('timezone', $1, false)`, [timezone]).catch((cause: unknown) => {
    throw new UserError(`the server knows no time zone "${timezone}"`, { hint: 'Mend data.load.…timezone.', cause });
  });
}

interface Source extends LoadFile {
  kind: FileKind;
  size: number;
  mtime: number;
}

async function lookAt({ path, name }: LoadFile): Promise<Omit<Source, keyof LoadFile>> {
  const kind = await kindOf(path, name);
  const { size, mtimeMs } = await stat(path);
  return { kind, size, mtime: mtimeMs };
}

function rowsOf(
  source: Source,
  onReject: (reject: Reject) => void,
  onRead: (bytes: number) => void,
): AsyncGenerator<Row[], void> {
  const { kind, path, name } = source;
  return kind === 'parquet' ? readParquet(path, name, onRead) : readCsv(openText(path, kind, onRead), name, onReject);
}

/** Every header is read before the first row is sent: a file that does not fit is known at once. */
async function readShapes(sources: readonly Source[], target: Target, settings: LoadSettings): Promise<Shape[]> {
  const shapes: Shape[] = [];
  for (const source of sources) {
    const rows = rowsOf(
      source,
      () => {},
      () => {},
    );
    const { value } = await rows.next();
    await rows.return();
    const header = (value as Row[] | undefined)?.[0]?.fields ?? [];
    const shape = shapeOf(header.map(String), target, settings, source.name);
    const [first = shape] = shapes;
    if (first.columns.join() !== shape.columns.join()) {
      throw new UserError(
        `${source.name} fills ${shape.columns.join(', ')}; ${sources[0]?.name} ${first.columns.join(', ')}`,
        {
          hint: 'Load files of different columns one after the other.',
          exitCode: 1,
        },
      );
    }
    shapes.push(shape);
  }
  return shapes;
}

/** The way of all rows to the staging table. */
class Load {
  readonly #stage: Stage;
  readonly #direct: Direct | undefined;
  readonly #sources: readonly Source[];
  readonly #shapes: readonly Shape[];
  readonly #options: LoadOptions;
  readonly #size: number;
  #bytes = 0;
  #rows = 0;
  #rejects = 0;
  #resumed = 0;
  #leftOut = 0;

  constructor(
    stage: Stage,
    direct: Direct | undefined,
    sources: readonly Source[],
    shapes: readonly Shape[],
    options: LoadOptions,
  ) {
    this.#stage = stage;
    this.#direct = direct;
    this.#sources = sources;
    this.#shapes = shapes;
    this.#options = options;
    this.#size = sources.reduce((sum, { size }) => sum + size, 0);
  }

  async run(): Promise<Omit<LoadResult, keyof Counts | 'table'>> {
    for (const group of this.#stage.earlier) this.#direct?.offer(group);
    const files: LoadResult['files'] = [];
    for (const [at, source] of this.#sources.entries()) {
      const [rows, rejects] = [this.#rows, this.#rejects];
      await this.#load(at, source);
      const form = `${(this.#shapes[at] as Shape).label}, ${source.kind}`;
      files.push({ name: source.name, form, rows: this.#rows - rows, rejects: this.#rejects - rejects });
    }
    return { files, rows: this.#rows, rejects: this.#rejects, resumed: this.#resumed, leftOut: this.#leftOut };
  }

  async #load(file: number, source: Source): Promise<void> {
    const { name } = source;
    const shape = this.#shapes[file] as Shape;
    const reached = this.#stage.reached.get(file) ?? 0;
    const reject = (one: Reject) => this.#reject(name, one);
    const refused = await this.#stage.rejects(file);
    for (const one of refused) reject(one);
    const earlier = new Set(refused.map(({ line }) => line));
    // What the parser skips, it tells from within a stream, where nothing can be thrown.
    const skipped: Reject[] = [];
    const sender = new Sender(this.#stage, this.#direct, file, (one) => {
      this.#rows--;
      reject(one);
    });
    let header = true;
    for await (const rows of rowsOf(
      source,
      (one) => skipped.push(one),
      (read) => {
        this.#bytes += read;
      },
    )) {
      for (const one of skipped.splice(0)) reject(one);
      for (const row of rows) {
        if (header) {
          header = false;
          continue;
        }
        const converted = shape.convert(row);
        if (converted === null) this.#leftOut++;
        else if ('reason' in converted) reject({ line: row.line, reason: converted.reason, row: row.fields.join(',') });
        else if (earlier.has(row.line)) continue;
        else {
          this.#rows++;
          if (row.line <= reached) {
            this.#resumed++;
            continue;
          }
          const sent = sender.add({ line: row.line, copy: converted.copy });
          if (sent !== undefined) await sent;
        }
      }
      this.#options.onProgress({ file: name, rows: this.#rows, share: Math.min(1, this.#bytes / this.#size) });
    }
    for (const one of skipped.splice(0)) reject(one);
    await sender.end();
  }

  #reject(file: string, reject: Reject): void {
    this.#options.onReject({ file, ...reject });
    this.#rejects++;
    const { maxRejects } = this.#options;
    if (this.#rejects <= maxRejects) return;
    const most = maxRejects === 0 ? 'none may be' : `${maxRejects} may be`;
    throw new UserError(
      `${file}:${reject.line}  ${reject.reason}\n${this.#rejects} rejected, ${most}: nothing was loaded`,
      {
        hint: 'Mend the rows, or allow some by --max-rejects N. A --dry-run lists all of them.',
        exitCode: 1,
      },
    );
  }
}
