import type { Relation, RowPolicy } from '../../catalog/model.ts';
import { blocks, bullets } from '../../markdown/blocks.ts';
import { code } from '../../markdown/code.ts';
import { table } from '../../markdown/table.ts';
import { text } from '../../markdown/text.ts';
import type { Book } from '../book.ts';
import { privilegeLines } from '../words/privileges.ts';

const STATES: { readonly [S in Relation['rowSecurity']]: string } = {
  off: 'off: the policies below have no effect.',
  on: 'on, save for the owner.',
  forced: 'on, for the owner too.',
  'forced, off': 'off: the policies below have no effect. It would bind the owner too.',
};

/** Who sees which rows. */
export function rowSecurity(book: Book, relation: Relation): string | null {
  const policies = book.rowPoliciesOf(relation.name);
  if (relation.rowSecurity === 'off' && policies.length === 0) return null;
  const none = policies.length === 0 && !relation.rowSecurity.includes('off') ? ' No policy lets any row through.' : '';
  return blocks(
    `**Row security** is ${STATES[relation.rowSecurity]}${none}`,
    table(
      ['Row policy', 'For', 'Roles', 'Rows it shows', 'Rows it takes', 'Kind', 'Description'],
      policies.map((policy) => row(book, policy)),
    ),
  );
}

function row(book: Book, policy: RowPolicy): string[] {
  return [
    code(policy.bare),
    policy.command,
    policy.roles.map(code).join(', '),
    code(policy.using ?? ''),
    code(policy.check ?? ''),
    policy.permissive ? '' : 'restrictive',
    text(book.describe(policy) ?? ''),
  ];
}

/** Who may do what with a table or view and its columns, where that differs from PostgreSQL's default. */
export function grants(book: Book, relation: Relation): string | null {
  const columns = book
    .columnsOf(relation.name)
    .flatMap((column) =>
      privilegeLines(column.privileges, relation.owner, 'column').map((line) => `column ${code(column.bare)}, ${line}`),
    );
  const list = bullets([...privilegeLines(relation.privileges, relation.owner, 'relation'), ...columns]);
  return list && blocks('**Grants**', list);
}
