import type { Relation, Schema } from '../../catalog/model.ts';
import { type Book, isStandardPublic } from '../book.ts';
import { type Block, blocks, bullets, code, paragraph, prose, say } from '../content.ts';
import { hasPart } from './overview.ts';
import { routineTable } from './routines.ts';
import { privilegeLines } from './security.ts';
import { sequenceTable } from './sequences.ts';
import { tableEntry } from './tables.ts';
import { typeTable } from './types.ts';
import { viewEntry } from './views.ts';

/** A schema with all that it holds. */
export interface SchemaPart {
  readonly name: string;
  /** What it is for and who may use it. */
  readonly about: readonly Block[];
  /** Its tables, then its views. */
  readonly entries: readonly Entry[];
  /** Its functions, types and sequences. */
  readonly lists: readonly Block[];
}

export interface Entry {
  readonly relation: Relation;
  readonly body: readonly Block[];
}

/** Each schema that has something to describe. */
export function schemas(book: Book): SchemaPart[] {
  return book.schemas.filter((schema) => hasPart(book, schema)).map((schema) => part(book, schema));
}

function part(book: Book, name: string): SchemaPart {
  const schema = book.schemaObjects.get(name);
  const entry = (write: (book: Book, relation: Relation) => readonly Block[]) => (relation: Relation) => ({
    relation,
    body: write(book, relation),
  });
  return {
    name,
    about: blocks(
      paragraph(prose(book.describe(schema ?? { name, comment: null }) ?? '')),
      schema === undefined || isStandardPublic(schema) ? null : access(schema),
    ),
    entries: [
      ...(book.isShown('tables') ? book.tablesIn(name).map(entry(tableEntry)) : []),
      ...(book.isShown('views') ? book.viewsIn(name).map(entry(viewEntry)) : []),
    ],
    lists: blocks(
      book.isShown('functions') ? routineTable(book, name) : null,
      book.isShown('types') ? typeTable(book, name) : null,
      book.isShown('sequences') ? sequenceTable(book, name) : null,
    ),
  };
}

/** Whose the schema is and who may use it. */
function access({ owner, privileges }: Schema): Block | null {
  const of = owner === null ? [] : [say`Owner ${code(owner)}`];
  return bullets([...of, ...privilegeLines(privileges, owner, 'schema')]);
}
