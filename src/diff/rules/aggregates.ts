import type { ContinuousAggregate } from '../../catalog/model.ts';
import { chunkInterval } from '../../format/offset.ts';
import { retentionOf } from '../ages.ts';
import { causeKey } from '../difference-part.ts';
import { always, type ChangedProperty, type Classification, type ObjectRules } from '../rule.ts';
import type { SchemaPair } from '../schema-pair.ts';
import { columnstore } from './columnstore.ts';
import { partOfName } from './common.ts';
import { lostColumns, queryChange } from './relations.ts';

export const continuousAggregates: ObjectRules<ContinuousAggregate> = {
  describe: ({ object }) => `continuous aggregate on ${object.source}`,
  added: () => ({ class: 'breaking', message: 'it takes the place of what had the name' }),
  removed: () => ({ class: 'data-loss', message: 'its materialized rows are lost' }),
  causes: {
    whole: ({ object: { name } }) => [causeKey('relations', name, null), causeKey('relations', name, 'form')],
    properties: { source: ['query'], bucketType: ['query'] },
  },
  properties: {
    schema: partOfName,
    bare: partOfName,
    query: redefined,
    source: redefined,
    bucketType: always('breaking', 'policies and chunk ranges are of that type', 'type of the bucket'),
    materializedOnly: ({ before, after }) => ({
      ...(after.materializedOnly
        ? { class: 'breaking' as const, message: 'queries no longer see rows that are newer than the last refresh' }
        : {
            class: 'safe' as const,
            message: 'queries also read raw rows that are newer than the last refresh, which takes longer',
          }),
      property: 'reads',
      from: readWords(before),
      to: readWords(after),
    }),
    chunkInterval: ({ before, after }) => {
      const [from, to] = [before, after].map((one) => chunkInterval(one.chunkInterval, one.bucketType));
      return {
        class: 'recompress',
        property: 'chunk interval',
        from: from ?? null,
        to: to ?? null,
        message: `new chunks only: existing chunks stay ${from} long`,
      };
    },
    invalidateUsing: always(
      'recompress',
      'how changes of raw rows are tracked; set when it is created',
      'tracks changes by',
    ),
    granularRefresh: ({ after }) =>
      after.granularRefresh
        ? { class: 'safe', property: 'granular refresh', message: 'it is refreshed value by value from now on' }
        : {
            class: 'breaking',
            property: 'granular refresh',
            message: 'it cannot be switched off: the continuous aggregate must be dropped and created again',
          },
    addedColumns: always('breaking', 'the column must be dropped and added again', 'types of added columns'),
    columnstore,
  },
};

/** A continuous aggregate's query cannot be altered. What it lost with the old one depends on the raw rows that are left. */
function redefined({ before, after, context }: ChangedProperty<ContinuousAggregate>): Classification {
  const words =
    before.query === after.query
      ? { property: 'source', from: before.source, to: after.source }
      : queryChange(before.query, after.query);
  if (!mustBeRebuilt(before, after, context)) {
    const message =
      'ALTER MATERIALIZED VIEW … ADD COLUMN takes it; existing rows show NULL there until a forced refresh';
    return { class: 'recompress', ...words, message };
  }
  const kept =
    retentionOf(before.source, context.before, context.after) ??
    retentionOf(after.source, context.before, context.after);
  const lost = lostColumns(after.name, context);
  return kept === undefined
    ? {
        class: 'breaking',
        ...words,
        message: `it must be dropped and rebuilt; readers fail, then find nothing until it is refreshed from raw rows${lost}`,
      }
    : {
        class: 'data-loss',
        ...words,
        message: `it must be dropped and rebuilt, and ${before.source} keeps only ${kept.words}: older history is gone for good${lost}`,
      };
}

/** True where no ALTER takes another query: 2.28 and later add columns in place. */
export function mustBeRebuilt(
  before: Pick<ContinuousAggregate, 'query'>,
  after: Pick<ContinuousAggregate, 'query'>,
  context: SchemaPair,
): boolean {
  const addsInPlace = context.timescaledb !== null && !context.refuses('adding columns to a continuous aggregate');
  return !addsInPlace || !onlyAddsColumns(before.query, after.query);
}

function readWords({ materializedOnly }: ContinuousAggregate): string {
  return materializedOnly ? 'materialized rows only' : 'materialized and raw rows';
}

/**
 * True where a continuous aggregate's new query is the old one with more columns at the end of its list, which 2.28
 * and later can add in place. Both texts are pg_get_viewdef()'s.
 */
function onlyAddsColumns(before: string, after: string): boolean {
  const [old, now] = [parts(before), parts(after)];
  return old !== null && now !== null && old.rest === now.rest && now.list.startsWith(`${old.list},`);
}

/** pg_get_viewdef() writes every column on a line of its own, and FROM on the next. */
function parts(query: string): { list: string; rest: string } | null {
  const from = /\n\s+FROM /.exec(query);
  return from === null ? null : { list: query.slice(0, from.index), rest: query.slice(from.index) };
}
