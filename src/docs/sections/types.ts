import { blocks } from '../../markdown/blocks.ts';
import { code } from '../../markdown/code.ts';
import { table } from '../../markdown/table.ts';
import { text } from '../../markdown/text.ts';
import { withoutSchema } from '../../sql/names.ts';
import type { Book } from '../book.ts';
import { relationLinks } from '../links.ts';
import { anchor } from '../markdown/anchor.ts';
import { privilegeCell } from '../words/privileges.ts';
import { definitionCell } from './definitions.ts';

/** Enums, domains and other types of a schema, and the tables and views that use each. */
export function typeTable(book: Book, schema: string): string | null {
  const found = table(
    ['Type', 'Kind', 'Definition', 'Used by', 'Owner', 'Grants', 'Description'],
    book
      .typesIn(schema)
      .map((type) => [
        `${anchor('type', type.name)}${code(withoutSchema(type.name))}`,
        type.form,
        definitionCell(book, type),
        relationLinks(book, book.usersOf(type.name)),
        code(type.owner ?? ''),
        privilegeCell(type.privileges, type.owner, 'type'),
        text(book.describe(type) ?? ''),
      ]),
  );
  return found && blocks(`### Types of ${code(schema)}`, found);
}
