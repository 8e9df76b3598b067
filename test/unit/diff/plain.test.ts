import { describe, expect, test } from 'vitest';
import type { Column, Privileges, Sequence } from '../../../src/catalog/model.ts';
import { classifyTypeChange } from '../../../src/diff/rules/type-change.ts';
import {
  aConstraint,
  anEnum,
  anIndex,
  aRoutine,
  aTable,
  aView,
  type Columns,
  type ModelPart,
} from '../../support/model.ts';
import { changeBetween, changesBetween, say, TRADES, trades } from './support.ts';

const orders = (columns: Columns = {}): ModelPart =>
  aTable('trading.orders', { id: 'bigint not null', note: 'text', ...columns });
const column = (over: Partial<Column>): ModelPart => orders({ added: over });

describe('columns that are added', () => {
  test.each<[string, Partial<Column>, string, string]>([
    ['nullable', {}, 'safe', 'rows that are there hold NULL'],
    [
      'with a constant',
      { default: "'x'::text", nullable: false },
      'safe',
      'rows that are there show the default; none is rewritten',
    ],
    [
      'with a moment',
      { default: 'now()', type: 'timestamp with time zone' },
      'safe',
      'rows that are there show the default; none is rewritten',
    ],
    [
      'with a value of its own',
      { default: 'gen_random_uuid()', type: 'uuid' },
      'locks',
      'every row gets a value of its own: all are rewritten under an exclusive lock',
    ],
    [
      'counted',
      { identity: 'always', type: 'bigint', nullable: false },
      'locks',
      'every row gets a value of its own: all are rewritten under an exclusive lock',
    ],
    [
      'computed',
      { generated: 'stored', default: 'id + 1', type: 'bigint' },
      'locks',
      'every row gets a value of its own: all are rewritten under an exclusive lock',
    ],
    [
      'NOT NULL without a default',
      { nullable: false },
      'breaking',
      'ADD COLUMN fails while the table has rows: NOT NULL without a default',
    ],
  ])('%s', (_, over, level, message) => {
    expect(changeBetween([orders()], [column(over)])).toMatchObject({
      class: level,
      kind: 'column',
      object: 'trading.orders.added',
      property: null,
      message,
    });
  });

  test('in the middle of the source: an altered table has it at the end', () => {
    const change = changeBetween(
      [orders()],
      [aTable('trading.orders', { id: 'bigint not null', side: 'text', note: 'text' })],
    );
    expect(change.message).toBe('rows that are there hold NULL; it comes last there, not where the script has it');
  });
});

describe('columns that change', () => {
  test.each<[string, Partial<Column>, Partial<Column>, string]>([
    [
      'NOT NULL',
      {},
      { nullable: false },
      'breaking · column trading.orders.added nullability: NULL → NOT NULL · ALTER reads every row under an exclusive lock and fails at the first NULL; writers that leave it out fail',
    ],
    [
      'NOT NULL with a default',
      { default: '0' },
      { default: '0', nullable: false },
      'locks · column trading.orders.added nullability: NULL → NOT NULL · ALTER reads every row under an exclusive lock and fails at the first NULL',
    ],
    [
      'a default',
      {},
      { default: '1' },
      'safe · column trading.orders.added default: – → 1 · new rows only: rows that are there keep their values',
    ],
    [
      'no default any more, where one is needed',
      { nullable: false, default: '1' },
      { nullable: false },
      'breaking · column trading.orders.added default: 1 → – · writers that leave it out fail',
    ],
    [
      'privileges',
      { privileges: { app: ['INSERT', 'SELECT'] } },
      { privileges: { app: ['SELECT'] } },
      'breaking · column trading.orders.added privileges of app: INSERT, SELECT → SELECT · app loses INSERT',
    ],
    [
      'a comment',
      {},
      { comment: 'What it is' },
      'safe · column trading.orders.added comment: – → What it is · documentation only',
    ],
  ])('%s', (_, from, to, sentence) => {
    expect(say(changeBetween([column(from)], [column(to)]))).toBe(sentence);
  });

  test('dropped', () => {
    expect(say(changeBetween([column({})], [orders()]))).toBe(
      'data-loss · column trading.orders.added: text → – · its values are lost; queries and views that name it fail',
    );
  });

  test('in another order', () => {
    const other = aTable('trading.orders', { note: 'text', id: 'bigint not null' });
    expect(say(changeBetween([orders()], [other]))).toBe(
      'breaking · table trading.orders column order: id, note → note, id · SELECT * and INSERT without a column list see another order; a table that exists keeps the old one',
    );
  });
});

describe("a column's type", () => {
  test.each([
    ['character varying(20)', 'character varying(40)', 'safe'],
    ['character varying(20)', 'text', 'safe'],
    ['numeric(18,6)', 'numeric(20,6)', 'safe'],
    ['numeric(18,6)', 'numeric', 'safe'],
    ['timestamp(3) with time zone', 'timestamp with time zone', 'safe'],
    ['integer', 'bigint', 'locks'],
    ['integer[]', 'bigint[]', 'locks'],
    ['real', 'double precision', 'locks'],
    ['integer', 'double precision', 'locks'],
    ['date', 'timestamp without time zone', 'locks'],
    ['numeric(18,6)', 'numeric(20,8)', 'locks'],
    ['character(3)', 'character(5)', 'locks'],
    ['bigint', 'integer', 'breaking'],
    ['text', 'character varying(10)', 'breaking'],
    ['numeric(18,6)', 'numeric(10,6)', 'breaking'],
    ['timestamp without time zone', 'timestamp with time zone', 'breaking'],
    ['integer', 'text', 'breaking'],
    ['text', 'integer', 'breaking'],
    ['text', 'trading.side', 'breaking'],
    ['numeric(18,6)', 'numeric(18,2)', 'data-loss'],
    ['numeric', 'bigint', 'data-loss'],
    ['double precision', 'real', 'data-loss'],
    ['bigint', 'double precision', 'data-loss'],
    ['timestamp with time zone', 'date', 'data-loss'],
    ['timestamp with time zone', 'timestamp(0) with time zone', 'data-loss'],
  ])('%s to %s is %s', (from, to, level) => {
    const change = classifyTypeChange(from, to);
    expect(change.class).toBe(level);
    expect(change.rewrites).toBe(level !== 'safe');
    expect(change.message.includes('rewritten under an exclusive lock')).toBe(change.rewrites);
  });

  test('is part of its time dimension', () => {
    const columns = (type: string): Columns => ({ ...TRADES, ts: `${type} not null` });
    const typed = (type: string): ModelPart[] => {
      const [table, hypertable] = trades(columns(type));
      const [one] = hypertable?.hypertables ?? [];
      return [
        table ?? {},
        { hypertables: one === undefined ? [] : [{ ...one, dimensions: one.dimensions.map((d) => ({ ...d, type })) }] },
      ];
    };
    expect(changeBetween(typed('timestamp without time zone'), typed('timestamp with time zone'))).toMatchObject({
      class: 'breaking',
      kind: 'column',
      object: 'trading.trades.ts',
      property: 'type',
    });
  });
});

describe('whole objects and their parts', () => {
  const key = aConstraint('trading.orders', 'orders_pkey', 'primary key', ['id']);
  const keyIndex = anIndex('trading.orders', 'orders_pkey', ['id'], { unique: true, constraint: 'orders_pkey' });

  test('a new table is one change', () => {
    const changes = changesBetween([], [orders(), key, keyIndex, anIndex('trading.orders', 'orders_note', ['note'])]);
    expect(changes.map(say)).toEqual(['safe · table trading.orders: – → table, 2 columns · new and empty']);
  });

  test('a dropped table is one change', () => {
    expect(changesBetween([orders(), key, keyIndex], []).map(say)).toEqual([
      'data-loss · table trading.orders: table, 2 columns → – · its rows are lost',
    ]);
  });

  test('a primary key and its index are one change', () => {
    expect(changesBetween([orders()], [orders(), key, keyIndex]).map(say)).toEqual([
      'locks · constraint trading.orders.orders_pkey: – → PRIMARY KEY (id) · an index is built while reads and writes wait; fails where rows are duplicates',
    ]);
  });

  const BUILT =
    'dropped and added again: an index is built while reads and writes wait; fails where rows are duplicates';

  test.each<[string, string[], string[], string, string]>([
    ['with fewer columns', ['id', 'note'], ['id'], 'breaking', `ON CONFLICT (id, note) fails; ${BUILT}`],
    [
      'with more columns',
      ['id'],
      ['id', 'note'],
      'breaking',
      `duplicates of id become possible, and ON CONFLICT (id) fails; ${BUILT}`,
    ],
    [
      'over another column',
      ['id'],
      ['note'],
      'breaking',
      `duplicates of id become possible, and ON CONFLICT (id) fails; ${BUILT}`,
    ],
    ['in another order', ['id', 'note'], ['note', 'id'], 'locks', BUILT],
  ])('a primary key %s', (_, from, to, level, message) => {
    const keyed = (columns: string[]): ModelPart[] => [
      orders(),
      aConstraint('trading.orders', 'orders_pkey', 'primary key', columns),
      anIndex('trading.orders', 'orders_pkey', columns, { unique: true, constraint: 'orders_pkey' }),
    ];
    expect(changeBetween(keyed(from), keyed(to))).toMatchObject({ class: level, message });
  });

  test('a unique index with more columns, alone and beside another key', () => {
    const unique = (name: string, ...columns: string[]): ModelPart =>
      anIndex('trading.orders', name, columns, { unique: true });
    const built =
      'dropped and built anew: writes wait while it is built, unless it is built CONCURRENTLY; fails where rows are duplicates';
    expect(changeBetween([orders(), unique('u', 'id')], [orders(), unique('u', 'id', 'note')])).toMatchObject({
      class: 'breaking',
      message: `duplicates of id become possible, and ON CONFLICT (id) fails; ${built}`,
    });
    const both = [orders(), unique('other', 'id')];
    expect(changeBetween([...both, unique('u', 'id')], [...both, unique('u', 'id', 'note')])).toMatchObject({
      class: 'locks',
      message: built,
    });
  });

  test.each<[string, string, string, string]>([
    [
      '',
      ' ON DELETE CASCADE',
      'breaking',
      'deleting a row of trading.orders now deletes its rows in trading.parts too; ',
    ],
    [
      ' ON DELETE CASCADE',
      '',
      'breaking',
      'deleting a row of trading.orders now fails while it has rows in trading.parts; ',
    ],
    [
      '',
      ' ON DELETE SET NULL',
      'breaking',
      'deleting a row of trading.orders now sets its rows in trading.parts to NULL; ',
    ],
    [
      '',
      ' ON UPDATE CASCADE',
      'breaking',
      'changing the key of a row of trading.orders now changes its rows in trading.parts too; ',
    ],
    ['', ' ON DELETE RESTRICT', 'locks', ''],
  ])("a foreign key's '%s' to '%s'", (from, to, level, says) => {
    const refers = (actions: string): ModelPart[] => [
      orders(),
      aTable('trading.parts', { of: 'bigint' }),
      aConstraint('trading.parts', 'parts_of', 'foreign key', ['of'], {
        references: 'trading.orders',
        definition: `FOREIGN KEY (of) REFERENCES trading.orders(id)${actions}`,
      }),
    ];
    expect(changeBetween(refers(from), refers(to))).toMatchObject({
      class: level,
      message: `${says}dropped and added again: every row is checked while writes to the table and trading.orders wait; fails at the first row that breaks it`,
    });
  });

  test('an index that goes is told under the old name of its column', () => {
    const indexed = anIndex('trading.orders', 'orders_note', ['note']);
    const renamed = aTable('trading.orders', { id: 'bigint not null', remark: 'text' });
    const renames = [
      { collection: 'columns' as const, from: 'trading.orders.note', to: 'trading.orders.remark', told: true },
    ];
    expect(changesBetween([orders(), indexed], [renamed], { renames }).map(say)).toContain(
      'safe · index trading.orders_note: btree (note) → – · queries that used it get slower',
    );
  });

  test('an index on a hypertable, and on a plain table', () => {
    const on = (table: string): ModelPart => anIndex(table, 'an_index', ['symbol']);
    expect(changeBetween(trades(), [...trades(), on('trading.trades')]).message).toBe(
      'writes wait while it is built on every chunk, unless WITH (timescaledb.transaction_per_chunk) locks one at a time',
    );
    expect(changeBetween([orders()], [orders(), on('trading.orders')]).message).toBe(
      'writes wait while it is built, unless it is built CONCURRENTLY',
    );
  });

  test('a foreign key to a hypertable that the version refuses', () => {
    const reference = aConstraint('trading.orders', 'to_trades', 'foreign key', ['id'], {
      references: 'trading.trades',
    });
    const both = [...trades(), orders()];
    const message = (timescaledb: string) => changeBetween(both, [...both, reference], { timescaledb }).message;
    expect(message('2.14.2')).toContain(
      'TimescaleDB 2.14.2 refuses a foreign key to a hypertable (allowed since 2.16)',
    );
    expect(message('2.16.0')).not.toContain('refuses');
  });
});

describe('views, types and routines', () => {
  const view = (columns: Columns, query: string): ModelPart =>
    aView('trading.latest', query, ['trading.trades'], columns);

  test('a view whose columns stay is replaced', () => {
    const columns = { symbol: 'text' };
    expect(
      changeBetween([view(columns, 'SELECT 1')], [view({ ...columns, price: 'numeric' }, 'SELECT 2')]),
    ).toMatchObject({
      class: 'safe',
      property: 'query',
      message: 'CREATE OR REPLACE VIEW takes it; readers get the new rows at once',
    });
  });

  test('a view that loses columns is dropped, and says which', () => {
    expect(
      changesBetween([view({ a: 'text', b: 'text', c: 'text' }, 'SELECT 1')], [view({ b: 'text' }, 'SELECT 2')]),
    ).toMatchObject([
      {
        class: 'breaking',
        message:
          'CREATE OR REPLACE VIEW refuses it: it must be dropped with all that reads it; queries that select a and c fail',
      },
    ]);
  });

  test.each<[string, Partial<Sequence>, string, string]>([
    ['a higher maximum', { maximum: '1000' }, 'safe', 'it can count further'],
    [
      'a lower maximum',
      { maximum: '10' },
      'breaking',
      'ALTER fails where the count is outside; nextval() fails at the end',
    ],
    ['a lower minimum', { minimum: '-5' }, 'safe', 'it can count further'],
    ['a higher minimum', { minimum: '5' }, 'breaking', 'ALTER fails where the count is outside'],
  ])('%s of a sequence', (_, over, level, message) => {
    const sequence: Sequence = {
      name: 'trading.numbers',
      type: 'bigint',
      start: '1',
      increment: '1',
      minimum: '1',
      maximum: '100',
      cache: '1',
      cycle: false,
      ownedBy: null,
      identity: false,
      persistence: 'permanent',
      owner: null,
      privileges: null,
      comment: null,
    };
    const change = changeBetween([{ sequences: [sequence] }], [{ sequences: [{ ...sequence, ...over }] }]);
    expect(change).toMatchObject({ class: level, message });
  });

  test('a label that only has another name', () => {
    const side = (...labels: string[]): ModelPart => anEnum('trading.side', labels);
    expect(changeBetween([side('buy', 'b', 'hold')], [side('buy', 'bb', 'hold')])).toMatchObject({
      class: 'breaking',
      message: 'ALTER TYPE … RENAME VALUE takes it; statements that use b fail, and readers get bb',
    });
    expect(changeBetween([side('buy', 'sell')], [side('sell', 'other')]).message).toContain('built anew');
  });

  test('a check of a domain reads as words', () => {
    const domain = (checks: { [name: string]: string }): ModelPart => ({
      types: [
        {
          name: 'trading.price',
          form: 'domain',
          definition: { base: 'numeric', nullable: true, default: null, collation: null, checks, comments: {} },
          owner: null,
          privileges: null,
          comment: null,
        },
      ],
    });
    expect(changeBetween([domain({})], [domain({ positive: 'CHECK (VALUE > 0)' })])).toMatchObject({
      from: 'checks: none',
      to: 'checks: positive: CHECK (VALUE > 0)',
    });
    const column = (type: string): ModelPart => aTable('trading.t', { price: type });
    const freed = [domain({}), column('trading.price')];
    expect(changeBetween(freed, [domain({}), column('numeric')])).toMatchObject({
      class: 'safe',
      message: 'every value fits as it is: no row is rewritten',
    });
    expect(changeBetween(freed, [domain({}), column('bigint')]).message).toContain('every row is rewritten');
  });

  test('default privileges read as words', () => {
    const granted = (privileges: Privileges): ModelPart => ({
      defaultPrivileges: [
        { name: 'app in trading: tables', role: 'app', schema: 'trading', objects: 'tables', privileges },
      ],
    });
    expect(changeBetween([], [granted({ reporting: ['SELECT'], app: ['INSERT', 'SELECT'] })])).toMatchObject({
      to: 'reporting: SELECT; app: INSERT, SELECT',
      message: 'objects that are there keep their privileges; those that are created from now on take these',
    });
  });

  test('a computed column that becomes a plain one is one change', () => {
    const computed = column({ generated: 'stored', default: 'id + 1', type: 'bigint' });
    expect(changesBetween([computed], [column({ type: 'bigint' })]).map(say)).toEqual([
      'breaking · column trading.orders.added generated: stored → – · writers must give the value that was computed so far',
    ]);
  });

  test('labels of an enum', () => {
    const side = (...labels: string[]): ModelPart => anEnum('trading.side', labels);
    expect(changeBetween([side('buy', 'sell')], [side('buy', 'hold', 'sell')]).class).toBe('safe');
    expect(changeBetween([side('buy', 'sell')], [side('buy')]).class).toBe('breaking');
    expect(changeBetween([side('buy', 'sell')], [side('sell', 'buy')]).class).toBe('breaking');
  });

  test('a function: body, default, result', () => {
    const f = (over: object): ModelPart => aRoutine('trading.f', 'integer', 'a integer', over);
    expect(changeBetween([f({})], [f({ definition: 'other' })]).class).toBe('safe');
    expect(changeBetween([f({})], [f({ definition: 'other', arguments: 'a integer DEFAULT 1' })])).toMatchObject({
      class: 'safe',
      property: 'arguments',
    });
    expect(changeBetween([f({ arguments: 'a integer DEFAULT 1' })], [f({ definition: 'other' })])).toMatchObject({
      class: 'breaking',
      property: 'arguments',
    });
    expect(changeBetween([f({})], [f({ definition: 'other', result: 'text' })])).toMatchObject({
      class: 'breaking',
      property: 'result',
      from: 'integer',
      to: 'text',
    });
  });

  const written = (attributes: string, body = 'SELECT a', line = ''): ModelPart =>
    aRoutine('trading.f', 'integer', 'a integer', {
      definition: `CREATE OR REPLACE FUNCTION trading.f(a integer)\n RETURNS integer\n LANGUAGE sql\n${attributes === '' ? '' : ` ${attributes}\n`}${line}AS $function$${body}$function$\n`,
    });

  test.each<[string, string, string, string, string | null, string | null, string]>([
    [
      'security',
      '',
      'SECURITY DEFINER',
      'breaking',
      'SECURITY INVOKER',
      'SECURITY DEFINER',
      'every caller has the rights of its owner in it from now on',
    ],
    [
      'security',
      'STRICT SECURITY DEFINER',
      'STRICT',
      'breaking',
      'SECURITY DEFINER',
      'SECURITY INVOKER',
      'it runs with the rights of its caller: calls fail where those are too few',
    ],
    [
      'volatility',
      'IMMUTABLE',
      '',
      'breaking',
      'IMMUTABLE',
      'VOLATILE',
      'indexes and generated columns that call it cannot be created again',
    ],
    [
      'volatility',
      '',
      'STABLE',
      'safe',
      'VOLATILE',
      'STABLE',
      'the planner may call it once where it was called for every row',
    ],
    [
      'NULL arguments',
      'STABLE',
      'STABLE STRICT',
      'breaking',
      'CALLED ON NULL INPUT',
      'RETURNS NULL ON NULL INPUT',
      'a call with a NULL gives NULL and runs nothing',
    ],
    ['parallel', '', 'PARALLEL SAFE', 'safe', 'unsafe', 'safe', 'how the planner uses it'],
    ['planner', '', 'COST 7', 'safe', null, 'COST 7', 'how the planner uses it'],
  ])("a function's %s: '%s' to '%s'", (property, from, to, level, old, now, message) => {
    expect(changeBetween([written(from)], [written(to)])).toMatchObject({
      class: level,
      property,
      from: old,
      to: now,
      message,
    });
  });

  test('a new default does not hide whose rights a function has', () => {
    const before = written('STABLE');
    const after = {
      routines:
        written('SECURITY DEFINER').routines?.map((one) => ({ ...one, arguments: 'a integer DEFAULT 1' })) ?? [],
    };
    expect(changeBetween([before], [after])).toMatchObject({
      class: 'breaking',
      property: 'arguments',
      message:
        'callers that leave an argument out get the new default; every caller has the rights of its owner in it from now on',
    });
  });

  test("a function's SET clause and its body are changes of their own", () => {
    const set = " SET search_path TO 'public'\n";
    expect(changesBetween([written('STABLE', 'SELECT 1', set)], [written('STABLE', 'SELECT 2')]).map(say)).toEqual([
      "breaking · function trading.f(integer) settings: SET search_path TO 'public' → – · it runs under other settings, so the same call may do something else",
      'safe · function trading.f(integer) body: SELECT 1 → SELECT 2 · callers get the new body from their next call on',
    ]);
  });

  test('a new body of a function that an index calls', () => {
    const by = [orders(), anIndex('trading.orders', 'orders_f', ['trading.f(a)'])];
    expect(changeBetween([...by, written('IMMUTABLE')], [...by, written('IMMUTABLE', 'SELECT -a')])).toMatchObject({
      class: 'breaking',
      message:
        'callers get the new body from their next call on; trading.orders_f keeps what the old one gave until REINDEX',
    });
  });

  test('a first grant is told without what the owner has anyway', () => {
    const granted = aTable(
      'trading.orders',
      { id: 'bigint not null', note: 'text' },
      {
        privileges: {
          CURRENT_USER: ['DELETE', 'INSERT', 'MAINTAIN', 'REFERENCES', 'SELECT', 'TRIGGER', 'TRUNCATE', 'UPDATE'],
          reporting: ['SELECT'],
        },
      },
    );
    expect(changesBetween([orders()], [granted]).map(say)).toEqual([
      'safe · table trading.orders privileges of reporting: – → SELECT · reporting gains SELECT',
    ]);
  });

  test('a revoked default shows, though the model never held it', () => {
    const f = (privileges: { [role: string]: string[] } | null): ModelPart =>
      aRoutine('trading.f', '', '', { privileges });
    expect(changesBetween([f(null)], [f({ CURRENT_USER: ['EXECUTE'] })]).map(say)).toEqual([
      'breaking · function trading.f() privileges of PUBLIC: EXECUTE → – · every role loses EXECUTE',
    ]);
  });
});

describe('publications', () => {
  const published = (columns: string[] | null): ModelPart[] => [
    aTable('trading.orders', { id: 'bigint', note: 'text', secret: 'text' }),
    {
      publications: [
        {
          name: 'p',
          allTables: false,
          operations: ['insert'],
          viaRoot: false,
          generatedColumns: null,
          tables: [{ table: 'trading.orders', columns, where: null }],
          schemas: [],
          owner: null,
          comment: null,
        },
      ],
    },
  ];

  test.each<[string, string[] | null, string[] | null, string]>([
    ['narrowed', null, ['id', 'note'], 'subscribers no longer receive secret'],
    [
      'widened',
      ['id', 'note'],
      ['id', 'note', 'secret'],
      'secret leaves the database too; subscribers whose table lacks it stop with an error',
    ],
    ['written out', null, ['id', 'note', 'secret'], 'columns that are added later are published or not'],
  ])('a list of columns that is %s', (_, from, to, message) => {
    expect(changeBetween(published(from), published(to))).toMatchObject({ class: 'breaking', message });
  });
});
