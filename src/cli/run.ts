import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { cleanUp, cleanUpOnExit, unlessClosing } from '../engine/cleanup.ts';
import { disableRyuk } from '../engine/docker-client.ts';
import { messageOf, UserError } from '../errors.ts';
import { checkLintSettings } from '../lint/lint.ts';
import { createReporter, type Reporter } from '../report/reporter.ts';
import type { Layout } from '../report/terminal.ts';
import { ScriptError } from '../script/error.ts';
import { loadSettings } from '../settings/load.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from '../workflows/context.ts';
import { SETTINGS_FILE } from '../workflows/init.ts';
import { type Flags, givenSettings } from './options.ts';
import { version } from './version.ts';
import { describePlace, workingDirectory } from './where.ts';

/** What a command gives back to its shell. */
export interface Outcome {
  /** Exit code 0 where true, 1 where the check found something. */
  ok: boolean;
  /** Where a part could not be run, although the rest has an answer. */
  exitCode?: 2;
  /** The document of --json. */
  json: unknown;
  /** What goes to standard output without --json. */
  text?: string;
  /** The last line on standard error where something was found; replaces `Done in …`. */
  verdict?: string;
  /** What stopped it, although there is something to print: told as if it had been thrown. */
  failure?: unknown;
  /** What an audit log says where all is well, instead of `done`. */
  audit?: string;
}

export type Command = (settings: Settings, context: Context) => Promise<Outcome>;

/**
 * Runs one command as a process: settings, reporter on standard error, result on standard output, exit code by the
 * contract (0 done, 1 the check found something, 2 it could not run).
 *
 * @param writes false for a command that writes nothing, which so cannot say that a mistake kept it from writing
 */
export function runCommand(flags: Flags, command: Command, writes = true): Promise<void> {
  return runProcess(flags, async (load, context) => command(await load(), context), writes);
}

/** What a command does, once its settings are read. */
export type Work = (load: () => Promise<Settings>, context: Context) => Promise<Outcome>;

/** What `runCommand` does, for a command to which settings that do not hold are a finding. */
export async function runProcess(flags: Flags, work: Work, writes = true): Promise<void> {
  const shell = openShell(flags, writes);
  try {
    process.exitCode = await attempt(shell, work);
  } finally {
    await cleanUp();
  }
}

/** What a process has for the commands that it runs. */
export interface Shell {
  context: Context;
  flags: Flags;
  /** The settings file, absolute. */
  file: string;
  writes: boolean;
}

/** Prepares the process: reporter on standard error, clean-up at its end; and says where it is. */
export function openShell(flags: Flags, writes: boolean): Shell {
  const reporter = createReporter({
    write: (text) => process.stderr.write(text),
    terminal: isTerminal(process.stderr),
    colour: layoutOf(process.stderr).colour,
    columns: () => process.stderr.columns,
    now: () => performance.now(),
    everySecond: (work) => {
      const timer = setInterval(work, 1000).unref();
      return () => clearInterval(timer);
    },
    quiet: flags.quiet === true,
  });
  disableRyuk(process.env);
  cleanUpOnExit(process, {
    signal: (name) => reporter.warn(`${name}: cleaning up`),
    crash: (error) => tell(reporter, error, writes),
  });
  const cwd = workingDirectory(process.cwd(), process.env);
  const file = resolve(cwd, flags.config ?? SETTINGS_FILE);
  reporter.heading(`timescale-ci ${version} ${describePlace(cwd, file, existsSync(file))}`);
  return { context: { reporter, cwd, now: () => new Date(), env: process.env }, flags, file, writes };
}

function isTerminal(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && process.env['TERM'] !== 'dumb';
}

/** How text is laid out for whoever reads a stream: coloured and wrapped on a terminal, as it is anywhere else. */
export function layoutOf(stream: NodeJS.WriteStream): Layout {
  const terminal = isTerminal(stream);
  return { colour: terminal && !process.env['NO_COLOR'], columns: terminal ? stream.columns : undefined };
}

/** Runs the work once, prints what became of it, and gives the exit code. */
export async function attempt({ context, flags, file, writes }: Shell, work: Work): Promise<0 | 1 | 2> {
  const started = performance.now();
  const { reporter } = context;
  try {
    const load = () => loadSettings(givenSettings(flags), file, flags.config !== undefined, checkLintSettings);
    const outcome = await work(load, context);
    await print(flags.json === true ? `${JSON.stringify(outcome.json, null, 2)}\n` : (outcome.text ?? ''));
    if (outcome.failure !== undefined) return tell(reporter, outcome.failure, writes);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    reporter.closing(outcome.ok ? `Done in ${seconds} s.` : (outcome.verdict ?? ''));
    return outcome.ok ? 0 : (outcome.exitCode ?? 1);
  } catch (error) {
    await unlessClosing();
    const exitCode = tell(reporter, error, writes);
    if (flags.json === true) await print(`${JSON.stringify({ ok: false, error: describe(error) }, null, 2)}\n`);
    return exitCode;
  }
}

/** Reports whatever was thrown and gives the exit code. */
function tell(reporter: Reporter, error: unknown, writes: boolean): 1 | 2 {
  if (error instanceof ScriptError) {
    const [first = '', ...details] = error.render().split('\n');
    reporter.error(first, {
      details,
      hint: `${writes ? 'Nothing was written. ' : ''}Mend the statement and run again.`,
    });
    return error.exitCode;
  }
  if (error instanceof UserError) {
    const [first = '', ...details] = error.message.split('\n');
    reporter.error(first, { details, hint: error.hint });
    return error.exitCode;
  }
  reporter.error(messageOf(error), {
    details: error instanceof Error && error.stack !== undefined ? stackOf(error.stack) : [],
    hint: 'This is a defect of timescale-ci: please report it with the lines above.',
  });
  return 2;
}

/** The frames of a stack without the lines of minified libraries, which run to hundreds of kilobytes. */
function stackOf(stack: string): string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && line.length < 300)
    .slice(0, 8);
}

function describe(error: unknown): object {
  if (error instanceof ScriptError) {
    const { file, line, column, sqlstate, detail, hint } = error;
    return { message: error.reason, file, line, column, sqlstate, detail, hint };
  }
  return { message: messageOf(error), ...(error instanceof UserError ? { hint: error.hint } : {}) };
}

/** Waits until the text is written: a process that ends early cuts a pipe short. */
function print(text: string): Promise<void> {
  if (text === '') return Promise.resolve();
  return new Promise((done, fail) => {
    process.stdout.write(text, (error) => {
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') fail(error);
      else done();
    });
  });
}
