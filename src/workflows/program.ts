import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { docsPage } from '../documentation.ts';
import { onExit } from '../engine/cleanup.ts';
import type { Engine, Listening } from '../engine/types.ts';
import { messageOf, UserError } from '../errors.ts';
import { endGroup, GROUPS } from '../history/git/run-git.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';

/** As many of a program's last lines as tell what went wrong. */
const SHOWN_LINES = 25;
const LONGEST_LINE = 1000;
/** How long it has to end by itself once it is told to. */
const GRACE_MS = 2_000;
/** What is ours or libpq's, and would lead the program elsewhere or is none of its business. */
const NOT_PASSED = /^(PG[A-Z]+|INPUT_.*|ACTIONS_.*)$/;

type Build = NonNullable<Settings['build']>;

/** The command as a person would type it. */
export function commandOf({ run }: Build): string {
  return typeof run === 'string' ? run.trim() : run.join(' ');
}

/** @throws UserError where the program is a stranger's, and nobody with a say in the workflow has allowed that */
export function refuseForks(build: Build, { fork }: Context): void {
  if (fork !== true) return;
  throw new UserError(`the program of a fork is not run: build: run: ${commandOf(build)}`, {
    hint: `It would be a stranger’s code on your runner. The owner of the workflow can allow it with the input fork-programs (${docsPage('settings.md')}).`,
  });
}

/**
 * Has the user's own migration program build the schema: it is told of the scratch database by DATABASE_URL and by
 * libpq's variables. A text is for the shell, a list is a program with its arguments; either is what the owner wrote.
 *
 * @throws UserError with the program's last words where it fails, or takes longer than the time limit
 */
export async function runProgram(build: Build, engine: Engine, settings: Settings, context: Context): Promise<void> {
  const command = commandOf(build);
  const step = context.reporter.step('build');
  step.update(command);
  await using database = await listen(engine);
  context.mask?.(database.password);
  const lines: string[] = [];
  const fail = (what: string, hint: string): UserError => {
    const shown = lines.map((line) => `  ${line.replaceAll(database.password, '***').slice(0, LONGEST_LINE)}`);
    return new UserError([`${command} ${what}${shown.length > 0 ? '; its last words:' : ''}`, ...shown].join('\n'), {
      hint,
      exitCode: 1,
    });
  };
  const end = await runCommand(build, {
    cwd: context.cwd,
    env: environment(context.env, database),
    ms: settings['time-limit'] * 1000,
    signal: context.signal,
    onLine: (line) => {
      step.update(line.replaceAll(database.password, '***'));
      if (lines.push(line) > SHOWN_LINES) lines.shift();
    },
  });
  context.signal?.throwIfAborted();
  if (database.failure !== undefined) throw database.failure;
  if (end === 'late') {
    throw fail(`did not end within ${settings['time-limit']} s`, 'Where it needs longer, raise time-limit (seconds).');
  }
  if (end instanceof Error) throw fail(`cannot be run: ${messageOf(end)}`, INSTALL);
  if (end === 127) throw fail('was not found', INSTALL);
  if (end !== 0) throw fail(`ended with ${typeof end === 'string' ? end : `exit code ${end}`}`, GIVEN);
  if (database.connections === 0) {
    throw fail('never connected to the scratch database', `${GIVEN} Look for another address in its configuration.`);
  }
  step.done(command);
}

const INSTALL = 'Install what it needs in a step before this one (npm ci, pip install …).';
const GIVEN =
  'It is told of the scratch database by DATABASE_URL and by PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE.';

async function listen(engine: Engine): Promise<Listening> {
  const listening = await engine.listen?.();
  if (listening === undefined) throw new UserError(`no program can build a schema on ${engine.label}`);
  return listening;
}

function environment(env: NodeJS.ProcessEnv, database: Listening): NodeJS.ProcessEnv {
  const { host, port, user, password } = database;
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !NOT_PASSED.test(name))),
    DATABASE_URL: `postgresql://${user}:${password}@${address}/${encodeURIComponent(database.database)}`,
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: database.database,
    PGSSLMODE: 'disable',
  };
}

interface Run {
  cwd: string;
  env: NodeJS.ProcessEnv;
  ms: number;
  signal: AbortSignal | undefined;
  onLine: (line: string) => void;
}

/** The exit code or the signal that it ended with, `late` where it was ended at the limit, the error where it never ran. */
async function runCommand({ run }: Build, { cwd, env, ms, signal, onLine }: Run): Promise<number | string | Error> {
  const [file = '', ...args] = typeof run === 'string' ? [run] : run;
  const child = spawn(file, args, {
    cwd,
    env,
    shell: typeof run === 'string',
    // A group of its own: what it has started is ended with it.
    detached: GROUPS,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const timers: NodeJS.Timeout[] = [];
  const after = (delay: number, work: () => void) => timers.push(setTimeout(work, delay));
  const stop = () => {
    endGroup(child, 'SIGTERM');
    after(GRACE_MS, () => endGroup(child, 'SIGKILL'));
  };
  let late = false;
  after(Math.min(ms, 2 ** 31 - 1), () => {
    late = true;
    stop();
  });
  const forget = onExit(async () => endGroup(child, 'SIGKILL'));
  signal?.addEventListener('abort', stop, { once: true });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      const text = stripVTControlCharacters(line).trimEnd();
      if (text !== '') onLine(text);
    });
  }
  try {
    if (signal?.aborted) stop();
    return await new Promise<number | string | Error>((resolve) => {
      child.on('error', resolve);
      child.on('close', (code, by) => resolve(late ? 'late' : (code ?? by ?? 1)));
      // What it leaves in the background may hold the pipes open for ever.
      child.on('exit', (code, by) => after(GRACE_MS, () => resolve(late ? 'late' : (code ?? by ?? 1))));
    });
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    forget();
    endGroup(child, 'SIGKILL');
    child.stdout.destroy();
    child.stderr.destroy();
  }
}
