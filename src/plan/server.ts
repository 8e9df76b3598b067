import type { Role } from '../catalog/model.ts';
import { readPrerequisites } from '../dump/prerequisites.ts';
import { unquoted } from '../sql/names.ts';
import { quoteLiteral } from '../sql/quote.ts';
import type { PlannedSide } from './decide.ts';
import type { Step } from './step.ts';

/** The steps for what lives beside the schema: roles before it, the database's own settings after it. */
export function serverSteps(from: PlannedSide, to: PlannedSide): { before: Step[]; after: Step[] } {
  const [old, now] = [from.text, to.text].map(readPrerequisites) as [string[], string[]];
  const added = now.filter((statement) => !old.includes(statement));
  const elsewhere = /^(CREATE ROLE|GRANT (?![^]* ON DATABASE )|CREATE TABLESPACE)/;
  return {
    before: [...newRoles(from, to), ...to.model.roles.flatMap((role) => memberships(role, from))],
    after: [...reset(from, to), ...added.filter((sql) => !elsewhere.test(sql)).map((sql) => step(sql, [sql]))],
  };
}

function newRoles(from: PlannedSide, to: PlannedSide): Step[] {
  const created = readPrerequisites(to.text).filter((statement) => statement.startsWith('CREATE ROLE '));
  return to.model.roles.flatMap((role, i): Step[] => {
    const before = from.model.roles.find(({ name }) => name === role.name);
    const title = `role ${role.name}`;
    if (before !== undefined) {
      const [was, is] = [attributesOf(before), attributesOf(role)];
      return was === is
        ? []
        : [{ ...step(title, [`ALTER ROLE ${role.name} ${is};`]), undo: [`ALTER ROLE ${role.name} ${was};`] }];
    }
    const check = `SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${quoteLiteral(unquoted(role.name))})`;
    return [{ ...step(title, [created[i] ?? `CREATE ROLE ${role.name};`]), check }];
  });
}

/** Every attribute, said either way. */
function attributesOf(role: Role): string {
  const either = (has: boolean, word: string): string => (has ? word : `NO${word}`);
  return [
    either(role.login, 'LOGIN'),
    either(role.superuser, 'SUPERUSER'),
    either(role.inherit, 'INHERIT'),
    either(role.createRole, 'CREATEROLE'),
    either(role.createDatabase, 'CREATEDB'),
    either(role.replication, 'REPLICATION'),
    either(role.bypassRowSecurity, 'BYPASSRLS'),
    `CONNECTION LIMIT ${role.connectionLimit}`,
    `VALID UNTIL ${quoteLiteral(role.validUntil ?? 'infinity')}`,
  ].join(' ');
}

function memberships({ name, memberOf, memberOptions }: Role, from: PlannedSide): Step[] {
  const before = from.model.roles.find((role) => role.name === name);
  const lost = (before?.memberOf ?? []).filter((group) => !memberOf.includes(group));
  const options = (group: string, of: Role['memberOptions'] = {}): string => of[group] ?? '';
  const gained = memberOf.filter(
    (group) =>
      !before?.memberOf.includes(group) || options(group, memberOptions) !== options(group, before.memberOptions),
  );
  return [
    ...lost.map((group) => step(`membership of ${name} in ${group}`, [`REVOKE ${group} FROM ${name};`])),
    ...gained.map((group) => {
      const words = options(group, memberOptions);
      const again = before?.memberOf.includes(group) ? [`REVOKE ${group} FROM ${name};`] : [];
      const sql = `GRANT ${group} TO ${name}${words === '' ? '' : ` WITH ${words}`};`;
      return step(`membership of ${name} in ${group}`, [...again, sql]);
    }),
  ];
}

/** What the database itself no longer has. */
function reset(from: PlannedSide, to: PlannedSide): Step[] {
  const kept = new Set(to.model.databaseSettings.map(({ name }) => name));
  return from.model.databaseSettings
    .filter(({ name }) => !kept.has(name))
    .map(({ name, role, setting }) => {
      const target = role === null ? 'DATABASE :"DBNAME"' : `ROLE ${role} IN DATABASE :"DBNAME"`;
      return step(`database setting ${name}`, [`ALTER ${target} RESET ${setting};`]);
    });
}

function step(title: string, sql: string[]): Step {
  return {
    title,
    object: title,
    sql,
    class: 'safe',
    message: null,
    transaction: true,
    lock: null,
    check: null,
    undo: 'not planned: it belongs to the server or to the database as a whole',
  };
}
