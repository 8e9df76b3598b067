import type { Column, Sequence } from '../catalog/model.ts';

/**
 * The sequences that a column's own entry does not tell of: those of an identity, and those that the column which owns
 * them takes its default from (`serial`), are part of it.
 */
export function ownSequences(sequences: readonly Sequence[], columns: readonly Column[]): Sequence[] {
  const defaults = new Map(columns.map((column) => [column.name, column.default ?? '']));
  return sequences.filter(({ name, ownedBy, identity }) => {
    if (ownedBy === null) return true;
    return !identity && defaults.get(ownedBy)?.includes(`nextval('${name.replaceAll("'", "''")}'::regclass)`) !== true;
  });
}
