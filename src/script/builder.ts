import type { TokenKind } from '../sql/lexer.ts';
import { Outline } from './outline.ts';

/** A part of the SQL that is sent: copied from the file (`to` is its end there) or put in for a variable at `from`. */
type Part = { sent: number; from: number; to: number } | { sent: number; from: number; value: string };

/** One statement, ready to be sent. Offsets are in the file, save those that origin() takes. */
export interface Statement {
  kind: 'statement';
  /** Variables are replaced; it ends with its semicolon where it has one. */
  sql: string;
  /** Its first words in lower case. */
  words: readonly string[];
  start: number;
  end: number;
  /** The lines that follow a COPY … FROM STDIN, without the closing `\.`. */
  data?: { start: number; end: number };
  /** Where in the file the character at an offset of `sql` comes from. */
  origin(offset: number): number;
}

/** Gathers the tokens of one statement, from the first that is neither space nor comment. */
export class StatementBuilder {
  readonly outline = new Outline();
  readonly #file: string;
  readonly #parts: Part[] = [];
  #length = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** The offset where the statement starts; undefined while it is empty. */
  get start(): number | undefined {
    return this.#parts[0]?.from;
  }

  /** Adds a token of the file. */
  addToken(kind: TokenKind, from: number, to: number): void {
    if (this.#skips(kind)) return;
    const last = this.#parts.at(-1);
    if (last !== undefined && 'to' in last && last.to === from) last.to = to;
    else this.#parts.push({ sent: this.#length, from, to });
    this.#length += to - from;
    this.#outline(kind, from, () => this.#file.slice(from, to));
  }

  /** Adds a token that stands for a variable, whose name is at an offset of the file. */
  addValue(kind: TokenKind, value: string, from: number): void {
    if (this.#skips(kind)) return;
    this.#parts.push({ sent: this.#length, from, value });
    this.#length += value.length;
    this.#outline(kind, from, () => value);
  }

  build(end: number): Statement {
    const parts = this.#parts;
    return {
      kind: 'statement',
      sql: parts.map((part) => ('to' in part ? this.#file.slice(part.from, part.to) : part.value)).join(''),
      words: this.outline.words,
      start: this.start ?? end,
      end,
      origin(offset) {
        const part = parts.findLast(({ sent }) => sent <= offset);
        if (part === undefined) return end;
        return 'to' in part ? Math.min(part.from + offset - part.sent, part.to) : part.from;
      },
    };
  }

  #skips(kind: TokenKind): boolean {
    return this.#parts.length === 0 && (kind === 'space' || kind === 'comment');
  }

  #outline(kind: TokenKind, offset: number, text: () => string): void {
    if (kind === 'word' || kind === 'punctuation') this.outline.see(kind, text(), offset);
    else if (kind !== 'space' && kind !== 'comment') this.outline.see(kind, '', offset);
  }
}
