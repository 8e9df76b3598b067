import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { DockerContainer } from './docker-client.ts';

export interface ExecResult {
  stdout: string;
  stderr: string;
  exitCode: number;
}

/**
 * Runs a program in a container and gives all that it wrote. testcontainers' exec decodes each chunk by itself, which
 * breaks a character that two chunks share.
 *
 * @param env reaches the program without showing in any process list
 */
export async function execute(
  container: DockerContainer,
  command: readonly string[],
  env: Record<string, string> = {},
): Promise<ExecResult> {
  const exec = await container.exec({
    Cmd: [...command],
    Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({ Detach: false, Tty: false });
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  container.modem.demuxStream(stream, stdout, stderr);
  stream.on('error', (error) => stdout.destroy(error));
  stream.on('end', () => {
    stdout.end();
    stderr.end();
  });
  const [out, err] = await Promise.all([buffer(stdout), buffer(stderr)]);
  return { stdout: out.toString(), stderr: err.toString(), exitCode: await exitCode(exec) };
}

const EXIT_POLLS = 100;

/** The engine may close the stream a moment before it notes the exit code. */
async function exitCode(exec: Awaited<ReturnType<DockerContainer['exec']>>): Promise<number> {
  for (let poll = 0; poll < EXIT_POLLS; poll += 1) {
    const { Running, ExitCode } = await exec.inspect();
    if (!Running && ExitCode !== null) return ExitCode;
    await pause(50);
  }
  throw new Error('the program closed its output, but did not end');
}
