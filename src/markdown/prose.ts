import { visible } from './visible.ts';

/** Plain words, code between backticks, or a web address. */
export type ProsePart = string | { readonly code: string } | { readonly url: string };

/** Code between single backticks, which many write in comments, and web addresses. */
const SPECIAL =
  /(?<!`)`([^`]*[^`\s][^`]*)`(?!`)|\bhttps?:\/\/(?:[^\s<>|`"\\$&]|&(?!#?\w+;))*[^\s<>|`"\\$&.,;:!?()[\]{}'*_~]/g;

/**
 * The lines of a comment and what they hold, as its author meant them to read: blanks at their ends do not count, and
 * characters that cannot be seen show.
 */
export function proseLines(prose: string): ProsePart[][] {
  const lines = prose.split(/\r\n?|\n/).map((line) => visible(line.trim().replace(/\t/g, ' ')));
  return lines.join('\n').trim().split('\n').map(parts);
}

function parts(line: string): ProsePart[] {
  const found: ProsePart[] = [];
  let end = 0;
  for (const { 0: whole, 1: quoted, index } of line.matchAll(SPECIAL)) {
    found.push(line.slice(end, index), quoted === undefined ? { url: whole } : { code: quoted });
    end = index + whole.length;
  }
  return [...found, line.slice(end)].filter((part) => part !== '');
}
