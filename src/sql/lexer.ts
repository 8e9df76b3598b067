import {
  blockCommentEnd,
  identifierEnd,
  isIdentifierStart,
  isSpace,
  lineEnd,
  operatorEnd,
  quotedIdentifierEnd,
  stringEnd,
  UNTERMINATED,
} from './scan.ts';

/**
 * What a token is. `string` is every quoted constant ('…', E'…', U&'…', B'…', X'…', N'…') with its continuation lines,
 * `word` an unquoted identifier or keyword, `backslash` the start of a psql command, `other` a character that SQL has no use for.
 */
export type TokenKind =
  | 'space'
  | 'comment'
  | 'string'
  | 'dollar'
  | 'quotedIdentifier'
  | 'word'
  | 'number'
  | 'parameter'
  | 'operator'
  | 'punctuation'
  | 'semicolon'
  | 'backslash'
  | 'other';

/** A piece of the text: `text.slice(start, end)`. Offsets are UTF-16 units, as everywhere in JavaScript. */
export interface Token {
  kind: TokenKind;
  start: number;
  end: number;
  /** False where the text ended inside the quotes, the dollar quotes or the comment. */
  terminated: boolean;
}

/**
 * Cuts SQL into tokens, all of them: joined they give the text back. Linear in the length of the text.
 * Follows PostgreSQL 17's own scanner (src/backend/parser/scan.l and src/fe_utils/psqlscan.l) with
 * standard_conforming_strings on.
 */
export function* tokenize(text: string): Generator<Token, void, undefined> {
  for (let offset = 0; offset < text.length; ) {
    const token = readToken(text, offset);
    yield token;
    offset = token.end;
  }
}

/** True for tokens that mean nothing to the server. */
export function isBlank(token: Token): boolean {
  return token.kind === 'space' || token.kind === 'comment';
}

/** The token that starts at an offset, which must be inside the text and not inside another token. */
export function readToken(text: string, start: number): Token {
  const code = text.charCodeAt(start);
  if (isSpace(code)) return { kind: 'space', start, end: match(SPACE, text, start), terminated: true };
  if (isIdentifierStart(code)) return readWord(text, start);
  switch (text[start]) {
    case "'":
      return quoted('string', start, stringEnd(text, start, false), text);
    case '"':
      return quoted('quotedIdentifier', start, quotedIdentifierEnd(text, start), text);
    case '$':
      return readDollar(text, start);
    case ';':
      return { kind: 'semicolon', start, end: start + 1, terminated: true };
    case '\\':
      return { kind: 'backslash', start, end: start + 1, terminated: true };
    case '-':
      if (text[start + 1] === '-') return { kind: 'comment', start, end: lineEnd(text, start), terminated: true };
      break;
    case '/':
      if (text[start + 1] === '*') return quoted('comment', start, blockCommentEnd(text, start), text);
  }
  let end = match(NUMBER, text, start);
  if (end > start) return { kind: 'number', start, end: numberEnd(text, start, end), terminated: true };
  end = match(PUNCTUATION, text, start);
  if (end > start) return { kind: 'punctuation', start, end, terminated: true };
  end = match(OPERATOR, text, start);
  if (end > start) return { kind: 'operator', start, end: operatorEnd(text, start, end), terminated: true };
  return { kind: 'other', start, end: start + 1, terminated: true };
}

const SPACE = /[ \t\n\r\f\v]+/y;
const OPERATOR = /[~!@#^&|`?+\-*/%<>=]+/y;
const PUNCTUATION = /::|:=|\.\.|[,()[\].:]/y;
const PARAMETER = /\$[0-9]+/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
const NUMBER =
  /0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:[0-9](?:_?[0-9])*(?:\.(?!\.)(?:[0-9](?:_?[0-9])*)?)?|\.[0-9](?:_?[0-9])*)(?:[eE](?:[+-]?[0-9](?:_?[0-9])*|[+-]))?/y;

/** Where the match of a sticky expression ends; the start where it does not match. */
function match(expression: RegExp, text: string, start: number): number {
  expression.lastIndex = start;
  return expression.test(text) ? expression.lastIndex : start;
}

function quoted(kind: TokenKind, start: number, end: number, text: string): Token {
  const terminated = end !== UNTERMINATED;
  return { kind, start, end: terminated ? end : text.length, terminated };
}

/**
 * PostgreSQL 15 and later call 12abc one malformed number; before, it was a number and a name. The letters of 0x1F are
 * the start of such a name too, so that a dollar behind them does not open a quote.
 */
function numberEnd(text: string, start: number, end: number): number {
  if (text[end - 1] === '+' || text[end - 1] === '-') return end;
  const letters = text.slice(start, end).search(/[A-Za-z_][A-Za-z0-9_]*$/);
  return identifierEnd(text, letters < 0 ? end : start + letters);
}

/** A word, or the string or identifier that the word's one letter is the prefix of: e'…', u&"…". */
function readWord(text: string, start: number): Token {
  const next = text[start + 1];
  switch (text[start]) {
    case 'e':
    case 'E':
      if (next === "'") return quoted('string', start, stringEnd(text, start + 1, true), text);
      break;
    case 'b':
    case 'B':
    case 'n':
    case 'N':
    case 'x':
    case 'X':
      if (next === "'") return quoted('string', start, stringEnd(text, start + 1, false), text);
      break;
    case 'u':
    case 'U':
      if (next !== '&') break;
      if (text[start + 2] === "'") return quoted('string', start, stringEnd(text, start + 2, false), text);
      if (text[start + 2] === '"') return quoted('quotedIdentifier', start, quotedIdentifierEnd(text, start + 2), text);
  }
  return { kind: 'word', start, end: identifierEnd(text, start), terminated: true };
}

/** `$tag$…$tag$`, `$1`, or a lone `$`. */
function readDollar(text: string, start: number): Token {
  const opened = match(DOLLAR_TAG, text, start);
  if (opened > start) {
    const tag = text.slice(start, opened);
    const close = text.indexOf(tag, opened);
    return quoted('dollar', start, close < 0 ? UNTERMINATED : close + tag.length, text);
  }
  const end = match(PARAMETER, text, start);
  if (end > start) return { kind: 'parameter', start, end: identifierEnd(text, end), terminated: true };
  return { kind: 'other', start, end: start + 1, terminated: true };
}
