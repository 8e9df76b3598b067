import { type Token, tokenize } from '../sql/lexer.ts';

/** A token that carries meaning, with its text. */
export interface Word {
  kind: Token['kind'];
  text: string;
  start: number;
  end: number;
}

/** The tokens of a statement without white space and comments. */
export function wordsOf(statement: string): Word[] {
  const words: Word[] = [];
  for (const { kind, start, end } of tokenize(statement)) {
    if (kind !== 'space' && kind !== 'comment') words.push({ kind, text: statement.slice(start, end), start, end });
  }
  return words;
}

/** True where the statement begins with these keywords. pg_dump writes its keywords in upper case. */
export function startsWith(words: readonly Word[], ...keywords: string[]): boolean {
  return keywords.every((keyword, i) => words[i]?.text === keyword);
}

/** A role's name as quote_ident() writes it, from a token that may be quoted without need. */
export function sameIdentifier(token: string, name: string): boolean {
  return token === name || token === `"${name.replaceAll('"', '""')}"`;
}

/** Index of the first word with that text outside of parentheses, from a start on, or -1. */
export function findTopLevel(words: readonly Word[], text: string, from = 0): number {
  let depth = 0;
  for (let i = from; i < words.length; i++) {
    const word = words[i] as Word;
    if (word.text === '(') depth++;
    else if (word.text === ')') depth--;
    else if (depth === 0 && word.text === text) return i;
  }
  return -1;
}

/** Replaces parts of a text; the parts must not overlap. */
export function replaceSpans(text: string, spans: readonly { start: number; end: number; by: string }[]): string {
  let result = '';
  let at = 0;
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    result += text.slice(at, span.start) + span.by;
    at = span.end;
  }
  return result + text.slice(at);
}
