import { readPrerequisites } from '../dump/prerequisites.ts';
import type { Database, Session } from '../engine/types.ts';
import { messageOf, UserError } from '../errors.ts';
import { runScripts } from '../script/run.ts';
import type { RunResult } from '../script/run-types.ts';
import { tokenize } from '../sql/lexer.ts';
import { quoteIdentifier } from '../sql/quote.ts';

/** SQLSTATE of an object that exists already: roles and tablespaces do where the source runs on the same server. */
const DUPLICATE = '42710';

/**
 * Restores a dump into an empty scratch database, with stop on the first error. What the file needs on the server is made
 * first.
 *
 * @param file how to call the dump in errors
 * @throws ScriptError at the statement that failed
 */
export async function restore(
  text: string,
  scratch: Pick<Database, 'connect' | 'name'>,
  file: string,
): Promise<RunResult> {
  await using session = await scratch.connect();
  await makePrerequisites(session, readPrerequisites(text), scratch.name, refuse);
  // As the psql that restores the file would come after the one that made them: the database's settings hold.
  await session.reset();
  try {
    return await runScripts(session, [{ name: file, path: file, text }], { database: scratch.name, cwd: '/' });
  } finally {
    await session.reset();
  }
}

/**
 * Makes what a dump needs on the server, where it is not there yet.
 *
 * @param onRefused told of what the server refuses
 */
export async function makePrerequisites(
  session: Session,
  statements: readonly string[],
  database: string,
  onRefused: (statement: string, cause: unknown) => void,
): Promise<void> {
  // In-place tablespaces need no directory (PostgreSQL 15 and later).
  await session.execute('SET allow_in_place_tablespaces = on').catch(() => undefined);
  // A tablespace that is there already would be refused for its place first, before 15.
  const there = new Set((await session.query<{ statement: string }>(TABLESPACES)).map(({ statement }) => statement));
  for (const statement of statements) {
    if (there.has(statement)) continue;
    try {
      await session.execute(inDatabase(statement, database));
    } catch (cause) {
      if ((cause as { code?: string }).code === DUPLICATE) continue;
      onRefused(statement, cause);
    }
  }
}

function refuse(statement: string, cause: unknown): never {
  throw new UserError(`what the dump needs cannot be made on the scratch server: ${messageOf(cause)}`, {
    hint: `The statement is: ${statement}`,
    exitCode: 1,
    cause,
  });
}

/** As the dump asks for them. */
const TABLESPACES = "SELECT format('CREATE TABLESPACE %I LOCATION %L;', spcname, '') AS statement FROM pg_tablespace";

/** Puts the database's name where the file has `:"DBNAME"`, as psql would; inside of quotes that is just text. */
function inDatabase(statement: string, database: string): string {
  const tokens = [...tokenize(statement)].map(({ start, end }) => statement.slice(start, end));
  const isVariable = (i: number): boolean => tokens[i] === ':' && tokens[i + 1] === '"DBNAME"';
  return tokens
    .map((token, i) => (isVariable(i) ? '' : isVariable(i - 1) ? quoteIdentifier(database) : token))
    .join('');
}
