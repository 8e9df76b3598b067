import type { Source } from './source.ts';

/** A statement that opened a transaction block. */
export interface Begin {
  source: Source;
  offset: number;
}

/** Follows BEGIN and COMMIT through statements in the order of sending, as if all of them succeed. */
export class TransactionBlock {
  #begin: Begin | undefined;

  /** What opened the transaction block that is open. */
  get begin(): Begin | undefined {
    return this.#begin;
  }

  /** Takes the first words of a statement. */
  see(words: readonly string[], at: Begin): void {
    const [first, ...rest] = words;
    const [second, third] = rest[0] === 'work' || rest[0] === 'transaction' ? rest.slice(1) : rest;
    switch (first) {
      case 'begin':
        this.#begin ??= at;
        break;
      case 'start':
        if (rest[0] === 'transaction') this.#begin ??= at;
        break;
      case 'prepare':
        if (rest[0] === 'transaction') this.#begin = undefined;
        break;
      case 'commit':
      case 'end':
      case 'rollback':
      case 'abort':
        // COMMIT PREPARED is about another transaction, ROLLBACK TO stays in this one, AND CHAIN opens the next one.
        if (second === 'prepared' || second === 'to') break;
        if (second === 'and' && third === 'chain') this.#begin = at;
        else this.#begin = undefined;
    }
  }
}
