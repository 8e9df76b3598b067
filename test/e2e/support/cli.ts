import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');

/** What one process compiled, the next does not. */
const NODE_COMPILE_CACHE = join(tmpdir(), 'timescale-ci-compiled');

export interface CliRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the committed `dist/cli.js` as a person would, without a terminal. */
export function runCli(cwd: string, ...args: string[]): Promise<CliRun> {
  const child = spawn(process.execPath, [join(ROOT, 'dist/cli.js'), ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_COMPILE_CACHE },
  });
  const run: CliRun = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (run.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (run.stderr += text));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done({ ...run, code }));
  });
}

/** A directory with the reference schema and its settings, removed after the test. */
export function projectDirectory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'timescale-ci-e2e-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  cpSync(join(ROOT, 'sql/init'), join(dir, 'sql/init'), { recursive: true });
  cpSync(join(ROOT, 'timescale-ci.yml'), join(dir, 'timescale-ci.yml'));
  return dir;
}
