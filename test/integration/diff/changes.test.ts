import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SchemaModel } from '../../../src/catalog/model.ts';
import { readCatalogue } from '../../../src/catalog/read.ts';
import { recordOf } from '../../../src/diff/change.ts';
import { explainChanges } from '../../../src/diff/changes.ts';
import { alterations, mutate, mutations } from '../../support/mutate.ts';
import { type GeneratedSchema, schemas } from '../../support/schemas/arbitrary.ts';
import { pairProblems } from '../../support/schemas/pairs.ts';
import { without } from '../../support/schemas/statements.ts';
import { apply, Workshop } from '../../support/schemas/workshop.ts';

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

  test('no property changes in silence: each by itself makes a change that names its object and shows both values', () => {
    const silent: string[] = [];
    let count = 0;
    for (const { collection, object, relation, property, model: altered } of alterations(model, 2)) {
      count++;
      const changes = explainChanges(model, altered);
      // Jobs have the word in front.
      const names = [object, relation, object.replace(/^job /, '')];
      const named = changes.find((change) => names.includes(change.object));
      if (named === undefined || named.from === named.to) {
        silent.push(`${collection} ${object} ${property}: ${JSON.stringify(changes.map(recordOf))}`);
      }
    }
    expect(silent).toEqual([]);
    expect(count).toBeGreaterThan(1_000);
  });

  test('every difference is in one change that reads as one, and the way back mirrors the way there', () => {
    fc.assert(
      fc.property(mutations, mutations, versions, (old, now, version) => {
        expect(pairProblems(mutate(model, old), mutate(model, now), version)).toEqual([]);
      }),
      { numRuns: 150, seed: 42 },
    );
  });
});

test('the changes between generated schemas, built for real', { tags: ['long'] }, async () => {
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
      expect(pairProblems(from, to, '2.23.0')).toEqual([]);
    }
  }
});

test('the columns that a publication sends are read, and another list of them is told', {
  tags: ['long'],
}, async () => {
  const published = (columns: string): Promise<SchemaModel> =>
    modelOf(
      `CREATE TABLE q (id integer PRIMARY KEY, a integer, secret text); CREATE PUBLICATION p FOR TABLE q${columns};`,
    );
  const [all, some] = [await published(''), await published(' (id, a)')];
  expect(some.publications[0]?.tables).toEqual([{ table: 'public.q', columns: ['id', 'a'], where: null }]);
  expect(explainChanges(all, some).map(recordOf)).toMatchObject([
    {
      class: 'breaking',
      property: 'table public.q',
      from: 'all',
      to: 'columns id, a',
      message: 'subscribers no longer receive secret',
    },
  ]);
});
