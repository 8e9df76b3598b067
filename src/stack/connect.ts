import pg from 'pg';
import { messageOf, UserError } from '../errors.ts';
import type { StackEnv } from './env-file.ts';
import { fileName, type Server, type Stack } from './stack.ts';

/** A connection to a server of the stack. */
export interface Connection extends AsyncDisposable {
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
}

const CONNECT_WITHIN_MS = 5_000;

/** How to reach a server of the stack from this machine, as the superuser. */
export function clientConfig({ env }: Pick<Stack, 'env'>, server: Server, database = env.database): pg.ClientConfig {
  return {
    host: reachable(env.bind),
    port: env.ports[server],
    user: 'postgres',
    password: env.values['POSTGRES_PASSWORD'],
    database,
    ssl: false,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    application_name: 'timescale-ci stack',
    // Compiling a query over the catalogue takes longer than running it. Nothing is taken from PGOPTIONS.
    options: '-c client_min_messages=warning -c jit=off',
  };
}

/** The role that backups read the schema as. */
export const BACKUP_ROLE = 'timescale_backup';

/**
 * The primary as a postgres:// URL for a backup, with the password in it: for the memory of this process, never for an
 * argument. As the superuser where the env file is from before there was a role for it.
 */
export function backupUrl(env: StackEnv): string {
  const { host = '', port, database = '', user: superuser, password: own } = clientConfig({ env }, 'primary');
  const backup = env.values['BACKUP_PASSWORD'];
  const [user, password] = backup ? [BACKUP_ROLE, backup] : [superuser, own];
  const name = host.includes(':') ? `[${host}]` : host;
  return `postgres://${user}:${encodeURIComponent(String(password))}@${name}:${port}/${encodeURIComponent(database)}`;
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
  const client = new pg.Client(clientConfig(stack, server, database));
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
    [Symbol.asyncDispose]: close,
  };
}

/** True for an answer that waiting will not change: the server is there and says no. */
export function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code !== '57P03';
}

/** What a failed connection means. */
export function explainConnect(error: unknown, { world, env }: Stack, server: Server): UserError {
  const where = `the ${server} at ${env.bind}:${env.ports[server]}`;
  const file = fileName(world);
  const say = (message: string, hint: string) => new UserError(message, { hint, cause: error });
  const code = (error as { code?: string }).code ?? '';
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
