import type { Writable } from 'node:stream';

/** What a server said besides rows: NOTICE, WARNING and the like. */
export interface Notice {
  severity: string;
  message: string;
}

/**
 * The fields of a PostgreSQL error response that we show. Both drivers (pg and the embedded one) throw errors that
 * carry them under these names. `position` counts characters, from 1, in the statement that was sent.
 */
export interface PostgresErrorFields {
  message: string;
  severity?: string | undefined;
  code?: string | undefined;
  detail?: string | undefined;
  hint?: string | undefined;
  position?: string | number | undefined;
  internalPosition?: string | number | undefined;
  internalQuery?: string | undefined;
  where?: string | undefined;
  schema?: string | undefined;
  table?: string | undefined;
  column?: string | undefined;
  constraint?: string | undefined;
}

/** One connection to one database. Calls are made one after the other, never at the same time. */
export interface Session extends AsyncDisposable {
  /**
   * Runs one statement with bound parameters (extended protocol) and gives its rows.
   * Values arrive as the driver parses them, which differs between drivers: return `json` or `text` where it matters.
   */
  query<Row extends object>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Sends text as `psql -f` does: one simple query outside any transaction of ours. Rows are dropped. */
  execute(sql: string): Promise<void>;
  /**
   * Sends texts one after the other as `execute` does, where it can without waiting for the answers in between. Ends with
   * the first error; what was sent behind that may have run as well.
   *
   * @param done called as each is answered, in their order
   */
  executeEach(texts: readonly string[], done: () => void): Promise<void>;
  /** Runs `COPY … FROM STDIN` and feeds it the lines that followed it in the script. */
  copyIn(sql: string, data: string): Promise<void>;
  /** Runs `COPY … TO STDOUT` and writes what comes to a stream, which ends with it. Only where the server is reached by network. */
  copyOut?(sql: string, into: Writable): Promise<void>;
  /** Makes the session as a new one: no transaction, nothing temporary, the settings that hold for the database and role now. */
  reset(): Promise<void>;
  /** Calls the listener for every notice until the returned function is called. */
  onNotice(listener: (notice: Notice) => void): () => void;
  close(): Promise<void>;
}

/** One database on a running server. */
export interface Database extends AsyncDisposable {
  readonly name: string;
  /** A fresh session, with the server's default settings and no open transaction. */
  connect(): Promise<Session>;
  /**
   * Runs the pg_dump that matches the server and gives its standard output.
   * Never called while a session of this database has a transaction open that the dump must see.
   */
  pgDump(args: readonly string[], options?: { snapshot?: string }): Promise<string>;
  /** True where `pg_dump --help` lists the option (`--restrict-key` came with a minor release, so versions don't tell). */
  pgDumpSupports(option: string): Promise<boolean>;
}

export type EngineKind = 'embedded' | 'docker' | 'external';

export interface ServerVersions {
  /** As `SHOW server_version` gives it, without the packager's suffix: `17.5`. */
  postgres: string;
  /** The version that CREATE EXTENSION installs, or of the installed extension: `2.14.2`. */
  timescaledb: string;
  /** `apache` lacks compression, continuous aggregates and policies. */
  edition: 'community' | 'apache';
}

/** Where a TimescaleDB comes from (DESIGN.md section 4). Dispose it to stop what it started. */
export interface Engine extends AsyncDisposable {
  readonly kind: EngineKind;
  /** For people: `embedded TimescaleDB 2.23.0 (community) on PostgreSQL 17.5`. */
  readonly label: string;
  readonly versions: ServerVersions;
  /** The database under examination: built from init SQL, or the external one. */
  readonly database: Database;
  /**
   * An empty database to restore into, without the timescaledb extension and where no background job can run.
   * The caller disposes it. `roles` says whether the source's roles exist there already.
   */
  scratch(): Promise<ScratchDatabase>;
  /**
   * Lets programs of this machine connect to the database, until it is disposed of; nobody else asks anything meanwhile.
   * Only where the server is our own.
   */
  listen?(): Promise<Listening>;
  /**
   * Runs a shell script in the server's container, as the official image runs those of docker-entrypoint-initdb.d. Only where
   * there is a container of our own.
   *
   * @throws UserError with the script's last words where it fails
   */
  shell?(name: string, text: string): Promise<void>;
}

/** Where a program finds the database, and as whom: the superuser. */
export interface Listening extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** How many sessions have begun; undefined where that cannot be told. */
  readonly connections: number | undefined;
  /** What ended the server under the program, which cannot tell. */
  readonly failure: Error | undefined;
}

export interface ScratchDatabase extends Database {
  /** True where the scratch database shares the source's roles (same server), false where it is a server of its own. */
  readonly sharesRoles: boolean;
}
