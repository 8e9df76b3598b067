import { intervalMicroseconds } from '../catalog/interval.ts';
import { type Lexeme, lexemes } from '../sql/statement.ts';

/**
 * The width of a continuous aggregate's buckets, from its query: microseconds, or units of an integer time column;
 * undefined where the first argument of time_bucket() is not a constant.
 */
export function bucketWidth(query: string): number | undefined {
  const tokens = lexemes(query);
  const at = tokens.findIndex(({ text }, i) => /^time_bucket(_ng)?$/.test(text) && tokens[i + 1]?.text === '(');
  if (at < 0) return undefined;
  const argument = tokens.slice(at + 2, firstComma(tokens, at + 2)).filter(({ text }) => text !== '(' && text !== ')');
  const [value] = argument;
  if (value?.kind === 'string') return intervalMicroseconds(value.text.slice(1, -1));
  return value?.kind === 'number' ? Number(value.text) : undefined;
}

function firstComma(tokens: readonly Lexeme[], start: number): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    const text = tokens[at]?.text;
    if (text === '(') depth++;
    if (text === ')') depth--;
    if (text === ',' && depth === 0) return at;
  }
  return tokens.length;
}
