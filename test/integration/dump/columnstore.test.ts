import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Columnstore } from '../../../src/catalog/model.ts';
import { type Dump, dumpDatabase } from '../../../src/dump/dump.ts';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Engine } from '../../../src/engine/types.ts';
import { dumpAndProve, linesWith, objections, run } from './support.ts';

let engine: Engine;
let dump: Dump;

const HYPERTABLES = [
  ['open', ''],
  ['no_segments', ", timescaledb.compress_segmentby = ''"],
  ['only_order', ", timescaledb.compress_orderby = 'ts DESC NULLS LAST'"],
  [
    'odd',
    `, timescaledb.compress_segmentby = '"K, ""x"""', timescaledb.compress_orderby = 'ts ASC NULLS FIRST, v DESC'`,
  ],
  [
    'sparse',
    `, timescaledb.compress_orderby = 'ts', timescaledb.compress_index = 'bloom("Mixed"), minmax(v), bloom("K, ""x""")'`,
  ],
  ['no_sparse', ", timescaledb.compress_orderby = 'ts', timescaledb.compress_index = ''"],
  ['merged', ", timescaledb.compress_orderby = 'ts', timescaledb.compress_chunk_time_interval = '3 weeks'"],
];

beforeAll(async () => {
  engine = await startEmbedded('trading_data');
  await run(
    engine.database,
    `CREATE EXTENSION timescaledb;
     ${HYPERTABLES.map(
       ([name, options]) =>
         `CREATE TABLE ${name} (ts timestamptz NOT NULL, "K, ""x""" text, v integer, "Mixed" integer);
          SELECT create_hypertable('${name}', 'ts');
          CREATE INDEX ON ${name} ("K, ""x""", ts);
          ALTER TABLE ${name} SET (timescaledb.compress${options});`,
     ).join('\n')}
     CREATE TABLE numbers (n bigint NOT NULL, v integer);
     SELECT create_hypertable('numbers', 'n', chunk_time_interval => 10);
     ALTER TABLE numbers SET (timescaledb.compress, timescaledb.compress_orderby = 'n', timescaledb.compress_chunk_time_interval = '100');
     CREATE MATERIALIZED VIEW sums WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', ts) AS b, v, count(*) FROM open GROUP BY 1, 2 WITH NO DATA;
     ALTER MATERIALIZED VIEW sums SET (timescaledb.compress, timescaledb.compress_segmentby = '');
     CREATE TABLE off (ts timestamptz NOT NULL);
     SELECT create_hypertable('off', 'ts');
     ALTER TABLE off SET (timescaledb.compress);
     ALTER TABLE off SET (timescaledb.compress = false);`,
  );
});

afterAll(() => engine?.[Symbol.asyncDispose]());

const settings = (name: string): Columnstore | null | undefined =>
  [...dump.model.hypertables, ...dump.model.continuousAggregates].find((object) => object.bare === name)?.columnstore;

test('every setting of the columnstore comes back', async () => {
  const proved = await dumpAndProve(engine, engine.database);
  dump = proved.dump;
  expect(objections(proved.proof)).toEqual([]);
});

test('what nobody set stays open, and "none" is not the same', () => {
  expect(settings('open')).toMatchObject({ segmentBy: null, orderBy: null, sparseIndexes: null });
  expect(settings('no_segments')).toMatchObject({ segmentBy: [], orderBy: null });
  expect(settings('no_sparse')).toMatchObject({ segmentBy: null, sparseIndexes: [] });
  expect(settings('sums')).toMatchObject({ segmentBy: [] });
  expect(settings('off')).toBeNull();
});

test('names in sparse indexes are quoted where they need it', () => {
  expect(settings('sparse')?.sparseIndexes).toEqual(['bloom("K, ""x""")', 'bloom("Mixed")', 'minmax(v)']);
});

test('merged chunks of an integer column are as long as TimescaleDB took them for', () => {
  expect(settings('numbers')?.chunkInterval).toBe('100000000');
  expect(linesWith(dump.text, 'ALTER TABLE public.numbers')).toEqual([
    `ALTER TABLE public.numbers SET (timescaledb.compress, timescaledb.compress_orderby = '"n"', timescaledb.compress_chunk_time_interval = '1 minute 40 seconds');`,
  ]);
});

test('a version that settles everything at once knows no open settings', { tags: ['long'] }, async () => {
  // Up to 2.21 the catalogue has no column for sparse indexes, and null says that nothing was chosen.
  await run(engine.database, 'ALTER TABLE _timescaledb_catalog.compression_settings RENAME COLUMN index TO unknown');
  try {
    const { model } = await dumpDatabase(engine.database);
    const columnstore = model.hypertables.find(({ bare }) => bare === 'only_order')?.columnstore;
    expect(columnstore).toMatchObject({ segmentBy: [], sparseIndexes: null });
  } finally {
    await run(engine.database, 'ALTER TABLE _timescaledb_catalog.compression_settings RENAME COLUMN unknown TO index');
  }
});

test('granular refresh is read where the catalogue has it (2.30)', { tags: ['long'] }, async () => {
  await run(
    engine.database,
    `CREATE TABLE _timescaledb_catalog.hypertable_cagg_settings (hypertable_id integer, granular_refresh_column name,
       granular_refresh_start_offset text, granular_refresh_end_offset text);
     ALTER EXTENSION timescaledb ADD TABLE _timescaledb_catalog.hypertable_cagg_settings;
     INSERT INTO _timescaledb_catalog.hypertable_cagg_settings
       SELECT id, 'v', '2 months', '5 days' FROM _timescaledb_catalog.hypertable WHERE table_name = 'open';
     ALTER TABLE _timescaledb_catalog.continuous_agg ADD COLUMN granular_refresh_enabled boolean NOT NULL DEFAULT false;
     UPDATE _timescaledb_catalog.continuous_agg SET granular_refresh_enabled = true;`,
  );
  const { text, warnings } = await dumpDatabase(engine.database);
  expect(warnings).toEqual([]);
  expect(linesWith(text, 'granular')).toEqual([
    "ALTER TABLE public.open SET (timescaledb.granular_refresh_column = 'v', timescaledb.granular_refresh_start_offset = '2 months', timescaledb.granular_refresh_end_offset = '5 days');",
    'ALTER MATERIALIZED VIEW public.sums SET (timescaledb.enable_granular_refresh = true);',
  ]);
});
