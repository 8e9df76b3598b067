import { visible } from '../../markdown/visible.ts';

const KEPT = /(?<=[A-Za-z0-9_])[._]+(?=[A-Za-z0-9_])/;
const OTHER = /[^\p{L}\p{M}\p{Nd} ]/u;
const TOKEN = new RegExp(`(${KEPT.source})|${OTHER.source}`, 'gu');

/**
 * Text between the double quotes of a Mermaid label. Letters, digits, spaces, and dots and underscores inside words
 * stand for themselves; all else becomes Mermaid's `#code;`, so that nothing is read as syntax, Markdown or HTML.
 */
export function label(text: string): string {
  const plain = visible(text).replace(TOKEN, (found, kept) => (kept === undefined ? code(found) : found));
  // Mermaid's grammar of entity diagrams looks for `direction LR` anywhere in a line, quotes or not.
  return /direction/i.test(plain) ? plain.replaceAll(' ', code(' ')) : plain;
}

function code(character: string): string {
  return `#${character.codePointAt(0)};`;
}
