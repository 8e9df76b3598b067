import type { SchemaModel } from '../catalog/model.ts';
import type { Rename } from '../diff/rename/rewrite.ts';
import { unquoted } from '../sql/names.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import type { Step } from './step.ts';

/** The steps that give things their new names, each by what the base calls it. Rows and everything that hangs on it stay. */
export function renameSteps(renames: readonly Rename[], from: SchemaModel, to: SchemaModel): Step[] {
  return renames.flatMap((rename) => {
    const [sql, undo] = [
      statements(rename, from, to),
      statements({ ...rename, from: rename.to, to: rename.from }, to, from),
    ];
    return sql.length === 0
      ? []
      : [
          {
            title: `rename ${rename.from} to ${rename.to}`,
            object: `${rename.collection} ${rename.to}`,
            sql,
            class: 'breaking' as const,
            message: 'whoever uses the old name fails from now on',
            transaction: true,
            lock: `ACCESS EXCLUSIVE on ${rename.from}`,
            check: null,
            undo: undo.toReversed(),
          },
        ];
  });
}

const WORDS: { readonly [form: string]: string } = {
  table: 'TABLE',
  'partitioned table': 'TABLE',
  'foreign table': 'FOREIGN TABLE',
  view: 'VIEW',
  'materialized view': 'MATERIALIZED VIEW',
  'continuous aggregate': 'MATERIALIZED VIEW',
};

function statements({ collection, from, to }: Rename, old: SchemaModel, now: SchemaModel): string[] {
  switch (collection) {
    case 'relations': {
      const word = WORDS[old.relations.find(({ name }) => name === from)?.form ?? 'table'] ?? 'TABLE';
      return moved(word, from, to);
    }
    case 'columns': {
      const [was, is] = [old.columns.find(({ name }) => name === from), now.columns.find(({ name }) => name === to)];
      // By then the table has its new name; what is a view has a word of its own.
      if (was === undefined || is === undefined) return [];
      const word = WORDS[now.relations.find(({ name }) => name === is.relation)?.form ?? 'table'] ?? 'TABLE';
      return [
        `ALTER ${word} ${is.relation} RENAME COLUMN ${quoteIdentifier(was.bare)} TO ${quoteIdentifier(is.bare)};`,
      ];
    }
    case 'constraints': {
      const [was, is] = [
        old.constraints.find(({ name }) => name === from),
        now.constraints.find(({ name }) => name === to),
      ];
      return was === undefined || is === undefined
        ? []
        : [`ALTER TABLE ${is.relation} RENAME CONSTRAINT ${quoteIdentifier(was.bare)} TO ${quoteIdentifier(is.bare)};`];
    }
    case 'indexes':
      return moved('INDEX', from, to);
    case 'sequences':
      return moved('SEQUENCE', from, to);
    case 'routines':
      return moved('ROUTINE', from, to.replace(/\([^]*$/, ''));
  }
}

/** SET SCHEMA and RENAME are two statements. */
function moved(word: string, from: string, to: string): string[] {
  const [old, now] = [parts(from.replace(/\([^]*$/, '')), parts(to)];
  const args = /\([^]*$/.exec(from)?.[0] ?? '';
  const moves = old.schema !== now.schema;
  return [
    ...(old.bare === now.bare ? [] : [`ALTER ${word} ${from} RENAME TO ${quoteIdentifier(unquoted(now.bare))};`]),
    ...(moves ? [`ALTER ${word} ${old.schema}.${now.bare}${args} SET SCHEMA ${now.schema};`] : []),
  ];
}

function parts(name: string): { schema: string; bare: string } {
  const schema = /^(?:"(?:[^"]|"")*"|[^".]+)(?=\.)/.exec(name)?.[0] ?? '';
  return { schema, bare: schema === '' ? name : name.slice(schema.length + 1) };
}
