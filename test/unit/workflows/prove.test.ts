import { expect, test } from 'vitest';
import { failsInFunction, remarkOn } from '../../../src/workflows/prove.ts';

const scratch = { versions: { postgres: '17.5', timescaledb: '2.23.0', edition: 'community' } } as const;
const source = (postgres: string, version: string) => ({
  facts: { postgres, timescaledb: { version, schema: 'public' } },
});

test('what is lost on the same versions is a defect of ours', () => {
  expect(remarkOn(scratch, source('17.2', '2.23.0'))).toContain('a defect of timescale-ci');
});

test.each([
  ['15.20', '2.23.0'],
  ['17.5', '2.14.2'],
])('what is lost on other versions (PostgreSQL %s, TimescaleDB %s) may be theirs', (postgres, timescaledb) => {
  const remark = remarkOn(scratch, source(postgres, timescaledb));
  expect(remark).toContain(`TimescaleDB ${timescaledb} on PostgreSQL ${postgres.split('.')[0]}`);
  expect(remark).toContain('--engine docker');
});
test.each([
  ['SQL function "outer_one" during inlining', true],
  ['PL/pgSQL function app.valid(jsonb) line 1 at PERFORM', true],
  ['PL/pgSQL function _timescaledb_functions.policy_refresh(integer) line 3 at CALL', false],
  ['COPY t, line 2', false],
  [undefined, false],
])('%s: in a function of the user %s', (context, expected) => {
  expect(failsInFunction({ context })).toBe(expected);
});
