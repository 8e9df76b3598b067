import type { Json, Type } from '../../catalog/model.ts';
import { plainJson } from '../../words/json.ts';
import type { Book } from '../book.ts';
import { code, type Inline, join, prose, say } from '../content/inline.ts';
import { typeLink } from '../links.ts';

type Fields = { [key: string]: Json };

/** What a type over text has unless another is named; PostgreSQL quotes the word. */
const DEFAULT_COLLATION = '"default"';

/** What a type is made of: an enum's labels, a composite's attributes, a domain's base and checks. */
export function definitionCell(book: Book, { form, definition }: Type): Inline {
  if (Array.isArray(definition))
    return join(
      definition.map((part) => element(book, part)),
      ', ',
    );
  if (form === 'domain' && isFields(definition) && typeof definition['base'] === 'string')
    return domain(book, definition);
  return isFields(definition) ? properties(book, definition) : prose(plainJson(definition));
}

function element(book: Book, part: Json): Inline {
  if (!isFields(part)) return part === '' ? 'the empty label' : code(String(part));
  const { name, type, comment } = part;
  return say`${code(String(name))} ${typeLink(book, String(type))}${remark(comment)}`;
}

function domain(book: Book, { base, nullable, default: preset, collation, checks, comments }: Fields): Inline {
  const remarks = isFields(comments) ? comments : {};
  const rules = Object.entries(isFields(checks) ? checks : {}).map(
    ([name, check]) => say`${code(String(check))}${remark(remarks[name])}`,
  );
  return join(
    [
      typeLink(book, String(base)),
      ...(typeof collation === 'string' && collation !== DEFAULT_COLLATION ? [say`collation ${code(collation)}`] : []),
      ...(nullable === false ? ['not null'] : []),
      ...(typeof preset === 'string' ? [say`default ${code(preset)}`] : []),
      ...rules,
    ],
    ', ',
  );
}

/** What a range or base type was made with: `subtype timestamptz, operator class pg_catalog.timestamptz_ops`. */
function properties(book: Book, definition: Fields): Inline {
  const known = Object.entries(definition).filter(
    ([, value]) => value !== null && value !== '-' && value !== DEFAULT_COLLATION,
  );
  return join(
    known.map(([name, value]) => {
      const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      const text = plainJson(value);
      return say`${words} ${name === 'subtype' ? typeLink(book, text) : code(text)}`;
    }),
    ', ',
  );
}

function remark(comment: Json | undefined): Inline {
  return typeof comment === 'string' ? say` (${prose(comment)})` : '';
}

function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
