import { readPrerequisites } from '../dump/prerequisites.ts';
import { quoteLiteral } from '../sql/quote.ts';
import type { PlannedSide } from './fates.ts';
import type { Step } from './step.ts';

/** The steps for what lives beside the schema: roles before it, the database's own settings after it. */
export function serverSteps(from: PlannedSide, to: PlannedSide): { before: Step[]; after: Step[] } {
  const [old, now] = [from.text, to.text].map(readPrerequisites) as [string[], string[]];
  const added = now.filter((statement) => !old.includes(statement));
  const isRole = (statement: string): boolean => /^(CREATE ROLE|GRANT (?![^]* ON DATABASE ))/.test(statement);
  const isPlace = (statement: string): boolean => statement.startsWith('CREATE TABLESPACE');
  const known = new Set(from.model.roles.map(({ name }) => name));
  return {
    before: added.filter(isRole).map((statement) => roleStep(statement, known)),
    after: [
      ...reset(from, to),
      ...added.filter((statement) => !isRole(statement) && !isPlace(statement)).map((sql) => step(sql, sql)),
    ],
  };
}

function roleStep(statement: string, known: ReadonlySet<string>): Step {
  const name = /^CREATE ROLE ("(?:[^"]|"")*"|\S+?)(?=[ ;])/.exec(statement)?.[1];
  if (name === undefined) return step(statement, statement);
  const sql = known.has(name) ? statement.replace(/^CREATE/, 'ALTER') : statement;
  const plain = name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
  return {
    ...step(`role ${name}`, sql),
    check: known.has(name)
      ? null
      : `SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${quoteLiteral(plain)})`,
  };
}

/** What the database itself no longer has. */
function reset(from: PlannedSide, to: PlannedSide): Step[] {
  const kept = new Set(to.model.databaseSettings.map(({ name }) => name));
  return from.model.databaseSettings
    .filter(({ name }) => !kept.has(name))
    .map(({ name, role, setting }) => {
      const target = role === null ? 'DATABASE :"DBNAME"' : `ROLE ${role} IN DATABASE :"DBNAME"`;
      return step(`database setting ${name}`, `ALTER ${target} RESET ${setting};`);
    });
}

function step(title: string, sql: string): Step {
  return {
    title,
    object: title,
    sql: [sql],
    class: 'safe',
    message: null,
    transaction: true,
    lock: null,
    check: null,
    undo: 'not planned: it is the server that has it',
  };
}
