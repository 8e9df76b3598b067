import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordOf } from '../../../src/diff/change.ts';
import { explainChanges } from '../../../src/diff/changes.ts';
import type { Rename } from '../../../src/diff/rename/rewrite.ts';
import type { TableContent } from '../../../src/diff/rows.ts';
import { aModel, aTable, type Columns } from '../../support/model.ts';
import { schema } from './support.ts';

const NAME = 'trading.kinds';
const COLUMNS: Columns = { code: 'text not null', name: 'text', rank: 'integer' };

function content(rows: string[][], over: Partial<TableContent> = {}): TableContent {
  return { name: NAME, columns: ['code', 'name'], key: ['code'], rows, sequences: [], ...over };
}

const none = { from: null, to: null };
const SAFE = { class: 'safe', kind: 'rows', object: NAME };
const EUR = ["'EUR'", "'Euro'"];
const USD = ["'USD'", "'Dollar'"];

test.each<[string, TableContent[], TableContent[], object[]]>([
  ['the same rows, in another order', [content([EUR, USD])], [content([USD, EUR])], []],
  [
    'rows that came, went and changed',
    [content([EUR, USD])],
    [
      content([
        ["'EUR'", "'euro'"],
        ["'GBP'", 'NULL'],
      ]),
    ],
    [
      {
        ...SAFE,
        class: 'data-loss',
        property: 'deleted',
        from: "(code) 'USD'",
        to: null,
        message: '1 row that the schema held is deleted',
      },
      { ...SAFE, property: 'added', from: null, to: "(code) 'GBP'", message: '1 row is added' },
      {
        ...SAFE,
        property: 'changed',
        from: "(code, name) ('EUR', 'Euro')",
        to: "(code, name) ('EUR', 'euro')",
        message: '1 row has another name',
      },
    ],
  ],
  [
    'many rows by the first of them',
    [content([])],
    [content(['1', '2', '3', '4', '5'].map((n) => [`'${n}'`, 'NULL']))],
    [{ ...SAFE, property: 'added', ...none, to: "(code) '1', '2', '3' and 2 more", message: '5 rows are added' }],
  ],
  [
    'rows without a key as they are, each as often as it is there',
    [content([EUR, EUR, USD], { key: [] })],
    [content([EUR, USD, USD], { key: [] })],
    [
      {
        ...SAFE,
        class: 'data-loss',
        property: 'deleted',
        ...none,
        from: "(code, name) ('EUR', 'Euro')",
        message: '1 row that the schema held is deleted',
      },
      { ...SAFE, property: 'added', ...none, to: "(code, name) ('USD', 'Dollar')", message: '1 row is added' },
    ],
  ],
  [
    'a column that only the dump got',
    [content([["'EUR'"]], { columns: ['code'] })],
    [content([EUR])],
    [
      {
        ...SAFE,
        property: 'columns in the dump',
        from: 'code',
        to: 'code, name',
        message: 'the dump holds other columns of its rows; the table is as it was',
      },
    ],
  ],
  [
    'rows that only the dump got',
    [],
    [content([EUR])],
    [
      {
        ...SAFE,
        property: 'in the dump',
        from: 'none',
        to: '1 row',
        message: 'the dump now holds its rows; the table is as it was',
      },
    ],
  ],
  [
    'rows that only the dump lost',
    [content([EUR])],
    [],
    [
      {
        ...SAFE,
        property: 'in the dump',
        from: '1 row',
        to: 'none',
        message: 'the dump no longer holds its rows; the table is as it was',
      },
    ],
  ],
  [
    'the number that a sequence stands at',
    [content([EUR], { sequences: [{ name: "'trading.kinds_id_seq'", value: '1' }] })],
    [content([EUR], { sequences: [{ name: "'trading.kinds_id_seq'", value: '4' }] })],
    [
      {
        ...SAFE,
        property: 'last number',
        from: 'trading.kinds_id_seq 1',
        to: 'trading.kinds_id_seq 4',
        message: 'the next row gets the number after it',
      },
    ],
  ],
])('tells of %s', (_, from, to, changes) => {
  const model = aModel(schema, aTable(NAME, COLUMNS));
  expect(explainChanges(model, model, { rows: { from, to } }).map(recordOf)).toEqual(changes);
});

test('a table that is new brings its rows; with one that is dropped they are part of its own change', () => {
  const [without, model] = [aModel(schema), aModel(schema, aTable(NAME, COLUMNS))];
  const words = (from: typeof model, to: typeof model, rows: object): string[] =>
    explainChanges(from, to, { rows: { from: [], to: [], ...rows } }).map(
      ({ kind, property }) => `${kind} ${property}`,
    );
  expect(words(without, model, { to: [content([EUR])] })).toEqual(['table null', 'rows added']);
  expect(words(model, without, { from: [content([EUR])] })).toEqual(['table null']);
});

test('a renamed table keeps its rows', () => {
  const [from, to] = [aModel(schema, aTable('trading.sorts', COLUMNS)), aModel(schema, aTable(NAME, COLUMNS))];
  const renames: Rename[] = [{ collection: 'relations', from: 'trading.sorts', to: NAME, told: true }];
  const rows = { from: [content([EUR], { name: 'trading.sorts' })], to: [content([EUR])] };
  expect(explainChanges(from, to, { renames, rows }).filter(({ kind }) => kind === 'rows')).toEqual([]);
});

test('rows that differ are told of, and equal ones are not, whatever is in them', () => {
  const cell = fc.constantFrom("'a'", "'b'", "'1'", 'NULL', "E'\\\\'");
  const rows = fc.array(fc.tuple(cell, cell), { maxLength: 6 });
  const unique = fc.uniqueArray(fc.tuple(cell, cell), { maxLength: 4, selector: ([code]) => code });
  const model = aModel(schema, aTable(NAME, COLUMNS));
  const sorted = (list: string[][]): string[] => list.map((row) => JSON.stringify(row)).sort();
  for (const [lists, key] of [
    [fc.tuple(rows, rows), []],
    [fc.tuple(unique, unique), ['code']],
  ] as const) {
    fc.assert(
      fc.property(lists, ([from, to]) => {
        const pair = { from: [content(from, { key })], to: [content(to, { key })] };
        const changes = explainChanges(model, model, { rows: pair });
        expect(changes.length === 0).toBe(sorted(from).join() === sorted(to).join());
        const gone = sorted(from).length > sorted(to).length;
        if (gone) expect(changes.some(({ class: level }) => level === 'data-loss')).toBe(true);
      }),
    );
  }
});
