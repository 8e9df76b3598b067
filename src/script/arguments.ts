import { isSpace } from '../sql/scan.ts';
import { errorAt } from './error.ts';
import type { Source } from './source.ts';
import { readReference, replacementOf, type Variables } from './variables.ts';

/** One argument of a psql command. */
export interface Argument {
  value: string;
  /** True where some of it was in single quotes, so that psql does not take it for an option. */
  quoted: boolean;
}

/**
 * Reads the arguments of a psql command: words on its line, with 'quotes' and variables, up to the end of the line, to
 * the next command or past a `\\`. Follows src/bin/psql/psqlscanslash.l.
 *
 * @param variables undefined in a branch of \if that is not taken: then nothing is replaced and nothing is wrong
 * @returns the arguments and the offset where SQL goes on
 */
export function readArguments(
  source: Source,
  start: number,
  variables: Variables | undefined,
): { values: Argument[]; end: number } {
  const { text } = source;
  const values: Argument[] = [];
  for (let offset = start; ; ) {
    while (text[offset] !== '\n' && isSpace(text.charCodeAt(offset))) offset++;
    if (text.startsWith('\\\\', offset)) return { values, end: offset + 2 };
    if (endsArgument(text, offset)) return { values, end: offset };
    const argument = readArgument(source, offset, variables);
    values.push(argument);
    offset = argument.end;
  }
}

function endsArgument(text: string, offset: number): boolean {
  return offset >= text.length || text[offset] === '\\' || isSpace(text.charCodeAt(offset));
}

function readArgument(source: Source, start: number, variables: Variables | undefined): Argument & { end: number } {
  const { text } = source;
  let value = '';
  let quoted = false;
  let offset = start;
  while (!endsArgument(text, offset)) {
    const character = text[offset] as string;
    const reference = character === ':' && variables !== undefined ? readReference(text, offset) : undefined;
    const replaced =
      reference === undefined || variables === undefined ? undefined : replacementOf(reference, variables);
    let end = offset + 1;
    if (character === "'" || character === '"') {
      end = quotesEnd(source, offset, character, variables === undefined);
      // psql keeps double quotes in an argument: they are part of a file's name.
      value += character === '"' ? text.slice(offset, end) : unescapeText(text.slice(offset + 1, end - 1));
      quoted ||= character === "'";
    } else if (character === '`' && variables !== undefined) {
      throw errorAt(source, offset, {
        message: 'a command in backquotes would run a program on this machine, which scripts may not do here',
        hint: 'Give the value as a variable instead.',
      });
    } else if (reference !== undefined) {
      end = reference.end;
      value += replaced ?? text.slice(offset, end);
    } else {
      value += character;
    }
    offset = end;
  }
  return { value, quoted, end: offset };
}

/** The offset after the closing quote, which must be on the same line. */
function quotesEnd(source: Source, start: number, quote: string, lenient: boolean): number {
  const part = quote === "'" ? /'(?:[^'\\\n]|''|\\[^\n])*'/y : /"[^"\n]*"/y;
  part.lastIndex = start;
  if (part.test(source.text)) return part.lastIndex;
  if (!lenient) throw errorAt(source, start, { message: `this ${quote} is not closed on its line` });
  const end = source.text.indexOf('\n', start);
  return end < 0 ? source.text.length : end;
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', b: '\b', r: '\r', f: '\f' };

function unescapeText(text: string): string {
  return text.replace(/''|\\([0-7]{1,3}|x[0-9A-Fa-f]{1,2}|[^])/g, (match, escaped: string | undefined) => {
    if (escaped === undefined) return match.slice(1);
    if (/^[0-7]/.test(escaped)) return String.fromCharCode(Number.parseInt(escaped, 8));
    if (/^x./.test(escaped)) return String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    return ESCAPES[escaped] ?? escaped;
  });
}
