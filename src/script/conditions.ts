import { errorAt } from './error.ts';
import type { Source } from './source.ts';
import { parseBoolean } from './variables.ts';

/** `waiting`: no branch was true yet. `done`: one was, or the whole \if is inside a branch that is not taken. */
type State = 'active' | 'waiting' | 'done';

/** The open \if blocks of one file, innermost last. */
export class Conditions {
  readonly #source: Source;
  readonly #blocks: { offset: number; state: State; elseSeen: boolean }[] = [];

  constructor(source: Source) {
    this.#source = source;
  }

  /** False inside a branch that is not taken. */
  get active(): boolean {
    return this.#blocks.every(({ state }) => state === 'active');
  }

  /** True where the expression of that command decides something, so that it must be evaluated. */
  evaluates(command: string): boolean {
    if (command === 'if') return this.active;
    return command === 'elif' && this.#blocks.at(-1)?.state === 'waiting';
  }

  /**
   * Goes through \if, \elif, \else or \endif.
   *
   * @param condition the expression's value; ignored where evaluates() was false
   */
  enter(command: string, condition: boolean, offset: number): void {
    if (command === 'if') {
      const state = !this.active ? 'done' : condition ? 'active' : 'waiting';
      this.#blocks.push({ offset, state, elseSeen: false });
      return;
    }
    const block = this.#blocks.at(-1);
    if (block === undefined) throw this.#error(offset, `\\${command} without an \\if before it`);
    if (command === 'endif') {
      this.#blocks.pop();
      return;
    }
    if (block.elseSeen) throw this.#error(offset, `\\${command} after \\else`);
    if (command === 'else') block.elseSeen = true;
    if (block.state === 'active') block.state = 'done';
    else if (block.state === 'waiting' && (command === 'else' || condition)) block.state = 'active';
  }

  /** @throws ScriptError where an \if is open at the end of the file */
  finish(): void {
    const block = this.#blocks.at(-1);
    if (block !== undefined) throw this.#error(block.offset, 'this \\if has no \\endif before the file ends');
  }

  #error(offset: number, message: string): Error {
    return errorAt(this.#source, offset, { message });
  }
}

/**
 * The value of the expression of an \if or \elif.
 *
 * @throws ScriptError where it is not a boolean, which psql would take for false after a warning
 */
export function evaluate(command: string, expression: string, source: Source, offset: number): boolean {
  const value = parseBoolean(expression);
  if (value !== undefined) return value;
  const unset = /^:[^\s'"{]+$/.test(expression) ? `The variable ${expression.slice(1)} is not set. ` : '';
  throw errorAt(source, offset, {
    message: `\\${command} needs true or false, not "${expression}"`,
    hint: `${unset}\\${command} takes true, false, yes, no, on, off, 1 or 0; \\if :{?name} asks whether a variable is set.`,
  });
}
