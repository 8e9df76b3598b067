import type { DefaultPrivileges } from '../../catalog/model.ts';
import { byName } from '../../sql/names.ts';
import type { Book } from '../book.ts';
import { type Block, table } from '../content/block.ts';
import { code, type Inline, say } from '../content/inline.ts';
import { type Granted, privilegeCell } from '../words/privileges.ts';

const DEFAULTS: { readonly [objects: string]: Granted } = {
  tables: 'relation',
  sequences: 'sequence',
  functions: 'function',
  types: 'type',
  schemas: 'schema',
};

/** Privileges beside those of tables, views and functions: defaults for new objects, and changed ones of extensions. */
export function otherPrivileges(book: Book): Block | null {
  const { defaultPrivileges, extensionPrivileges } = book.model;
  const rows = [
    ...[...defaultPrivileges]
      .sort(byName)
      .map((one) => [newObjects(one), privilegeCell(one.privileges, one.role, DEFAULTS[one.objects] ?? 'other')]),
    ...[...extensionPrivileges]
      .sort(byName)
      .map((one) => [say`${code(one.name)} of an extension`, privilegeCell(one.privileges, null, 'other')]),
  ];
  return table(['Privileges on', 'Grants'], rows);
}

/** ``new tables of `app` in `trading` ``; whose they are goes without saying for the builder's. */
function newObjects({ objects, role, schema }: DefaultPrivileges): Inline {
  const whose = role === 'CURRENT_USER' ? '' : say` of ${code(role)}`;
  return say`new ${objects}${whose}${schema === null ? '' : say` in ${code(schema)}`}`;
}
