import type { Schema } from '../../catalog/model.ts';
import { blocks, bullets } from '../../markdown/blocks.ts';
import { code } from '../../markdown/code.ts';
import { text } from '../../markdown/text.ts';
import type { Book } from '../book.ts';
import { anchor } from '../markdown/anchor.ts';
import { isStandardPublic } from '../relations.ts';

import { privilegeLines } from '../words/privileges.ts';
import { hasPart } from './overview.ts';
import { routineTable } from './routines.ts';
import { sequenceTable } from './sequences.ts';
import { tableEntry } from './tables.ts';
import { typeTable } from './types.ts';
import { viewEntry } from './views.ts';

/** Each schema with all that it holds. */
export function schemas(book: Book): string {
  return blocks(...book.schemas.filter((schema) => hasPart(book, schema)).map((schema) => part(book, schema)));
}

function part(book: Book, name: string): string {
  const schema = book.schemaObjects.get(name);
  return blocks(
    `## ${anchor('schema', name)}Schema ${code(name)}`,
    text(book.describe(schema ?? { name, comment: null }) ?? ''),
    schema === undefined || isStandardPublic(schema) ? null : access(schema),
    ...(book.isShown('tables') ? book.tablesIn(name).map((relation) => tableEntry(book, relation)) : []),
    ...(book.isShown('views') ? book.viewsIn(name).map((relation) => viewEntry(book, relation)) : []),
    book.isShown('functions') ? routineTable(book, name) : null,
    book.isShown('types') ? typeTable(book, name) : null,
    book.isShown('sequences') ? sequenceTable(book, name) : null,
  );
}

/** Whose the schema is and who may use it. */
function access({ owner, privileges }: Schema): string | null {
  const of = owner === null ? [] : [`Owner ${code(owner)}`];
  return bullets([...of, ...privilegeLines(privileges, owner, 'schema')]);
}
