import type { Json, Type } from '../../catalog/model.ts';
import { code } from '../../markdown/code.ts';
import { text } from '../../markdown/text.ts';
import { plainJson } from '../../words/json.ts';
import type { Book } from '../book.ts';
import { typeLink } from '../links.ts';

type Fields = { [key: string]: Json };

/** What a type is made of: an enum's labels, a composite's attributes, a domain's base and checks. */
export function definitionCell(book: Book, { form, definition }: Type): string {
  if (Array.isArray(definition)) return definition.map((part) => element(book, part)).join(', ');
  if (form === 'domain' && isFields(definition) && typeof definition['base'] === 'string')
    return domain(book, definition);
  return text(plainJson(definition));
}

function element(book: Book, part: Json): string {
  if (!isFields(part)) return code(String(part));
  const { name, type, comment } = part;
  const remark = typeof comment === 'string' ? ` (${text(comment)})` : '';
  return `${code(String(name))} ${typeLink(book, String(type))}${remark}`;
}

function domain(book: Book, { base, nullable, default: preset, collation, checks, comments }: Fields): string {
  const remarks = isFields(comments) ? comments : {};
  const rules = Object.entries(isFields(checks) ? checks : {}).map(([name, check]) => {
    const remark = remarks[name];
    return `${code(String(check))}${typeof remark === 'string' ? ` (${text(remark)})` : ''}`;
  });
  return [
    typeLink(book, String(base)),
    ...(typeof collation === 'string' ? [`collation ${code(collation)}`] : []),
    ...(nullable === false ? ['not null'] : []),
    ...(typeof preset === 'string' ? [`default ${code(preset)}`] : []),
    ...rules,
  ].join(', ');
}

function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
