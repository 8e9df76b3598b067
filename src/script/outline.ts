import type { TokenKind } from '../sql/lexer.ts';

/** How many of a statement's first words are kept: enough to tell what it is. */
const LEADING_WORDS = 6;

/**
 * What must be known of a statement to see where it ends: its first words, the open parentheses (CREATE RULE … DO (…; …))
 * and the depth inside a function body of the kind BEGIN ATOMIC … END, where semicolons do not end it either.
 */
export class Outline {
  /** The first words in lower case; quoted names are not words. */
  readonly words: string[] = [];
  readonly #parentheses: number[] = [];
  readonly #blocks: number[] = [];
  #previous = '';
  #beforePrevious = '';

  /**
   * Takes the next token that is neither space nor comment.
   *
   * @param offset where it stands, given back by unclosed()
   */
  see(kind: TokenKind, text: string, offset: number): void {
    if (kind === 'word') this.#seeWord(text.toLowerCase(), offset);
    else if (text === '(') this.#parentheses.push(offset);
    else if (text === ')') this.#parentheses.pop();
    this.#beforePrevious = this.#previous;
    this.#previous = kind === 'word' || kind === 'punctuation' ? text.toLowerCase() : '';
  }

  /** What a semicolon would be inside of, and where the outermost of it began. */
  unclosed(): { what: 'parenthesis' | 'BEGIN ATOMIC'; offset: number } | undefined {
    const [block] = this.#blocks;
    if (block !== undefined) return { what: 'BEGIN ATOMIC', offset: block };
    const [parenthesis] = this.#parentheses;
    if (parenthesis !== undefined) return { what: 'parenthesis', offset: parenthesis };
    return undefined;
  }

  #seeWord(word: string, offset: number): void {
    if (this.words.length < LEADING_WORDS) this.words.push(word);
    if (this.#parentheses.length > 0 || !this.#isRoutine()) return;
    // BEGIN, CASE and END are names after a dot and, save BEGIN, labels after AS.
    if (this.#previous === '.' || this.#previous === 'as') return;
    if (word === 'atomic' && this.#previous === 'begin' && this.#beforePrevious !== '.') {
      this.#blocks.push(offset);
    } else if (this.#blocks.length > 0) {
      if (word === 'case') this.#blocks.push(offset);
      if (word === 'end') this.#blocks.pop();
    }
  }

  #isRoutine(): boolean {
    const [create, ...rest] = this.words;
    if (create !== 'create') return false;
    const what = rest[0] === 'or' && rest[1] === 'replace' ? rest[2] : rest[0];
    return what === 'function' || what === 'procedure';
  }
}
