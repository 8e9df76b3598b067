import type { Relation, Schema } from '../../catalog/model.ts';
import { type Block, blocks, bullets, code, paragraph, prose, say } from '../content.ts';
import { isStandardPublic, type Lookup } from '../lookup.ts';
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
  readonly entries: readonly RelationEntry[];
  /** Its functions, types and sequences. */
  readonly lists: readonly Block[];
}

export interface RelationEntry {
  readonly relation: Relation;
  readonly body: readonly Block[];
}

/** Each schema that has something to describe. */
export function schemas(lookup: Lookup): SchemaPart[] {
  return lookup.schemas.filter((schema) => hasPart(lookup, schema)).map((schema) => part(lookup, schema));
}

function part(lookup: Lookup, name: string): SchemaPart {
  const schema = lookup.schemaObjects.get(name);
  const entry = (write: (lookup: Lookup, relation: Relation) => readonly Block[]) => (relation: Relation) => ({
    relation,
    body: write(lookup, relation),
  });
  return {
    name,
    about: blocks(
      paragraph(prose(lookup.describe(schema ?? { name, comment: null }) ?? '')),
      schema === undefined || isStandardPublic(schema) ? null : access(schema),
    ),
    entries: [
      ...(lookup.isShown('tables') ? lookup.tablesIn(name).map(entry(tableEntry)) : []),
      ...(lookup.isShown('views') ? lookup.viewsIn(name).map(entry(viewEntry)) : []),
    ],
    lists: blocks(
      lookup.isShown('functions') ? routineTable(lookup, name) : null,
      lookup.isShown('types') ? typeTable(lookup, name) : null,
      lookup.isShown('sequences') ? sequenceTable(lookup, name) : null,
    ),
  };
}

/** Whose the schema is and who may use it. */
function access({ owner, privileges }: Schema): Block | null {
  const of = owner === null ? [] : [say`Owner ${code(owner)}`];
  return bullets([...of, ...privilegeLines(privileges, owner, 'schema')]);
}
