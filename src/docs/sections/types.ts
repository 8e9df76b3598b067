import { withoutSchema } from '../../sql/names.ts';
import type { Book } from '../book.ts';
import { anchor, type Block, blocks, code, heading, prose, say, table } from '../content.ts';
import { relationLinks } from '../links.ts';
import { privilegeCell } from './security.ts';
import { definitionCell } from './views.ts';

/** Enums, domains and other types of a schema, and the tables and views that use each. */
export function typeTable(book: Book, schema: string): readonly Block[] {
  const found = table(
    ['Type', 'Kind', 'Definition', 'Used by', 'Owner', 'Grants', 'Description'],
    book
      .typesIn(schema)
      .map((type) => [
        [anchor('type', type.name), code(withoutSchema(type.name))],
        type.form,
        definitionCell(book, type),
        relationLinks(book, book.usersOf(type.name)),
        code(type.owner ?? ''),
        privilegeCell(type.privileges, type.owner, 'type'),
        prose(book.describe(type) ?? ''),
      ]),
  );
  return found === null ? [] : blocks(heading(3, say`Types of ${code(schema)}`), found);
}
