import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Files } from '../../support/git.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

/** The reference schema, without what the Apache edition of the tests' image lacks, and settings that it keeps. */
export function referenceFiles(): Files {
  const read = (name: string): string => readFileSync(join(ROOT, 'sql/init', name), 'utf8');
  return {
    'sql/init/01_init_timescaledb.sql': read('01_init_timescaledb.sql'),
    'sql/init/03_replication.sql': read('03_replication.sql'),
    'timescale-ci.yml': `require:
  hypertables:
    trading.market_data: { time-column: timestamp, chunk-interval: 7 days }
    trading.positions: { chunk-interval: 1 day }
`,
  };
}

/** As little as makes a hypertable: for tests of everything around it. */
export function smallFiles(interval = '7 days'): Files {
  return {
    'sql/init/01_ticks.sql': `CREATE EXTENSION timescaledb;
CREATE TABLE ticks (time timestamptz NOT NULL, symbol text NOT NULL, price numeric);
SELECT create_hypertable('ticks', 'time', chunk_time_interval => interval '${interval}');
`,
  };
}
