import { expect, test } from 'vitest';
import { onlineIndex } from '../../../src/plan/online.ts';

test.each([
  ['CREATE INDEX i ON s.t USING btree (a);', false, 'CREATE INDEX CONCURRENTLY i ON s.t USING btree (a);'],
  [
    'CREATE UNIQUE INDEX i ON s.t USING btree (a);',
    false,
    'CREATE UNIQUE INDEX CONCURRENTLY i ON s.t USING btree (a);',
  ],
  ['CREATE UNIQUE INDEX i ON s.t USING btree (a);', true, 'CREATE UNIQUE INDEX i ON s.t USING btree (a);'],
  ['CREATE INDEX i ON ONLY s.t USING btree (a);', false, 'CREATE INDEX i ON ONLY s.t USING btree (a);'],
  [
    'CREATE INDEX i ON s.t USING btree (a) INCLUDE (b);',
    true,
    'CREATE INDEX i ON s.t USING btree (a) INCLUDE (b) WITH (timescaledb.transaction_per_chunk);',
  ],
  [
    "CREATE INDEX i ON s.t USING btree (a) WITH (fillfactor='80');",
    true,
    "CREATE INDEX i ON s.t USING btree (a) WITH (timescaledb.transaction_per_chunk, fillfactor='80');",
  ],
  [
    "CREATE INDEX i ON s.t USING btree (lower((a)::text)) WHERE (a = ' WITH (');",
    true,
    "CREATE INDEX i ON s.t USING btree (lower((a)::text)) WITH (timescaledb.transaction_per_chunk) WHERE (a = ' WITH (');",
  ],
])('%s', (statement, isHypertable, expected) => {
  expect(onlineIndex(statement, isHypertable)).toBe(expected);
});
