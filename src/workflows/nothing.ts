import type { SchemaModel } from '../catalog/model.ts';
import { UserError } from '../errors.ts';
import { count } from '../format/count.ts';
import type { Reporter } from '../report/reporter.ts';
import type { SourceStatement } from '../sql/sources.ts';
import { statementHead } from '../sql/statement.ts';
import type { Source } from './source.ts';

/** Objects that a database has before anybody makes one. */
const GIVEN: readonly (keyof SchemaModel)[] = [
  'database',
  'databaseSettings',
  'extensions',
  'roles',
  'tablespaces',
  'builtInJobs',
];
/** The mark of the part of a script that takes back what it made, in the words of migration tools. */
const UNDO = /^\s*--[\s/@+:]*(?:\w+[\s:]+)?(?:down|undo|rollback|revert)\b/im;

/**
 * Refuses a schema of which nothing is left: scripts that undo what they did, or did nothing.
 *
 * @param statements the statements that built it, none for a live database
 * @param allowed true where somebody said that nothing is meant
 * @throws UserError that names the statement which took the last of it
 */
export function refuseNothing(model: SchemaModel, statements: readonly SourceStatement[], allowed: boolean): void {
  const heads = statements.map((statement) => ({ statement, ...statementHead(statement.sql) }));
  const made = heads.filter(({ statement, verb, kind }) => verb === 'create' && kind === 'table' && isKept(statement));
  const drops = heads.filter(({ verb }) => verb === 'drop');
  const undone = drops.find(({ statement, name }) => isUndone(statement, name, heads));
  if (undone !== undefined) {
    const { file, line } = undone.statement;
    throw new UserError(
      `${file}:${line}  a part that takes back what its file made was run: ${firstLine(undone.statement)}`,
      {
        hint: 'Move it to a file that "init:" does not name, or make it a comment.',
        exitCode: 1,
      },
    );
  }
  const tables = model.relations.some(({ form }) => form === 'table' || /(partitioned|foreign) table/.test(form));
  const last = drops.at(-1)?.statement;
  if (made.length > 0 && !tables) {
    const by = last === undefined ? '' : `: ${last.file}:${last.line} is the last that drops something`;
    throw new UserError(`the scripts created ${count(made.length, 'table')}, and none is left${by}`, {
      hint: 'Look for a part that takes back what the scripts make (down, undo, rollback), and keep it out of "init:".',
      exitCode: 1,
    });
  }
  const empty = (Object.keys(model) as (keyof SchemaModel)[]).every((collection) => {
    const objects = model[collection] as readonly { name?: string }[];
    return GIVEN.includes(collection) || objects.every(({ name }) => collection === 'schemas' && name === 'public');
  });
  // What an extension makes is not in the model; one that the scripts ask for, besides TimescaleDB, is meant.
  const extended = heads.some(
    ({ verb, kind, name }) => verb === 'create' && kind === 'extension' && name.at(-1) !== 'timescaledb',
  );
  if (empty && !extended && !allowed) {
    throw new UserError('the schema is empty: nothing was made in it', {
      hint: 'Check what "init:" or --init names, and that a program of "build:" connects by DATABASE_URL. Where nothing is meant to be in it yet: --allow-empty.',
      exitCode: 1,
    });
  }
}

/** Says of a pg_dump in plain text without a hypertable that it would have none whatever the database had. */
export function warnOfPlainDump(model: SchemaModel, { scripts }: Pick<Source, 'scripts'>, reporter: Reporter): void {
  if (model.hypertables.length > 0) return;
  const dump = scripts.find(
    ({ text }) =>
      /^--\n-- PostgreSQL database dump\n/m.test(text.slice(0, 200)) &&
      /^CREATE EXTENSION [^;]*\btimescaledb\b/m.test(text),
  );
  if (dump === undefined) return;
  reporter.warn(`${dump.file} is a plain pg_dump of a database with TimescaleDB, and there is no hypertable`, [
    'pg_dump writes hypertables as plain tables. Where the database had any, dump it by "timescale-ci dump --database-url …".',
  ]);
}

/** A temporary table goes by itself. */
function isKept({ sql }: SourceStatement): boolean {
  return !/^create\s+(local\s+|global\s+)?temp(orary)?\b/i.test(sql);
}

function isUndone(
  drop: SourceStatement,
  name: readonly string[],
  heads: readonly { statement: SourceStatement; verb: string; name: string[] }[],
): boolean {
  const own = heads.filter(({ statement }) => statement.file === drop.file);
  const at = own.findIndex(({ statement }) => statement === drop);
  const from = own.findIndex(({ verb, name: other }) => verb === 'create' && other.at(-1) === name.at(-1));
  return (
    name.length > 0 &&
    from >= 0 &&
    from < at &&
    own.slice(from + 1, at + 1).some(({ statement }) => UNDO.test(statement.before))
  );
}

function firstLine({ sql }: SourceStatement): string {
  return sql.split('\n')[0] ?? '';
}
