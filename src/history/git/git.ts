import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { classifyFailure } from './refusal.ts';
import { type GitOutput, runGit, TIMED_OUT } from './run-git.ts';

export interface GitCallOptions {
  input?: string | undefined;
  env?: Record<string, string> | undefined;
}

/** git in one checkout. Arguments never pass through a shell. */
export interface Git {
  /** The directory that holds `.git`. */
  readonly root: string;
  /** Runs git, whatever its exit code. The repository's hooks may run; they meet no secret. */
  attempt(args: readonly string[], options?: GitCallOptions): Promise<GitOutput>;
  /** Runs git and gives its standard output without the line end. */
  run(args: readonly string[], options?: GitCallOptions): Promise<string>;
  /** As `attempt`, with the credential and within the time for the network. A connection that fails is tried again. */
  remote(args: readonly string[], options?: GitCallOptions): Promise<GitOutput>;
}

/** git ended with an exit code other than 0. */
export class GitError extends Error {
  readonly output: GitOutput;

  constructor(args: readonly string[], output: GitOutput) {
    const said = output.stderr.trim() || output.stdout.trim() || `exit code ${output.code}`;
    super(`git ${args.find((arg) => !arg.startsWith('-')) ?? ''}: ${said}`);
    this.name = 'GitError';
    this.output = output;
  }
}

export interface GitOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Settings for calls to the remote, such as a credential: they go through the environment, not the arguments. */
  config?: readonly (readonly [key: string, value: string])[];
  /** Milliseconds that the remote has for an answer, retries included. What runs here alone has five times as long. */
  timeoutMs?: number;
  /** Waits before the next attempt, of which this is the number, from 2. */
  pause?: (attempt: number) => Promise<unknown>;
  /** Told what is about to be tried again, and why. */
  onRetry?: (attempt: number, why: string) => void;
}

/** Hooks of the repository may do work of their own. */
const LOCAL_FACTOR = 5;
/** How often a connection that fails is tried, within its time. */
const CONNECTIONS = 10;

/** The directory with `.git` at or above `cwd`; undefined where there is none. */
export function findRoot(cwd: string): string | undefined {
  for (let dir = cwd; ; dir = dirname(dir)) {
    if (existsSync(join(dir, '.git'))) return realpathSync(dir);
    if (dirname(dir) === dir) return undefined;
  }
}

/** git in the checkout at `root`, run in it. */
export function openGit(root: string, options: Omit<GitOptions, 'cwd'>): Git {
  const { env, config = [], timeoutMs = 60_000, pause = async () => {}, onRetry } = options;
  // A container's job sees a checkout that belongs to another user, which git refuses otherwise.
  const here = environment(env, [['safe.directory', root]]);
  const there = environment(env, [
    ['safe.directory', root],
    // A server that goes silent ends the call.
    ['http.lowSpeedLimit', '1'],
    ['http.lowSpeedTime', String(Math.max(1, Math.ceil(timeoutMs / 1000)))],
    ...config,
  ]);
  const call = (args: readonly string[], given: Record<string, string>, ms: number, { input, env }: GitCallOptions) =>
    runGit(args, { cwd: root, env: { ...given, ...env }, input, ms });
  const attempt: Git['attempt'] = (args, options = {}) => call(args, here, timeoutMs * LOCAL_FACTOR, options);
  return {
    root,
    attempt,
    async run(args, options) {
      return succeeded(args, await attempt(args, options));
    },
    async remote(args, options = {}) {
      const end = performance.now() + timeoutMs;
      let before: GitOutput | undefined;
      for (let next = 2; ; next++) {
        const output = await call(args, there, Math.max(1, end - performance.now()), options);
        if (
          output.code === 0 ||
          next > CONNECTIONS ||
          classifyFailure(`${output.stderr}\n${output.stdout}`) !== 'network'
        ) {
          return output;
        }
        // What cut the last attempt short says less than why it was one.
        if (performance.now() >= end) return output.code === TIMED_OUT ? (before ?? output) : output;
        before = output;
        onRetry?.(next, 'the connection failed');
        await pause(next);
      }
    },
  };
}

/** The standard output of a call without the line end. @throws GitError where the call failed */
export function succeeded(args: readonly string[], output: GitOutput): string {
  if (output.code !== 0) throw new GitError(args, output);
  return output.stdout.replace(/\n$/, '');
}

/** Secrets of the job that no program of the repository needs: the action's inputs and the runner's own tokens. */
const SECRET = /^(INPUT_.*|ACTIONS_RUNTIME_TOKEN|ACTIONS_ID_TOKEN_REQUEST_TOKEN)$/;

/** The caller's environment, with messages that can be read by a program, no questions, and the settings. */
function environment(env: NodeJS.ProcessEnv, config: readonly (readonly [string, string])[]): Record<string, string> {
  const given = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => !!entry[1] && !SECRET.test(entry[0])),
  );
  const first = Number(given['GIT_CONFIG_COUNT'] ?? 0) || 0;
  const numbered = config.flatMap(([key, value], i) => [
    [`GIT_CONFIG_KEY_${first + i}`, key],
    [`GIT_CONFIG_VALUE_${first + i}`, value],
  ]);
  return {
    ...given,
    LC_ALL: 'C.UTF-8',
    LANGUAGE: '',
    GIT_TERMINAL_PROMPT: '0',
    ...Object.fromEntries(numbered),
    GIT_CONFIG_COUNT: String(first + config.length),
  };
}
