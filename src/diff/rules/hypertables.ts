import type { Dimension, Hypertable, Json } from '../../catalog/model.ts';
import { chunkInterval } from '../../format/offset.ts';
import { describeHypertable } from '../describe.ts';
import { causeKey } from '../difference-part.ts';
import { type Classification, inWords, type ObjectRules, type Rule } from '../rule.ts';
import { columnstore } from './columnstore.ts';
import { partOfName } from './common.ts';

/** Where a setting is read when a chunk is made: those that exist stay as they are. */
const newChunks =
  (property: string): Rule<Hypertable> =>
  () => ({
    class: 'recompress',
    property,
    message: 'new chunks only: existing chunks stay where and what they are',
  });

export const hypertables: ObjectRules<Hypertable> = {
  describe: ({ object }) => describeHypertable(object),
  added: () => ({
    class: 'locks',
    property: 'partitioning',
    from: 'plain table',
    message:
      'create_hypertable with migrate_data moves every row into chunks under an exclusive lock, and fails on a table with rows without it',
  }),
  removed: () => ({
    class: 'data-loss',
    property: 'partitioning',
    to: 'plain table',
    message: 'no statement turns a hypertable back: its rows must be copied into a new table before it is dropped',
  }),
  causes: {
    whole: ({ object: { name } }) => [causeKey('relations', name, null), causeKey('relations', name, 'form')],
    properties: {
      dimensions: ({ part, context }) => {
        const column = part.path?.endsWith('.type') ? part.path.slice(0, -'.type'.length) : null;
        return column === null ? [] : [causeKey('columns', context.columnName(part.object, column), 'type')];
      },
    },
  },
  properties: {
    schema: partOfName,
    bare: partOfName,
    dimensions: ({ part, before, after }) => {
      if (part.path === null) return repartitioned(before, after);
      const [column = '', field] = partPath(part.path, before, after);
      const dimension = after.dimensions.find((one) => one.column === column);
      return field === null || dimension === undefined
        ? ofDimension(column, part.from as unknown as Dimension | null, part.to as unknown as Dimension | null)
        : ofField(column, field, part.from, part.to, dimension);
    },
    associatedSchema: keepsPlace('schema of its chunks', '_timescaledb_internal'),
    associatedPrefix: keepsPlace('name of its chunks', 'default'),
    tablespaces: newChunks('tablespaces'),
    chunkSkipping: ({ before, after }) =>
      before.chunkSkipping.every((column) => after.chunkSkipping.includes(column))
        ? {
            class: 'recompress',
            property: 'chunk skipping',
            message: 'only chunks that are compressed from now on know their ranges',
          }
        : { class: 'safe', property: 'chunk skipping', message: 'queries on the column read more chunks' },
    adaptiveChunking: newChunks('adaptive chunking'),
    granularRefresh: ({ before }) =>
      before.granularRefresh === null
        ? {
            class: 'safe',
            property: 'granular refresh',
            message: 'continuous aggregates may be refreshed value by value',
          }
        : {
            class: 'breaking',
            property: 'granular refresh',
            message:
              'its settings can be neither changed nor taken back: all rows must be copied into a new hypertable',
          },
    columnstore,
  },
};

function repartitioned(before: Hypertable, after: Hypertable): Classification {
  return {
    class: 'breaking',
    property: 'partitioning',
    from: describeHypertable(before),
    to: describeHypertable(after),
    message: 'a hypertable cannot be re-partitioned: all rows must be copied into a new one',
  };
}

/** A path's column and field; a column's name may hold dots. */
function partPath(path: string, before: Hypertable, after: Hypertable): [column: string, field: string | null] {
  const columns = [...before.dimensions, ...after.dimensions].map(({ column }) => column);
  if (columns.includes(path)) return [path, null];
  const dot = path.lastIndexOf('.');
  return [path.slice(0, dot), path.slice(dot + 1)];
}

function ofDimension(column: string, from: Dimension | null, to: Dimension | null): Classification {
  const words = { property: `dimension ${column}`, from: describe(from), to: describe(to) };
  return to === null
    ? {
        class: 'breaking',
        ...words,
        message: 'no statement removes a dimension: all rows must be copied into a new hypertable',
      }
    : {
        class: 'recompress',
        ...words,
        message: 'new chunks only: existing chunks cover all of it; unique keys must hold the column',
      };
}

function describe(dimension: Dimension | null): string | null {
  if (dimension === null) return null;
  return dimension.partitions === null
    ? `chunks of ${chunkInterval(dimension.interval, dimension.type)}`
    : `${dimension.partitions} partitions`;
}

function ofField(column: string, field: string, from: Json, to: Json, dimension: Dimension): Classification {
  switch (field) {
    case 'interval': {
      const [old, now] = [from, to].map((value) => chunkInterval(inWords(value), dimension.type));
      const words = { from: old ?? null, to: now ?? null };
      return {
        class: 'recompress',
        property: 'chunk interval',
        ...words,
        message: `new chunks only: existing chunks stay ${old} long`,
      };
    }
    case 'partitions':
      return {
        class: 'recompress',
        property: `partitions by ${column}`,
        ...words(from, to),
        message: 'new chunks only: existing chunks stay as they are',
      };
    case 'integerNowFunction':
      return {
        class: 'breaking',
        property: 'integer now function',
        ...words(from, to),
        message: 'policies measure age by it: they drop, compress and refresh other rows from now on',
      };
    case 'type':
      return {
        class: 'breaking',
        property: `type of ${column}`,
        ...words(from, to),
        message: 'policies and chunk ranges are of that type',
      };
    default:
      return {
        class: 'breaking',
        property: `partitioning of ${column}`,
        ...words(from, to),
        message: 'a hypertable cannot be re-partitioned: all rows must be copied into a new one',
      };
  }
}

function words(from: Json, to: Json): { from: string | null; to: string | null } {
  return { from: inWords(from), to: inWords(to) };
}

function keepsPlace(property: string, standard: string): Rule<Hypertable> {
  return ({ part }) => ({
    class: 'recompress',
    property,
    from: inWords(part.from) ?? standard,
    to: inWords(part.to) ?? standard,
    message: 'a hypertable keeps the one it was made with; only a new hypertable has the other',
  });
}
