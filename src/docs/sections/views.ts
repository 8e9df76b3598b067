import type { Json, Relation, Type } from '../../catalog/model.ts';
import { plainJson } from '../../format/json.ts';
import {
  type Block,
  blocks,
  bullets,
  code,
  fence,
  folded,
  type Inline,
  join,
  paragraph,
  prose,
  say,
} from '../content.ts';
import { typeLink } from '../links.ts';
import type { Lookup } from '../lookup.ts';
import { columnTable } from './columns.ts';
import { indexTable } from './indexes.ts';
import { grants, rowSecurity } from './security.ts';
import { traits } from './traits.ts';
import { triggerTables } from './triggers.ts';

/** All that is known of a view, materialized view or continuous aggregate. */
export function viewEntry(lookup: Lookup, relation: Relation): readonly Block[] {
  const query = lookup.aggregates.get(relation.name)?.query ?? relation.query;
  return blocks(
    paragraph(prose(lookup.describe(relation) ?? '')),
    bullets(traits(lookup, relation)),
    columnTable(lookup, relation),
    indexTable(lookup, relation.name),
    triggerTables(lookup, relation.name),
    rowSecurity(lookup, relation),
    grants(lookup, relation),
    query === null ? null : folded('Query', fence('sql', query)),
  );
}

type Fields = { [key: string]: Json };

/** What a type over text has unless another is named; PostgreSQL quotes the word. */
const DEFAULT_COLLATION = '"default"';

/** What a type is made of: an enum's labels, a composite's attributes, a domain's base and checks. */
export function definitionCell(lookup: Lookup, { form, definition }: Type): Inline {
  if (Array.isArray(definition))
    return join(
      definition.map((part) => element(lookup, part)),
      ', ',
    );
  if (form === 'domain' && isFields(definition) && typeof definition['base'] === 'string')
    return domain(lookup, definition);
  return isFields(definition) ? properties(lookup, definition) : prose(plainJson(definition));
}

function element(lookup: Lookup, part: Json): Inline {
  if (!isFields(part)) return part === '' ? 'the empty label' : code(String(part));
  const { name, type, comment } = part;
  return say`${code(String(name))} ${typeLink(lookup, String(type))}${remark(comment)}`;
}

function domain(lookup: Lookup, { base, nullable, default: preset, collation, checks, comments }: Fields): Inline {
  const remarks = isFields(comments) ? comments : {};
  const rules = Object.entries(isFields(checks) ? checks : {}).map(
    ([name, check]) => say`${code(String(check))}${remark(remarks[name])}`,
  );
  return join(
    [
      typeLink(lookup, String(base)),
      ...(typeof collation === 'string' && collation !== DEFAULT_COLLATION ? [say`collation ${code(collation)}`] : []),
      ...(nullable === false ? ['not null'] : []),
      ...(typeof preset === 'string' ? [say`default ${code(preset)}`] : []),
      ...rules,
    ],
    ', ',
  );
}

/** What a range or base type was made with: `subtype timestamptz, operator class pg_catalog.timestamptz_ops`. */
function properties(lookup: Lookup, definition: Fields): Inline {
  const known = Object.entries(definition).filter(
    ([, value]) => value !== null && value !== '-' && value !== DEFAULT_COLLATION,
  );
  return join(
    known.map(([name, value]) => {
      const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      const text = plainJson(value);
      return say`${words} ${name === 'subtype' ? typeLink(lookup, text) : code(text)}`;
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
