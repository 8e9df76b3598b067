import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SchemaModel } from '../../../src/catalog/model.ts';
import { readCatalogue } from '../../../src/catalog/read.ts';
import type { Change } from '../../../src/diff/change.ts';
import { explainChanges, leavesOf } from '../../../src/diff/changes.ts';
import { CLASSES } from '../../../src/diff/classes.ts';
import { Context } from '../../../src/diff/context.ts';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import { mutate, mutations } from '../../support/mutate.ts';

let model: SchemaModel;

beforeAll(async () => {
  await using engine = await startEmbedded('trading_data');
  await using session = await engine.database.connect();
  await session.execute(await readFile(join(import.meta.dirname, '../../support/everything.sql'), 'utf8'));
  ({ model } = await readCatalogue(session));
});

const versions = fc.constantFrom('2.14.2', '2.23.0', '2.29.2', null);

describe('the changes of one of everything, altered at random', () => {
  test('a schema differs from itself in nothing', () => {
    expect(explainChanges(model, structuredClone(model))).toEqual([]);
  });

  test('every difference of the models is in exactly one change', () => {
    fc.assert(
      fc.property(mutations, mutations, versions, (old, now, version) => {
        const [from, to] = [mutate(model, old), mutate(model, now)];
        const changes = explainChanges(from, to, { timescaledb: version });
        const covered = changes.flatMap(({ covers }) => covers.map(({ key }) => key));
        expect(covered.length).toBe(new Set(covered).size);
        const differences = leavesOf(from, to, new Context(from, to, version)).map(({ key }) => key);
        expect(differences.filter((key) => !covered.includes(key))).toEqual([]);
        expect(changes.length > 0).toBe(differences.length > 0);
      }),
      { numRuns: 150, seed: 42 },
    );
  });

  test('every change reads as one', () => {
    fc.assert(
      fc.property(mutations, mutations, versions, (old, now, version) => {
        const [from, to] = [mutate(model, old), mutate(model, now)];
        for (const { class: level, kind, object, property, from: old, to: now, message } of explainChanges(from, to, {
          timescaledb: version,
        })) {
          expect(CLASSES).toContain(level);
          expect(kind).not.toBe('');
          expect(object).not.toBe('');
          expect(property).not.toBe('');
          expect([old, now]).not.toEqual([null, null]);
          expect(`${kind} ${property} ${old} ${now} ${message}`).not.toMatch(/undefined|NaN|\[object|null (days|long)/);
          expect(message).toMatch(/^\S.*[^.\s]$/s);
          expect(message).not.toContain('\n\n');
        }
      }),
      { numRuns: 150, seed: 42 },
    );
  });

  test('the way back mirrors the way there', () => {
    const facts = ({ object, property, from, to }: Change): string => JSON.stringify([object, property, from, to]);
    const mirrored = (change: Change): string => facts({ ...change, from: change.to, to: change.from });
    fc.assert(
      fc.property(mutations, mutations, versions, (old, now, version) => {
        const [from, to] = [mutate(model, old), mutate(model, now)];
        const there = explainChanges(from, to, { timescaledb: version });
        const back = explainChanges(to, from, { timescaledb: version });
        fc.pre(there.every(({ renamedFrom }) => renamedFrom === null));
        expect(back.map(mirrored).sort()).toEqual(there.map(facts).sort());
      }),
      { numRuns: 150, seed: 42 },
    );
  });
});
