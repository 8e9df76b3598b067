import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { checkServerIdentity } from 'node:tls';
import pg from 'pg';
import { messageOf, UserError } from '../errors.ts';
import { authorityPath } from './certificates.ts';
import { fileName, type Server, type Stack } from './stack.ts';
import type { World } from './world.ts';

/** A connection to a server of the stack. */
export interface Connection extends AsyncDisposable {
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** When the certificate that the server showed expires; null where the connection is not encrypted. */
  certificateExpires: Date | null;
}

const CONNECT_WITHIN_MS = 5_000;

/** How to reach a server of the stack from this machine, as the superuser. */
export function clientConfig(
  { env, world }: Pick<Stack, 'env' | 'world'>,
  server: Server,
  database = env.database,
): pg.ClientConfig {
  const host = reachable(env.bind);
  return {
    host,
    port: env.ports[server],
    user: 'postgres',
    password: env.values['POSTGRES_PASSWORD'],
    database,
    ssl: env.tls === 'off' ? false : { ...authorityOf(world), host },
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    application_name: 'timescale-ci stack',
    // Compiling a query over the catalogue takes longer than running it. Nothing is taken from PGOPTIONS.
    options: '-c client_min_messages=warning -c jit=off',
  };
}

/** Without the file nothing is trusted, and the error says so. */
function authorityOf(world: Pick<World, 'stateDir'>): { ca: string | [] } {
  const path = authorityPath(world);
  return { ca: existsSync(path) ? readFileSync(path, 'utf8') : [] };
}

/** Where a client on this machine finds a server: a URL that lacks the user alone. */
export function clientUrl(stack: Pick<Stack, 'env' | 'world'>, server: Server): string {
  const { host = '', port, database = '' } = clientConfig(stack, server);
  return `postgres://${host.includes(':') ? `[${host}]` : host}:${port}/${encodeURIComponent(database)}${tlsParameters(stack)}`;
}

function tlsParameters({ env, world }: Pick<Stack, 'env' | 'world'>): string {
  if (env.tls === 'off') return '';
  return `?sslmode=verify-full&sslrootcert=${encodeURIComponent(authorityPath(world)).replaceAll('%2F', '/')}`;
}

/** The role that backups read the schema as. */
export const BACKUP_ROLE = 'timescale_backup';

/**
 * The primary as a postgres:// URL for a backup, with the password in it: for the memory of this process, never for an
 * argument. As the superuser where the env file is from before there was a role for it.
 */
export function backupUrl(stack: Pick<Stack, 'env' | 'world'>): string {
  const { POSTGRES_PASSWORD: own = '', BACKUP_PASSWORD: backup } = stack.env.values;
  const [user, password] = backup ? [BACKUP_ROLE, backup] : ['postgres', own];
  return clientUrl(stack, 'primary').replace('://', () => `://${user}:${encodeURIComponent(password)}@`);
}

/** Servers that listen everywhere are reached on loopback. */
function reachable(bind: string): string {
  if (bind === '0.0.0.0') return '127.0.0.1';
  return bind === '::' ? '::1' : bind;
}

/**
 * Connects to a server of the stack.
 *
 * @throws UserError that says what to do
 */
export async function connect(stack: Stack, server: Server, database?: string): Promise<Connection> {
  try {
    return await tryToConnect(stack, server, database);
  } catch (error) {
    throw explainConnect(error, stack, server);
  }
}

/** Connects, and throws as the driver does. */
export async function tryToConnect(stack: Stack, server: Server, database?: string): Promise<Connection> {
  const config = clientConfig(stack, server, database);
  let certificateExpires: Date | null = null;
  if (typeof config.ssl === 'object') {
    config.ssl.checkServerIdentity = (host, certificate) => {
      certificateExpires = new Date(certificate.valid_to);
      return checkServerIdentity(host, certificate);
    };
  }
  const client = new pg.Client(config);
  // A connection that breaks fails the query that runs or comes next; without a listener it would end the process.
  client.on('error', () => {});
  const close = () => client.end().catch(() => {});
  try {
    await client.connect();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    async query<Row extends object>(sql: string, values: readonly unknown[] = []) {
      return (await client.query<Row & pg.QueryResultRow>(sql, [...values])).rows;
    },
    certificateExpires,
    [Symbol.asyncDispose]: close,
  };
}

/** True for an answer that waiting will not change: the server is there and says no, or is not who it should be. */
export function isRefusal(error: unknown): boolean {
  return (
    (error instanceof pg.DatabaseError && error.code !== '57P03') || TLS.test(`${codeOf(error)} ${messageOf(error)}`)
  );
}

/** What Node's TLS and the driver say of a server that has no certificate, or none that is good. */
const TLS = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|does not support SSL/;

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? '';
}

/** What a failed connection means. */
export function explainConnect(error: unknown, { world, env }: Stack, server: Server): UserError {
  const where = `the ${server} at ${env.bind}:${env.ports[server]}`;
  const file = fileName(world);
  const say = (message: string, hint: string) => new UserError(message, { hint, cause: error });
  const code = codeOf(error);
  if (/no pg_hba.conf entry.*no encryption|does not support SSL/i.test(messageOf(error))) {
    return say(
      `${where} was started with another TIMESCALE_TLS than ${env.tls}, which ${file} has now`,
      'timescale-ci stack restart',
    );
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return say(`the certificate of ${where} has expired`, 'timescale-ci stack rotate certificate');
  }
  if (TLS.test(`${code} ${messageOf(error)}`)) {
    return say(
      `${where} does not show the certificate that was made for it: ${messageOf(error)}`,
      `Another server may listen there, or ${relative(world.cwd, authorityPath(world))} is of another stack. ` +
        '"timescale-ci stack restart" gives the servers what is there.',
    );
  }
  switch (code) {
    case '28P01':
      return say(
        `${where} refuses the password of postgres in ${file}`,
        'The data was set up with another one, or another server listens at that port. Put the old file back; ' +
          '"timescale-ci stack rotate" sets a new one without it.',
      );
    case '3D000':
      return say(
        `${where} has no database ${env.database}`,
        `TIMESCALE_DATABASE in ${file} was changed after the set-up: put the old name back, or create the database.`,
      );
    case '53300':
      return say(`${where} has no connection left`, 'Wait, or raise TIMESCALE_MAX_CONNECTIONS and restart.');
    case '57P03':
      return say(`${where} is still starting, or shutting down`, 'Run the command again in a moment.');
    case 'ECONNREFUSED':
    case 'ECONNRESET':
      return say(
        `${where} does not answer`,
        `It does not run: "timescale-ci stack ${server === 'primary' ? 'start' : 'start-replica'}" starts it, ` +
          `"timescale-ci stack logs ${server}" says why it ended.`,
      );
  }
  if (/timeout|terminated unexpectedly/i.test(messageOf(error))) {
    return say(`${where} does not answer`, `"timescale-ci stack logs ${server}" shows what it is busy with.`);
  }
  return say(`${where}: ${messageOf(error)}`, `"timescale-ci stack logs ${server}" shows what it says.`);
}
