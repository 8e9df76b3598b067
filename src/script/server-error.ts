import type { PostgresErrorFields } from '../engine/types.ts';
import { DATA_HINT, messageOf, SqlLimitError } from '../errors.ts';
import { readToken, tokenize } from '../sql/lexer.ts';
import type { Statement } from './builder.ts';
import { errorAt, type ScriptError } from './error.ts';
import { characterOffset, type Source } from './source.ts';
import { readReference } from './variables.ts';

/** Turns what a session threw at a statement into an error with its place in the file. */
export function describeServerError(error: unknown, statement: Statement, source: Source): ScriptError {
  if (error instanceof SqlLimitError) {
    const { message, hint, exitCode } = error;
    return errorAt(source, statement.start, { message: `${message}, in this statement`, hint, exitCode, cause: error });
  }
  if (!isServerError(error)) {
    return errorAt(source, statement.start, {
      message: `the database server or the connection to it broke at this statement: ${messageOf(error)}`,
      hint: 'Run it in psql against the same version of the server; the server log may say more.',
      cause: error,
      exitCode: 2,
    });
  }
  const offset = locate(error, statement, source);
  const { internalQuery, internalPosition } = error;
  return errorAt(source, offset, {
    message: error.message,
    sqlstate: error.code,
    detail: error.detail,
    hint: hintForFullDisk(error) ?? hintForEdition(error) ?? error.hint ?? hintForVariable(source.text, offset, error),
    context: error.where,
    statement: statement.sql,
    ...(internalQuery === undefined
      ? {}
      : { query: { text: internalQuery, position: Math.max(1, Number(internalPosition ?? 1)) } }),
    cause: error,
  });
}

function isServerError(error: unknown): error is PostgresErrorFields {
  const { code, severity } = (error ?? {}) as Partial<PostgresErrorFields>;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && typeof severity === 'string';
}

/** The offset in the file that the error is about; the statement's start where the server does not tell. */
function locate(error: PostgresErrorFields, statement: Statement, source: Source): number {
  if (error.position !== undefined) {
    return statement.origin(characterOffset(statement.sql, Number(error.position) - 1));
  }
  return locateRow(error, statement, source) ?? locateInDo(error, statement, source) ?? statement.start;
}

/**
 * `COPY t, line 2, column a: "x"` counts the lines of the rows, from 1, a CSV header included. Line breaks inside quotes
 * count too, but not in the first row, before PostgreSQL knows what ends a line: then the number leads astray.
 */
function locateRow(error: PostgresErrorFields, statement: Statement, source: Source): number | undefined {
  if (statement.data === undefined) return undefined;
  const row = /^COPY .*, line (\d+)/m.exec(error.where ?? '')?.[1];
  if (row === undefined) return undefined;
  const first = source.place(statement.data.start).line;
  if (/\bcsv\b/i.test(statement.sql) && source.line(first).split('"').length % 2 === 0) return undefined;
  return Math.min(source.lineStart(first + Number(row) - 1), statement.data.end);
}

/** The last line of the context is the outermost call. A DO block's lines count from the one that opens its quotes. */
function locateInDo(error: PostgresErrorFields, statement: Statement, source: Source): number | undefined {
  const line = /function inline_code_block line (\d+) at [^\n]*$/.exec(error.where ?? '')?.[1];
  if (line === undefined || statement.words[0] !== 'do') return undefined;
  for (const token of tokenize(statement.sql)) {
    if (token.kind !== 'dollar' && token.kind !== 'string') continue;
    const opening = source.place(statement.origin(token.start)).line;
    const start = source.lineStart(opening + Number(line) - 1);
    const text = source.line(opening + Number(line) - 1);
    return line === '1' ? statement.origin(token.start) : start + text.search(/\S|$/);
  }
  return undefined;
}

/** PostgreSQL's own hint is to check the free disk space. */
function hintForFullDisk({ code }: PostgresErrorFields): string | undefined {
  return code === '53100' ? DATA_HINT : undefined;
}

/** TimescaleDB's own hint advertises a service. */
function hintForEdition({ message }: PostgresErrorFields): string | undefined {
  if (!/under the current "apache" license/.test(message)) return undefined;
  return 'The server has the Apache edition of TimescaleDB, without compression, continuous aggregates and policies. Use an image of the community edition: one whose tag does not end in -oss, such as timescale/timescaledb:2.23.0-pg17.';
}

/** A psql variable that is not set stays in the text, where the server stumbles over its colon. */
function hintForVariable(text: string, offset: number, error: PostgresErrorFields): string | undefined {
  if (error.code !== '42601' || text[offset] !== ':' || readToken(text, offset).end !== offset + 1) return undefined;
  const reference = readReference(text, offset);
  if (reference === undefined) return undefined;
  return `The psql variable ${reference.name} is not set: \\set ${reference.name} VALUE in the script, before this line.`;
}
