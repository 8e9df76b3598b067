import type { DatabaseSetting, Role, SchemaModel } from '../catalog/model.ts';
import { tokenize } from '../sql/lexer.ts';
import { quoteLiteral } from '../sql/quote.ts';
import { databaseStatements } from './database-statements.ts';

const MARKER = '-- Needed on the server before this file is restored:';
const INDENT = '--   ';

/** Settings that are stored as a list of quoted names already. */
const LISTS = ['search_path', 'temp_tablespaces', 'session_preload_libraries', 'local_preload_libraries'];

/**
 * What lives outside of a database and is needed by this one, as a comment of statements: roles, tablespaces, and the
 * owner, privileges, comment and settings of the database itself. Empty where nothing is needed.
 */
export function prerequisites(model: SchemaModel): string {
  const statements = [
    ...model.roles.map(createRole),
    ...model.roles.flatMap(grantRoles),
    ...model.tablespaces.map(({ name }) => `CREATE TABLESPACE ${name} LOCATION '';`),
    ...model.database.flatMap(databaseStatements),
    ...model.databaseSettings.map(alterDatabase),
  ];
  if (statements.length === 0) return '';
  return `${[MARKER, ...statements.map((statement) => `${INDENT}${onOneLine(statement)}`)].join('\n')}\n`;
}

/** Reads the statements back from a dump's text. `:"DBNAME"` stands for the database, as psql would replace it. */
export function readPrerequisites(text: string): string[] {
  const lines = text.slice(0, 1_000_000).split('\n');
  const at = lines.indexOf(MARKER);
  if (at < 0) return [];
  const statements: string[] = [];
  for (const line of lines.slice(at + 1)) {
    if (!line.startsWith(INDENT)) break;
    statements.push(line.slice(INDENT.length));
  }
  return statements;
}

function createRole(role: Role): string {
  const attributes = [
    role.login ? 'LOGIN' : '',
    role.superuser ? 'SUPERUSER' : '',
    role.inherit ? '' : 'NOINHERIT',
    role.createRole ? 'CREATEROLE' : '',
    role.createDatabase ? 'CREATEDB' : '',
    role.replication ? 'REPLICATION' : '',
    role.bypassRowSecurity ? 'BYPASSRLS' : '',
    role.connectionLimit === -1 ? '' : `CONNECTION LIMIT ${role.connectionLimit}`,
    role.validUntil === null ? '' : `VALID UNTIL ${quoteLiteral(role.validUntil)}`,
  ].filter((attribute) => attribute !== '');
  return `CREATE ROLE ${[role.name, ...attributes].join(' ')};`;
}

function grantRoles({ name, memberOf, memberOptions }: Role): string[] {
  return memberOf.map((group) => {
    const options = memberOptions[group];
    return `GRANT ${group} TO ${name}${options === undefined ? '' : ` WITH ${options}`};`;
  });
}

function alterDatabase({ role, setting, value }: DatabaseSetting): string {
  const target = role === null ? 'DATABASE :"DBNAME"' : `ROLE ${role} IN DATABASE :"DBNAME"`;
  return `ALTER ${target} SET ${setting} TO ${LISTS.includes(setting) ? value : quoteLiteral(value)};`;
}

/** A line break would end the comment, so it is written as an escape: E'…' has one, and of the rest U&… is made. */
function onOneLine(statement: string): string {
  if (!/[\r\n]/.test(statement)) return statement;
  return [...tokenize(statement)]
    .map(({ start, end }) => {
      const text = statement.slice(start, end);
      if (!/[\r\n]/.test(text)) return text;
      if (text.startsWith('E')) return text.replaceAll('\n', '\\n').replaceAll('\r', '\\r');
      return `U&${text.replaceAll('\\', '\\\\').replaceAll('\n', '\\000a').replaceAll('\r', '\\000d')}`;
    })
    .join('');
}
