import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { DATA_HINT, messageOf, SqlLimitError, UserError } from '../errors.ts';
import { unlessClosing } from './cleanup.ts';
import { type ExecResult, execute, lastLines, type StartedContainer } from './docker-container.ts';
import { DUMP_SETTINGS, dumpArguments, dumpFailure, listsOption, OWN_SETTINGS } from './pg-dump.ts';
import { endsConnection, PgSession } from './pg-session.ts';
import { SqlLimit } from './time-limit.ts';
import type { ScratchDatabase, Session } from './types.ts';

const READY_WITHIN_MS = 60_000;
const END_NOTED_MS = 1_000;

const OWN_OPTIONS = [...OWN_SETTINGS].map(([name, value]) => `-c ${name}=${value}`).join(' ');

/** The PostgreSQL server in a container that we started. Its superuser is `postgres`. */
export class DockerServer {
  readonly #started: StartedContainer;
  readonly #image: string;
  readonly #password: string;
  #limit = new SqlLimit();
  /** Open from the start on, so that init SQL which changes our password does not lock us out. */
  #keeper: PgSession | undefined;
  #dumpHelp: Promise<string> | undefined;

  constructor(started: StartedContainer, image: string, password: string) {
    this.#started = started;
    this.#image = image;
    this.#password = password;
  }

  /** How another program of this machine connects. */
  get access(): { host: string; port: number; user: string; password: string } {
    const { host, port } = this.#started;
    return { host, port, user: 'postgres', password: this.#password };
  }

  /** Keeps a session open, by which a later one can be let in again. */
  async keepOpen(): Promise<void> {
    this.#keeper = await this.#tryToConnect('postgres');
  }

  /** From here on all SQL may take so many seconds. */
  limit(seconds: number | undefined): void {
    this.#limit = new SqlLimit(seconds);
  }

  /** @throws UserError where the container is gone, a DatabaseError where the server says no */
  async connect(database: string): Promise<PgSession> {
    try {
      return await this.#tryToConnect(database);
    } catch (error) {
      const said = error instanceof SqlLimitError || (error instanceof pg.DatabaseError && !endsConnection(error));
      throw said ? error : await this.#explainLoss(error);
    }
  }

  /**
   * Waits until a query works over TCP. A port that accepts is no sign of that (Docker's proxy accepts at once), nor
   * is a line in the log: official images start the server twice, the first time on a socket only.
   */
  async ready(signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + READY_WITHIN_MS;
    const query = async () => {
      for (;;) {
        try {
          await using session = await this.#tryToConnect('postgres');
          await session.query('SELECT 1');
          return;
        } catch (error) {
          const { host, port } = this.#started;
          const starting = !(error instanceof pg.DatabaseError) || error.code === '57P03';
          if (!starting) throw this.#notReady(`the server at ${host}:${port} refuses us: ${error.message}`);
          if (performance.now() > deadline) {
            throw this.#notReady(`nothing answers at ${host}:${port} within ${READY_WITHIN_MS / 1000} s`);
          }
        }
        await pause(50, undefined, { signal });
      }
    };
    await Promise.race([query(), this.#started.ended]);
  }

  /** Runs a client program of PostgreSQL in the container, so that its version is the server's. */
  async run(command: readonly string[], database: string, more: Record<string, string> = {}): Promise<ExecResult> {
    const env = {
      PGHOST: '127.0.0.1',
      PGUSER: 'postgres',
      PGPASSWORD: this.#password,
      // By the environment: a name on the command line is read as a connection string if it looks like one.
      PGDATABASE: database,
      PGCLIENTENCODING: 'UTF8',
      PGOPTIONS: `${DUMP_SETTINGS} ${OWN_OPTIONS}`,
      ...more,
    };
    try {
      // It ends with the container.
      return await this.#limit.keep(
        () => execute(this.#started.container, command, env),
        () => {},
      );
    } catch (cause) {
      if (cause instanceof SqlLimitError) throw cause;
      throw await this.#explainLoss(cause);
    }
  }

  /** The text of `pg_dump --help`, asked for once. */
  dumpHelp(): Promise<string> {
    this.#dumpHelp ??= this.run(['pg_dump', '--help'], 'postgres').then(({ stdout }) => stdout);
    return this.#dumpHelp;
  }

  #tryToConnect(database: string): Promise<PgSession> {
    const { host, port } = this.#started;
    const config = {
      host,
      port,
      user: 'postgres',
      password: this.#password,
      database,
      ssl: false,
      connectionTimeoutMillis: 5_000,
      application_name: 'timescale-ci',
      // Given in any case, to keep the driver from taking PGOPTIONS out of the environment.
      options: `-c client_min_messages=notice ${OWN_OPTIONS}`,
    };
    return PgSession.connect(
      config,
      (cause) => this.#explainLoss(cause),
      this.#limit,
      (error) => this.#letIn(error),
    );
  }

  /** Undoes what init SQL did to our login. False where it is not that which keeps us out. */
  async #letIn(error: unknown): Promise<boolean> {
    if (this.#keeper === undefined || !isRefusedLogin(error)) return false;
    const password = pg.escapeLiteral(this.#password);
    await this.#keeper.execute(`ALTER ROLE postgres LOGIN PASSWORD ${password} VALID UNTIL 'infinity'`);
    return true;
  }

  #notReady(reason: string): UserError {
    return new UserError(`TimescaleDB in the container of ${this.#image} did not come up: ${reason}`, {
      hint: 'Look for a firewall between here and Docker; TESTCONTAINERS_HOST_OVERRIDE names another way to its host.',
    });
  }

  async #explainLoss(cause: unknown): Promise<Error> {
    await unlessClosing();
    const { container } = this.#started;
    // A connection breaks before the engine has noted that the container ended.
    await container.wait({ condition: 'not-running', abortSignal: AbortSignal.timeout(END_NOTED_MS) }).catch(() => {});
    const state = await container.inspect().then(
      ({ State }) => State,
      () => undefined,
    );
    if (state === undefined) return new UserError(`the container of ${this.#image} was removed meanwhile`, { cause });
    const what = state.Running
      ? `the connection to TimescaleDB in the container of ${this.#image} broke: ${messageOf(cause)}`
      : `the container of ${this.#image} ended with exit code ${state.ExitCode}`;
    const lines = (await lastLines(container)).map((line) => `  ${line}`);
    return new UserError([`${what}${lines.length > 0 ? '; its last words:' : ''}`, ...lines].join('\n'), {
      hint: state.OOMKilled
        ? 'It was out of memory: give the Docker engine more.'
        : lines.some((line) => line.includes('No space left on device'))
          ? DATA_HINT
          : 'Run it again; if it stays, the statement crashes the server.',
      exitCode: 1,
      cause,
    });
  }
}

/** The role may not log in, its password is another one, or it is out of date. */
function isRefusedLogin(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '28P01' || error.code === '28000');
}

const { escapeIdentifier } = pg;

/** A database on the server of our container. Disposing of it drops it, unless it goes with the engine anyway. */
export class DockerDatabase implements ScratchDatabase {
  readonly sharesRoles = true;
  readonly name: string;
  readonly #server: DockerServer;
  readonly #drop: boolean;

  constructor(server: DockerServer, name: string, options: { drop: boolean }) {
    this.#server = server;
    this.name = name;
    this.#drop = options.drop;
  }

  connect(): Promise<Session> {
    return this.#server.connect(this.name);
  }

  async pgDump(args: readonly string[], options: { snapshot?: string } = {}): Promise<string> {
    const command = ['pg_dump', ...dumpArguments(args, options)];
    const { stdout, stderr, exitCode } = await this.#server.run(command, this.name);
    if (exitCode === 0) return stdout;
    throw dumpFailure(exitCode, stderr);
  }

  async pgDumpSupports(option: string): Promise<boolean> {
    return listsOption(await this.#server.dumpHelp(), option);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // What cannot be dropped (a subscription left in it) goes with the container, so that is no failure of a proof.
    if (this.#drop) await dropDatabase(this.#server, this.name).catch(() => {});
  }
}

/**
 * Creates a database without any extension: the official image's template1 holds timescaledb already, which would
 * make a script's own CREATE EXTENSION fail.
 */
export async function createDatabase(server: DockerServer, name: string): Promise<void> {
  await using session = await server.connect(neighbour(name));
  if (name === 'postgres') await dropDatabase(server, name);
  await session.execute(`CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE template0`);
}

/** An empty database under a name that nobody else has, dropped when disposed of. */
export async function createScratch(server: DockerServer): Promise<ScratchDatabase> {
  const name = `timescale_ci_scratch_${randomBytes(6).toString('hex')}`;
  await createDatabase(server, name);
  return new DockerDatabase(server, name, { drop: true });
}

async function dropDatabase(server: DockerServer, name: string): Promise<void> {
  await using session = await server.connect(neighbour(name));
  const [row] = await session.query<{ version: number }>(
    `SELECT current_setting('server_version_num')::int AS version`,
  );
  // WITH (FORCE) ends other sessions; it came with PostgreSQL 13.
  if ((row?.version ?? 0) >= 130000) {
    await session.execute(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`);
    return;
  }
  await session.query('SELECT pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE datname = $1', [name]);
  await session.execute(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)}`);
}

/** A database to stand in while another one is created or dropped. */
function neighbour(name: string): string {
  return name === 'postgres' ? 'template1' : 'postgres';
}

const NAME_BYTES = 63;

/** @throws UserError for a name that PostgreSQL would cut, or that the server needs itself */
export function checkDatabaseName(name: string): void {
  const bytes = Buffer.byteLength(name);
  if (bytes === 0 || bytes > NAME_BYTES || name.includes('\0')) {
    throw new UserError(`the database name "${name}" has ${bytes} bytes`, {
      hint: `PostgreSQL takes names of 1 to ${NAME_BYTES} bytes.`,
    });
  }
  if (name === 'template0' || name === 'template1') {
    throw new UserError(`the database name "${name}" belongs to the server`, { hint: 'Choose another --database.' });
  }
}
