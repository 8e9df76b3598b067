import type { Routine } from '../../catalog/model.ts';
import { blocks } from '../../markdown/blocks.ts';
import { code } from '../../markdown/code.ts';
import { withoutSchema } from '../../sql/names.ts';
import type { Book } from '../book.ts';
import { relationLink, routineKey } from '../links.ts';
import { anchor, link } from '../markdown/anchor.ts';

import type { Section } from '../options.ts';

import { hasPart, schemaLink } from './overview.ts';

/** A part of the page between headings. */
export interface WrittenPart {
  section: Section;
  title: string;
  body: string;
}

/** More tables and views than this push the contents off the first screens. */
const LONG = 30;

/** A line of links to the parts before the schemas, where the page is long. */
export function jumps(book: Book, parts: readonly WrittenPart[]): string | null {
  if (book.relations.size <= LONG || parts.length === 0) return null;
  return `Jump to ${parts.map(({ section, title }) => link(title, 'section', section)).join(' · ')}`;
}

/** Where everything is. `back` are the parts that the page has after the schemas. */
export function contents(book: Book, back: readonly WrittenPart[]): string {
  const schemas = book.schemas.filter((schema) => hasPart(book, schema)).flatMap((schema) => ofSchema(book, schema));
  const rest = back.map(({ section, title }) => `- ${link(title, 'section', section)}`);
  if (schemas.length + rest.length === 0) return '';
  return blocks(`## ${anchor('section', 'contents')}Contents`, [...schemas, ...rest].join('\n'));
}

function ofSchema(book: Book, schema: string): string[] {
  const lists: [string, string[]][] = [
    ['Tables', book.isShown('tables') ? book.tablesIn(schema).map((one) => short(book, one.name)) : []],
    ['Views', book.isShown('views') ? book.viewsIn(schema).map((one) => short(book, one.name)) : []],
    ['Functions', book.isShown('functions') ? book.routinesIn(schema).map((one) => routine(book, one)) : []],
    ['Types', book.isShown('types') ? book.typesIn(schema).map((one) => to('type', one.name)) : []],
    ['Sequences', book.isShown('sequences') ? book.sequencesIn(schema).map((one) => to('sequence', one.name)) : []],
  ];
  return [
    `- Schema ${schemaLink(book, schema)}`,
    ...lists.filter(([, links]) => links.length > 0).map(([title, links]) => `  - ${title}: ${links.join(', ')}`),
  ];
}

function short(book: Book, name: string): string {
  return relationLink(book, name, withoutSchema(name));
}

/** Argument types only where they tell routines of one name apart. */
function routine(book: Book, one: Routine): string {
  const key = routineKey(book, one);
  const label = withoutSchema(key);
  return link(code(key === one.name ? label : `${label}()`), 'function', key);
}

function to(kind: 'type' | 'sequence', name: string): string {
  return link(code(withoutSchema(name)), kind, name);
}
