import type { Role } from '../../catalog/model.ts';
import { byName } from '../../sql/names.ts';
import { type Block, blocks, code, type Inline, join, paragraph, table } from '../content.ts';
import type { Lookup } from '../lookup.ts';
/** The roles and tablespaces that the schema names: the server must have them before a restore. */
export function roles(lookup: Lookup): readonly Block[] {
  const found = blocks(
    table(
      ['Role', 'May', 'Member of', 'Connections'],
      [...lookup.model.roles].sort(byName).map((role) => [
        code(role.name),
        abilities(role),
        join(
          role.memberOf.map((group) => memberOf(role, group)),
          ', ',
        ),
        [
          role.connectionLimit < 0 ? '' : `at most ${role.connectionLimit}`,
          role.validUntil === null ? '' : `until ${role.validUntil}`,
        ]
          .filter(Boolean)
          .join(', '),
      ]),
    ),
    table(
      ['Tablespace'],
      [...lookup.model.tablespaces].sort(byName).map((tablespace) => [code(tablespace.name)]),
    ),
  );
  if (found.length === 0) return [];
  return blocks(paragraph('These belong to the server: a restore needs them beforehand.'), found);
}

function memberOf({ memberOptions }: Role, group: string): Inline {
  const options = memberOptions[group];
  return options === undefined ? code(group) : join([code(group), ` (${options})`], '');
}

function abilities(role: Role): string {
  const words: [boolean, string][] = [
    [role.superuser, 'everything (superuser)'],
    [role.login, 'log in'],
    [!role.login, 'only hold privileges'],
    [role.replication, 'replicate'],
    [role.createDatabase, 'create databases'],
    [role.createRole, 'create roles'],
    [role.bypassRowSecurity, 'bypass row security'],
    [!role.inherit, 'not inherit privileges'],
  ];
  return words
    .filter(([has]) => has)
    .map(([, word]) => word)
    .join(', ');
}
