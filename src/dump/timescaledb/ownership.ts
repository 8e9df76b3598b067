import type { Column, Job, Privileges, Relation } from '../../catalog/model.ts';
import { quoteIdentifier } from '../../sql/quote.ts';

/**
 * Statements that add a policy, for a policy that belongs to another role than its relation. A policy takes its
 * relation's owner, and up to 2.25.1 keeps it when the relation gets another; so the relation belongs to the policy's
 * owner for just as long as it takes. Later versions give every policy the relation's new owner again.
 */
export function withOwner(
  policy: Job,
  relation: Relation,
  columns: readonly Column[],
  statements: readonly string[],
): string[] {
  const alter = (owner: string | null): string =>
    `ALTER ${relation.form === 'continuous aggregate' ? 'MATERIALIZED VIEW' : 'TABLE'} ${relation.name} OWNER TO ${owner ?? 'CURRENT_USER'};`;
  // What the role was granted itself would melt into the owner's privileges and leave with them.
  const role = policy.owner ?? 'CURRENT_USER';
  const own = [
    ...grants(relation.privileges, role, relation.name, ''),
    ...columns.flatMap(({ bare, privileges }) =>
      grants(privileges, role, relation.name, ` (${quoteIdentifier(bare)})`),
    ),
  ];
  return [
    ...(own.length === 0 ? [] : [`REVOKE ALL ON ${relation.name} FROM ${role};`]),
    alter(policy.owner),
    ...statements,
    alter(relation.owner),
    ...own,
  ];
}

function grants(privileges: Privileges, role: string, relation: string, column: string): string[] {
  const granted = privileges?.[role] ?? [];
  return [false, true].flatMap((option) => {
    const list = granted.filter((privilege) => privilege.endsWith('*') === option);
    if (list.length === 0) return [];
    const names = list.map((privilege) => privilege.replace('*', '') + column).join(', ');
    return [`GRANT ${names} ON ${relation} TO ${role}${option ? ' WITH GRANT OPTION' : ''};`];
  });
}
