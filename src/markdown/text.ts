import { code } from './code.ts';
import { visible } from './visible.ts';

/** Breaks what GitHub would find in the finished text; the text that one copies stays the same. */
const BREAK = '<!-- -->';

/** Code between single backticks, which many write in comments, and web addresses. */
const SPECIAL =
  /(?<!`)`([^`]*[^`\s][^`]*)`(?!`)|\bhttps?:\/\/(?:[^\s<>|`"\\$&]|&(?!#?\w+;))*[^\s<>|`"\\$&.,;:!?()[\]{}'*_~]/g;

/** What would begin a list, a rule or a heading at the start of a line. */
const BLOCK_START = /^(\d{1,9})(?=[.)](?:\s|$))|^(?=[-+](?:[\s-]|$))/;

const RULES: readonly [RegExp, string][] = [
  [/[\\`*[\]<>|~]|&(?=#?\w)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&'],
  // Formulas: GitHub's own advice for a dollar sign that is none.
  [/\$/g, '<span>$$</span>'],
  [/#(?=\d)/g, `\\#${BREAK}`],
  [/#(?!\d|<)/g, '\\#'],
  [/@(?=\S)/g, `@${BREAK}`],
  [/\bGH-(?=\d)/gi, `$&${BREAK}`],
  // Emoji names, and addresses of other schemes.
  [/:(?=(?!\d\d:)[\w+-]+:|\/\/)/g, `:${BREAK}`],
  [/www(?=\.)/gi, `$&${BREAK}`],
];

/**
 * Prose for a paragraph, a list item or a table cell: a comment, as its author meant it to read. Nothing in it is
 * markup, a mention, a reference or a formula, save that web addresses become links and single backticks hold code;
 * line breaks stay line breaks.
 */
export function text(prose: string): string {
  const lines = prose.split(/\r\n?|\n/).map((line) => visible(line.trim().replace(/\t/g, ' ')));
  return lines.join('\n').trim().split('\n').map(line).join('<br>');
}

/** The first line of some prose, for where there is room for one. */
export function firstLine(prose: string): string {
  return text(/\S[^\r\n]*/.exec(prose)?.[0] ?? '');
}

/** Prose for a heading: one line. */
export function headingText(prose: string): string {
  return text(prose.replace(/\s+/g, ' '));
}

function line(prose: string): string {
  let out = '';
  let end = 0;
  for (const { 0: found, 1: quoted, index } of prose.matchAll(SPECIAL)) {
    out += plain(prose.slice(end, index)) + (quoted === undefined ? `<${found}>` : code(quoted));
    end = index + found.length;
  }
  return (out + plain(prose.slice(end))).replace(BLOCK_START, '$1\\');
}

function plain(prose: string): string {
  return RULES.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), prose);
}
