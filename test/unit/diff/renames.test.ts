import { describe, expect, test } from 'vitest';
import { type ChangeRecord, recordOf } from '../../../src/diff/change.ts';
import { type ChangeOptions, explainChanges } from '../../../src/diff/changes.ts';
import { readRenameHints } from '../../../src/diff/rename/hints.ts';
import { idleRenames, resolveRenames } from '../../../src/diff/rename/resolve.ts';
import type { Rename } from '../../../src/diff/rename/rewrite.ts';
import { sourceStatements } from '../../../src/sql/sources.ts';
import {
  aConstraint,
  aHypertable,
  aModel,
  anAggregate,
  anIndex,
  aPolicy,
  aRoutine,
  aTable,
  aView,
  type ModelPart,
} from '../../support/model.ts';
import { changesBetween, compressed, days, modelOf, say, TRADES, trades } from './support.ts';

const told = (collection: Rename['collection'], from: string, to: string): ChangeOptions => ({
  renames: [{ collection, from, to, told: true }],
});
const grave = ({ class: level, object }: ChangeRecord): string => `${level} ${object}`;

describe('what holds rows', () => {
  test.each<[string, ModelPart[], ModelPart[], string[]]>([
    [
      'a column and another of its type',
      [aTable('trading.users', { id: 'bigint', secret: 'text' })],
      [aTable('trading.users', { id: 'bigint', phone: 'text' })],
      [
        'data-loss · column trading.users.secret: text → – · its values are lost; queries and views that name it fail; if phone is its new name, say so there: -- timescale-ci: renamed-from secret',
        'safe · column trading.users.phone: – → text · rows that are there hold NULL',
      ],
    ],
    [
      'two tables of the same columns',
      [aTable('trading.currencies', { id: 'bigint', name: 'text' })],
      [aTable('trading.countries', { id: 'bigint', name: 'text' })],
      [
        'data-loss · table trading.currencies: table, 2 columns → – · its rows are lost; if trading.countries is its new name, say so there: -- timescale-ci: renamed-from trading.currencies',
        'safe · table trading.countries: – → table, 2 columns · new and empty',
      ],
    ],
  ])('is no rename unless the SQL says so: %s', (_, from, to, expected) => {
    expect(changesBetween(from, to).map(say)).toEqual(expected);
  });

  test('two columns that may be another: the sentence names both', () => {
    const [change] = changesBetween(
      [aTable('trading.t', { id: 'bigint', A1: 'text' })],
      [aTable('trading.t', { id: 'bigint', zip: 'text', city: 'text' })],
    );
    expect(change?.message).toContain(
      '; if one of zip, city is its new name, say so there: -- timescale-ci: renamed-from "A1"',
    );
  });
});

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
    const changes = changesBetween(
      all('trading.trades', 'trades'),
      all('trading.executions', 'executions'),
      told('relations', 'trading.trades', 'trading.executions'),
    );
    expect(changes.map(say)).toEqual([
      `breaking · hypertable trading.executions name: trading.trades → trading.executions · the rows stay; statements that use the old name fail`,
    ]);
  });

  test('a table and what changed in it besides', () => {
    const table = (name: string, comment: string | null): ModelPart => aTable(name, TRADES, { comment });
    const rename = told('relations', 'trading.a', 'trading.b');
    expect(changesBetween([table('trading.a', null)], [table('trading.b', 'Now with words')], rename).map(say)).toEqual(
      [
        `breaking · table trading.b name: trading.a → trading.b · the rows stay; statements that use the old name fail`,
        'safe · table trading.b comment: – → Now with words · documentation only',
      ],
    );
  });

  test('a view by its query', () => {
    const view = (name: string): ModelPart => aView(name, 'SELECT 1', [], { a: 'integer', b: 'integer' });
    expect(changesBetween([view('trading.a')], [view('trading.b')]).map(say)).toEqual([
      'breaking · view trading.b name: trading.a → trading.b · statements that use the old name fail; ALTER … RENAME TO keeps what it holds (recognised by its query)',
    ]);
    expect(changesBetween([view('trading.a')], [view('trading.b'), view('trading.c')]).map(grave)).toEqual([
      'breaking trading.a',
      'safe trading.b',
      'safe trading.c',
    ]);
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
      told('columns', 'trading.trades.symbol', 'trading.trades.ticker'),
    );
    expect(changes.map(say)).toEqual([
      `breaking · column trading.trades.ticker name: symbol → ticker · the values stay; statements that use the old name fail`,
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
    const rename = told('columns', 'trading.t.price', 'trading.t.cost');
    expect(
      changesBetween(all('price'), all('cost'), rename).map(({ object, property }) => `${object} ${property}`),
    ).toEqual(['trading.t.cost name', 'trading.v.cost name']);
  });

  test('a column whose view says something else besides shows both', () => {
    const all = (column: string, filter: string): ModelPart[] => [
      aTable('trading.t', { id: 'bigint', [column]: 'numeric' }),
      aView('trading.v', ` SELECT ${column} AS p\n   FROM trading.t${filter}`, ['trading.t'], { p: 'numeric' }),
    ];
    expect(
      changesBetween(
        all('price', ''),
        all('cost', '\n  WHERE (id > 1)'),
        told('columns', 'trading.t.price', 'trading.t.cost'),
      ).map(({ object, property }) => `${object} ${property}`),
    ).toEqual(['trading.t.cost name', 'trading.v query']);
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
    [
      'ALTER … RENAME, one after the other',
      'ALTER TABLE a.t RENAME price TO p; ALTER TABLE t RENAME COLUMN p TO "Cost"; ALTER TABLE IF EXISTS a.t RENAME TO u; ALTER TABLE a.u SET SCHEMA b; ALTER TABLE b.u ADD COLUMN p int;',
      [
        { object: ['b', 'u'], kind: 'table', item: null, from: ['a', 'u'] },
        { object: ['b', 'u'], kind: 'table', item: null, from: ['a', 't'] },
        { object: ['b', 'u'], kind: 'table', item: 'Cost', from: ['p'] },
        { object: ['b', 'u'], kind: 'table', item: 'Cost', from: ['price'], written: null },
      ],
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
    const changes = explainChanges(from, to, { renames: resolveRenames(hints(sql), from, to) }).map(recordOf);
    expect(changes.map(say)).toEqual([
      'breaking · table trading.b column order: id, cost, note → id, note, cost · SELECT * and INSERT without a column list see another order; a table that exists keeps the old one',
      'breaking · table trading.b name: trading.a → trading.b · the rows stay; statements that use the old name fail',
      'breaking · column trading.b.cost name: price → cost · the values stay; statements that use the old name fail',
      'locks · column trading.b.cost type: real → double precision · every row is rewritten under an exclusive lock',
    ]);
  });

  test.each(['price', 'p'])('of several names the one counts that the base has: %s', (name) => {
    const from = modelOf(aTable('trading.t', { id: 'bigint', [name]: 'numeric' }));
    const to = modelOf(aTable('trading.u', { id: 'bigint', cost: 'numeric' }));
    const sql =
      'ALTER TABLE trading.t RENAME price TO p; ALTER TABLE trading.t RENAME p TO cost; ALTER TABLE trading.t RENAME TO u;';
    expect(resolveRenames(hints(sql), from, to)).toEqual([
      { collection: 'relations', from: 'trading.t', to: 'trading.u', told: true },
      { collection: 'columns', from: `trading.t.${name}`, to: 'trading.u.cost', told: true },
    ]);
  });

  test('ALTER SCHEMA … RENAME takes along what was in it', () => {
    const from = aModel(aTable('old.a', TRADES), aTable('kept.b', TRADES));
    const to = aModel(aTable('new.a', TRADES), aTable('kept.b', TRADES));
    expect(resolveRenames(hints('ALTER SCHEMA old RENAME TO new;'), from, to)).toEqual([
      { collection: 'relations', from: 'old.a', to: 'new.a', told: true },
    ]);
  });

  test('a rename that was made long ago is over', () => {
    const model = modelOf(aTable('trading.b', TRADES));
    const sql = '-- timescale-ci: renamed-from trading.a\nCREATE TABLE trading.b ();';
    expect(resolveRenames(hints(sql), model, model)).toEqual([]);
  });

  test.each<[string, string[]]>([
    ['CREATE TABLE t (\n cost numeric -- timescale-ci: renamed-from price\n);', []],
    [
      'CREATE TABLE t (\n cost numeric -- timescale-ci: renamed-from prize\n);',
      ['renamed-from prize: trading.t has no such column or constraint in the base'],
    ],
    [
      'CREATE TABLE t (\n cost numeric -- timescale-ci: renamed-from id\n);',
      ['renamed-from id: it is still in trading.t'],
    ],
    ['CREATE TABLE t (\n id bigint -- timescale-ci: renamed-from number, long ago\n);', []],
    ['-- timescale-ci: renamed-from gone\nCREATE TABLE fresh (id bigint);', []],
    [
      '-- timescale-ci: renamed-from nosuch\nCREATE TABLE fresh (id bigint);',
      ['renamed-from nosuch: the base has no such table'],
    ],
    ['-- timescale-ci: renamed-from t\nCREATE TABLE fresh (id bigint);', ['renamed-from t: trading.t is still there']],
    [
      '-- timescale-ci: renamed-from a\nCREATE DOMAIN b AS text;',
      ['renamed-from a: renames of a domain are not followed'],
    ],
    ['ALTER TABLE t RENAME nosuch TO cost;', []],
  ])('a comment that renames nothing is told: %s', (sql, expected) => {
    const from = modelOf(
      aTable('trading.t', { id: 'bigint', price: 'numeric' }),
      aTable('trading.gone', { id: 'bigint' }),
    );
    const to = modelOf(
      aTable('trading.t', { id: 'bigint', cost: 'numeric' }),
      aTable('trading.fresh', { id: 'bigint' }),
    );
    expect(idleRenames(hints(sql), from, to).map(({ message }) => message)).toEqual(expected);
  });
});
