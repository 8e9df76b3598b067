import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { messageOf, SqlLimitError, UserError } from '../errors.ts';
import { unlessClosing } from './cleanup.ts';
import { lastLines, type StartedContainer } from './docker-container.ts';
import { type ExecResult, execute } from './docker-exec.ts';
import { DUMP_SETTINGS, OWN_SETTINGS } from './pg-dump.ts';
import { endsConnection, PgSession } from './pg-session.ts';
import { SqlLimit } from './time-limit.ts';

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
