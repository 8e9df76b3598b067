import { UserError } from '../errors.ts';
import { renderScriptError } from './render.ts';
import type { Place, Source } from './source.ts';

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
