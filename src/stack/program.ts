import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';

export interface ProgramResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface ProgramOptions {
  env: NodeJS.ProcessEnv;
  /** `inherit` writes to the terminal as it comes; nothing is in the result then. */
  output?: 'inherit' | undefined;
  signal?: AbortSignal | undefined;
  /** What the program reads from its standard input: the place for what no argument may hold. */
  input?: string | undefined;
}

/**
 * Runs a program by its list of arguments, with no shell between.
 *
 * @throws the error of the operating system where it cannot be started (ENOENT: it is not installed)
 */
export async function runProgram(
  [file = '', ...args]: readonly string[],
  { env, output, signal, input }: ProgramOptions,
): Promise<ProgramResult> {
  const stdio = output === 'inherit' ? 'inherit' : 'pipe';
  const child = spawn(file, args, { env, stdio: [input === undefined ? 'ignore' : 'pipe', stdio, stdio], signal });
  // A program that ends before it has read all is known by its exit code.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  const exit = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const read = async (stream: typeof child.stdout) => (stream === null ? '' : (await buffer(stream)).toString());
  const [exitCode, stdout, stderr] = await Promise.all([exit, read(child.stdout), read(child.stderr)]);
  return { exitCode, stdout, stderr };
}
