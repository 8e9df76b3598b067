import { errorAt, type ScriptError } from './error.ts';
import type { ScriptFile } from './files.ts';
import { Source } from './source.ts';
import { split } from './split.ts';
import type { Begin } from './transaction.ts';
import type { Variables } from './variables.ts';

/** What PostgreSQL refuses in a transaction block: such a statement, and a new value of an enum in the one that added it. */
const ONLY_OUTSIDE = ['25001', '55P04'];

/** The transaction that a migration tool puts around a file, or around all of them. What fails in it here fails there too. */
export class ToolTransaction {
  readonly #file: ScriptFile;
  /** Whether the next statement is to find a transaction open. */
  #wraps: boolean;
  #begin: Begin | undefined;

  constructor(file: ScriptFile, variables: Variables) {
    this.#file = file;
    const kind = file.tool?.transaction ?? 'none';
    this.#wraps = kind === 'block' || kind === 'whole' || (kind === 'query' && hasSeveral(file, variables));
  }

  /** True where the transaction goes on in the next file. */
  reaches(next: ScriptFile | undefined): boolean {
    const { tool } = this.#file;
    return tool?.transaction === 'whole' && next?.tool?.transaction === 'whole' && next.tool.name === tool.name;
  }

  /** True where the tool's BEGIN comes before this statement; a BEGIN of the file's own takes its place. */
  beginsBefore(words: readonly string[], open: Begin | undefined): boolean {
    if (!this.#wraps || open !== undefined) return false;
    // One BEGIN for all of it; several statements in one query get a new transaction after each COMMIT.
    if (this.#file.tool?.transaction !== 'query') this.#wraps = false;
    return words[0] !== 'begin' && !(words[0] === 'start' && words[1] === 'transaction');
  }

  /** Notes where the tool's transaction begins. */
  began(begin: Begin): Begin {
    this.#begin = begin;
    return begin;
  }

  /** True where the tool commits what is open at the end of the file. */
  ends(open: Begin | undefined): boolean {
    const { transaction } = this.#file.tool ?? {};
    return open !== undefined && (open === this.#begin || transaction === 'block' || transaction === 'whole');
  }

  /** The error with a word on the transaction, where that is why the statement failed. */
  explained(error: ScriptError, source: Source, offset: number): ScriptError {
    const { tool } = this.#file;
    if (this.#begin === undefined || tool === undefined || !ONLY_OUTSIDE.includes(error.sqlstate ?? '')) return error;
    const what = tool.transaction === 'whole' ? 'all files' : 'this file';
    const why = `${tool.name} runs ${what} in one transaction, where it fails too. ${tool.outside}`;
    const { reason: message, sqlstate, detail, context, query, hint } = error;
    return errorAt(source, offset, {
      ...{ message, sqlstate, detail, context, query },
      hint: hint === undefined ? why : `${why} ${hint}`,
      cause: error.cause,
    });
  }
}

function hasSeveral(file: ScriptFile, variables: Variables): boolean {
  let statements = 0;
  for (const { kind } of split(new Source(file.name, file.text), new Map(variables))) {
    if (kind === 'statement') statements++;
    if (statements > 1) return true;
  }
  return false;
}
