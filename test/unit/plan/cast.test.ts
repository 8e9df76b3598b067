import { expect, test } from 'vitest';
import type { SchemaModel } from '../../../src/catalog/model.ts';
import { canCast } from '../../../src/plan/cast.ts';
import { emptyModel } from '../../support/model.ts';

const model: SchemaModel = {
  ...emptyModel(),
  types: [
    {
      name: 'public.price',
      form: 'domain',
      definition: { base: 'numeric(18,6)' },
      owner: null,
      privileges: null,
      comment: null,
    },
  ],
};

test.each([
  ['integer', 'bigint', true],
  ['numeric(10,2)', 'double precision', true],
  ['public.price', 'numeric', true],
  ['integer', 'public.price', true],
  ['date', 'timestamp with time zone', true],
  ['public.mood', 'text', true],
  ['integer[]', 'bigint[]', true],
  ['text', 'integer', false],
  ['boolean', 'integer[]', false],
  ['jsonb', 'uuid', false],
])('%s to %s', (from, to, expected) => {
  expect(canCast(from, to, model, model)).toBe(expected);
});
