import { type ChildProcess, spawn } from 'node:child_process';
import { messageOf } from '../../errors.ts';

export interface GitOutput {
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd: string;
  env: Record<string, string>;
  input: string | undefined;
  /** Milliseconds after which git and all that it has started are ended. */
  ms: number;
}

/** How long git has to remove its locks once it is told to end. */
const GRACE_MS = 2_000;
/** As `timeout` of the coreutils exits, and a shell that does not find a program. */
export const TIMED_OUT = 124;
const NOT_FOUND = 127;
/** Windows has no groups of processes. */
export const GROUPS = process.platform !== 'win32';

/** Runs git, with a limit of time for it and its hooks. At the limit it counts as failed, and standard error says so. */
export async function runGit(args: readonly string[], { cwd, env, input, ms }: RunOptions): Promise<GitOutput> {
  // A group of its own: what a hook has started is ended with it.
  const child = spawn('git', args, { cwd, env, detached: GROUPS, windowsHide: true, stdio: 'pipe' });
  const end = (signal: NodeJS.Signals) => endGroup(child, signal);
  const atExit = () => end('SIGKILL');
  process.once('exit', atExit);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A program that ends without reading its input is no failure of ours.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  let late = false;
  const timers: NodeJS.Timeout[] = [];
  const after = (delay: number, work: () => void) => timers.push(setTimeout(work, delay));
  after(ms, () => {
    late = true;
    end('SIGTERM');
    after(GRACE_MS, () => end('SIGKILL'));
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
      // What a hook leaves in the background may hold the pipes open for ever.
      child.on('exit', (ended) => after(GRACE_MS, () => resolve(ended)));
    });
    if (late) stderr.unshift(Buffer.from(`${describe(args)} did not end within ${Math.ceil(ms / 1000)} s\n`));
    const [out, err] = [stdout, stderr].map((chunks) => Buffer.concat(chunks).toString());
    return { code: late ? TIMED_OUT : (code ?? 1), stdout: out ?? '', stderr: err ?? '' };
  } catch (error) {
    return { code: NOT_FOUND, stdout: '', stderr: messageOf(error) };
  } finally {
    for (const timer of timers) clearTimeout(timer);
    process.off('exit', atExit);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

function describe(args: readonly string[]): string {
  return `git ${args.find((arg, i) => !arg.startsWith('-') && args[i - 1] !== '-c') ?? ''}`;
}

/** Ends a program and all that it has started. */
export function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined && GROUPS) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It has ended in the meantime.
  }
}
