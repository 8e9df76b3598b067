import type { Constraint, Index } from '../catalog/model.ts';
import type { Context } from './context.ts';

type Key = Pick<Constraint, 'columns' | 'relation' | 'definition'> & { form?: string };

/** What no longer holds when a key becomes one over other columns or rows, and no other key stands in for it. */
export function otherKey(before: Key, after: Key, context: Context): string[] {
  if (before.form !== undefined && !(KEYS.includes(before.form) && KEYS.includes(after.form ?? ''))) return [];
  const columns = before.columns.join(', ');
  if (sorted(before) === sorted(after) && rows(before) === rows(after)) return [];
  const still = context.after.model.indexes.some((index) => isSame(index, before));
  if (still) return [];
  const looser = !after.columns.every((column) => before.columns.includes(column)) || rows(before) !== rows(after);
  const duplicates = looser ? `duplicates of ${columns} become possible, and ` : '';
  return [`${duplicates}ON CONFLICT (${columns}) fails`];
}

const KEYS = ['primary key', 'unique'];

function isSame(index: Index, key: Key): boolean {
  return index.unique && index.relation === key.relation && sorted(index) === sorted(key) && rows(index) === rows(key);
}

function sorted({ columns }: Pick<Key, 'columns'>): string {
  return JSON.stringify([...columns].sort());
}

/** Of a partial index: which rows it holds. */
function rows({ definition }: Pick<Key, 'definition'>): string | null {
  return / WHERE .*$/s.exec(definition)?.[0] ?? null;
}
