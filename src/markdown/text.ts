import { code } from './code.ts';
import { type ProsePart, proseLines } from './prose.ts';
import { visible } from './visible.ts';

/** Breaks what GitHub would find in the finished text; the text that one copies stays the same. */
const BREAK = '<!-- -->';

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

/** Text in which no rule finds anything: most of it. */
const HARMLESS = /^[A-Za-z0-9 ,()'%−]*$/;

/**
 * Prose for a paragraph, a list item or a table cell: a comment, as its author meant it to read. Nothing in it is
 * markup, a mention, a reference or a formula, save that web addresses become links and single backticks hold code;
 * line breaks stay line breaks.
 */
export function text(prose: string): string {
  return proseLines(prose).map(line).join('<br>');
}

/** Words within a line: nothing in them is markup. */
export function words(plain: string): string {
  return HARMLESS.test(plain) ? plain : escapeMarkdown(visible(plain));
}

function line(parts: readonly ProsePart[]): string {
  return parts.map(part).join('').replace(BLOCK_START, '$1\\');
}

function part(one: ProsePart): string {
  if (typeof one === 'string') return escapeMarkdown(one);
  return 'url' in one ? `<${one.url}>` : code(one.code);
}

function escapeMarkdown(plain: string): string {
  return RULES.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), plain);
}
