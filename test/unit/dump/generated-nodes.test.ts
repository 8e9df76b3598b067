import { expect, test } from 'vitest';
import type { Facts } from '../../../src/catalog/facts.ts';
import { generatedNodes } from '../../../src/dump/generated-nodes.ts';
import { PHASE } from '../../../src/dump/phase.ts';
import { aHypertable, aModel, aTable } from '../../support/model.ts';

const FACTS: Facts = {
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
