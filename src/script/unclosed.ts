import type { Token } from '../sql/lexer.ts';
import { errorAt, type ScriptError } from './error.ts';
import type { Outline } from './outline.ts';
import type { Source } from './source.ts';

const NOUNS: Partial<Record<Token['kind'], string>> = {
  string: 'string',
  dollar: 'dollar quote',
  quotedIdentifier: 'quoted name',
  comment: 'comment',
};

/**
 * The error for quotes or a comment that go on to the end of the text.
 *
 * @param variable the variable whose value the text is, and the offset where the file names it
 */
export function unterminated(
  token: Token,
  source: Source,
  variable: { name: string; offset: number } | undefined,
): ScriptError {
  const noun = NOUNS[token.kind] ?? token.kind;
  if (variable === undefined) return errorAt(source, token.start, { message: `this ${noun} is never closed` });
  const message = `the value of the variable ${variable.name} opens a ${noun} and does not close it`;
  return errorAt(source, variable.offset, { message });
}

/** The error for a statement that cannot have ended where the file does. */
export function unclosed(open: NonNullable<ReturnType<Outline['unclosed']>>, source: Source): ScriptError {
  const message = open.what === 'parenthesis' ? 'this parenthesis is never closed' : 'this BEGIN ATOMIC has no END';
  return errorAt(source, open.offset, { message });
}
