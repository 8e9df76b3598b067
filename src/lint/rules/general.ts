import type { Relation } from '../../catalog/model.ts';
import { statementHead } from '../../sql/statement.ts';
import type { LintRule } from '../types.ts';

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
        hint: `COMMENT ON ${kind === 'column' ? 'COLUMN' : kind === 'table' ? 'TABLE' : kind === 'function' ? 'FUNCTION' : 'VIEW'} ${object} IS '…';`,
        near: 'created' as const,
      });
      return [
        ...model.relations
          .filter((one) => one.comment === null && wanted.includes(kindOf(one)) && !isPartition(one))
          .map((one) => missing(kindOf(one), one.name)),
        ...model.columns
          .filter(({ comment, local }) => comment === null && local && wanted.includes('column'))
          .map(({ name }) => missing('column', name)),
        ...model.routines
          .filter(({ comment }) => comment === null && wanted.includes('function'))
          .map(({ name }) => missing('function', name)),
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
          hint: 'Leave UNLOGGED out, unless the rows can be loaded again at any time.',
          near: 'created',
        })),
  },
  {
    id: 'writable-by-public',
    severity: 'warning',
    title: 'a table that every role may write',
    check: ({ model }) =>
      model.relations.flatMap(({ name, privileges }) => {
        const may = (privileges?.['PUBLIC'] ?? []).filter((one) => WRITES.includes(one.replace(/\*$/, '')));
        return may.length === 0
          ? []
          : [
              {
                object: name,
                message: `every role that can connect may ${may.join(', ')}`,
                hint: 'Grant to the roles that need it.',
                near: ['grant'],
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
        .map((at) => ({
          object: null,
          message:
            'CASCADE also drops whatever depends on it: views, continuous aggregates with their history, foreign keys',
          hint: 'Drop what depends on it by name first.',
          at,
        })),
  },
];

function kindOf({ form }: Relation): string {
  return form === 'partitioned table' || form === 'foreign table' ? 'table' : form;
}

function isPartition({ partitionBound }: Relation): boolean {
  return partitionBound !== null;
}
