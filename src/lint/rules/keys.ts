import type { Constraint, Index } from '../../catalog/model.ts';
import { identifier } from '../../sql/quote.ts';
import { statementHead } from '../../sql/statement.ts';
import { partsOf } from '../mentions.ts';
import type { LintRule, Problem } from '../types.ts';

/** Rules about keys and indexes. */
export const keyRules: readonly LintRule[] = [
  {
    id: 'duplicate-index',
    severity: 'warning',
    title: 'an index that another one does the work of',
    check: ({ side, model }) =>
      model.indexes.flatMap((index) => {
        const better = side.indexesOf(index.relation).find((other) => covers(other, index));
        return better === undefined
          ? []
          : [
              {
                object: index.name,
                message: `${better.name} begins with the same columns and serves every query that this one serves; each chunk and each insert pays for both`,
                hint: `DROP INDEX ${index.name};`,
                near: ['index', 'create_default_indexes', 'create_hypertable'],
              },
            ];
      }),
  },
  {
    id: 'invalid-index',
    severity: 'error',
    title: 'an index that no query uses',
    check: ({ model }) =>
      model.indexes
        .filter(({ valid }) => !valid)
        .map(({ name }) => ({
          object: name,
          message: 'was left half built: no query uses it, every insert pays for it',
          hint: 'Drop it and build it again.',
          near: ['index'],
        })),
  },
  {
    id: 'foreign-key-without-index',
    severity: 'notice',
    title: 'a foreign key that makes deletes slow',
    check: ({ side, model }) =>
      model.constraints.flatMap((key) => {
        const { form, relation, columns, references } = key;
        if (form !== 'foreign key' || hasIndex(side.indexesOf(relation), columns)) return [];
        const list = columns.map(identifier).join(', ');
        const reads = side.hypertable(relation) === undefined ? 'reads all of it' : 'reads all of it, chunk by chunk';
        const message = `${identifier(key.bare)} has no index on ${list}: a delete or a key change in ${references} ${reads}`;
        return [{ object: relation, message, hint: `CREATE INDEX ON ${relation} (${list});`, ...placeOfKey(key) }];
      }),
  },
  {
    id: 'published-without-identity',
    severity: 'error',
    title: 'a published table whose rows cannot be told apart',
    check: ({ side, model }) =>
      model.publications.flatMap((publication) => {
        if (!publication.operations.some((one) => one === 'update' || one === 'delete')) return [];
        const published = model.relations.filter(
          ({ name, schema, form }) =>
            form === 'table' &&
            (publication.allTables ||
              publication.tables.some(({ table }) => table === name) ||
              publication.schemas.some((one) => partsOf(one)[0] === schema)),
        );
        return published
          .filter(
            ({ name, replicaIdentity }) =>
              replicaIdentity === 'nothing' || (replicaIdentity === 'default' && !hasPrimaryKey(name)),
          )
          .map(({ name }) => ({
            object: name,
            message: `is published by ${publication.name} without a primary key or REPLICA IDENTITY: every UPDATE and DELETE fails`,
            hint: `Give it a primary key, or: ALTER TABLE ${name} REPLICA IDENTITY FULL;`,
            near: 'created' as const,
          }));

        function hasPrimaryKey(table: string): boolean {
          return side.constraintsOf(table).some(({ form }) => form === 'primary key');
        }
      }),
  },
  {
    id: 'concurrent-index-on-hypertable',
    severity: 'error',
    title: 'CREATE INDEX CONCURRENTLY on a hypertable',
    check: ({ side, model, statements }) =>
      statements.flatMap((at) => {
        const { kind, concurrently, on } = statementHead(at.sql);
        if (kind !== 'index' || !concurrently || on.length === 0) return [];
        const table = [...model.hypertables, ...model.continuousAggregates].find(({ name }) =>
          endsWith(partsOf(name), on),
        );
        if (table === undefined || side.relation(table.name) === undefined) return [];
        const message =
          'hypertables and continuous aggregates refuse CREATE INDEX CONCURRENTLY: it only works while the table is still a plain one';
        return [
          {
            object: table.name,
            message,
            hint: 'CREATE INDEX … WITH (timescaledb.transaction_per_chunk) locks one chunk at a time.',
            at,
          },
        ];
      }),
  },
];

/** The statement that made a foreign key: it says the constraint's name, or the columns where PostgreSQL chose that. */
export function placeOfKey({ bare, columns, relation }: Constraint): Pick<Problem, 'near' | 'naming'> {
  const table = partsOf(relation).at(-1) ?? '';
  const chosen = bare.replace(/_fkey\d*$/, '') === `${table}_${columns.join('_')}`;
  return { near: ['references'], naming: chosen ? columns : [bare] };
}

/** True where `other` serves all that `index` serves, and one of two equal ones stays. */
function covers(other: Index, index: Index): boolean {
  if (other === index || other.relation !== index.relation || index.unique || index.constraint !== null) return false;
  const [longer, shorter] = [other, index].map(({ definition }) => /^btree \((.*)\)$/.exec(definition)?.[1]);
  if (longer === undefined || shorter === undefined) return false;
  if (longer === shorter) return other.unique || other.name < index.name;
  return longer.startsWith(`${shorter}, `);
}

function hasIndex(indexes: readonly Index[], columns: readonly string[]): boolean {
  return indexes.some((index) => {
    const leading = index.columns.slice(0, columns.length).map((column) => partsOf(column)[0]);
    return columns.every((column) => leading.includes(column));
  });
}

function endsWith(name: readonly string[], end: readonly string[]): boolean {
  return end.every((part, i) => name.at(i - end.length) === part);
}
