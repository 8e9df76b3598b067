import type { Relation, Routine, Type } from '../../catalog/model.ts';
import { count } from '../../words/count.ts';
import type { Book } from '../book.ts';

const ORDER = [
  'hypertable',
  'continuous aggregate',
  'table',
  'partitioned table',
  'foreign table',
  'view',
  'materialized view',
  'function',
  'procedure',
  'aggregate',
  'window function',
  'enum',
  'domain',
  'type',
  'sequence',
] as const;

/** What a relation is in the reader's words: a hypertable is one, whatever PostgreSQL calls it. */
export function kindOf(book: Book, relation: Relation): string {
  return book.hypertables.has(relation.name) ? 'hypertable' : relation.form;
}

/** What schemas hold, most telling first: `['4 hypertables', '1 view']`. Sequences that serve a column don't count. */
export function holdings(book: Book, schemas: readonly string[]): string[] {
  const tally = new Map<string, number>();
  const add = (kind: string): void => void tally.set(kind, (tally.get(kind) ?? 0) + 1);
  for (const schema of schemas) {
    for (const relation of [...book.tablesIn(schema), ...book.viewsIn(schema)]) add(kindOf(book, relation));
    for (const routine of book.routinesIn(schema)) add(routineKind(routine));
    for (const type of book.typesIn(schema)) add(typeKind(type));
    for (const _ of book.sequencesIn(schema)) add('sequence');
  }
  return ORDER.filter((kind) => tally.has(kind)).map((kind) => count(tally.get(kind) ?? 0, kind));
}

function routineKind(routine: Routine): string {
  return routine.form;
}

function typeKind(type: Type): string {
  return type.form === 'enum' || type.form === 'domain' ? type.form : 'type';
}
