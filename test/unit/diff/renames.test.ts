import { describe, expect, test } from 'vitest';
import { factsOf } from '../../../src/diff/change.ts';
import { explainChanges } from '../../../src/diff/changes.ts';
import { readRenameHints, resolveRenames } from '../../../src/diff/rename/hints.ts';
import { sourceStatements } from '../../../src/sql/sources.ts';
import {
  aConstraint,
  aHypertable,
  anAggregate,
  anIndex,
  aPolicy,
  aRoutine,
  aTable,
  aView,
  type ModelPart,
} from '../../support/model.ts';
import { changesBetween, compressed, days, modelOf, say, TRADES, trades } from './support.ts';

const GUESSED = ' (recognised by its definition)';

describe('renames that are recognised', () => {
  test('a table, with what hangs on it', () => {
    const all = (name: string, bare: string): ModelPart[] => [
      aTable(name, TRADES),
      aHypertable(name, { column: 'ts', interval: days(7) }),
      aConstraint(name, `${bare}_pkey`, 'primary key', ['ts', 'symbol']),
      anIndex(name, `${bare}_pkey`, ['ts', 'symbol'], { unique: true, constraint: `${bare}_pkey` }),
      anIndex(name, `${bare}_symbol`, ['symbol']),
      aPolicy('retention policy', name, { drop_after: '90 days' }),
      aView('trading.latest', ` SELECT ${bare}.symbol\n   FROM ${name}`, [name], { symbol: 'text' }),
      anAggregate('trading.hourly', name, { bucket: 'timestamp with time zone' }, { query: `SELECT ts FROM ${name}` }),
    ];
    const changes = changesBetween(all('trading.trades', 'trades'), all('trading.executions', 'executions'));
    expect(changes.map(say)).toEqual([
      `breaking · hypertable trading.executions name: trading.trades → trading.executions · the rows stay; statements that use the old name fail${GUESSED}`,
    ]);
  });

  test('a table and what changed in it besides', () => {
    const table = (name: string, comment: string | null): ModelPart => aTable(name, TRADES, { comment });
    expect(changesBetween([table('trading.a', null)], [table('trading.b', 'Now with words')]).map(say)).toEqual([
      `breaking · table trading.b name: trading.a → trading.b · the rows stay; statements that use the old name fail${GUESSED}`,
      'safe · table trading.b comment: – → Now with words · documentation only',
    ]);
  });

  test('two tables alike are not told apart', () => {
    const changes = changesBetween(
      [aTable('trading.a', TRADES)],
      [aTable('trading.b', TRADES), aTable('trading.c', TRADES)],
    );
    expect(changes.map(({ class: level, object }) => `${level} ${object}`)).toEqual([
      'data-loss trading.a',
      'safe trading.b',
      'safe trading.c',
    ]);
  });

  test('one column is too little to know a table by', () => {
    const changes = changesBetween([aTable('trading.a', { id: 'bigint' })], [aTable('trading.b', { id: 'bigint' })]);
    expect(changes.map(({ class: level }) => level)).toEqual(['data-loss', 'safe']);
  });

  test('a column, followed by keys, settings, policies and queries', () => {
    const { symbol, ...others } = TRADES;
    const all = (column: string, query: string): ModelPart[] => [
      aTable('trading.trades', { ts: others['ts'] ?? '', [column]: symbol ?? '', price: others['price'] ?? '' }),
      ...trades({}, { columnstore: { ...compressed.columnstore, segmentBy: [column] } }).slice(1),
      aConstraint('trading.trades', 'upper', 'check', [column], {
        definition: `CHECK ((${column} = upper(${column})))`,
      }),
      anIndex('trading.trades', 'by_symbol', [column, 'ts'], { definition: `btree (${column}, ts DESC)` }),
      aView('trading.latest', query, ['trading.trades'], { symbol: 'text' }),
    ];
    const changes = changesBetween(
      all('symbol', ' SELECT symbol\n   FROM trading.trades'),
      all('ticker', ' SELECT ticker AS symbol\n   FROM trading.trades'),
    );
    expect(changes.map(say)).toEqual([
      `breaking · column trading.trades.ticker name: symbol → ticker · the values stay; statements that use the old name fail${GUESSED}`,
    ]);
  });

  test('a column that its view passes on under the new name', () => {
    const all = (column: string): ModelPart[] => [
      aTable('trading.t', { id: 'bigint', [column]: 'numeric' }),
      aView('trading.v', ` SELECT id,\n    max(${column}) AS ${column}\n   FROM trading.t`, ['trading.t'], {
        id: 'bigint',
        [column]: 'numeric',
      }),
    ];
    expect(changesBetween(all('price'), all('cost')).map(({ object, property }) => `${object} ${property}`)).toEqual([
      'trading.t.cost name',
      'trading.v.cost name',
    ]);
  });

  test('a column whose view says something else besides shows both', () => {
    const all = (column: string, filter: string): ModelPart[] => [
      aTable('trading.t', { id: 'bigint', [column]: 'numeric' }),
      aView('trading.v', ` SELECT ${column} AS p\n   FROM trading.t${filter}`, ['trading.t'], { p: 'numeric' }),
    ];
    expect(
      changesBetween(all('price', ''), all('cost', '\n  WHERE (id > 1)')).map(
        ({ object, property }) => `${object} ${property}`,
      ),
    ).toEqual(['trading.t.cost name', 'trading.v query']);
  });

  test('a column that is new in another place is another column', () => {
    const table = (...names: string[]): ModelPart =>
      aTable('trading.t', Object.fromEntries(names.map((name) => [name, 'text'])));
    const changes = changesBetween([table('a', 'b', 'c')], [table('b', 'c', 'd')]);
    expect(changes.map(({ class: level, object }) => `${level} ${object}`)).toEqual([
      'data-loss trading.t.a',
      'safe trading.t.d',
    ]);
  });

  test('an index and a constraint', () => {
    const check = { definition: 'CHECK ((price > 0))' };
    const changes = changesBetween(
      [
        ...trades(),
        anIndex('trading.trades', 'old', ['symbol']),
        aConstraint('trading.trades', 'was', 'check', ['price'], check),
      ],
      [
        ...trades(),
        anIndex('trading.trades', 'new', ['symbol']),
        aConstraint('trading.trades', 'is', 'check', ['price'], check),
      ],
    );
    expect(changes.map(say)).toEqual([
      'breaking · constraint trading.trades.is name: was → is · nothing is checked again; statements that name it fail',
      'safe · index trading.new name: trading.old → trading.new · nothing is built again',
    ]);
  });

  test('a function, and who calls it', () => {
    const all = (name: string): ModelPart[] => [
      aRoutine(`trading.${name}`, 'integer', 'a integer'),
      aConstraint('trading.trades', 'checked', 'check', ['price'], { definition: `CHECK (trading.${name}(price))` }),
      ...trades(),
    ];
    expect(changesBetween(all('old'), all('new')).map(say)).toEqual([
      'breaking · function trading.new(integer) name: trading.old(integer) → trading.new(integer) · callers that use the old name fail',
    ]);
  });
});

describe('renames that a comment sets', () => {
  const hints = (sql: string) => {
    // Every statement ends at a semicolon here, which is enough for a test.
    let start = 0;
    const ran = sql
      .split(';')
      .slice(0, -1)
      .map((part) => {
        const lead = /^(?:\s|--[^\n]*\n)*/.exec(part)?.[0].length ?? 0;
        const one = { file: 'a.sql', line: 1, column: 1, start: start + lead, end: start + part.length + 1 };
        start += part.length + 1;
        return one;
      });
    return readRenameHints(sourceStatements([{ file: 'a.sql', text: sql }], ran));
  };

  test.each<[string, string, object[]]>([
    [
      'before a table',
      '-- timescale-ci: renamed-from trading.trades\nCREATE TABLE trading.executions (a int);',
      [{ object: ['trading', 'executions'], item: null, from: ['trading', 'trades'] }],
    ],
    [
      'behind a statement',
      'CREATE INDEX b ON t (x); -- timescale-ci: renamed-from a\nSELECT 1;',
      [{ object: ['b'], kind: 'index', item: null, from: ['a'] }],
    ],
    [
      'behind a column',
      'CREATE TABLE t (\n  cost numeric(1, 2), -- timescale-ci: renamed-from price\n  b int\n);',
      [{ object: ['t'], item: 'cost', from: ['price'] }],
    ],
    [
      'behind the last column',
      'CREATE TABLE t (\n  a int,\n  cost numeric DEFAULT f(1, 2) -- timescale-ci: renamed-from price\n);',
      [{ item: 'cost', from: ['price'] }],
    ],
    [
      'before a column',
      'CREATE TABLE t (\n  a int,\n  -- timescale-ci: renamed-from "Old Price"\n  "New Price" numeric\n);',
      [{ item: 'New Price', from: ['Old Price'] }],
    ],
    [
      'before a constraint',
      'CREATE TABLE t (\n  a int,\n  /* timescale-ci: renamed-from was */\n  CONSTRAINT is_now CHECK (a > 0)\n);',
      [{ item: 'is_now', from: ['was'] }],
    ],
    [
      'before ALTER TABLE … ADD',
      '-- timescale-ci: renamed-from price\nALTER TABLE t ADD COLUMN IF NOT EXISTS cost numeric;',
      [{ object: ['t'], item: 'cost', from: ['price'] }],
    ],
    ['in a string', "SELECT '\n-- timescale-ci: renamed-from a\n';", []],
    ['without a name', '-- timescale-ci: renamed-from\nCREATE TABLE t (a int);', []],
  ])('%s', (_, sql, expected) => {
    expect(hints(sql)).toMatchObject(expected);
  });

  test('rows stay, whatever else changes', () => {
    const from = modelOf(aTable('trading.a', { id: 'bigint', price: 'real', note: 'text' }));
    const to = modelOf(aTable('trading.b', { id: 'bigint', note: 'text', cost: 'double precision' }));
    const sql =
      '-- timescale-ci: renamed-from a\nCREATE TABLE b (\n id bigint,\n note text,\n cost float8 -- timescale-ci: renamed-from price\n);';
    const changes = explainChanges(from, to, { renames: resolveRenames(hints(sql), from, to) }).map(factsOf);
    expect(changes.map(say)).toEqual([
      'breaking · table trading.b column order: id, cost, note → id, note, cost · SELECT * and INSERT without a column list see another order; a table that exists keeps the old one',
      'breaking · table trading.b name: trading.a → trading.b · the rows stay; statements that use the old name fail',
      'breaking · column trading.b.cost name: price → cost · the values stay; statements that use the old name fail',
      'locks · column trading.b.cost type: real → double precision · every row is rewritten under an exclusive lock',
    ]);
  });

  test('a rename that was made long ago is over', () => {
    const model = modelOf(aTable('trading.b', TRADES));
    const sql = '-- timescale-ci: renamed-from trading.a\nCREATE TABLE trading.b ();';
    expect(resolveRenames(hints(sql), model, model)).toEqual([]);
  });
});
