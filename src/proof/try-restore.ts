import { readPrerequisites } from '../dump/prerequisites.ts';
import type { Database, PostgresErrorFields } from '../engine/types.ts';
import type { ScriptError } from '../script/error.ts';
import { runScripts } from '../script/run.ts';
import type { RanStatement } from '../script/run-types.ts';
import { Source } from '../script/source.ts';
import { statementHead } from '../sql/statement.ts';
import { makePrerequisites } from './restore.ts';

/** A statement of a dump that a server refused, and what it said. */
export interface RefusedStatement {
  /** Where the statement begins in the dump, counted from 1, and where it ends: psql names the end. */
  line: number;
  endLine: number;
  statement: string;
  sqlstate: string;
  message: string;
  detail: string | null;
  hint: string | null;
  /** The line of the refused statement that this one certainly follows from; null for a cause of its own. */
  follows: number | null;
}

/** What the server warned of at a statement. */
export interface Remark {
  line: number;
  endLine: number;
  message: string;
}

/** What became of a dump's statements. */
export interface Tried {
  statements: number;
  refusals: RefusedStatement[];
  warnings: Remark[];
}

/**
 * Restores a dump as `psql -f` does without ON_ERROR_STOP: every statement is tried, whatever became of those before it.
 *
 * @throws UserError where the server is lost
 */
export async function tryRestore(
  text: string,
  scratch: Pick<Database, 'connect' | 'name'>,
  file: string,
): Promise<Tried> {
  const source = new Source(file, text);
  const refusals: RefusedStatement[] = [];
  const warnings: Remark[] = [];
  const refuse = (refusal: Omit<RefusedStatement, 'follows'>): void => {
    refusals.push({ ...refusal, follows: causeOf(refusal, refusals)?.line ?? null });
  };
  await using session = await scratch.connect();
  await makePrerequisites(session, readPrerequisites(text), scratch.name, (statement, cause) => {
    const { code = '', message, detail = null, hint = null } = cause as PostgresErrorFields;
    if (code === '') throw cause;
    const line = source.place(Math.max(0, text.indexOf(`--   ${statement}`))).line;
    refuse({ line, endLine: line, statement, sqlstate: code, message, detail, hint });
  });
  const needed = refusals.length;
  await session.reset();
  let now: RanStatement | undefined;
  const lines = ({ start, end }: RanStatement): Pick<RefusedStatement, 'line' | 'endLine'> => ({
    line: source.place(start).line,
    endLine: source.place(Math.max(start, end - 1)).line,
  });
  const { statements } = await runScripts(session, [{ name: file, path: file, text }], {
    database: scratch.name,
    cwd: '/',
    onStatement: (ran) => {
      now = ran;
    },
    onNotice: ({ severity, message }) => {
      if (severity === 'WARNING' && now !== undefined) warnings.push({ ...lines(now), message });
    },
    onError: (error, ran) => refuse({ ...lines(ran), ...saidBy(error), statement: text.slice(ran.start, ran.end) }),
  });
  return { statements: statements + refusals.length - needed, refusals, warnings };
}

function saidBy(error: ScriptError): Pick<RefusedStatement, 'sqlstate' | 'message' | 'detail' | 'hint'> {
  const { sqlstate = '', reason, detail = null, hint = null } = error;
  return { sqlstate, message: reason, detail, hint };
}

/** SQLSTATEs of what is not there: table, function, type or role, schema, column. */
const UNDEFINED = ['42P01', '42883', '42704', '3F000'];
/** `relation "a.b" does not exist`, `function a.b(integer) does not exist` */
const MISSING = /^\S.*? "?([^"(]+)"?(?:\(.*\))? does not exist$/;
const NO_COLUMNSTORE = /^(?:compression|columnstore) not enabled on [a-z ]+ "([^"]+)"$/;

/**
 * The refused statement that another certainly follows from: what this one misses is what that one would have made. Where
 * that follows from a third in its turn, the third.
 */
function causeOf(
  { sqlstate, message, statement }: Omit<RefusedStatement, 'follows'>,
  earlier: readonly RefusedStatement[],
): RefusedStatement | undefined {
  const missing = UNDEFINED.includes(sqlstate) ? MISSING.exec(message)?.[1] : undefined;
  const uncompressed = NO_COLUMNSTORE.exec(message)?.[1];
  const maker = earlier.find((one) => {
    const { verb, name } = statementHead(one.statement);
    const whole = name.join('.');
    if (name.length === 0) return false;
    if (missing !== undefined) return verb === 'create' && whole === missing;
    if (uncompressed === undefined || verb !== 'alter' || name.at(-1) !== uncompressed) return false;
    return /\bSET \(timescaledb\.(compress|enable_columnstore)\b/.test(one.statement) && statement.includes(whole);
  });
  return maker === undefined ? undefined : (earlier.find(({ line }) => line === maker.follows) ?? maker);
}
