import { isBlank, type Token, tokenize } from './lexer.ts';

/**
 * Finds the word STDIN of a `COPY … FROM STDIN` statement, so that it can be told from the same letters in a comment,
 * a quoted name or an option. The grammar takes STDOUT after FROM too, for the same thing.
 *
 * @returns undefined where the statement is anything else
 */
export function findCopyStdin(sql: string): Token | undefined {
  let first = true;
  let parentheses = 0;
  let afterFrom = false;
  for (const token of tokenize(sql)) {
    if (isBlank(token)) continue;
    const text =
      token.kind === 'word' || token.kind === 'punctuation' ? sql.slice(token.start, token.end).toLowerCase() : '';
    if (first && text !== 'copy') return undefined;
    first = false;
    if (afterFrom) return text === 'stdin' || text === 'stdout' ? token : undefined;
    if (text === '(') parentheses++;
    else if (text === ')') parentheses--;
    else if (parentheses === 0) afterFrom = text === 'from';
  }
  return undefined;
}
