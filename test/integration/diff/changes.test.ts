import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SchemaModel } from '../../../src/catalog/model.ts';
import { readCatalogue } from '../../../src/catalog/read.ts';
import { explainChanges } from '../../../src/diff/changes.ts';
import { mutate, mutations } from '../../support/mutate.ts';
import { type GeneratedSchema, schemas } from '../../support/schemas/arbitrary.ts';
import { without } from '../../support/schemas/statements.ts';
import { apply, Workshop } from '../../support/schemas/workshop.ts';
import { expectAllExplained, expectMirrored, expectReadable } from './support.ts';

const workshop = new Workshop();
afterAll(() => workshop[Symbol.asyncDispose]());

async function modelOf(sql: string): Promise<SchemaModel> {
  const database = await workshop.source();
  await apply(database, sql);
  await using session = await database.connect();
  return (await readCatalogue(session)).model;
}

const versions = fc.constantFrom('2.14.2', '2.23.0', '2.29.2', null);

describe('the changes of one of everything, altered at random', () => {
  let model: SchemaModel;
  beforeAll(async () => {
    model = await modelOf(await readFile(join(import.meta.dirname, '../../support/everything.sql'), 'utf8'));
  });

  test('a schema differs from itself in nothing', () => {
    expect(explainChanges(model, structuredClone(model))).toEqual([]);
  });

  test.each([
    ['every difference of the models is in exactly one change', expectAllExplained],
    ['every change reads as one', expectReadable],
    ['the way back mirrors the way there', expectMirrored],
  ])('%s', (_, check) => {
    fc.assert(
      fc.property(mutations, mutations, versions, (old, now, version) => {
        check(mutate(model, old), mutate(model, now), version);
      }),
      { numRuns: 150, seed: 42 },
    );
  });
});

test('the changes between generated schemas, built for real', async () => {
  const generated = fc.sample(schemas(), { numRuns: 3, seed: 7 });
  const sql = (schema: GeneratedSchema): string => schema.map((statement) => `${statement.sql};`).join('\n');
  const models: SchemaModel[] = [];
  for (const schema of generated) {
    const half = without(schema, new Set(schema.map((_, i) => i).filter((i) => i % 3 === 0)));
    models.push(await modelOf(sql(schema)), await modelOf(sql(half)));
  }
  for (const from of models) {
    for (const to of models) {
      if (from === to) continue;
      for (const check of [expectAllExplained, expectReadable, expectMirrored]) check(from, to, '2.23.0');
    }
  }
});
