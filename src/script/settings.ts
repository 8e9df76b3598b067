import type { Statement } from './builder.ts';
import { errorAt } from './error.ts';
import type { Source } from './source.ts';

const OFF = /^SET\s+(?:(?:SESSION|LOCAL)\s+)?standard_conforming_strings\s*(?:=|\sTO\s)\s*'?(?:off|false|no|0|f|n)\b/i;
const ENCODING = /^SET\s+(?:(?:SESSION|LOCAL)\s+)?(?:client_encoding\s*(?:=|\sTO\s)|NAMES)\s*'?([\w-]+)/i;

/**
 * Refuses the settings that change how the text of a script is to be read, which is fixed here.
 *
 * @throws ScriptError at the statement
 */
export function refuseOtherSyntax(statement: Statement, source: Source): void {
  if (statement.words[0] !== 'set') return;
  if (OFF.test(statement.sql)) {
    throw errorAt(source, statement.start, {
      message: 'scripts are read with standard_conforming_strings on',
      hint: "Remove this SET and write strings with backslash escapes as E'…'.",
    });
  }
  const encoding = ENCODING.exec(statement.sql)?.[1];
  if (encoding !== undefined && !isUtf8(encoding)) {
    throw errorAt(source, statement.start, {
      message: `scripts are read as UTF-8, this one asks for ${encoding}`,
      hint: 'Save the file as UTF-8 and remove this SET.',
    });
  }
}

/** True for the names that PostgreSQL has for UTF-8, and for the word DEFAULT, which is UTF-8 here. */
export function isUtf8(encoding: string): boolean {
  return ['utf8', 'unicode', 'default'].includes(encoding.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
}
