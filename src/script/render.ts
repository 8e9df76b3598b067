import type { ScriptError } from './error.ts';
import { characterOffset, countCharacters, Source } from './source.ts';
import { clip, printable, widthOf } from './width.ts';

/**
 * The text of a script error:
 * ```
 * sql/init/01.sql:57:19  type "numerc" does not exist  (42704)
 *    57 │     open      NUMERC(18,6) NOT NULL,
 *       │               ^
 * HINT  …
 * ```
 */
export function renderScriptError(error: ScriptError): string {
  const lines = [
    ...error.message.split('\n').map(printable),
    ...excerpt(error.sourceLine, error.column, String(error.line)),
  ];
  if (error.detail !== undefined) lines.push(...labelled('DETAIL', error.detail));
  if (error.query !== undefined) {
    const query = new Source('', error.query.text);
    const place = query.place(characterOffset(query.text, error.query.position - 1));
    lines.push('QUERY   in the function:', ...excerpt(query.line(place.line), place.column, String(place.line)));
  }
  if (error.context !== undefined) lines.push(...labelled('CONTEXT', error.context));
  if (error.hint !== undefined) lines.push(...labelled('HINT', error.hint));
  return lines.join('\n');
}

const TAB = 4;
const WIDTH = 110;

/** The line with its number, and below it a caret under the column (in characters, from 1). */
function excerpt(line: string, column: number, number: string): string[] {
  const gutter = number.padStart(6);
  const { text, before } = clip(
    expandTabs(line),
    countCharacters(expandTabs(firstCharacters(line, column - 1))),
    WIDTH,
  );
  return [
    `${gutter} │ ${printable(text)}`.trimEnd(),
    `${' '.repeat(gutter.length)} │ ${' '.repeat(widthOf(printable(before)))}^`,
  ];
}

function firstCharacters(line: string, count: number): string {
  return line.slice(0, characterOffset(line, count));
}

function expandTabs(line: string): string {
  let expanded = '';
  for (const [index, part] of line.split('\t').entries()) {
    if (index > 0) expanded += ' '.repeat(TAB - (widthOf(printable(expanded)) % TAB));
    expanded += part;
  }
  return expanded;
}

function labelled(label: string, text: string): string[] {
  const [first = '', ...rest] = text.trimEnd().split('\n');
  return [`${label.padEnd(7)} ${printable(first)}`, ...rest.map((line) => `        ${printable(line)}`)];
}
