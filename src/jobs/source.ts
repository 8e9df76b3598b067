import type { Engine } from '../engine/types.ts';
import { openEngine } from '../engine/open.ts';
import { UserError } from '../errors.ts';
import { resolveInit } from '../script/files.ts';
import type { RanStatement } from '../script/run-types.ts';
import { runScripts } from '../script/run.ts';
import type { Settings } from '../settings/schema.ts';
import { plural } from '../report/words.ts';
import type { Context } from './context.ts';

/** A database under examination, and what was run to build it. */
export interface Source extends AsyncDisposable {
  engine: Engine;
  /** Every statement of the init SQL, with its place; empty for a database that was there already. */
  ran: readonly RanStatement[];
}

/**
 * Opens the source that the settings name: builds the init SQL on a throwaway server, or reads a live database.
 *
 * @throws ScriptError where the init SQL fails, UserError where no server can be had
 */
export async function openSource(settings: Settings, context: Context): Promise<Source> {
  if (settings['database-url'] !== undefined) return openLive(settings['database-url'], context);
  // Before a server is started: a glob without a match needs none.
  const files = await resolveInit(settings.init, context.cwd);
  const engine = await startEngine(settings, context);
  try {
    const step = context.reporter.step('init');
    await using session = await engine.database.connect();
    const result = await runScripts(session, files, {
      database: settings.database,
      cwd: context.cwd,
      onStatement: ({ file, line }) => step.update(`${file}:${line}`),
      ...(context.signal === undefined ? {} : { signal: context.signal }),
    });
    step.done(`${plural(result.files, 'file')}, ${plural(result.statements, 'statement')}`);
    return { engine, ran: result.ran, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() };
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    throw error;
  }
}

/** Starts the throwaway server that the settings ask for, with an empty database. */
export async function startEngine(settings: Settings, { reporter, signal }: Context): Promise<Engine> {
  const step = reporter.step('server');
  const { engine, why } = await openEngine({
    engine: settings.engine,
    image: settings.image,
    database: settings.database,
    onProgress: (text) => step.update(text),
    ...(signal === undefined ? {} : { signal }),
  });
  step.done(engine.label, why === undefined ? [] : [why]);
  return engine;
}
