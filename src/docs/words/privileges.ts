import type { Owner, Privileges } from '../../catalog/model.ts';
import { code, type Inline, lines, say } from '../content/inline.ts';

/** What privileges are granted on. */
export type Granted = 'relation' | 'column' | 'schema' | 'function' | 'type' | 'sequence' | 'other';

/** What an owner has without being told, in every version (PostgreSQL 17 adds MAINTAIN). */
const ALL: { readonly [G in Granted]: readonly string[] } = {
  relation: ['DELETE', 'INSERT', 'REFERENCES', 'SELECT', 'TRIGGER', 'TRUNCATE', 'UPDATE'],
  column: [],
  schema: ['CREATE', 'USAGE'],
  function: ['EXECUTE'],
  type: ['USAGE'],
  sequence: ['SELECT', 'UPDATE', 'USAGE'],
  other: ['USAGE'],
};

/**
 * One line a role: what it may do, and what of that it may pass on. An owner who may do everything goes without saying.
 * Nothing where PostgreSQL's default holds.
 */
export function privilegeLines(privileges: Privileges, owner: Owner, granted: Granted): Inline[] {
  if (privileges === null) return [];
  const said = Object.entries(privileges)
    .filter(([role, may]) => role !== (owner ?? 'CURRENT_USER') || !ALL[granted].every((one) => may.includes(one)))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([role, may]) => say`${code(role)}: ${privilegeWords(may)}`);
  return said.length === 0 ? ['nobody but the owner'] : said;
}

/** The same in a table cell. */
export function privilegeCell(privileges: Privileges, owner: Owner, granted: Granted): Inline {
  return lines(privilegeLines(privileges, owner, granted));
}

/** `SELECT, UPDATE (may grant it)` */
export function privilegeWords(may: readonly string[]): string {
  return may.length === 0 ? 'nothing' : may.map((one) => one.replace(/\*$/, ' (may grant it)')).join(', ');
}
