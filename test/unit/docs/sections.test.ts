import { describe, expect, it } from 'vitest';
import type { SchemaModel, Sequence } from '../../../src/catalog/model.ts';
import { renderReadme } from '../../../src/docs/readme.ts';
import { aModel, aRoutine, aTable } from '../../support/model.ts';

const page = (model: SchemaModel): string => renderReadme(model, { database: 'd', fingerprint: 'f' });

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
          email: { privileges: { ...privileges, app: ['UPDATE*'] } },
          secret: {},
        }),
      ),
    );
    expect(text).toContain('- `app`: UPDATE (may grant it) on `email`\n- `reader`: SELECT on `id`, `email`');
  });
});
