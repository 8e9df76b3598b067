import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import type pg from 'pg';
import { messageOf, SqlLimitError, UserError } from '../errors.ts';
import { type DatabaseUrl, explainConnect, parseDatabaseUrl } from './external-url.ts';
import { dumpArguments, dumpFailure, listsOption } from './pg-dump.ts';
import { PgSession } from './pg-session.ts';
import { SqlLimit } from './time-limit.ts';
import type { Engine, ServerVersions, Session } from './types.ts';
import { describeServer, readVersions } from './versions.ts';

export interface ExternalOptions {
  /** `postgres://…`, as psql takes it. */
  url: string;
  /** The environment for pg_dump: PATH, PGPASSFILE and the like. */
  env: NodeJS.ProcessEnv;
  /** pg_dump and what has to stand before its own arguments. Default: `['pg_dump']`, found on PATH. */
  pgDumpCommand?: readonly string[] | undefined;
  signal?: AbortSignal | undefined;
  /** Seconds that all SQL may take together; without one there is no limit. */
  timeLimit?: number | undefined;
  /** Told the password, for the action to mask it. */
  register?: ((secret: string) => void) | undefined;
}

const CONNECT_WITHIN_MS = 10_000;

/**
 * Connects to a database that somebody else runs, to read from it and nothing else: every session is read only by a
 * setting of the connection, and so is pg_dump's. For one view of catalogue and dump, begin a transaction with
 * `BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY`, and hand what `pg_export_snapshot()` gives to `pgDump`.
 *
 * @throws UserError, never with the password in it
 */
export async function connectExternal(options: ExternalOptions): Promise<Engine> {
  const url = parseDatabaseUrl(options.url);
  if (url.password !== undefined) options.register?.(url.password);
  const { signal, env, pgDumpCommand: command = ['pg_dump'] } = options;
  signal?.throwIfAborted();
  const limit = new SqlLimit(options.timeLimit);
  let versions: ServerVersions;
  let name: string;
  {
    await using session = await connect(url, limit);
    signal?.throwIfAborted();
    name = await databaseName(session);
    versions = await readVersions(session);
  }
  const late = new AbortController();
  const ends = AbortSignal.any(signal === undefined ? [late.signal] : [late.signal, signal]);
  const dump = new ExternalDump({ command, env, url, signal: ends, serverVersion: versions.postgres });
  return {
    kind: 'external',
    label: `${describe(versions)} at ${url.label}`,
    versions,
    database: {
      name,
      connect: () => connect(url, limit),
      pgDump: (args, snapshot) =>
        limit.keep(
          () => dump.dump(dumpArguments(args, snapshot)),
          () => late.abort(),
        ),
      pgDumpSupports: async (option) => listsOption(await dump.help(), option),
      [Symbol.asyncDispose]: async () => {},
    },
    scratch: async () => {
      throw new UserError('a dump cannot be proved on a database that is only read', {
        hint: 'The proof needs a server of its own: use --engine docker or --engine embedded for it.',
      });
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

/**
 * Opens a session that may write, to a database that `connectExternal` has read: whether the URL leads to a server, and not
 * to a pooler, is known by then. Nothing limits its time.
 *
 * @throws UserError, never with the password in it
 */
export async function connectWriter(text: string): Promise<Session> {
  return await open(parseDatabaseUrl(text, true), new SqlLimit());
}

async function connect(url: DatabaseUrl, limit: SqlLimit): Promise<Session> {
  const session = await open(url, limit);
  // The server would go on with a statement whose client is gone.
  await session.execute(`SET statement_timeout = ${Math.ceil(limit.leftMs)}`);
  if (await isReadOnly(session)) return session;
  await session.close();
  throw new UserError(`${url.label} does not honour default_transaction_read_only, so nothing is read from it`, {
    hint: 'This looks like a connection pooler: use the URL of the server itself.',
  });
}

async function open(url: DatabaseUrl, limit: SqlLimit): Promise<Session> {
  const lost = async (cause: unknown) =>
    new UserError(`the connection to ${url.label} broke: ${url.redact(messageOf(cause))}`, {
      hint: 'Run it again when the server is up.',
    });
  const config: pg.ClientConfig = {
    connectionString: url.driver,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    fallback_application_name: 'timescale-ci',
  };
  return await PgSession.connect(config, lost, limit).catch((error) => {
    throw error instanceof SqlLimitError ? error : explainConnect(error, url);
  });
}

/** A pooler may drop the option on its way to the server. */
async function isReadOnly(session: Session): Promise<boolean> {
  const [row] = await session.query<{ setting: string }>(
    `SELECT current_setting('default_transaction_read_only') AS setting`,
  );
  return row?.setting === 'on';
}

/** A URL may leave the name of the database to the server. */
async function databaseName(session: Session): Promise<string> {
  const [row] = await session.query<{ name: string }>('SELECT current_database()::text AS name');
  return row?.name ?? '';
}

function describe(versions: ServerVersions): string {
  return versions.timescaledb === '' ? `PostgreSQL ${versions.postgres} without TimescaleDB` : describeServer(versions);
}

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
class ExternalDump {
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
