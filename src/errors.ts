import { docsPage } from './documentation.ts';

/**
 * An error that a person caused and can mend: wrong usage, settings, SQL, a missing engine.
 * `message` says what and where, `hint` says what to do. `exitCode` follows the command line's contract:
 * 1 the check found something, 2 it could not run.
 */
export class UserError extends Error {
  readonly hint: string | undefined;
  readonly exitCode: 1 | 2;

  constructor(message: string, options: { hint?: string; exitCode?: 1 | 2; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'UserError';
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? 2;
  }
}

/** The SQL of a run took longer than it may. */
export class SqlLimitError extends UserError {
  constructor(seconds: number) {
    super(`the SQL was given up after ${seconds} s, the time limit`, {
      hint: 'Where it needs longer, raise time-limit (seconds).',
      exitCode: 1,
    });
    this.name = 'SqlLimitError';
  }
}

/** What a role needs for a dump of a live database. */
export const RIGHTS_TO_READ = `GRANT pg_read_all_data TO the role, or USAGE on each schema and SELECT on each table of it (${docsPage('dump.md')}).`;

/** What to do where the data of a scratch server has no room. */
export const DATA_HINT =
  "A container's server keeps its data in memory, at most half of it: TIMESCALE_CI_DATA=disk in the environment keeps it on Docker's disk.";

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  // What failed while something was given back says less than what failed before. By name: Node 22 has no such class, and
  // the bundle makes one of its own.
  if (error instanceof Error && error.name === 'SuppressedError' && 'suppressed' in error)
    return messageOf(error.suppressed);
  return error instanceof Error ? error.message : String(error);
}
