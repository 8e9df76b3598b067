import { isSpace } from '../sql/scan.ts';
import type { Argument } from './arguments.ts';
import { errorAt } from './error.ts';
import type { Source } from './source.ts';

/** A psql command of a script. Offsets are in the file. */
export interface Command {
  kind: 'command';
  /** Without its backslash. */
  name: string;
  values: Argument[];
  start: number;
  end: number;
  /** Where the statement starts that the command stands inside of. */
  inside?: number;
}

/** Commands that change how psql shows results; nothing is shown here, so there is nothing to change. */
export const DISPLAY_COMMANDS: ReadonlySet<string> = new Set(['timing', 'pset', 'x', 't', 'a', 'f', 'C', 'H', 'T']);

const CONDITIONALS: ReadonlySet<string> = new Set(['if', 'elif', 'else', 'endif']);

const SUPPORTED: ReadonlySet<string> = new Set([
  ...DISPLAY_COMMANDS,
  ...['i', 'include', 'ir', 'include_relative', 'set', 'unset', 'echo', 'qecho', 'warn'],
  ...['restrict', 'unrestrict', 'connect', 'c', 'encoding', 'q', 'quit'],
]);

/** The way out of commands that people do write into scripts. */
const HINTS: Record<string, string> = {
  ';': 'Send the statements one by one: write ; without the backslash.',
  '.': 'It ends the rows of a COPY … FROM STDIN, and none is open here.',
  copy: 'Put the rows into the script, after a COPY … FROM STDIN.',
  g: 'End the statement with a semicolon.',
  gexec: 'Run the generated statements in a DO block, with EXECUTE.',
  gset: 'Work the value out in SQL, in a DO block, or give it as a constant with \\set.',
  getenv: 'Give the value with \\set.',
};

const FALLBACK =
  'Remove it, or leave it to psql: put it between \\if :{?PSQL} and \\endif and run psql with -v PSQL=1.';

/** Reads the name of the command whose backslash is at `start`: all up to white space or the next backslash. */
export function readCommandName(text: string, start: number): { name: string; end: number } {
  if (text[start + 1] === ';') return { name: ';', end: start + 2 };
  let end = start + 1;
  while (end < text.length && text[end] !== '\\' && !isSpace(text.charCodeAt(end))) end++;
  return { name: text.slice(start + 1, end), end };
}

/** True for \if, \elif, \else and \endif. */
export function isConditional(name: string): boolean {
  return CONDITIONALS.has(name);
}

/** @throws ScriptError where the command is not one of those that scripts may use here */
export function requireSupported(name: string, source: Source, offset: number): void {
  if (SUPPORTED.has(name)) return;
  if (name === '') throw errorAt(source, offset, { message: 'a backslash outside of quotes, without a command' });
  throw errorAt(source, offset, {
    message: `the psql command \\${name} is not supported`,
    hint: (Object.hasOwn(HINTS, name) ? HINTS[name] : undefined) ?? FALLBACK,
  });
}
