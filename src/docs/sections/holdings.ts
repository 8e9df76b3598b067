import type { Relation, Routine, Type } from '../../catalog/model.ts';
import { count } from '../../format/count.ts';
import type { Lookup } from '../lookup.ts';

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
export function kindOf(lookup: Lookup, relation: Relation): string {
  return lookup.hypertables.has(relation.name) ? 'hypertable' : relation.form;
}

/** What schemas hold, most telling first: `['4 hypertables', '1 view']`. Sequences that serve a column don't count. */
export function holdings(lookup: Lookup, schemas: readonly string[]): string[] {
  const tally = new Map<string, number>();
  const add = (kind: string): void => void tally.set(kind, (tally.get(kind) ?? 0) + 1);
  for (const schema of schemas) {
    for (const relation of [...lookup.tablesIn(schema), ...lookup.viewsIn(schema)]) add(kindOf(lookup, relation));
    for (const routine of lookup.routinesIn(schema)) add(routineKind(routine));
    for (const type of lookup.typesIn(schema)) add(typeKind(type));
    for (const _ of lookup.sequencesIn(schema)) add('sequence');
  }
  return ORDER.filter((kind) => tally.has(kind)).map((kind) => count(tally.get(kind) ?? 0, kind));
}

function routineKind(routine: Routine): string {
  return routine.form;
}

function typeKind(type: Type): string {
  return type.form === 'enum' || type.form === 'domain' ? type.form : 'type';
}
