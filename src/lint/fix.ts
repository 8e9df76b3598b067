import { escapePattern } from '../sql/pattern.ts';
import type { SourceStatement } from '../sql/sources.ts';

/** What would be right in a statement: where the pattern is found, once, its first group gives way to the text. */
export interface Edit {
  find: RegExp;
  with: string;
}

/** One line of a script as it is, and as it would be right: both whole, without the end of the line. */
export interface Fix {
  line: number;
  from: string;
  to: string;
}

/** In what creates a table: another type for one of its columns. */
export function typeEdit(column: string, type: RegExp, text: string): Edit {
  return { find: new RegExp(`(?<![\\w"])"?${escapePattern(column)}"?\\s+(${type.source})`, 'i'), with: text };
}

/** In a call with named arguments, or in options: another quoted value. */
export function valueEdit(name: RegExp, text: string): Edit {
  return { find: new RegExp(`\\b${name.source}\\s*=>?\\s*(?:interval\\s*)?('[^']*')`, 'i'), with: text };
}

/**
 * The line that the first edit changes which is found. None where it is found more than once, over more than a line, or on
 * a line that another statement begins: then a person must look.
 */
export function fixOf(edits: readonly Edit[], at: SourceStatement): Fix | undefined {
  const lead = at.before.slice(at.before.lastIndexOf('\n') + 1);
  if (lead.trim() !== '' || [...lead].length !== at.column - 1) return undefined;
  const whole = lead + at.sql + at.behind;
  for (const { find, with: text } of edits) {
    const flags = new Set([...find.flags, 'd', 'g']);
    const found = [...at.sql.matchAll(new RegExp(find.source, [...flags].join('')))];
    if (found.length === 0) continue;
    const [start, end] = found[0]?.indices?.[1] ?? [];
    return found.length > 1 || start === undefined || end === undefined
      ? undefined
      : changed(whole, at.line, { start: start + lead.length, end: end + lead.length }, text);
  }
  return undefined;
}

/** Words in capitals give way to words in capitals. */
function changed(
  whole: string,
  first: number,
  { start, end }: { start: number; end: number },
  text: string,
): Fix | undefined {
  const begin = start === 0 ? 0 : whole.lastIndexOf('\n', start - 1) + 1;
  const stop = whole.indexOf('\n', start);
  const line = whole.slice(begin, stop < 0 ? undefined : stop).replace(/\r$/, '');
  if (end - begin > line.length) return undefined;
  const old = whole.slice(start, end);
  const words = old === old.toUpperCase() && /[A-Z]/.test(old) && !old.startsWith("'") ? text.toUpperCase() : text;
  const to = line.slice(0, start - begin) + words + line.slice(end - begin);
  return to === line ? undefined : { line: first + whole.slice(0, begin).split('\n').length - 1, from: line, to };
}
