import type { Column, Owner, Privileges, Relation, RowPolicy } from '../../catalog/model.ts';
import {
  type Block,
  blocks,
  bullets,
  code,
  type Inline,
  join,
  lines,
  paragraph,
  prose,
  say,
  strong,
  table,
  title,
} from '../content.ts';
import type { Lookup } from '../lookup.ts';

const STATES: { readonly [S in Relation['rowSecurity']]: string } = {
  off: 'off: the policies below have no effect.',
  on: 'on, save for the owner.',
  forced: 'on, for the owner too.',
  'forced, off': 'off: the policies below have no effect. It would bind the owner too.',
};

/** Who sees which rows. */
export function rowSecurity(lookup: Lookup, relation: Relation): readonly Block[] {
  const policies = lookup.rowPoliciesOf(relation.name);
  if (relation.rowSecurity === 'off' && policies.length === 0) return [];
  const none = policies.length === 0 && !relation.rowSecurity.includes('off') ? ' No policy lets any row through.' : '';
  return blocks(
    paragraph(say`${strong('Row security')} is ${STATES[relation.rowSecurity]}${none}`),
    table(
      ['Row policy', 'For', 'Roles', 'Rows it shows', 'Rows it takes', 'Kind', 'Description'],
      policies.map((policy) => row(lookup, policy)),
    ),
  );
}

function row(lookup: Lookup, policy: RowPolicy): Inline[] {
  return [
    code(policy.bare),
    policy.command,
    join(policy.roles.map(code), ', '),
    code(policy.using ?? ''),
    code(policy.check ?? ''),
    policy.permissive ? '' : 'restrictive',
    prose(lookup.describe(policy) ?? ''),
  ];
}

/** Who may do what with a table or view and its columns, where that differs from PostgreSQL's default. */
export function grants(lookup: Lookup, relation: Relation): readonly Block[] {
  const list = bullets([
    ...privilegeLines(relation.privileges, relation.owner, 'relation'),
    ...columnGrants(lookup.columnsOf(relation.name)),
  ]);
  return list === null ? [] : blocks(title('Grants'), list);
}

/** One line a role: `SELECT on a, b; UPDATE on a`. */
function columnGrants(columns: readonly Column[]): Inline[] {
  const grants = columns.flatMap(({ bare, privileges }) =>
    Object.entries(privileges ?? {}).flatMap(([role, may]) => may.map((one) => ({ role, may: one, bare }))),
  );
  return [...Map.groupBy(grants, ({ role }) => role)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([role, own]) => {
      const columnsOf = [...Map.groupBy(own, ({ may }) => may)].map(
        ([may, of]) => [may, of.map(({ bare }) => bare)] as const,
      );
      const together = Map.groupBy(columnsOf, ([, names]) => JSON.stringify(names));
      const parts = [...together.values()].map((group) => {
        const names = group[0]?.[1] ?? [];
        return say`${privilegeWords(group.map(([may]) => may).sort())} on ${join(names.map(code), ', ')}`;
      });
      return say`${code(role)}: ${join(parts, '; ')}`;
    });
}

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
function privilegeWords(may: readonly string[]): string {
  return may.length === 0 ? 'nothing' : may.map((one) => one.replace(/\*$/, ' (may grant it)')).join(', ');
}
