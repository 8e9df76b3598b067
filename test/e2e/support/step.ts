import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type CommandLog, createCommandLog } from './workflow-commands.ts';

/** Cancels a step as soon as it has printed a line. */
export interface StopAfter {
  line: string | RegExp;
  /** Default SIGTERM. `cancel`: as for a cancelled job, SIGINT, and SIGTERM where the process is there 7.5 s later. */
  signal?: NodeJS.Signals | 'cancel';
}

export interface StepOptions {
  cwd: string;
  env: Record<string, string | undefined>;
  secrets: readonly string[];
  stopAfter?: StopAfter | undefined;
  onLine?: ((line: string) => void) | undefined;
}

export interface Step {
  code: number | null;
  killed: boolean;
  stdout: string;
  stderr: string;
  firstLineMs: number;
  totalMs: number;
  log: CommandLog;
}

/** A runner's patience after SIGINT, and after SIGTERM (actions/runner, ProcessInvoker.cs). */
const SIGINT_MS = 7_500;
const SIGTERM_MS = 2_500;
/** Longer than any step of these tests may take; a schema of 5,000 tables, which somebody asked for, may take more. */
const LIMIT_MS = process.env['TIMESCALE_CI_TEST_TABLES'] === undefined ? 110_000 : 3_600_000;

/**
 * Runs one program as a step: no standard input, no terminal, nothing in its environment but what is given.
 *
 * @throws where it takes too long, or ends without the line that was waited for; with what it printed
 */
export async function runStep(program: string, args: string[], options: StepOptions): Promise<Step> {
  const { cwd, env, secrets, stopAfter, onLine } = options;
  const started = performance.now();
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const { log, read } = createCommandLog(secrets);
  const timers: NodeJS.Timeout[] = [setTimeout(() => child.kill('SIGKILL'), LIMIT_MS)];
  let firstLineMs = 0;
  let seen = false;
  const follow = async (stream: Readable): Promise<string> => {
    const lines: string[] = [];
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (firstLineMs === 0) firstLineMs = performance.now() - started;
      lines.push(line);
      read(line);
      onLine?.(line);
      if (stopAfter === undefined || seen || !matches(line, stopAfter.line)) continue;
      seen = true;
      timers.push(...stop(child, stopAfter.signal ?? 'SIGTERM'));
    }
    return lines.map((line) => `${line}\n`).join('');
  };
  const [[code, signal], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
    follow(child.stdout),
    follow(child.stderr),
  ]);
  for (const timer of timers) clearTimeout(timer);
  const killed = signal === 'SIGKILL';
  const unmet = stopAfter !== undefined && !seen ? `the line ${stopAfter.line} never came` : undefined;
  const problem = killed && !seen ? `it did not end within ${LIMIT_MS / 1000} s` : unmet;
  if (problem !== undefined) throw new Error(`${problem}; it printed:\n${stdout}${stderr}`);
  return { code, killed, stdout, stderr, firstLineMs, totalMs: performance.now() - started, log };
}

function matches(line: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? line.includes(wanted) : wanted.test(line);
}

/** Sends the signal to the process alone, as a runner does, and ends it by force where that is not enough. */
function stop(child: ChildProcess, signal: NodeJS.Signals | 'cancel'): NodeJS.Timeout[] {
  const later = (ms: number, next: NodeJS.Signals): NodeJS.Timeout => setTimeout(() => child.kill(next), ms);
  if (signal === 'cancel') {
    child.kill('SIGINT');
    return [later(SIGINT_MS, 'SIGTERM'), later(SIGINT_MS + SIGTERM_MS, 'SIGKILL')];
  }
  child.kill(signal);
  return [later(SIGINT_MS + SIGTERM_MS, 'SIGKILL')];
}
