import type { Column } from '../../catalog/model.ts';
import type { Change } from '../../diff/change.ts';
import { readRenameHints } from '../../diff/rename/hints.ts';
import { idleRenames } from '../../diff/rename/resolve.ts';
import { classifyTypeChange, storedType } from '../../diff/rules/type-change.ts';
import { lexemes } from '../../sql/statement.ts';
import { mentioning } from '../mentions.ts';
import type { LintContext, LintRule, Problem } from '../types.ts';

/** Rules about what changes since the base. */
export const changeRules: readonly LintRule[] = [
  {
    id: 'hypertable-lost',
    severity: 'error',
    title: 'a hypertable that becomes a plain table',
    check: ({ changes }) =>
      changes
        .filter(
          ({ collection, property, to }) =>
            collection === 'hypertables' && property === 'partitioning' && to === 'plain table',
        )
        .map(({ object }) => ({
          object,
          message:
            'is no longer a hypertable: no chunks, no retention, no compression, and no statement that turns the old one back',
          hint: 'Look for a create_hypertable() that was lost.',
          near: 'created',
        })),
  },
  {
    id: 'aggregate-history-lost',
    severity: 'error',
    title: 'a continuous aggregate whose history cannot be rebuilt',
    check: ({ changes }) =>
      changes
        .filter(
          ({ kind, class: level, property }) =>
            kind === 'continuous aggregate' && level === 'data-loss' && property !== 'name',
        )
        .map(({ object, message }) => ({
          object,
          message,
          hint: 'Create the new one under another name, and keep the old one for its history.',
          near: 'created',
        })),
  },
  {
    id: 'compressed-hypertable-alter',
    severity: 'error',
    title: 'an ALTER that the server refuses on a compressed hypertable',
    check: ({ changes }) =>
      changes
        .filter(({ refused }) => refused !== null)
        .map((change) => ({
          object: change.relation ?? change.object,
          message: `${change.kind} ${change.object}, ${change.property ?? 'new'}: ${change.refused}`,
          hint: 'Decompress the chunks, disable the columnstore, alter, enable it again and recompress; or update TimescaleDB.',
        })),
  },
  {
    id: 'not-null-without-default',
    severity: 'error',
    title: 'a NOT NULL column without default on a table with rows',
    check: ({ side, changes }) =>
      wholeColumns(changes, 'to').flatMap(({ object }) => {
        const column = side.find('columns', object);
        if (
          column === undefined ||
          !isTable(column, side) ||
          column.nullable ||
          column.default !== null ||
          column.identity !== null
        )
          return [];
        return [
          {
            object,
            message: 'is added NOT NULL without a default: ADD COLUMN fails while the table has rows',
            hint: 'Give it a default, or add it nullable, fill it and SET NOT NULL.',
            near: 'created' as const,
          },
        ];
      }),
  },
  {
    id: 'type-change-rewrites',
    severity: 'warning',
    title: 'a type that makes every row be rewritten',
    check: ({ side, changes }) =>
      changes.flatMap((change) => {
        const column =
          change.property === 'type' && change.collection === 'columns'
            ? side.find('columns', change.object)
            : undefined;
        if (
          column === undefined ||
          !isTable(column, side) ||
          !classifyTypeChange(storedType(change.from ?? '', side.model.types), change.to ?? '').rewrites
        )
          return [];
        return [
          {
            object: change.object,
            message: `from ${change.from} to ${change.to}: ${change.message}`,
            hint: 'Add a new column, fill it chunk by chunk, and swap the names.',
            near: 'created' as const,
          },
        ];
      }),
  },
  {
    id: 'dropped-column-in-use',
    severity: 'error',
    title: 'a dropped column that a view still reads',
    check: (context) => wholeColumns(context.changes, 'from').flatMap((change) => usedBy(change, context)),
  },
  {
    id: 'index-locks-hypertable',
    severity: 'notice',
    title: 'an index that is built on all chunks at once',
    check: ({ side, before, changes, statements }) =>
      changes.flatMap(({ collection, property, object, relation, from }) => {
        const index =
          collection === 'indexes' && property === null && from === null ? side.find('indexes', object) : undefined;
        const existed =
          relation !== null && before?.hypertable(relation) !== undefined && side.hypertable(relation) !== undefined;
        if (index === undefined || !existed || index.unique) return [];
        if (mentioning(statements, object).some(({ sql }) => /transaction_per_chunk/i.test(sql))) return [];
        return [
          {
            object,
            message: `writes to ${relation} wait until it is built on every chunk`,
            hint: 'CREATE INDEX … WITH (timescaledb.transaction_per_chunk) locks one chunk at a time.',
            near: ['index'],
          },
        ];
      }),
  },
];

/** Columns that came (`to`) or went (`from`) while their table stayed. */
function wholeColumns(changes: readonly Change[], side: 'from' | 'to'): Change[] {
  return changes.filter(
    ({ collection, property, [side]: there }) => collection === 'columns' && property === null && there !== null,
  );
}

function isTable({ relation }: Column, side: LintContext['side']): boolean {
  const form = side.relation(relation)?.form;
  return form === 'table' || form === 'partitioned table';
}

/** The views of the base that name the column and are still there: they must be replaced before it can be dropped. */
function usedBy({ object, relation }: Change, { side, before }: LintContext): Problem[] {
  const column = before?.find('columns', object);
  if (before === null || column === undefined || relation === null || side.relation(relation)?.form !== 'table')
    return [];
  const name = column.name.slice(column.relation.length + 1);
  const readers = before.model.relations.filter(({ dependsOn, query, name: view }) => {
    const text = query ?? before.aggregate(view)?.query ?? '';
    return (
      dependsOn.includes(relation) &&
      side.relation(view) !== undefined &&
      lexemes(text).some((token) => token.text === name)
    );
  });
  return readers.map((view) => ({
    object,
    message: `is dropped, but ${view.form} ${view.name} of the base reads it: DROP COLUMN fails until that is replaced`,
    hint:
      view.form === 'continuous aggregate'
        ? 'A continuous aggregate must be dropped and rebuilt.'
        : 'Replace the view first; CASCADE would drop it.',
  }));
}

/** Rules about what comments say of names. */
export const renameRules: readonly LintRule[] = [
  {
    id: 'rename-comment',
    severity: 'warning',
    title: 'a comment that renames nothing',
    compares: true,
    check: ({ statements, before, model }) =>
      before === null
        ? []
        : idleRenames(readRenameHints(statements), before.model, model).map(({ hint, message }) => ({
            object: null,
            message,
            hint: 'Name what the base has, as it is called there, or remove the comment.',
            ...(hint.written === null ? {} : { at: hint.written }),
          })),
  },
];
