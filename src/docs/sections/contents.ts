import type { Routine } from '../../catalog/model.ts';
import { withoutSchema } from '../../sql/names.ts';
import {
  type Block,
  blocks,
  code,
  heading,
  type Inline,
  join,
  link,
  type OutlineItem,
  paragraph,
  say,
} from '../content.ts';
import { relationLink, routineKey } from '../links.ts';
import type { Lookup } from '../lookup.ts';
import type { Section } from '../options.ts';
import { hasPart, schemaLink } from './overview.ts';

/** A part of the document between headings. */
export interface Part {
  readonly section: Section;
  readonly title: string;
  readonly body: readonly Block[];
}

/** More tables and views than this push the contents off the first screens. */
const LONG = 30;

/** A line of links to the parts before the schemas, where the document is long. */
export function jumps(lookup: Lookup, parts: readonly Pick<Part, 'section' | 'title'>[]): Block | null {
  if (lookup.relations.size <= LONG || parts.length === 0) return null;
  const links = parts.map(({ section, title }) => link(title, 'section', section));
  return paragraph(say`Jump to ${join(links, ' · ')}`);
}

/** Where everything is. `back` are the parts that the document has after the schemas. */
export function contents(lookup: Lookup, back: readonly Part[]): readonly Block[] {
  const schemas = lookup.schemas.filter((schema) => hasPart(lookup, schema)).map((schema) => ofSchema(lookup, schema));
  const rest = back.map(({ section, title }) => ({ item: link(title, 'section', section), below: [] }));
  if (schemas.length + rest.length === 0) return [];
  return blocks(heading(2, 'Contents', 'section', 'contents'), { outline: [...schemas, ...rest] });
}

function ofSchema(lookup: Lookup, schema: string): OutlineItem {
  const lists: [string, Inline[]][] = [
    ['Tables', lookup.isShown('tables') ? lookup.tablesIn(schema).map((one) => short(lookup, one.name)) : []],
    ['Views', lookup.isShown('views') ? lookup.viewsIn(schema).map((one) => short(lookup, one.name)) : []],
    ['Functions', lookup.isShown('functions') ? lookup.routinesIn(schema).map((one) => routine(lookup, one)) : []],
    ['Types', lookup.isShown('types') ? lookup.typesIn(schema).map((one) => to('type', one.name)) : []],
    ['Sequences', lookup.isShown('sequences') ? lookup.sequencesIn(schema).map((one) => to('sequence', one.name)) : []],
  ];
  return {
    item: say`Schema ${schemaLink(lookup, schema)}`,
    below: lists.filter(([, links]) => links.length > 0).map(([title, links]) => say`${title}: ${join(links, ', ')}`),
  };
}

function short(lookup: Lookup, name: string): Inline {
  return relationLink(lookup, name, withoutSchema(name));
}

/** Argument types only where they tell routines of one name apart. */
function routine(lookup: Lookup, one: Routine): Inline {
  const key = routineKey(lookup, one);
  const label = withoutSchema(key);
  return link(code(key === one.name ? label : `${label}()`), 'function', key);
}

function to(kind: 'type' | 'sequence', name: string): Inline {
  return link(code(withoutSchema(name)), kind, name);
}
