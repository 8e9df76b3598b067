import { RIGHTS_TO_READ, UserError } from '../errors.ts';

/**
 * Settings for pg_dump's session: constants in views, defaults and checks are written by these, and pg_dump leaves them to
 * the server's, the database's and the user's own. Compiling its queries would take longer than they do. In the form of
 * libpq's `options`.
 */
export const DUMP_SETTINGS =
  '-c timezone=UTC -c bytea_output=hex -c quote_all_identifiers=off -c lc_monetary=C -c jit=off';

/** What the schema's own ALTER DATABASE and ALTER ROLE … SET must not do to us: end our queries, or take our rights. */
export const OWN_SETTINGS: ReadonlyMap<string, string> = new Map([
  ['statement_timeout', '0'],
  ['lock_timeout', '0'],
  ['idle_in_transaction_session_timeout', '0'],
  ['default_transaction_read_only', 'off'],
  ['role', 'none'],
]);

/** True where the text of `pg_dump --help` lists the option. */
export function listsOption(help: string, option: string): boolean {
  return help.split(/[\s,=]+/).includes(option);
}

/** pg_dump's arguments, and the one that makes it see what the session that exported the snapshot sees. */
export function dumpArguments(args: readonly string[], options: { snapshot?: string } = {}): string[] {
  return options.snapshot === undefined ? [...args] : [...args, `--snapshot=${options.snapshot}`];
}

const LONGEST_LINE = 500;

/** pg_dump that failed, in its own words: without the statement that it was at, which may name every chunk. */
export function dumpFailure(exitCode: number | null, stderr: string): UserError {
  const lines = stderr.trim().split('\n');
  const reason = lines
    .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line))
    .join('\n');
  const hint = hintFor(reason);
  return new UserError(`pg_dump ended with exit code ${exitCode}: ${reason}`, {
    ...(hint !== undefined && { hint }),
    exitCode: 1,
  });
}

function hintFor(reason: string): string | undefined {
  if (/permission denied/.test(reason)) {
    return `pg_dump locks every table, which takes the right to read it: ${RIGHTS_TO_READ}`;
  }
  if (/out of shared memory/.test(reason)) {
    return 'pg_dump locks every hypertable, and PostgreSQL locks its chunks with it (ACCESS SHARE, like a query): set max_locks_per_transaction so that, times max_connections, it exceeds the number of chunks, and restart the server.';
  }
  return undefined;
}
