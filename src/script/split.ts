import { findCopyStdin } from '../sql/copy.ts';
import { readToken, type Token } from '../sql/lexer.ts';
import { readArguments } from './arguments.ts';
import { type Statement, StatementBuilder } from './builder.ts';
import { type Command, isConditional, readCommandName, requireSupported } from './command.ts';
import { Conditions, evaluate } from './conditions.ts';
import { findData } from './data.ts';
import { errorAt } from './error.ts';
import type { Source } from './source.ts';
import { unclosed, unterminated } from './unclosed.ts';
import { readReference, replacementOf, type Variables } from './variables.ts';

/**
 * Splits a script into statements and psql commands, in order, as psql reads a file. It reads on only when asked for
 * the next one, so that a \set that the caller carries out counts for what follows. The \if family is carried out here.
 *
 * @throws ScriptError where quotes, a comment, a parenthesis, a COPY's rows or an \if are never closed
 */
export function* split(source: Source, variables: Variables): Generator<Statement | Command, void, undefined> {
  const splitter = new Splitter(source, variables);
  for (let item = splitter.next(); item !== undefined; item = splitter.next()) yield item;
}

/** A text being read: the file, or the value of a variable inside of it. */
interface Input {
  text: string;
  offset: number;
  /** The variable whose value this is, and where the file names it. */
  variable?: { name: string; offset: number };
}

class Splitter {
  readonly #source: Source;
  readonly #variables: Variables;
  readonly #conditions: Conditions;
  readonly #file: Input;
  /** The file below, and on it the values of variables that are being read. */
  readonly #inputs: Input[];
  #open: StatementBuilder;
  /** Gathers what stands in a branch that is not taken, only to find where its statements end. */
  #skipped: StatementBuilder;

  constructor(source: Source, variables: Variables) {
    this.#source = source;
    this.#variables = variables;
    this.#conditions = new Conditions(source);
    this.#file = { text: source.text, offset: 0 };
    this.#inputs = [this.#file];
    this.#open = new StatementBuilder(source.text);
    this.#skipped = new StatementBuilder(source.text);
  }

  next(): Statement | Command | undefined {
    for (let input = this.#inputs.at(-1); input !== undefined; input = this.#inputs.at(-1)) {
      if (input.offset >= input.text.length) {
        if (input === this.#file) return this.#finish();
        this.#inputs.pop();
        continue;
      }
      const token = readToken(input.text, input.offset);
      if (!token.terminated) throw unterminated(token, this.#source, input.variable);
      if (token.kind === 'backslash') {
        const command = this.#readCommand(input);
        if (command !== undefined) return command;
      } else if (!this.#replace(input)) {
        input.offset = token.end;
        this.#add(token, input);
        if (token.kind !== 'semicolon') continue;
        const statement = this.#endStatement();
        if (statement !== undefined) return statement;
      }
    }
    return undefined;
  }

  /** Puts the value of a variable in the place of the reference that stands next, if one does. */
  #replace(input: Input): boolean {
    if (input.text[input.offset] !== ':' || !this.#conditions.active) return false;
    const start = input.offset;
    const reference = input.text.startsWith('::', start) ? undefined : readReference(input.text, start);
    if (reference === undefined) return false;
    const offset = input.variable?.offset ?? start;
    const recursive = this.#inputs.some(({ variable }) => variable?.name === reference.name);
    const value = recursive && reference.form === 'plain' ? undefined : replacementOf(reference, this.#variables);
    input.offset = reference.end;
    if (value === undefined) this.#add({ kind: 'other', start, end: reference.end, terminated: true }, input);
    else if (reference.form === 'plain') {
      this.#inputs.push({ text: value, offset: 0, variable: { name: reference.name, offset } });
    } else this.#open.addValue(reference.form === 'literal' ? 'string' : 'other', value, offset);
    return true;
  }

  #add(token: Token, input: Input): void {
    const builder = this.#conditions.active ? this.#open : this.#skipped;
    if (input.variable === undefined) builder.addToken(token.kind, token.start, token.end);
    else builder.addValue(token.kind, input.text.slice(token.start, token.end), input.variable.offset);
  }

  /** The statement that the semicolon just read ends, with the rows that follow it, if it ends one. */
  #endStatement(): Statement | undefined {
    const { active } = this.#conditions;
    const builder = active ? this.#open : this.#skipped;
    if (builder.outline.unclosed() !== undefined) return undefined;
    this.#open = active ? new StatementBuilder(this.#source.text) : this.#open;
    this.#skipped = new StatementBuilder(this.#source.text);
    const statement = builder.build(this.#file.offset);
    if (findCopyStdin(statement.sql) !== undefined) {
      const data = findData(this.#source, statement);
      statement.data = { start: data.start, end: data.end };
      this.#file.offset = data.next;
    }
    return active && statement.sql !== ';' ? statement : undefined;
  }

  #readCommand(input: Input): Command | undefined {
    if (input.variable !== undefined) {
      throw errorAt(this.#source, input.variable.offset, {
        message: `the value of the variable ${input.variable.name} holds a backslash outside of quotes`,
      });
    }
    const start = input.offset;
    const { name, end: nameEnd } = readCommandName(this.#source.text, start);
    const { active } = this.#conditions;
    const conditional = isConditional(name);
    if (active && !conditional) requireSupported(name, this.#source, start);
    const evaluates = conditional ? this.#conditions.evaluates(name) : active;
    const { values, end } = readArguments(this.#source, nameEnd, evaluates ? this.#variables : undefined);
    input.offset = end;
    if (conditional) {
      const words = values.map(({ value }) => value).join(' ');
      this.#conditions.enter(name, evaluates && evaluate(name, words, this.#source, start), start);
      this.#skipped = new StatementBuilder(this.#source.text);
      return undefined;
    }
    if (!active) return undefined;
    const inside = this.#open.start;
    return { kind: 'command', name, values, start, end, ...(inside === undefined ? {} : { inside }) };
  }

  /** The end of the file: psql runs what is left there without a semicolon. */
  #finish(): Statement | undefined {
    this.#conditions.finish();
    const open = this.#open.outline.unclosed();
    if (open !== undefined) throw unclosed(open, this.#source);
    if (this.#open.start === undefined) return undefined;
    const statement = this.#open.build(this.#source.text.length);
    this.#open = new StatementBuilder(this.#source.text);
    // Nothing follows: this throws the error about missing rows.
    if (findCopyStdin(statement.sql) !== undefined) findData(this.#source, statement);
    return statement;
  }
}
