import { withoutSchema } from '../../sql/names.ts';
import { anchor, type Block, blocks, code, heading, prose, say, table } from '../content.ts';
import { relationLinks } from '../links.ts';
import type { Lookup } from '../lookup.ts';
import { privilegeCell } from './security.ts';
import { definitionCell } from './views.ts';

/** Enums, domains and other types of a schema, and the tables and views that use each. */
export function typeTable(lookup: Lookup, schema: string): readonly Block[] {
  const found = table(
    ['Type', 'Kind', 'Definition', 'Used by', 'Owner', 'Grants', 'Description'],
    lookup
      .typesIn(schema)
      .map((type) => [
        [anchor('type', type.name), code(withoutSchema(type.name))],
        type.form,
        definitionCell(lookup, type),
        relationLinks(lookup, lookup.usersOf(type.name)),
        code(type.owner ?? ''),
        privilegeCell(type.privileges, type.owner, 'type'),
        prose(lookup.describe(type) ?? ''),
      ]),
  );
  return found === null ? [] : blocks(heading(3, say`Types of ${code(schema)}`), found);
}
