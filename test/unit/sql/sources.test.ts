import { describe, expect, test } from 'vitest';
import { readDirectives } from '../../../src/sql/directives.ts';
import { sourceStatements } from '../../../src/sql/sources.ts';
import { statementHead } from '../../../src/sql/statement.ts';

test('statements have the comments around them, each comment belongs to one', () => {
  const text = '-- one\nSELECT 1; -- behind\n-- two\nSELECT\n 2;\n';
  const ran = [
    { file: 'a', line: 2, column: 1, start: 7, end: 16 },
    { file: 'a', line: 4, column: 1, start: 34, end: 44 },
  ];
  expect(sourceStatements([{ file: 'a', text }], [...ran, ...ran])).toEqual([
    { file: 'a', line: 2, column: 1, sql: 'SELECT 1;', before: '-- one\n', behind: ' -- behind' },
    { file: 'a', line: 4, column: 1, sql: 'SELECT\n 2;', before: '\n-- two\n', behind: '' },
  ]);
});

test('two statements on a line share what is behind the last', () => {
  const text = 'SELECT 1; SELECT 2; -- x';
  const ran = [
    { file: 'a', line: 1, column: 1, start: 0, end: 9 },
    { file: 'a', line: 1, column: 11, start: 10, end: 19 },
  ];
  expect(sourceStatements([{ file: 'a', text }], ran).map(({ before, behind }) => [before, behind])).toEqual([
    ['', ' SELECT 2; -- x'],
    ['', ' -- x'],
  ]);
});

test.each<[string, object[]]>([
  [
    '-- timescale-ci: ignore some-rule because it is old',
    [{ verb: 'ignore', rest: 'some-rule because it is old', start: 0 }],
  ],
  ['/* timescale-ci: renamed-from "a b" */ SELECT', [{ verb: 'renamed-from', rest: '"a b"', start: 0 }]],
  ['--timescale-ci:IGNORE x', [{ verb: 'ignore', rest: 'x', start: 0 }]],
  ["SELECT '-- timescale-ci: ignore x'", []],
  ['$$ -- timescale-ci: ignore x\n$$', []],
  ['-- see timescale-ci: ignore x', []],
])('directives in %j', (sql, expected) => {
  expect(readDirectives(sql)).toEqual(expected);
});

describe('the head of a statement', () => {
  test.each<[string, object]>([
    [
      'CREATE TABLE IF NOT EXISTS Trading."Odd Name" (a int);',
      { verb: 'create', kind: 'table', name: ['trading', 'Odd Name'] },
    ],
    ['create or replace view v as select 1', { verb: 'create', kind: 'view', name: ['v'] }],
    [
      'CREATE MATERIALIZED VIEW a.b WITH (timescaledb.continuous) AS SELECT 1',
      { kind: 'materialized view', name: ['a', 'b'] },
    ],
    [
      'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY a.t (x)',
      { kind: 'index', name: ['i'], concurrently: true, on: ['a', 't'] },
    ],
    ['CREATE INDEX ON t (x)', { kind: 'index', name: [], concurrently: false, on: ['t'] }],
    ['CREATE INDEX CONCURRENTLY ON t (x)', { kind: 'index', name: [], concurrently: true, on: ['t'] }],
    [
      'CREATE TRIGGER t BEFORE INSERT ON a.b FOR EACH ROW EXECUTE FUNCTION f()',
      { kind: 'trigger', name: ['t'], on: ['a', 'b'] },
    ],
    ['ALTER TABLE ONLY a.b ADD c int', { verb: 'alter', kind: 'table', name: ['a', 'b'] }],
    ['COMMENT ON TABLE a.b IS NULL', { verb: 'comment', kind: 'table', name: ['a', 'b'] }],
    ['SELECT create_hypertable(1)', { verb: 'select', kind: null, name: [] }],
    ['', { verb: '', kind: null }],
  ])('%s', (sql, expected) => {
    expect(statementHead(sql)).toMatchObject(expected);
  });
});
