import { dirname, resolve } from 'node:path';
import { type Command, DISPLAY_COMMANDS } from './command.ts';
import { errorAt, type ScriptErrorFields } from './error.ts';
import { isUtf8 } from './settings.ts';
import type { Source } from './source.ts';
import { isVariableName, parseBoolean, type Variables } from './variables.ts';

/** What a psql command may ask of the run that it is part of. */
export interface CommandContext {
  source: Source;
  /** The absolute path of the script. */
  path: string;
  cwd: string;
  /** The database that the scripts run in; no other can be connected to. */
  database: string;
  variables: Variables;
  echo(text: string): void;
  include(path: string, command: Command): Promise<void>;
  /** Begins a new session, as psql does where it connects again. */
  reconnect(): Promise<void>;
}

/**
 * Carries out a psql command (the \if family is carried out by split()).
 *
 * @returns false where the rest of the file is not to be read
 */
export async function runCommand(command: Command, context: CommandContext): Promise<boolean> {
  const { name, values } = command;
  const words = values.map(({ value }) => value);
  const fail = (fields: ScriptErrorFields): Error => errorAt(context.source, command.start, fields);
  if (DISPLAY_COMMANDS.has(name)) return true;
  switch (name) {
    case 'set':
      setVariable(words, context, fail);
      return true;
    case 'unset':
      context.variables.delete(words[0] ?? '');
      return true;
    case 'echo':
    case 'qecho':
    case 'warn': {
      // -n leaves out the line break, which is the reporter's business here.
      const from = words[0] === '-n' && values[0]?.quoted === false ? 1 : 0;
      context.echo(words.slice(from).join(' '));
      return true;
    }
    case 'encoding':
      if (words[0] === undefined || isUtf8(words[0])) return true;
      throw fail({ message: `scripts are read as UTF-8, not as ${words[0]}`, hint: 'Save the file as UTF-8.' });
    // pg_dump writes them around a dump, against a dump that smuggles psql commands; none does harm here.
    case 'restrict':
    case 'unrestrict':
      return true;
  }
  if (command.inside !== undefined) {
    const { line } = context.source.place(command.inside);
    throw fail({
      message: `\\${name} inside a statement`,
      hint: `The statement that starts on line ${line} has no semicolon before it.`,
    });
  }
  switch (name) {
    case 'connect':
    case 'c':
      connect(words, context.database, fail);
      await context.reconnect();
      return true;
    case 'i':
    case 'include':
    case 'ir':
    case 'include_relative': {
      const [file] = words;
      if (file === undefined || file === '') throw fail({ message: `\\${name} needs a file name` });
      const base = name === 'i' || name === 'include' ? context.cwd : dirname(context.path);
      await context.include(resolve(base, file), command);
      return true;
    }
    default:
      return false;
  }
}

/** Variables that would change how psql goes through a script, with the only value that fits the way we do. */
const FIXED: Record<string, { value: boolean; why: string }> = {
  ON_ERROR_STOP: { value: true, why: 'scripts stop at the first error here' },
  AUTOCOMMIT: { value: true, why: 'every statement is its own transaction here, as in psql by default' },
  SINGLELINE: { value: false, why: 'statements end with a semicolon here' },
};

function setVariable(words: string[], { variables }: CommandContext, fail: (fields: ScriptErrorFields) => Error): void {
  const [name, ...values] = words;
  if (name === undefined) return;
  if (!isVariableName(name)) throw fail({ message: `"${name}" is not a name for a psql variable` });
  const value = values.join('');
  const fixed = Object.hasOwn(FIXED, name) ? FIXED[name] : undefined;
  // psql takes a \set without a value for "on" where the variable is a switch.
  if (fixed !== undefined && parseBoolean(value === '' ? 'on' : value) !== fixed.value) {
    throw fail({ message: `\\set ${name} ${value}: ${fixed.why}`, hint: 'Remove the line.' });
  }
  variables.set(name, value);
}

function connect(words: string[], database: string, fail: (fields: ScriptErrorFields) => Error): void {
  const [to = '-', ...rest] = words.map((word) => word.replace(/^"(.*)"$/, '$1'));
  if ((to === '-' || to === database) && rest.every((word) => word === '-')) return;
  throw fail({
    message: `\\connect ${words.join(' ')}: scripts run in one database, ${database}, as one user`,
    hint:
      rest.some((word) => word !== '-' && word !== '') || to === '-'
        ? 'Remove the line, or keep it for psql alone: put it between \\if :{?PSQL} and \\endif.'
        : `Name that database: --database ${to}, or "database: ${to}" in timescale-ci.yml. It is made anew for every run, and a CREATE DATABASE of it is left out.`,
  });
}
