import { UserError } from '../errors.ts';
import { characterOffset, countCharacters, type Place, Source } from './source.ts';
import { clip, printable, widthOf } from './width.ts';

/** What an error says besides its place. */
export interface ScriptErrorFields {
  message: string;
  sqlstate?: string | undefined;
  detail?: string | undefined;
  /** The server's hint, or ours: what to do. */
  hint?: string | undefined;
  /** Where inside functions it happened, one call a line, innermost first. */
  context?: string | undefined;
  /** The statement inside a function that failed, and the character in it, counted from 1. */
  query?: { text: string; position: number } | undefined;
  /** The statement, as it was sent. */
  statement?: string | undefined;
  cause?: unknown;
  /** 1 the script is wrong (the default), 2 it could not be run. */
  exitCode?: 1 | 2;
}

/** A script that cannot be read or that the server refused, with the place in the file where it happened. */
export class ScriptError extends UserError {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The line of the file that the place is on. */
  readonly sourceLine: string;
  /** The message without the place. */
  readonly reason: string;
  readonly sqlstate: string | undefined;
  readonly detail: string | undefined;
  readonly context: string | undefined;
  readonly statement: string | undefined;
  readonly query: { text: string; position: number } | undefined;

  constructor(place: Place, sourceLine: string, fields: ScriptErrorFields) {
    const code = fields.sqlstate === undefined ? '' : `  (${fields.sqlstate})`;
    super(`${place.file}:${place.line}:${place.column}  ${fields.message}${code}`, {
      exitCode: fields.exitCode ?? 1,
      cause: fields.cause,
      ...(fields.hint === undefined ? {} : { hint: fields.hint }),
    });
    this.name = 'ScriptError';
    this.file = place.file;
    this.line = place.line;
    this.column = place.column;
    this.sourceLine = sourceLine;
    this.reason = fields.message;
    this.sqlstate = fields.sqlstate;
    this.detail = fields.detail;
    this.context = fields.context;
    this.statement = fields.statement;
    this.query = fields.query;
  }

  /** The whole error for a terminal: place and message, the source line with a caret, detail, context and hint. */
  render(): string {
    return renderScriptError(this);
  }
}

/** An error at an offset of a script. */
export function errorAt(source: Source, offset: number, fields: ScriptErrorFields): ScriptError {
  const place = source.place(offset);
  return new ScriptError(place, source.line(place.line), fields);
}

/**
 * The text of a script error:
 * ```
 * sql/init/01.sql:57:19  type "numerc" does not exist  (42704)
 *    57 │     open      NUMERC(18,6) NOT NULL,
 *       │               ^
 * HINT  …
 * ```
 */
function renderScriptError(error: ScriptError): string {
  const lines = [
    ...error.message.split('\n').map(printable),
    ...excerpt(error.sourceLine, error.column, String(error.line)),
  ];
  if (error.detail !== undefined) lines.push(...labelled('DETAIL', error.detail));
  if (error.query !== undefined) {
    const query = new Source('', error.query.text);
    const place = query.place(characterOffset(query.text, error.query.position - 1));
    lines.push('QUERY   in the function:', ...excerpt(query.line(place.line), place.column, String(place.line)));
  }
  if (error.context !== undefined) lines.push(...labelled('CONTEXT', error.context));
  if (error.hint !== undefined) lines.push(...labelled('HINT', error.hint));
  return lines.join('\n');
}

const TAB = 4;
const WIDTH = 110;

/** The line with its number, and below it a caret under the column (in characters, from 1). */
function excerpt(line: string, column: number, number: string): string[] {
  const gutter = number.padStart(6);
  const { text, before } = clip(
    expandTabs(line),
    countCharacters(expandTabs(firstCharacters(line, column - 1))),
    WIDTH,
  );
  return [
    `${gutter} │ ${printable(text)}`.trimEnd(),
    `${' '.repeat(gutter.length)} │ ${' '.repeat(widthOf(printable(before)))}^`,
  ];
}

function firstCharacters(line: string, count: number): string {
  return line.slice(0, characterOffset(line, count));
}

function expandTabs(line: string): string {
  let expanded = '';
  for (const [index, part] of line.split('\t').entries()) {
    if (index > 0) expanded += ' '.repeat(TAB - (widthOf(printable(expanded)) % TAB));
    expanded += part;
  }
  return expanded;
}

function labelled(label: string, text: string): string[] {
  const [first = '', ...rest] = text.trimEnd().split('\n');
  return [`${label.padEnd(7)} ${printable(first)}`, ...rest.map((line) => `        ${printable(line)}`)];
}
