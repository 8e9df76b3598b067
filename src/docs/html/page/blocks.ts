import type { Block, Inline } from '../../content.ts';
import { el } from './dom.ts';
import { withFilter } from './filter.ts';
import { inline } from './inline.ts';
import { scrolling } from './scrolling.ts';

type Level = 2 | 3;

/** The document's parts as elements. Their headings are of this level. */
export function blocks(content: readonly Block[], level: Level): Node[] {
  return content.map((one) => block(one, level));
}

function block(content: Block, level: Level): Node {
  if ('heading' in content) {
    return el(`h${level}`, { id: content.anchor ?? undefined }, ...inline(content.heading));
  }
  if ('title' in content) return el(`h${level}`, { class: 'title' }, ...inline(content.title));
  if ('paragraph' in content) return el('p', {}, ...inline(content.paragraph));
  if ('note' in content) return el('p', { class: 'note' }, ...inline(content.note));
  if ('bullets' in content) return el('ul', {}, ...content.bullets.map((item) => el('li', {}, ...inline(item))));
  if ('outline' in content) {
    return el('ul', {}, ...content.outline.map(({ item }) => el('li', {}, ...inline(item))));
  }
  if ('rows' in content) return table(content.header, content.rows);
  if ('source' in content) return scrolling(el('pre', {}, el('code', {}, content.source)), content.language);
  return el('details', {}, el('summary', {}, ...inline(content.summary)), ...blocks(content.folded, level));
}

/** A table, with a filter where it is long. On a narrow screen each cell says which column it is of. */
export function table(header: readonly string[], rows: readonly (readonly Inline[])[]): HTMLElement {
  const made = el(
    'table',
    {},
    el('thead', {}, el('tr', {}, ...header.map((name) => el('th', { scope: 'col' }, name)))),
    el('tbody', {}, ...rows.map((row) => el('tr', {}, ...row.map((cell, i) => td(header[i] ?? '', i === 0, cell))))),
  );
  return withFilter(made, header[0] ?? '');
}

function td(label: string, first: boolean, cell: Inline): HTMLElement {
  const content = inline(cell);
  const empty = content.length === 0 || content[0] === '';
  return el(first ? 'th' : 'td', { 'data-label': label, scope: first && 'row', class: empty && 'empty' }, ...content);
}
