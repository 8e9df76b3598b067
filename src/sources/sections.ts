import { UserError } from '../errors.ts';
import { readToken } from '../sql/lexer.ts';

/** The text with everything from one offset to another turned into spaces: what is left keeps its line and column. */
export function blank(text: string, from: number, to: number): string {
  return text.slice(0, from) + text.slice(from, to).replace(/[^\r\n]/g, ' ') + text.slice(to);
}

/** A line of a script, with the offset that it starts at and the one after its line break. */
export interface Line {
  text: string;
  start: number;
  end: number;
  /** Counted from 1. */
  number: number;
}

export function linesOf(text: string): Line[] {
  let start = 0;
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line, index) => {
    const found = { text: line.replace(/\r?\n$/, ''), start, end: start + line.length, number: index + 1 };
    start = found.end;
    return found;
  });
}

/** What the lines of a script say about which of its parts run. */
export type Mark = 'up' | 'down' | undefined;

export interface Sections {
  /** The script with only its up sections left. */
  text: string;
  /** The lines that begin an up section. */
  marks: Line[];
  /** How many lines with something in them were left out. */
  left: number;
}

/**
 * Keeps the sections that build and blanks those that take back, as tools with both in one file have them.
 *
 * @param before whether what stands before the first mark runs
 */
export function upSections(text: string, mark: (line: string) => Mark, before = false): Sections {
  const marks: Line[] = [];
  let left = 0;
  let keep = before;
  let result = text;
  for (const line of linesOf(text)) {
    const found = mark(line.text);
    if (found === 'up') marks.push(line);
    if (found !== undefined) keep = found === 'up';
    if (keep) continue;
    if (found === undefined && line.text.trim() !== '' && !/^\s*--/.test(line.text)) left++;
    result = blank(result, line.start, line.end);
  }
  return { text: result, marks, left };
}

/**
 * Puts values in the place of placeholders. A value has no line break, so that every line stays the line that it is.
 *
 * @param value gives a value, or undefined where the match is to stay
 */
export function substitute(
  text: string,
  pattern: RegExp,
  value: (match: RegExpExecArray) => string | undefined,
): string {
  let result = '';
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    const found = value(match)?.replace(/\s*\n\s*/g, ' ');
    result += text.slice(at, match.index) + (found ?? match[0]);
    at = match.index + match[0].length;
  }
  return result + text.slice(at);
}

/** @throws UserError that names the place and how the value is given */
export function missingPlaceholder(name: string, file: string, text: string, offset: number): UserError {
  const line = text.slice(0, offset).split('\n').length;
  return new UserError(`${file}:${line}  the placeholder ${name} has no value`, {
    hint: `Give it in timescale-ci.yml, under source: { placeholders: { ${name}: … } }.`,
    exitCode: 1,
  });
}

/** Where the comments of a script are: [start, end) each. */
export function commentsOf(text: string): [number, number][] {
  const found: [number, number][] = [];
  for (let at = 0; at < text.length; ) {
    const token = readToken(text, at);
    if (token.kind === 'comment') found.push([token.start, token.end]);
    at = token.end;
  }
  return found;
}
