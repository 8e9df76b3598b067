import { connectExternal } from '../engine/external.ts';
import { openEngine } from '../engine/open.ts';
import type { Engine } from '../engine/types.ts';
import { plural } from '../report/words.ts';
import { resolveInit } from '../script/files.ts';
import { runScripts } from '../script/run.ts';
import type { RanScript, RanStatement } from '../script/run-types.ts';
import { DEFAULT_IMAGE, type Settings } from '../settings/schema.ts';
import { type SourceStatement, sourceStatements } from '../sql/sources.ts';
import type { Context } from './context.ts';
import { explained } from './explain.ts';

/** As many as a person reads before it is clear what they are about. */
const SHOWN_WARNINGS = 10;

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
}

/**
 * Opens the source that the settings name: builds the init SQL on a throwaway server, or reads a live database.
 *
 * @throws ScriptError where the init SQL fails, UserError where no server can be had
 */
export async function openSource(settings: Settings, context: Context): Promise<Source> {
  const url = settings['database-url'];
  return url === undefined ? build(settings, context) : openLive(url, context);
}

async function build(settings: Settings, context: Context): Promise<Source> {
  // Before a server is started: a pattern without a match needs none.
  const files = await resolveInit(settings.init, context.cwd);
  const engine = await startEngine(settings, context);
  try {
    const step = context.reporter.step('init');
    await using session = await engine.database.connect();
    const warnings: string[] = [];
    const result = await runScripts(session, files, {
      database: settings.database,
      cwd: context.cwd,
      onStatement: ({ file, line }) => step.update(`${file}:${line}`),
      onNotice: ({ severity, message }, { file, line }) => {
        if (severity === 'WARNING') warnings.push(`${file}:${line}  ${message}`);
      },
      ...(context.signal === undefined ? {} : { signal: context.signal }),
    }).catch(async (error) => {
      throw await explained(error, { session, engine, image: settings.image ?? DEFAULT_IMAGE, files });
    });
    const text = `${plural(result.files, 'file')}, ${plural(result.statements, 'statement')}`;
    if (warnings.length === 0) step.done(text);
    else step.warn(`${text}, ${plural(warnings.length, 'warning')}`, clipped(warnings));
    return {
      engine,
      builder: undefined,
      ran: result.ran,
      scripts: result.scripts,
      statements: sourceStatements(result.scripts, result.ran),
      [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
    };
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    throw error;
  }
}

function clipped(lines: readonly string[]): string[] {
  const more = lines.length - SHOWN_WARNINGS;
  return more > 0 ? [...lines.slice(0, SHOWN_WARNINGS), `and ${more} more`] : [...lines];
}

/** Starts the throwaway server that the settings ask for, with an empty database. */
export async function startEngine(
  settings: Pick<Settings, 'engine' | 'image' | 'database'>,
  { reporter, signal, mask, runId }: Context,
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
  });
  step.done(engine.label, why === undefined ? [] : [why]);
  return engine;
}

/**
 * Connects to a live database. Whoever owns the database counts as the schema's builder there: that is the role whose
 * objects carry no owner when the same schema is built from scripts.
 */
async function openLive(url: string, { reporter, env, signal, mask }: Context): Promise<Source> {
  const step = reporter.step('server');
  const program = env['PG_DUMP'];
  const engine = await connectExternal({
    url,
    env,
    signal,
    register: mask,
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
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}
