import { type ProsePart, proseLines } from '../../../markdown/prose.ts';
import { visible } from '../../../markdown/visible.ts';
import { type Inline, isList } from '../../content.ts';
import { type Child, el } from './dom.ts';

/** Words within a line as what the document shows. */
export function inline(content: Inline): Child[] {
  if (typeof content === 'string') return [visible(content)];
  if (isList(content)) return content.flatMap(inline);
  if ('code' in content) return [el('code', {}, ...breakable(visible(content.code)))];
  if ('prose' in content) return broken(proseLines(content.prose).map((line) => line.map(prosePart)));
  if ('strong' in content) return [el('strong', {}, visible(content.strong))];
  if ('to' in content) return [el('a', { href: `#${content.to}` }, ...inline(content.label))];
  if ('file' in content) return inline(content.label);
  if ('anchor' in content) return [el('a', { id: content.anchor, class: 'anchor' })];
  return broken(content.lines.map(inline));
}

/** A long name may break behind its dots and underscores: a table of many columns has no room for it whole. */
function breakable(name: string): Child[] {
  return name.split(/(?<=[._](?=\w))/).flatMap((part, i) => (i === 0 ? [part] : [el('wbr'), part]));
}

function prosePart(part: ProsePart): Child {
  if (typeof part === 'string') return part;
  if ('code' in part) return el('code', {}, part.code);
  return el('a', { href: part.url, rel: 'noreferrer' }, part.url);
}

function broken(lines: readonly (readonly Child[])[]): Child[] {
  return lines.flatMap((line, i) => (i === 0 ? line : [el('br'), ...line]));
}
