import { describe, expect, it } from 'vitest';
import type { Json, SchemaModel, Sequence, Type } from '../../../src/catalog/model.ts';
import { renderReadme } from '../../../src/docs/readme.ts';
import { aHypertable, aModel, anAggregate, anEnum, aPolicy, aRoutine, aTable } from '../../support/model.ts';

const page = (model: SchemaModel): string => renderReadme(model, { database: 'd', fingerprint: 'f' });

describe('the columns of a continuous aggregate', () => {
  it.each([
    ['"timestamp" AS "When"', 'When', 'Start of the bar.'],
    [
      'public.time_bucket(\'1 day\'::interval, b."timestamp") AS bucket',
      'bucket',
      'time_bucket of `timestamp`: Start of the bar.',
    ],
    ['b.symbol', 'symbol', 'Ticker.'],
    ['max(high) AS highest', 'highest', 'max of `high`: Highest price.'],
    ['first(high, "timestamp") AS first', 'first', 'first of `high`: Highest price.'],
    ['(max(high) - min(high)) AS span', 'span', undefined],
    ['(max(high) + 1) AS more', 'more', undefined],
    ['sum(high * volume) AS turnover', 'turnover', undefined],
    ['count(*) AS bars', 'bars', undefined],
    ['max(volume) AS volume', 'volume', undefined],
  ])('%s is described by what it is made of', (item, column, words) => {
    const text = page(
      aModel(
        aTable('public.bars', {
          timestamp: { type: 'timestamp with time zone', comment: 'Start of the bar.' },
          symbol: { type: 'text', comment: 'Ticker.' },
          high: { type: 'numeric', comment: 'Highest price.' },
          volume: 'numeric',
        }),
        anAggregate(
          'daily',
          'public.bars',
          { [column]: 'numeric' },
          { query: `SELECT ${item}, 'x, y'::text AS z\n   FROM bars b` },
        ),
      ),
    );
    const row = text.split('\n').find((line) => line.startsWith(`| \`${column}\``)) ?? '';
    expect(row).toMatch(words === undefined ? /\| `numeric` \|$/ : `| ${words} |`);
  });

  it('have their own words first, and those of an aggregate below them', () => {
    const text = page(
      aModel(
        aTable('public.bars', { high: { type: 'numeric', comment: 'Highest price.' } }),
        anAggregate(
          'public.hourly',
          'public.bars',
          { top: 'numeric' },
          { query: 'SELECT max(high) AS top\n   FROM bars' },
        ),
        anAggregate(
          'public.daily',
          'public.hourly',
          { top: 'numeric' },
          { query: 'SELECT max(top) AS top\n   FROM hourly' },
        ),
        anAggregate(
          'own',
          'public.bars',
          { top: { type: 'numeric', comment: 'Mine.' } },
          { query: 'SELECT max(high) AS top' },
        ),
      ),
    );
    expect(text).toContain('| `top` | `numeric` | max of `top`: max of `high`: Highest price. |');
    expect(text).toContain('| `top` | `numeric` | Mine. |');
  });
});

describe('a time column that counts', () => {
  const cut = (body: string | null): string => {
    const now = body === null ? null : 'public.tick';
    const routine = {
      definition: `CREATE OR REPLACE FUNCTION public.tick()\n LANGUAGE sql STABLE\nAS $function$ ${body} $function$`,
    };
    const model = aModel(
      aTable('public.ticks', { t: 'bigint' }),
      aHypertable('public.ticks', { column: 't', interval: '86400', type: 'bigint' }),
      aPolicy('retention policy', 'public.ticks', { drop_after: 864000 }, { timeType: 'bigint' }),
      aRoutine('public.tick', '', '', routine),
    );
    const [dimension] = model.hypertables[0]?.dimensions ?? [];
    if (dimension !== undefined) dimension.integerNowFunction = now;
    return (
      page(model)
        .split('\n')
        .find((line) => line.includes('`t` |')) ?? ''
    );
  };

  it.each([
    ['SELECT extract(epoch FROM now())::bigint', '| 86,400 seconds (1 day) | never | 864,000 seconds (10 days) |'],
    [
      "SELECT (date_part('epoch', now()) * 1000)::bigint",
      '| 86,400 milliseconds (1 minute 26 seconds 400 milliseconds) |',
    ],
    [
      'SELECT (extract(epoch from now()) * (1000000)::numeric)::bigint',
      '| 86,400 microseconds (86 milliseconds 400 microseconds) |',
    ],
    ['SELECT (EXTRACT(epoch FROM now()) / 3600)::bigint', '| 86,400 hours (3600 days) |'],
    ['SELECT (extract(epoch from now()) / 7)::bigint', '| 86,400 (units of t) | never | 864,000 (units of t) |'],
    ['SELECT max(t) FROM ticks', '| 86,400 (units of t) |'],
    [null, '| 86,400 (units of t) |'],
  ])('%s says its unit', (body, expected) => expect(cut(body)).toContain(expected));
});

describe('inheritance', () => {
  it('is told on both sides', () => {
    const text = page(aModel(aTable('shop.base'), aTable('shop.child', {}, { inherits: ['shop.base'] })));
    expect(text).toContain('- Inherits from [`shop.base`](#table.shop.base)');
    expect(text).toContain('- Inherited by [`shop.child`](#table.shop.child)');
  });
});

describe('sequences', () => {
  const sequence = (name: string, over: Partial<Sequence>): Partial<SchemaModel> => ({
    sequences: [
      {
        name,
        type: 'bigint',
        start: '1',
        increment: '5',
        minimum: '1',
        maximum: '9223372036854775807',
        cache: '1',
        cycle: false,
        ownedBy: null,
        identity: false,
        persistence: 'permanent',
        owner: null,
        privileges: null,
        comment: null,
        ...over,
      },
    ],
  });

  it('are left to their column where it takes its values from them, and told of anywhere else', () => {
    const text = page(
      aModel(
        aTable('shop.orders', {
          id: { type: 'integer', default: "nextval('shop.orders_id_seq'::regclass)" },
          number: { type: 'bigint', identity: 'always' },
          qty: 'integer',
        }),
        sequence('shop.orders_id_seq', { ownedBy: 'shop.orders.id' }),
        sequence('shop.orders_number_seq', { ownedBy: 'shop.orders.number', identity: true }),
        sequence('shop.by_fives', { ownedBy: 'shop.orders.qty' }),
      ),
    );
    expect(text).toContain(
      '| `by_fives` | `bigint` | 1 | 5 | `shop.orders.qty` |'.replace(
        '| `by',
        '| <a id="sequence.shop.by_fives"></a>`by',
      ),
    );
    expect(text).toContain('1 sequence');
    expect(text).not.toContain('_number_seq');
    expect(text).not.toContain('<a id="sequence.shop.orders_id_seq">');
  });
});

describe('functions', () => {
  it('tell whose rights and which settings they run with, and what the planner may assume', () => {
    const definition = [
      "CREATE OR REPLACE FUNCTION shop.f(a text DEFAULT ' STABLE'::text)",
      ' RETURNS integer',
      ' LANGUAGE sql',
      ' IMMUTABLE PARALLEL SAFE STRICT SECURITY DEFINER COST 7',
      " SET search_path TO 'pg_catalog', 'pg_temp'",
      'AS $function$ SELECT 1; -- LEAKPROOF',
      ' STABLE $function$',
    ].join('\n');
    const text = page(
      aModel(
        aRoutine('shop.f', 'text', "a text DEFAULT ' STABLE'::text", { definition }),
        aRoutine('shop.plain', '', ''),
      ),
    );
    expect(text).toContain(
      "| sql | immutable<br>parallel safe<br>strict<br>**security definer**<br>cost 7<br>`set search_path to 'pg_catalog', 'pg_temp'` |",
    );
    expect(text).toContain('`plain()` | `integer` | sql |  |');
  });
});

describe('grants on columns', () => {
  it('name the role first and what it may do, then all columns that this holds for', () => {
    const privileges = { reader: ['SELECT'] };
    const text = page(
      aModel(
        aTable('shop.people', {
          id: { privileges },
          email: { privileges: { reader: ['INSERT', 'SELECT'], app: ['REFERENCES', 'UPDATE*'] } },
          secret: {},
        }),
      ),
    );
    expect(text).toContain(
      '- `app`: REFERENCES, UPDATE (may grant it) on `email`\n- `reader`: SELECT on `id`, `email`; INSERT on `email`',
    );
  });
});

describe('types', () => {
  const type = (name: string, form: Type['form'], definition: Json): Partial<SchemaModel> => ({
    types: [{ name, form, definition, owner: null, privileges: null, comment: null }],
  });
  const domain = (name: string, base: string, over: { [key: string]: Json }): Partial<SchemaModel> =>
    type(name, 'domain', { base, nullable: true, default: null, collation: null, checks: {}, comments: {}, ...over });

  it('give their columns what a domain, or the domain below it, demands and presets', () => {
    const text = page(
      aModel(
        domain('shop.code', 'text', { nullable: false, default: "'x'::text", collation: '"default"' }),
        domain('shop.sku', 'shop.code', { collation: '"C"' }),
        aTable('shop.items', { sku: 'shop.sku', list: 'shop.sku[]', own: { type: 'shop.sku', default: "'y'" } }),
      ),
    );
    expect(text).toContain("| `sku` | [`shop.sku`](#type.shop.sku) | no | `'x'::text`, from the type |");
    expect(text).toContain('| `list` | [`shop.sku[]`](#type.shop.sku) | yes |');
    expect(text).toContain("| `own` | [`shop.sku`](#type.shop.sku) | no | `'y'` |");
    expect(text).not.toContain('default"');
    expect(text).toContain('collation `"C"`');
  });

  it('show an empty label', () => {
    expect(page(aModel(anEnum('shop.state', ['', 'open'])))).toContain('| the empty label, `open` |');
  });

  it('have casts in words, save the one that PostgreSQL makes with a range', () => {
    const cast = (name: string, definition: Json): Partial<SchemaModel> => ({
      others: [{ name, form: 'cast', definition, owner: null, privileges: null, comment: null }],
    });
    const text = page(
      aModel(
        type('shop.span', 'range', { subtype: 'integer', collation: null, multirange: 'shop.spans' }),
        cast('cast (shop.span as shop.spans)', { function: 'shop.spans(shop.span)', context: 'e', method: 'f' }),
        cast('cast (text as shop.span)', { function: 'shop.parse(text)', context: 'a', method: 'f' }),
        cast('cast (shop.a as shop.b)', { function: null, context: 'i', method: 'b' }),
      ),
    );
    expect(text).toContain(
      '| `cast (text as shop.span)` | cast | in assignments, and where asked for, by `shop.parse(text)` |',
    );
    expect(text).toContain('| `cast (shop.a as shop.b)` | cast | wherever it fits, unasked, without conversion |');
    expect(text).not.toContain('cast (shop.span as shop.spans)');
  });
});

describe('coverage', () => {
  it.each([
    [1, 5, '17 %'],
    [999, 1, '99 %'],
    [1, 999, '1 %'],
    [0, 3, '0 %'],
  ])('of %i columns with a comment and %i without is %s', (described, bare, share) => {
    const columns = Object.fromEntries(
      Array.from({ length: described + bare }, (_, i) => [`c${i}`, { comment: i < described ? 'Said.' : null }]),
    );
    expect(page(aModel(aTable('shop.t', columns)))).toContain(
      `| columns | ${described} | ${described + bare} | ${share} |`,
    );
  });
});

describe('publications', () => {
  it('name the columns that they send, with the table too', () => {
    const text = page(
      aModel(aTable('shop.orders', { id: 'integer', secret: 'text' }), {
        publications: [
          {
            name: 'some',
            allTables: false,
            operations: ['insert'],
            viaRoot: false,
            generatedColumns: null,
            tables: [{ table: 'shop.orders', columns: ['id', 'secret'], where: null }],
            schemas: [],
            owner: null,
            comment: null,
          },
        ],
      }),
    );
    expect(text).toContain('- Published by [`some`](#section.publications) (only `id`, `secret`)');
    expect(text).toContain('[`shop.orders`](#table.shop.orders) (`id`, `secret`) |');
  });
});
