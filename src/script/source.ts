/** A spot in a file. Line and column count from 1, the column in characters (code points), as PostgreSQL counts. */
export interface Place {
  file: string;
  line: number;
  column: number;
}

/** The text of one script and the way from its offsets to lines and columns. */
export class Source {
  /** As people know it: relative to the working directory. */
  readonly name: string;
  readonly text: string;
  #lineStarts: number[] | undefined;

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
  }

  /** The place of a UTF-16 offset. */
  place(offset: number): Place {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    const column = countCharacters(this.text.slice(starts[low], offset)) + 1;
    return { file: this.name, line: low + 1, column };
  }

  /** The text of a line, counted from 1, without its line break. */
  line(number: number): string {
    const starts = this.#starts();
    return this.text.slice(starts[number - 1], starts[number]).replace(/\r?\n$/, '');
  }

  /** The offset where a line starts; the end of the text where it has fewer lines. */
  lineStart(number: number): number {
    return this.#starts()[number - 1] ?? this.text.length;
  }

  #starts(): number[] {
    if (this.#lineStarts === undefined) {
      this.#lineStarts = [0];
      for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) {
        this.#lineStarts.push(at + 1);
      }
    }
    return this.#lineStarts;
  }
}

/** The number of code points. */
export function countCharacters(text: string): number {
  let count = 0;
  for (let offset = 0; offset < text.length; count++) offset += (text.codePointAt(offset) as number) > 0xffff ? 2 : 1;
  return count;
}

/** The UTF-16 offset of the character with that number, counted from 0; the text's length where it has fewer. */
export function characterOffset(text: string, character: number): number {
  let offset = 0;
  for (let count = 0; count < character && offset < text.length; count++) {
    offset += (text.codePointAt(offset) as number) > 0xffff ? 2 : 1;
  }
  return offset;
}
