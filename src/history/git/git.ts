import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getExecOutput } from '@actions/exec';

export interface GitOutput {
  code: number;
  stdout: string;
  stderr: string;
}

export interface GitCallOptions {
  input?: string | undefined;
  env?: Record<string, string> | undefined;
}

/** git in one checkout. Arguments never pass through a shell. */
export interface Git {
  /** The directory that holds `.git`. */
  readonly root: string;
  /** Runs git, whatever its exit code. */
  attempt(args: readonly string[], options?: GitCallOptions): Promise<GitOutput>;
  /** Runs git and gives its standard output without the line end. */
  run(args: readonly string[], options?: GitCallOptions): Promise<string>;
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
  /** Settings for these calls alone, such as a credential: they go through the environment, not the arguments. */
  config?: readonly (readonly [key: string, value: string])[];
}

/** The directory with `.git` at or above `cwd`; undefined where there is none. */
export function findRoot(cwd: string): string | undefined {
  for (let dir = cwd; ; dir = dirname(dir)) {
    if (existsSync(join(dir, '.git'))) return realpathSync(dir);
    if (dirname(dir) === dir) return undefined;
  }
}

/** git in the checkout at `root`, run in it. */
export function openGit(root: string, { env, config = [] }: Omit<GitOptions, 'cwd'>): Git {
  const given = environment(env, [
    // A container's job sees a checkout that belongs to another user, which git refuses otherwise.
    ['safe.directory', root],
    // A server that goes silent ends the call.
    ['http.lowSpeedLimit', '1'],
    ['http.lowSpeedTime', '30'],
    ...config,
  ]);
  const attempt: Git['attempt'] = async (args, options = {}) => {
    const { exitCode, stdout, stderr } = await getExecOutput('git', [...args], {
      cwd: root,
      env: { ...given, ...options.env },
      silent: true,
      ignoreReturnCode: true,
      ...(options.input === undefined ? {} : { input: Buffer.from(options.input) }),
    });
    return { code: exitCode, stdout, stderr };
  };
  return {
    root,
    attempt,
    async run(args, options) {
      const output = await attempt(args, options);
      if (output.code !== 0) throw new GitError(args, output);
      return output.stdout.replace(/\n$/, '');
    },
  };
}

/** The caller's environment, with messages that can be read by a program, no questions, and the settings. */
function environment(env: NodeJS.ProcessEnv, config: readonly (readonly [string, string])[]): Record<string, string> {
  const given = Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => !!entry[1]));
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
