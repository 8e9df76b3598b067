import type { Column, Relation, RowPolicy } from '../../catalog/model.ts';
import type { Book } from '../book.ts';
import { type Block, blocks, bullets, paragraph, table, title } from '../content/block.ts';
import { code, type Inline, join, prose, say, strong } from '../content/inline.ts';
import { privilegeLines, privilegeWords } from '../words/privileges.ts';

const STATES: { readonly [S in Relation['rowSecurity']]: string } = {
  off: 'off: the policies below have no effect.',
  on: 'on, save for the owner.',
  forced: 'on, for the owner too.',
  'forced, off': 'off: the policies below have no effect. It would bind the owner too.',
};

/** Who sees which rows. */
export function rowSecurity(book: Book, relation: Relation): readonly Block[] {
  const policies = book.rowPoliciesOf(relation.name);
  if (relation.rowSecurity === 'off' && policies.length === 0) return [];
  const none = policies.length === 0 && !relation.rowSecurity.includes('off') ? ' No policy lets any row through.' : '';
  return blocks(
    paragraph(say`${strong('Row security')} is ${STATES[relation.rowSecurity]}${none}`),
    table(
      ['Row policy', 'For', 'Roles', 'Rows it shows', 'Rows it takes', 'Kind', 'Description'],
      policies.map((policy) => row(book, policy)),
    ),
  );
}

function row(book: Book, policy: RowPolicy): Inline[] {
  return [
    code(policy.bare),
    policy.command,
    join(policy.roles.map(code), ', '),
    code(policy.using ?? ''),
    code(policy.check ?? ''),
    policy.permissive ? '' : 'restrictive',
    prose(book.describe(policy) ?? ''),
  ];
}

/** Who may do what with a table or view and its columns, where that differs from PostgreSQL's default. */
export function grants(book: Book, relation: Relation): readonly Block[] {
  const list = bullets([
    ...privilegeLines(relation.privileges, relation.owner, 'relation'),
    ...columnGrants(book.columnsOf(relation.name)),
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
