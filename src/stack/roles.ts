import { type Connection, connect } from './connect.ts';
import { scramVerifier } from './scram.ts';
import type { Stack } from './stack.ts';

/** The roles that programs of the stack connect as, with the name of their password in the env file. */
const ROLES = [
  { name: 'replicator', attributes: 'LOGIN REPLICATION', secret: 'REPLICATOR_PASSWORD' },
  { name: 'timescale_monitor', attributes: 'LOGIN CONNECTION LIMIT 10', secret: 'MONITOR_PASSWORD' },
] as const;

/**
 * Makes the roles of the stack with the passwords of the env file, and the view of slow queries. Both belong to the
 * server: the database itself stays what its init SQL made of it.
 */
export async function prepareRoles(stack: Stack): Promise<void> {
  await using connection = await connect(stack, 'primary', 'postgres');
  for (const { name, attributes, secret } of ROLES) {
    const verifier = scramVerifier(stack.env.values[secret] ?? '');
    if (!(await hasRole(connection, name))) await connection.query(`CREATE ROLE ${name}`);
    // Neither a name nor a verifier holds a quote.
    await connection.query(`ALTER ROLE ${name} WITH ${attributes} PASSWORD '${verifier}'`);
  }
  await connection.query('GRANT pg_monitor TO timescale_monitor');
  // Compiling its queries over the catalogue takes longer than running them.
  await connection.query('ALTER ROLE timescale_monitor SET jit = off');
  await connection.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
}

async function hasRole(connection: Connection, name: string): Promise<boolean> {
  const rows = await connection.query('SELECT FROM pg_catalog.pg_roles WHERE rolname = $1', [name]);
  return rows.length > 0;
}
