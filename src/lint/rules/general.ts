import type { Relation } from '../../catalog/model.ts';
import { identifier } from '../../sql/quote.ts';
import type { SourceStatement } from '../../sql/sources.ts';
import { lexemes, readName, statementHead } from '../../sql/statement.ts';
import { namesIn } from '../mentions.ts';
import type { LintRule, Problem } from '../types.ts';

const WRITES = ['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'];

/** Rules about anything in PostgreSQL that are worth having with TimescaleDB too. */
export const generalRules: readonly LintRule[] = [
  {
    id: 'missing-comment',
    severity: 'notice',
    title: 'an object without a COMMENT',
    options: { of: ['table', 'view', 'materialized view', 'continuous aggregate'] },
    check: ({ model }, { of }) => {
      const wanted = [of].flat();
      const missing = (kind: string, object: string) => ({
        object,
        message: `this ${kind} has no COMMENT: the documentation has nothing to say about it`,
        hint: `COMMENT ON ${COMMENTED[kind] ?? 'VIEW'} ${object} IS '…';`,
        near: 'created' as const,
      });
      return [
        ...model.relations
          .filter((one) => one.comment === null && wanted.includes(kindOf(one)) && !isPartition(one))
          .map((one) => missing(one.form === 'foreign table' ? one.form : kindOf(one), one.name)),
        ...model.columns
          .filter(({ comment, local }) => comment === null && local && wanted.includes('column'))
          .map(({ name }) => missing('column', name)),
        ...model.routines
          .filter(({ comment }) => comment === null && wanted.includes('function'))
          .map(({ name, form }) => missing(form === 'window function' ? 'function' : form, name)),
      ];
    },
  },
  {
    id: 'unlogged-table',
    severity: 'warning',
    title: 'rows that a crash takes',
    check: ({ model }) =>
      model.relations
        .filter(({ persistence }) => persistence === 'unlogged')
        .map(({ name }) => ({
          object: name,
          message: 'is unlogged: a crash empties it, and no standby ever has its rows',
          hint: `Leave UNLOGGED out, unless the rows can be loaded again at any time: ALTER TABLE ${name} SET LOGGED;`,
          near: 'created',
          edits: [{ find: /\bcreate\s+(unlogged\s+)(?=table\b)/i, with: '' }],
        })),
  },
  {
    id: 'writable-by-public',
    severity: 'warning',
    title: 'a table that every role may write',
    check: ({ model }) =>
      model.relations.flatMap(({ name, privileges }) => {
        const granted = (privileges?.['PUBLIC'] ?? []).map((one) => one.replace(/\*$/, ''));
        const may = granted.filter((one) => WRITES.includes(one));
        const reads = granted.length === may.length + 1 && granted.includes('SELECT');
        return may.length === 0
          ? []
          : [
              {
                object: name,
                message: `every role that can connect may ${may.join(', ')}`,
                hint: `Grant to the roles that need it: REVOKE ${may.join(', ')} ON ${name} FROM PUBLIC;`,
                near: ['grant'],
                edits: reads ? [{ find: /\bgrant\s+([a-z][a-z, ]*?)\s+on\b/i, with: 'SELECT' }] : [],
              },
            ];
      }),
  },
  {
    id: 'security-definer-search-path',
    severity: 'warning',
    title: "a function with its owner's rights that looks names up in the caller's schemas",
    check: ({ model }) =>
      model.routines
        .filter(
          ({ definition }) =>
            typeof definition === 'string' &&
            /\n SECURITY DEFINER/.test(definition) &&
            !/\n SET search_path/i.test(definition),
        )
        .map(({ name }) => ({
          object: name,
          message:
            "runs with its owner's rights and the caller's search_path: whoever may create a table or function there can have it run theirs",
          hint: 'Add SET search_path to its definition.',
          near: 'created',
        })),
  },
  {
    id: 'uses-timescaledb-catalogue',
    severity: 'warning',
    title: "an object that is built on TimescaleDB's own catalogue",
    check: ({ model, side }) => {
      const found = (object: string, own: string, drop: string): Problem => ({
        object,
        message: `is built on ${own}, which belongs to the extension: an update that replaces it stops (ALTER EXTENSION timescaledb UPDATE: "cannot drop … because other objects depend on it")`,
        hint: `Read it in a query or in the body of a function, or drop this before an update and make it again: ${drop}`,
        near: 'created',
      });
      return [
        ...model.relations.flatMap(({ name, form, query }) => {
          const own = query === null ? undefined : ownRelation(query);
          const kind = form === 'materialized view' ? 'MATERIALIZED VIEW' : 'VIEW';
          return own === undefined ? [] : [found(name, own, `DROP ${kind} ${name};`)];
        }),
        ...model.columns.flatMap(({ name, relation, bare, type }) => {
          const own = ownRelation(type);
          return own === undefined || side.relation(relation)?.form !== 'table'
            ? []
            : [found(name, own, `ALTER TABLE ${relation} DROP COLUMN ${identifier(bare)};`)];
        }),
        ...model.routines.flatMap(({ name, form, arguments: taken, result }) => {
          const own = ownRelation(`${taken} ${result ?? ''}`);
          const kind = form === 'procedure' ? 'PROCEDURE' : form === 'aggregate' ? 'AGGREGATE' : 'FUNCTION';
          return own === undefined ? [] : [found(name, own, `DROP ${kind} ${name};`)];
        }),
      ];
    },
  },
  {
    id: 'password-in-sql',
    severity: 'error',
    title: 'a password in the scripts',
    check: ({ statements }) =>
      statements
        .filter(({ sql }) => {
          const { verb, kind } = statementHead(sql);
          return (
            (verb === 'create' || verb === 'alter') &&
            (kind === 'role' || kind === 'user') &&
            /\bpassword\s+(?!null\b)/i.test(sql)
          );
        })
        .map((at) => ({
          object: null,
          message: 'a password in the scripts is in every clone of the repository and in the logs of the server',
          hint: 'Set it where the server is run, and change this one.',
          at,
        })),
  },
  {
    id: 'drop-cascade',
    severity: 'warning',
    title: 'a DROP that takes what it does not name',
    check: ({ statements }) =>
      statements
        .filter(({ sql }) => /^drop\b/i.test(sql) && /\bcascade\s*;?\s*$/i.test(sql))
        .filter((drop) => !dropsNothing(drop, statements))
        .map((at) => ({
          object: null,
          message:
            'CASCADE also drops whatever depends on it: views, continuous aggregates with their history, foreign keys',
          hint: 'Drop what depends on it by name first.',
          at,
        })),
  },
];

/** The first of TimescaleDB's own relations that some SQL of the catalogue names: such text is qualified throughout. */
function ownRelation(sql: string): string | undefined {
  const tokens = lexemes(sql);
  const at = tokens.findIndex(
    ({ kind, text }, i) =>
      kind === 'word' && OWN_SCHEMAS.test(text) && tokens[i + 1]?.text === '.' && tokens[i + 3]?.text !== '(',
  );
  return at < 0 ? undefined : readName(tokens, at).parts.join('.');
}

const OWN_SCHEMAS = /^(timescaledb_information|timescaledb_experimental|_timescaledb_(catalog|config|internal|cache))$/;

/** True for DROP … IF EXISTS of what no statement before it names: whoever runs the scripts anew lets it clear the way. */
function dropsNothing(drop: SourceStatement, statements: readonly SourceStatement[]): boolean {
  if (!/^drop\s+(\w+\s+){1,2}?if\s+exists\b/i.test(drop.sql)) return false;
  const tokens = lexemes(drop.sql);
  const names: string[] = [];
  let depth = 0;
  for (let at = tokens.findIndex(({ text }) => /^exists$/i.test(text)) + 1; at < tokens.length; at++) {
    const text = tokens[at]?.text ?? '';
    depth += text === '(' ? 1 : text === ')' ? -1 : 0;
    const before = tokens[at - 1]?.text ?? '';
    if (depth === 0 && (before === ',' || /^exists$/i.test(before)))
      names.push(readName(tokens, at).parts.at(-1) ?? '');
  }
  const earlier = statements
    .slice(0, statements.indexOf(drop))
    .filter(({ sql }) => !/^(drop|set|comment)\b/i.test(sql));
  return names.every((name) => !earlier.some((one) => namesIn(one).all.has(name)));
}

/** What COMMENT ON calls a kind; an aggregate of the continuous kind is a view to it. */
const COMMENTED: Record<string, string> = {
  table: 'TABLE',
  'foreign table': 'FOREIGN TABLE',
  'materialized view': 'MATERIALIZED VIEW',
  column: 'COLUMN',
  function: 'FUNCTION',
  procedure: 'PROCEDURE',
  aggregate: 'AGGREGATE',
};

function kindOf({ form }: Relation): string {
  return form === 'partitioned table' || form === 'foreign table' ? 'table' : form;
}

function isPartition({ partitionBound }: Relation): boolean {
  return partitionBound !== null;
}
