import { expect, test } from 'vitest';
import type { Change } from '../../../src/diff/change.ts';
import { placeChange } from '../../../src/lint/locate.ts';

const SQL = [
  'CREATE TABLE trading.trades (ts timestamptz, price numeric)',
  "SELECT create_hypertable('trading.trades', 'ts', chunk_time_interval => interval '7 days')",
  "ALTER TABLE trading.trades SET (timescaledb.compress, timescaledb.compress_segmentby = 'price')",
  "SELECT add_retention_policy('trading.trades', drop_after => interval '30 days')",
  "SELECT add_retention_policy('trading.orders', drop_after => interval '30 days')",
  'CREATE INDEX ON trading.trades (price)',
  'ALTER TABLE trading.trades ADD COLUMN venue text',
  'CREATE INDEX ON trading.trades (venue)',
  "INSERT INTO trading.venues VALUES ('x')",
];
const statements = SQL.map((sql, i) => ({ file: '01.sql', line: i + 1, column: 1, sql, before: '', behind: '' }));

test.each<[Partial<Change>, number | undefined]>([
  [{ collection: 'jobs', property: 'retention' }, 4],
  [{ collection: 'jobs', property: 'retention schedule' }, 4],
  [{ collection: 'jobs', property: 'refresh window' }, undefined],
  [{ collection: 'hypertables', property: 'chunk interval' }, 2],
  [{ collection: 'hypertables', property: 'partitioning' }, 2],
  [{ collection: 'hypertables', property: 'segment by' }, 3],
  [{ collection: 'hypertables', property: 'order by' }, undefined],
  [{ collection: 'relations', property: null }, 1],
  [{ collection: 'columns', property: 'type', object: 'trading.trades.price' }, 1],
  [{ collection: 'columns', property: null, object: 'trading.trades.venue' }, 7],
  [{ collection: 'relations', property: null, object: 'trading.nowhere' }, undefined],
  [{ collection: 'jobs', property: 'retention', to: null }, undefined],
  [{ collection: 'relations', kind: 'rows', property: 'added', object: 'trading.venues' }, 9],
  [{ collection: 'relations', kind: 'rows', property: 'added' }, undefined],
])('%j is at line %j', (over, line) => {
  const change = { object: 'trading.trades', to: 'x', ...over } as Change;
  expect(placeChange(change, statements)?.line).toBe(line);
});
