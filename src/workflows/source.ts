import { type Dump, type DumpOptions, dumpDatabase } from '../dump/dump.ts';
import { connectExternal } from '../engine/external.ts';
import { openEngine } from '../engine/open.ts';
import type { Engine, ServerVersions } from '../engine/types.ts';
import { restore } from '../proof/restore.ts';
import { plural } from '../report/words.ts';
import type { ScriptFile } from '../script/files.ts';
import { lockedOut } from '../script/locked-out.ts';
import { runScripts } from '../script/run.ts';
import type { RanScript, RanStatement, RunResult } from '../script/run-types.ts';
import { DEFAULT_IMAGE, type Settings } from '../settings/schema.ts';
import type { ReadSource } from '../sources/read.ts';
import type { LeftOut } from '../sources/types.ts';
import { type SourceStatement, sourceStatements } from '../sql/sources.ts';
import { choose, describeChoice } from './choose.ts';
import type { Context } from './context.ts';
import { explained } from './explain.ts';
import { refuseForks, runProgram } from './program.ts';
import { leftLines, readScripts, strayLines } from './scripts.ts';

/** As many as a person reads before it is clear what they are about. */
const SHOWN_WARNINGS = 10;
/** Of those that came before an error. */
const SHOWN_LAST = 3;

/** A database under examination, and what was run to build it. */
export interface Source extends AsyncDisposable {
  engine: Engine;
  /** The role that counts as the schema's builder; undefined for the one that we connect as. */
  builder: string | undefined;
  /** Every statement of the init SQL, with its place; empty for a database that was there already. */
  ran: readonly RanStatement[];
  /** The scripts that they stand in, included ones too. */
  scripts: readonly RanScript[];
  /** The statements with their whole text and the comments around them. */
  statements: readonly SourceStatement[];
  /** How it is dumped. */
  options: DumpOptions;
}

/**
 * Opens the source that the settings name: builds the init SQL on a throwaway server, has a program build it there, or
 * reads a live database.
 *
 * @param beside whether scripts that lie beside those that run are told of
 * @throws ScriptError where the init SQL fails, UserError where no server can be had
 */
export async function openSource(settings: Settings, context: Context, beside = true): Promise<Source> {
  const url = settings['database-url'];
  if (url === undefined) return build(settings, context, beside);
  return chosenOf(await openLive(url, settings, context), settings, context);
}

/** What of a live database the settings want: the database itself, or a copy of its schema with that alone. */
export function chosenOf(live: Source, settings: Settings, context: Context): Promise<Source> {
  return describeChoice(settings) === undefined ? Promise.resolve(live) : copy(live, settings, context);
}

async function build(settings: Settings, context: Context, beside: boolean): Promise<Source> {
  const program = settings.build;
  if (program !== undefined) refuseForks(program, context);
  // Before a server is started: a pattern without a match needs none.
  const source = await readScripts(settings, context.cwd, beside);
  context.reads?.(source.scripts.map(({ name }) => name));
  const engine = await startEngine(settings, context);
  const runs = engine.shell !== undefined && context.fork !== true;
  const unrun = runs ? [] : shellScripts(source.scripts, context);
  source.left.push(...unrun);
  try {
    const result = await runInit(source, engine, settings, { ...context, shell: runs });
    context.reads?.(result.scripts.map(({ file }) => file));
    if (program !== undefined) await runProgram(program, engine, settings, context);
    await choose(engine, settings, context);
    const strays = strayLines(source.left, result.scripts);
    if (strays.length > 0) context.reporter.warn(...headed(strays));
    return {
      engine,
      builder: undefined,
      ran: result.ran,
      scripts: result.scripts,
      statements: sourceStatements(result.scripts, result.ran),
      options: dumpOptions(settings),
      [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
    };
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    // It may lack what they would have made.
    for (const line of strayLines(settings.source === undefined ? unrun : source.left, [])) context.reporter.warn(line);
    throw error;
  }
}

/** @param context.shell whether scripts for a shell are run */
async function runInit(
  source: ReadSource,
  engine: Engine,
  settings: Settings,
  { reporter, cwd, signal, shell }: Context & { shell: boolean },
): Promise<RunResult> {
  if (source.scripts.length === 0) return { files: 0, statements: 0, ran: [], scripts: [] };
  const step = reporter.step('init');
  await using session = await engine.database.connect();
  const warnings: string[] = [];
  const result = await runScripts(session, source.scripts, {
    database: settings.database,
    cwd,
    shell: shell ? ({ name, text }) => engine.shell?.(name, text) ?? Promise.resolve() : undefined,
    onStatement: ({ file, line }) => step.update(`${file}:${line}`),
    onNotice: ({ severity, message }, { file, line }) => {
      if (severity === 'WARNING') warnings.push(`${file}:${line}  ${message}`);
    },
    ...(signal === undefined ? {} : { signal }),
  }).catch(async (error) => {
    // What the server warned of last may be why.
    for (const line of warnings.slice(-SHOWN_LAST)) reporter.warn(line);
    throw await explained(error, { session, engine, image: settings.image ?? DEFAULT_IMAGE, files: source.scripts });
  });
  await tryAgain(engine, result.ran);
  const counts = `${plural(result.files, 'file')}, ${plural(result.statements, 'statement')}`;
  const text = settings.source === undefined ? counts : `${counts} · ${source.label}`;
  const left = leftLines(source.left);
  if (warnings.length === 0) step.done(text, left);
  else step.warn(`${text}, ${plural(warnings.length, 'warning')}`, [...clipped(warnings), ...left]);
  for (const line of source.warnings) reporter.warn(line);
  return result;
}

/** @throws ScriptError where the scripts let no further session in */
async function tryAgain({ database }: Engine, ran: readonly RanStatement[]): Promise<void> {
  try {
    await using session = await database.connect();
    await session.query('SELECT 1');
  } catch (cause) {
    throw lockedOut(cause, ran);
  }
}

/** The scripts for a shell that are not run, with the reason. */
function shellScripts(scripts: readonly ScriptFile[], { fork }: Context): LeftOut[] {
  const why =
    fork === true
      ? "a fork's program is never run"
      : 'a shell script runs in the container only: use --engine docker, or write it as SQL';
  return scripts.filter(({ shell }) => shell).map(({ name }) => ({ name, why, unexpected: true }));
}

/** The first line, and the others below it. */
function headed(lines: readonly string[]): [string, string[]] {
  const [first = '', ...others] = clipped(lines);
  return [first, others];
}

function clipped(lines: readonly string[]): string[] {
  const more = lines.length - SHOWN_WARNINGS;
  return more > 0 ? [...lines.slice(0, SHOWN_WARNINGS), `and ${more} more`] : [...lines];
}

/** Starts the throwaway server that the settings ask for, with an empty database. */
export async function startEngine(
  settings: Pick<Settings, 'engine' | 'image' | 'database' | 'time-limit'>,
  { reporter, env, signal, mask, runId, clock }: Context,
  name = 'server',
): Promise<Engine> {
  const step = reporter.step(name);
  const { engine, why } = await openEngine({
    engine: settings.engine,
    image: settings.image ?? DEFAULT_IMAGE,
    database: settings.database,
    onProgress: (text) => step.update(text),
    signal,
    register: mask,
    label: runId,
    data: env['TIMESCALE_CI_DATA'],
    timeLimit: settings['time-limit'],
    clock,
  });
  step.done(engine.label, why === undefined ? [] : [why]);
  return engine;
}

/**
 * Connects to a live database. Whoever owns the database counts as the schema's builder there: that is the role whose
 * objects carry no owner when the same schema is built from scripts.
 */
export async function openLive(
  url: string,
  settings: Settings,
  { reporter, env, signal, mask }: Context,
): Promise<Source> {
  const step = reporter.step('server');
  const program = env['PG_DUMP'];
  const engine = await connectExternal({
    url,
    env,
    signal,
    register: mask,
    timeLimit: settings['time-limit'],
    ...(program ? { pgDumpCommand: [program] } : {}),
  });
  await using session = await engine.database.connect();
  const [row] = await session.query<{ owner: string }>(
    'SELECT pg_get_userbyid(datdba)::text AS owner FROM pg_database WHERE datname = current_database()',
  );
  step.done(engine.label);
  return {
    engine,
    builder: row?.owner,
    ran: [],
    scripts: [],
    statements: [],
    options: dumpOptions(settings),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

/** A live database is never written to: what is wanted of it is chosen in a copy of its schema. It ends the original. */
async function copy(live: Source, settings: Settings, context: Context): Promise<Source> {
  await using original = live;
  const { rows } = dumpOptions(settings);
  const dump = await dumpDatabase(original.engine.database, original.builder, { rows });
  const engine = await startEngine({ ...settings, image: imageFor(dump, settings) }, context, 'scratch');
  try {
    await restore(dump.text, engine.database, 'the dump of the live database');
    await choose(engine, settings, context);
    return { ...original, engine, builder: undefined, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() };
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    throw error;
  }
}

function dumpOptions(settings: Settings): DumpOptions {
  return { chosen: describeChoice(settings), rows: settings.rows };
}

/** The official image of the versions that a live database runs, unless another was asked for. */
export function imageFor({ facts }: Dump, { image }: Settings): string | undefined {
  if (image !== undefined || facts.timescaledb === null) return image;
  return imageOf({ timescaledb: facts.timescaledb.version, postgres: facts.postgres });
}

/** The official image of some versions. */
export function imageOf({ timescaledb, postgres }: Pick<ServerVersions, 'timescaledb' | 'postgres'>): string {
  return `timescale/timescaledb:${timescaledb.replace(/-dev$/, '')}-pg${postgres.split('.')[0]}`;
}
