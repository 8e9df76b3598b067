import { expect, test } from 'vitest';
import type { ServerFeatures } from '../../../src/catalog/server-features.ts';
import { generatedNodes } from '../../../src/dump/generated-nodes.ts';
import { PHASE } from '../../../src/dump/phase.ts';
import { aHypertable, aModel, aTable } from '../../support/model.ts';

const FACTS: ServerFeatures = {
  timescaledb: { version: '2.18.2', schema: 'public' },
  postgres: '17.5',
  edition: 'community',
  database: 'test',
  builder: { oid: 10, name: 'postgres' },
  jobTable: '_timescaledb_config.bgw_job',
  hasChunkColumnStats: true,
  hasJobName: false,
  hasCompressRelid: false,
  hasChunkRelid: false,
  hasSparseIndexes: false,
  hasGranularRefresh: false,
  hasTieredChunks: true,
  accessMethods: ['hypercore'],
};

test("a table with TimescaleDB's own access method gets it once it has a columnstore", () => {
  const model = aModel(
    aTable('trading.trades', {}, { accessMethod: 'hypercore' }),
    aHypertable('trading.trades', { column: 'ts', interval: '86400000000' }),
    aTable('trading.plain', {}, { accessMethod: 'columnar' }),
  );
  const late = generatedNodes(model, FACTS).filter(({ phase }) => phase === PHASE.columnstore);
  expect(late.flatMap(({ statements }) => statements)).toEqual([
    'ALTER TABLE trading.trades SET ACCESS METHOD "hypercore";',
  ]);
});

/** The statements that make a hypertable with these properties. */
const statementsOf = (over: Parameters<typeof aHypertable>[2]): string[] =>
  generatedNodes(
    aModel(aTable('trading.trades'), aHypertable('trading.trades', { column: 'ts', interval: '86400000000' }, over)),
    FACTS,
  ).flatMap(({ statements }) => statements);

const COLUMNSTORE = {
  segmentBy: null,
  orderBy: null,
  chunkInterval: null,
  sparseIndexes: null,
  directCompress: false,
};

test('adaptive chunking is switched on in whole kilobytes, with its function', () => {
  const adaptiveChunking = { kilobytes: '102400', sizingFunction: 'trading."Size"' };
  expect(statementsOf({ adaptiveChunking }).slice(1)).toEqual([
    `SELECT public.set_adaptive_chunking('trading.trades'::regclass, chunk_target_size => '102400kB', chunk_sizing_func => 'trading."Size"'::regproc);`,
  ]);
});

test('granular refresh is set up on the hypertable as it was written', () => {
  const granularRefresh = { column: 'Odd "column"', startOffset: '2 months 30 days', endOffset: '5 days' };
  expect(statementsOf({ granularRefresh }).slice(1)).toEqual([
    `ALTER TABLE trading.trades SET (timescaledb.granular_refresh_column = 'Odd "column"', timescaledb.granular_refresh_start_offset = '2 months 30 days', timescaledb.granular_refresh_end_offset = '5 days');`,
  ]);
});

test('composite and first/last sparse indexes are written as they are', () => {
  const columnstore = { ...COLUMNSTORE, sparseIndexes: ['bloom(bid, "Mixed")', 'firstlast(price)'] };
  expect(statementsOf({ columnstore }).slice(1)).toEqual([
    `ALTER TABLE trading.trades SET (timescaledb.compress, timescaledb.compress_index = 'bloom(bid, "Mixed"), firstlast(price)');`,
  ]);
});

test('the policies that direct compress adds of its own accord make room for the recorded ones', () => {
  expect(statementsOf({ columnstore: { ...COLUMNSTORE, directCompress: true } }).slice(1)).toEqual([
    'ALTER TABLE trading.trades SET (timescaledb.compress);',
    'ALTER TABLE trading.trades SET (timescaledb.direct_compress);',
    "SELECT public.remove_compression_policy('trading.trades'::regclass, if_exists => true);",
    "SELECT public.remove_compaction_policy('trading.trades'::regclass, if_exists => true);",
  ]);
});

test('a hypertable on UUIDs of version 7 has an interval of time', () => {
  const model = aModel(
    aTable('trading.trades'),
    aHypertable('trading.trades', { column: 'id', type: 'uuid', interval: '86400000000' }),
  );
  expect(generatedNodes(model, FACTS).flatMap(({ statements }) => statements)).toEqual([
    "SELECT public.create_hypertable('trading.trades'::regclass, 'id', chunk_time_interval => '1 day'::interval, create_default_indexes => false);",
  ]);
});

test('an unlogged table becomes a hypertable like any other', () => {
  const model = aModel(
    aTable('trading.trades', {}, { persistence: 'unlogged' }),
    aHypertable('trading.trades', { column: 'ts', interval: '86400000000' }),
  );
  expect(generatedNodes(model, FACTS).flatMap(({ statements }) => statements)).toEqual(statementsOf({}));
});
