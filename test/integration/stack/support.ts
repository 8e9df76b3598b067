import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { envText, PORTS, type Port } from '../../../src/stack/env-text.ts';
import { tuningValues } from '../../../src/stack/tuning.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** The command line, from its sources. */
export const CLI = join(ROOT, 'src/cli/main.ts');
const run = promisify(execFile);

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** One stack of its own for a test file, in a directory of its own. */
export interface TestStack {
  dir: string;
  project: string;
  ports: { primary: number; replica: number; restored: number };
  /** Runs `timescale-ci stack …` in the directory, as a person would. */
  stack(...args: string[]): Promise<Run>;
  /** The same with other variables in its environment. */
  stackWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Run>;
  /** The password of postgres, kept while a wrong one is in the env file. */
  password(): string;
  /** The values of the env file. */
  env(): Record<string, string>;
  /** Replaces a value in the env file. */
  setEnv(name: string, value: string): void;
  /** Adds a value to the env file. */
  addEnv(name: string, value: string): void;
  query<Row extends object>(
    server: 'primary' | 'replica' | 'restored',
    sql: string,
    database?: string,
    who?: pg.ClientConfig,
  ): Promise<Row[]>;
  /** The names of what is left of the project. */
  leftovers(): Promise<string[]>;
}

/** A directory with the parts of the reference schema that every edition has, and a hypertable for many rows. */
export async function makeTestStack(dir: string, name = 'stack'): Promise<TestStack> {
  mkdirSync(join(dir, 'sql/init'), { recursive: true });
  for (const name of ['01_init_timescaledb.sql', '03_replication.sql']) {
    cpSync(join(ROOT, 'sql/init', name), join(dir, 'sql/init', name));
  }
  writeFileSync(
    join(dir, 'sql/init/02_ticks.sql'),
    `CREATE TABLE trading.ticks (at timestamptz NOT NULL, symbol text NOT NULL, price float8 NOT NULL);
     SELECT create_hypertable('trading.ticks', 'at', chunk_time_interval => INTERVAL '7 days', create_default_indexes => false);`,
  );
  const project = `tci-${name}-${process.pid}`;
  const ports = { primary: await freePort(), replica: await freePort(), restored: await freePort() };
  const envPath = join(dir, '.env.timescale');
  const env = () =>
    Object.fromEntries(
      readFileSync(envPath, 'utf8')
        .split('\n')
        .filter((line) => /^\w+=/.test(line))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
  const stackWith = (variables: NodeJS.ProcessEnv, ...args: string[]) =>
    spawnCli(dir, { ...inherited(), NODE_COMPILE_CACHE: join(dir, '.cache'), ...variables }, ['stack', ...args]);
  let password = '';
  return {
    dir,
    password: () => {
      const now = env()['POSTGRES_PASSWORD'] ?? '';
      if (now !== 'wrong') password = now;
      return password;
    },
    project,
    ports,
    env,
    stackWith,
    stack: (...args) => stackWith({}, ...args),
    setEnv(name, value) {
      const text = readFileSync(envPath, 'utf8');
      writeFileSync(envPath, text.replace(new RegExp(`^${name}=.*$`, 'm'), `${name}=${value}`));
    },
    addEnv(name, value) {
      appendFileSync(envPath, `${name}=${value}\n`);
    },
    async query<Row extends object>(server: keyof typeof ports, sql: string, database = 'trading_data', who = {}) {
      const client = new pg.Client({
        ...{ host: '127.0.0.1', port: ports[server], user: 'postgres', password: env()['POSTGRES_PASSWORD'], database },
        ssl: clientTls(dir),
        ...who,
      });
      client.on('error', () => {});
      await client.connect();
      try {
        return (await client.query<Row & pg.QueryResultRow>(sql)).rows;
      } finally {
        await client.end();
      }
    },
    leftovers: async () => {
      const label = ['--filter', `label=com.docker.compose.project=${project}`, '--quiet'];
      const found = await Promise.all(
        [
          ['ps', '--all'],
          ['volume', 'ls'],
          ['network', 'ls'],
        ].map((kind) => docker(...kind, ...label)),
      );
      return found.join('\n').split('\n').filter(Boolean);
    },
  };
}

/** What a client of a stack trusts, checked in full. */
export function clientTls(dir: string): { ca: string; host: string } {
  return { ca: readFileSync(join(dir, '.env.timescale.state/tls/ca.crt'), 'utf8'), host: '127.0.0.1' };
}

/** Runs docker and gives what it wrote. */
export async function docker(...args: string[]): Promise<string> {
  return (await run('docker', args)).stdout.trim();
}

/** An image for a tool of the stack: that of the tests, with another entry point. @returns its name */
export async function deriveImage(name: string, base: string, instructions: readonly string[]): Promise<string> {
  const image = `timescale-ci-test-${name}:local`;
  const child = spawn('docker', ['build', '--quiet', '--tag', image, '-'], { stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end([`FROM ${base}`, ...instructions].join('\n'));
  const code = await new Promise((ended, fail) => child.on('close', ended).on('error', fail));
  if (code !== 0) throw new Error(`docker build of ${image} ended with ${code}`);
  return image;
}

/** The env file of a stack that is not set up yet, with lines of one's own: `setup` takes it as it is. */
export async function writeEnv({ dir, project, ports }: TestStack, image: string, ...lines: string[]): Promise<void> {
  const all = Object.fromEntries(await Promise.all(Object.keys(PORTS).map(async (name) => [name, await freePort()])));
  const values = tuningValues('laptop', { memoryBytes: 0, cores: 1, diskBytes: 0 });
  const choices = { project, image, database: 'trading_data', tuning: 'laptop', bind: '127.0.0.1', values } as const;
  const text = envText({ ...choices, ports: { ...all, ...ports } as Record<Port, number> }, () => randomUUID());
  const names = lines.map((line) => line.slice(0, line.indexOf('=')));
  const others = text.split('\n').filter((line) => !names.some((name) => line.startsWith(`${name}=`)));
  writeFileSync(join(dir, '.env.timescale'), [...others, ...lines, ''].join('\n'), { mode: 0o600 });
}

/**
 * Gives the primary of a stack that is not set up yet a disk of a size, in memory, so that it can be filled. Only root may.
 *
 * @returns a function that takes it away, for when the stack is stopped
 */
export async function giveSmallDisk(on: TestStack, image: string, size: string): Promise<() => Promise<unknown>> {
  const { project } = on;
  // With an env file that is there, setup takes the volumes that are there.
  await writeEnv(on, image);
  const labels = [`com.docker.compose.project=${project}`, 'com.docker.compose.volume=data-a'];
  const volume = `${project}_data-a`;
  await docker('volume', 'create', ...labels.flatMap((label) => ['--label', label]), volume);
  const place = await docker('volume', 'inspect', '--format', '{{.Mountpoint}}', volume);
  await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', place]);
  return () => run('umount', ['--lazy', place]);
}

/** The id of a service's container. */
export function containerOf(project: string, service: string): Promise<string> {
  const label = (name: string, value: string) => ['--filter', `label=com.docker.compose.${name}=${value}`];
  return docker('ps', '--all', '--quiet', ...label('project', project), ...label('service', service));
}

/** The variables that every run of the command line takes from this process. */
export function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(PATH|HOME|DOCKER_.*)$/.test(name)));
}

function spawnCli(cwd: string, env: NodeJS.ProcessEnv, args: readonly string[]): Promise<Run> {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const result: Run = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (result.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (result.stderr += text));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done({ ...result, code }));
  });
}

/** A port of loopback that is free at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
