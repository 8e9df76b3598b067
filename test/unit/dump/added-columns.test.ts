import { expect, test } from 'vitest';
import { splitAddedColumns } from '../../../src/dump/timescaledb/added-columns.ts';
import { anAggregate } from '../../support/model.ts';

const [aggregate] = anAggregate('public.hourly', 'public.trades').continuousAggregates ?? [];
if (aggregate === undefined) throw new Error('no aggregate');

test('a query whose columns all have their own types stays as it is', () => {
  expect(splitAddedColumns(aggregate)).toEqual({ query: aggregate.query, statements: [] });
});

test('columns that were added with a type of their own are added again', () => {
  const query = ` SELECT time_bucket('01:00:00'::interval, ts) AS b,
    string_agg(' FROM, x'::text, ', '::text) AS "a, b FROM c",
    max((price)::numeric) AS price,
    (count(*) FILTER (WHERE (v = ANY (ARRAY[1, 2]))))::integer AS "n ""x"""
   FROM trades
  GROUP BY (time_bucket('01:00:00'::interval, ts))`;
  const addedColumns = [
    { column: 'price', type: 'public.price' },
    { column: 'n "x"', type: 'smallint' },
  ];
  expect(splitAddedColumns({ ...aggregate, query, addedColumns })).toEqual({
    query: ` SELECT time_bucket('01:00:00'::interval, ts) AS b,
    string_agg(' FROM, x'::text, ', '::text) AS "a, b FROM c"
   FROM trades
  GROUP BY (time_bucket('01:00:00'::interval, ts))`,
    statements: [
      'ALTER MATERIALIZED VIEW public.hourly ADD COLUMN "price" public.price GENERATED ALWAYS AS (max((price)::numeric)) STORED;',
      'ALTER MATERIALIZED VIEW public.hourly ADD COLUMN "n ""x""" smallint GENERATED ALWAYS AS ((count(*) FILTER (WHERE (v = ANY (ARRAY[1, 2]))))::integer) STORED;',
    ],
  });
});
