import type { Role } from '../../catalog/model.ts';
import { blocks } from '../../markdown/blocks.ts';
import { code } from '../../markdown/code.ts';
import { table } from '../../markdown/table.ts';
import { text } from '../../markdown/text.ts';
import { byName } from '../../sql/names.ts';
import { humanInterval } from '../../words/interval.ts';
import { plainJson } from '../../words/json.ts';
import type { Book } from '../book.ts';
import { anchor } from '../markdown/anchor.ts';
import { type Granted, privilegeCell } from '../words/privileges.ts';

/** The extensions and the schema that each lives in. */
export function extensions(book: Book): string | null {
  const found = table(
    ['Extension', 'Schema'],
    [...book.model.extensions].sort(byName).map((extension) => [code(extension.name), code(extension.schema)]),
  );
  return found && blocks(`## ${anchor('section', 'extensions')}Extensions`, found);
}

/** The roles and tablespaces that the schema names: the server must have them before a restore. */
export function roles(book: Book): string | null {
  const found = [
    table(
      ['Role', 'May', 'Member of', 'Connections'],
      [...book.model.roles]
        .sort(byName)
        .map((role) => [
          code(role.name),
          abilities(role),
          role.memberOf.map(code).join(', '),
          role.connectionLimit < 0 ? '' : `at most ${role.connectionLimit}`,
        ]),
    ),
    table(
      ['Tablespace'],
      [...book.model.tablespaces].sort(byName).map((tablespace) => [code(tablespace.name)]),
    ),
  ];
  if (found.every((part) => part === null)) return null;
  return blocks(
    `## ${anchor('section', 'roles')}Roles`,
    'These belong to the server: a restore needs them beforehand.',
    ...found,
  );
}

/** What is set for the database, and TimescaleDB's own jobs where they were changed. */
export function settings(book: Book): string | null {
  const { databaseSettings, builtInJobs } = book.model;
  const found = [
    table(
      ['Setting', 'For role', 'Value'],
      [...databaseSettings].sort(byName).map((one) => [code(one.setting), code(one.role ?? ''), code(one.value)]),
    ),
    table(
      ['Built-in job', 'Procedure', 'Every', 'State', 'Configuration'],
      [...builtInJobs]
        .sort(byName)
        .map((job) => [
          code(job.name),
          code(job.procedure),
          text(humanInterval(job.scheduleInterval)),
          job.scheduled ? '' : '**disabled**',
          job.config === null ? '' : text(plainJson(job.config)),
        ]),
    ),
  ];
  if (found.every((part) => part === null)) return null;
  return blocks(`## ${anchor('section', 'settings')}Database settings`, ...found);
}

const DEFAULTS: { readonly [objects: string]: Granted } = {
  tables: 'relation',
  sequences: 'sequence',
  functions: 'function',
  types: 'type',
  schemas: 'schema',
};

/** Privileges beside those of tables, views and functions: defaults for new objects, and changed ones of extensions. */
export function otherPrivileges(book: Book): string | null {
  const { defaultPrivileges, extensionPrivileges } = book.model;
  const rows = [
    ...[...defaultPrivileges]
      .sort(byName)
      .map((one) => [
        'new objects',
        code(one.name),
        privilegeCell(one.privileges, one.role, DEFAULTS[one.objects] ?? 'other'),
      ]),
    ...[...extensionPrivileges]
      .sort(byName)
      .map((one) => ['extension', code(one.name), privilegeCell(one.privileges, null, 'other')]),
  ];
  return table(['Privileges on', 'Which', 'Grants'], rows);
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
