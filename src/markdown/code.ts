import { visible } from './visible.ts';

/**
 * Inline code for anything: a name, a type, an expression. Fits a paragraph, a heading, a link's text and a table cell.
 *
 * Backticks keep everything literal but a backtick and, in a table, a pipe: GitHub splits a row at pipes before it
 * looks for code, and offers no way to write a backslash before a pipe there. In a link's text, some readers other than
 * GitHub take a backslash before a bracket for an escape. Those few become an HTML element.
 */
export function code(text: string): string {
  const line = visible(text);
  if (line === '') return '';
  if (!/[`|]|\\[[\]]|^ .* $/.test(line) && line.trim() !== '') return `\`${line}\``;
  // GitHub looks for mail addresses in the finished text, in this element too: the comment keeps it from finding one.
  return `<code>${line.replace(/[!-'*+.:-@[-`{-~]/g, entity).replaceAll('&#64;', '&#64;<!-- -->')}</code>`;
}

/** Inline code where Markdown is not read: in a `<summary>`. */
export function htmlCode(text: string): string {
  return `<code>${visible(text).replace(/[&<>"$@`]/g, entity)}</code>`;
}

function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
