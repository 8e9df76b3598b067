import { UserError } from '../errors.ts';
import { findContainer } from './containers.ts';
import { scramVerifier } from './scram.ts';
import type { Server, Stack } from './stack.ts';

/** A role of the server that a program connects as, with the name of its password in the env file. */
export interface Role {
  name: string;
  attributes: string;
  secret: string;
}

const SUPERUSER: Role = { name: 'postgres', attributes: 'LOGIN', secret: 'POSTGRES_PASSWORD' };

/** The roles that programs of the stack connect as. */
const OWN: readonly Role[] = [
  { name: 'replicator', attributes: 'LOGIN REPLICATION', secret: 'REPLICATOR_PASSWORD' },
  { name: 'timescale_monitor', attributes: 'LOGIN CONNECTION LIMIT 10', secret: 'MONITOR_PASSWORD' },
  { name: 'timescale_backup', attributes: 'LOGIN CONNECTION LIMIT 5', secret: 'BACKUP_PASSWORD' },
];

/** Every role whose password can be changed. */
export const ROLES: readonly Role[] = [SUPERUSER, ...OWN];

// Compiling the queries of monitoring over the catalogue takes longer than running them. pg_dump locks what it dumps,
// and PostgreSQL lets nobody lock what he may not read: less than pg_read_all_data is no dump.
const RIGHTS = `
GRANT pg_monitor TO timescale_monitor;
ALTER ROLE timescale_monitor SET jit = off;
SELECT 'GRANT pg_read_all_data TO timescale_backup' WHERE EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'pg_read_all_data') \\gexec
ALTER ROLE timescale_backup SET default_transaction_read_only = on;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
`;

/**
 * Makes the roles of the stack with the passwords of the env file, and the view of slow queries. Both belong to the
 * server: the database itself stays what its init SQL made of it.
 */
export async function prepareRoles(stack: Stack): Promise<void> {
  await runAsSuperuser(stack, `${OWN.map((role) => roleSql(stack, role)).join('')}${RIGHTS}`);
}

/** Gives roles the passwords of the env file. */
export async function applyPasswords(stack: Stack, roles: readonly Role[], service: Server = 'primary'): Promise<void> {
  await runAsSuperuser(stack, roles.map((role) => roleSql(stack, role)).join(''), service);
}

/** As psql reads it. Neither a name nor a verifier holds a quote. */
function roleSql({ env }: Stack, { name, attributes, secret }: Role): string {
  const verifier = scramVerifier(env.values[secret] ?? '');
  return `SELECT 'CREATE ROLE ${name}' WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '${name}') \\gexec
ALTER ROLE ${name} WITH ${attributes} PASSWORD '${verifier}';
`;
}

/** In the server's container, as the operating system's user: which needs no password, and so mends one that is lost. */
async function runAsSuperuser(stack: Stack, sql: string, service: Server = 'primary'): Promise<void> {
  const container = await findContainer(stack, service);
  if (container?.state !== 'running') {
    throw new UserError(`the ${service} server does not run`, { hint: 'Start it: timescale-ci stack start' });
  }
  await stack.engine.docker(
    [
      ...['exec', '--interactive', '--user', 'postgres', container.id],
      ...['psql', '--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', '--dbname=postgres', '--output=/dev/null'],
    ],
    { input: sql },
  );
}
