import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { UserError } from '../errors.ts';
import type { DockerServer } from './docker-server.ts';
import { dumpArguments, dumpFailure, listsOption } from './pg-dump.ts';
import type { ScratchDatabase, Session } from './types.ts';

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
