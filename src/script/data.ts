import type { Statement } from './builder.ts';
import { errorAt } from './error.ts';
import type { Source } from './source.ts';

/**
 * Finds the rows that follow a `COPY … FROM STDIN;` in a script: the lines after the statement's, up to a line that is
 * `\.` alone.
 *
 * @returns the offsets of the rows and the offset after the closing line
 */
export function findData(source: Source, statement: Statement): { start: number; end: number; next: number } {
  const { text } = source;
  const rest = /[ \t\f\v\r]*(?:--[^\n]*)?(?:\n|$)/y;
  rest.lastIndex = statement.end;
  if (!rest.test(text)) {
    throw errorAt(source, statement.end, {
      message: 'more follows on the line of a COPY … FROM STDIN',
      hint: 'Its rows begin on the next line: move the rest behind the \\. that ends them.',
    });
  }
  const start = rest.lastIndex;
  // Not ^ with the m flag: that takes a lone carriage return or U+2028 for the end of a line.
  const closing = /(?<=\n)\\\.\r?(?:\n|$)/g;
  closing.lastIndex = start;
  const found = closing.exec(text);
  if (found === null) {
    throw errorAt(source, statement.start, {
      message: 'the rows of this COPY … FROM STDIN have no end',
      hint: 'Close them with a line that is \\. alone.',
    });
  }
  return { start, end: found.index, next: closing.lastIndex };
}
