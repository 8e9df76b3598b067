import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { UserError } from '../errors.ts';
import type { DatabaseUrl } from './external-url.ts';
import { dumpFailure } from './pg-dump.ts';

type Output = { stdout: string; stderr: string; exitCode: number | null };

export interface DumpProgram {
  /** pg_dump and what has to stand before its own arguments: `['pg_dump']`. */
  command: readonly string[];
  /** The environment to run it in; PGPASSWORD is added. */
  env: NodeJS.ProcessEnv;
  url: Pick<DatabaseUrl, 'libpq' | 'password' | 'redact'>;
  /** As `SHOW server_version` has it: `17.5`. */
  serverVersion: string;
  signal?: AbortSignal | undefined;
}

/** A pg_dump of this machine, for a server somewhere else. */
export class ExternalDump {
  readonly #program: DumpProgram;
  #checked: Promise<void> | undefined;
  #help: Promise<string> | undefined;

  constructor(program: DumpProgram) {
    this.#program = program;
  }

  /** @throws UserError where pg_dump is missing, too old for the server, or fails */
  async dump(args: readonly string[]): Promise<string> {
    this.#checked ??= this.#checkVersion();
    await this.#checked;
    const { url } = this.#program;
    const { stdout, stderr, exitCode } = await this.#run([...args, `--dbname=${url.libpq}`]);
    if (exitCode === 0) return stdout;
    throw dumpFailure(exitCode, url.redact(stderr));
  }

  /** The text of `pg_dump --help`, asked for once. */
  help(): Promise<string> {
    this.#help ??= this.#run(['--help']).then(({ stdout }) => stdout);
    return this.#help;
  }

  async #checkVersion(): Promise<void> {
    const { serverVersion } = this.#program;
    const { stdout } = await this.#run(['--version']);
    const version = /\(PostgreSQL\) (\S+)/.exec(stdout)?.[1];
    if (version === undefined) {
      throw new UserError(`"${this.#name()} --version" does not answer like pg_dump: ${stdout.trim()}`);
    }
    const wanted = Number.parseInt(serverVersion, 10);
    if (Number.parseInt(version, 10) >= wanted) return;
    throw new UserError(`pg_dump ${version} is too old to dump PostgreSQL ${serverVersion}`, {
      hint: `Install postgresql-client-${wanted}, or name a newer pg_dump by PG_DUMP.`,
    });
  }

  async #run(args: readonly string[]): Promise<Output> {
    const { command, env, url, signal } = this.#program;
    const [file = 'pg_dump', ...before] = command;
    const child = spawn(file, [...before, ...args], {
      env: { ...env, PGCLIENTENCODING: 'UTF8', ...(url.password !== undefined && { PGPASSWORD: url.password }) },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    const exit = new Promise<number | null>((resolve, reject) => {
      child.on('error', (error) => reject(signal?.aborted ? signal.reason : this.#cannotRun(error)));
      child.on('close', resolve);
    });
    const [stdout, stderr, exitCode] = await Promise.all([buffer(child.stdout), buffer(child.stderr), exit]);
    return { stdout: stdout.toString(), stderr: stderr.toString(), exitCode };
  }

  #cannotRun(error: NodeJS.ErrnoException): UserError {
    if (error.code !== 'ENOENT') return new UserError(`"${this.#name()}" cannot be run: ${error.message}`);
    return new UserError(`"${this.#name()}" is not installed`, {
      hint: `Install postgresql-client-${Number.parseInt(this.#program.serverVersion, 10)}, or name a pg_dump by PG_DUMP.`,
    });
  }

  #name(): string {
    return this.#program.command.join(' ');
  }
}
