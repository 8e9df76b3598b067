import { type Inline, isList } from '../../content.ts';

/** Words within a line as text, for the search. */
export function plain(content: Inline): string {
  if (typeof content === 'string') return content;
  if (isList(content)) return content.map(plain).join('');
  if ('code' in content) return content.code;
  if ('prose' in content) return content.prose;
  if ('strong' in content) return content.strong;
  if ('label' in content) return plain(content.label);
  if ('lines' in content) return content.lines.map(plain).join(' ');
  return '';
}
