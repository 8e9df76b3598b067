import { expect } from 'vitest';
import type { SchemaModel } from '../../../src/catalog/model.ts';
import type { Change } from '../../../src/diff/change.ts';
import { explainChanges, leavesOf } from '../../../src/diff/changes.ts';
import { CLASSES } from '../../../src/diff/classes.ts';
import { Context } from '../../../src/diff/context.ts';

/** Every difference of the two models is in exactly one change. */
export function expectAllExplained(from: SchemaModel, to: SchemaModel, timescaledb: string | null): void {
  const changes = explainChanges(from, to, { timescaledb });
  const covered = changes.flatMap(({ covers }) => covers.map(({ key }) => key));
  expect(covered.length).toBe(new Set(covered).size);
  const differences = leavesOf(from, to, new Context(from, to, timescaledb)).map(({ key }) => key);
  expect(differences.filter((key) => !covered.includes(key))).toEqual([]);
  expect(changes.length > 0).toBe(differences.length > 0);
}

/** Every change says what, of what, from what to what, and what happens. */
export function expectReadable(from: SchemaModel, to: SchemaModel, timescaledb: string | null): void {
  for (const { class: level, kind, object, property, from: old, to: now, message } of explainChanges(from, to, {
    timescaledb,
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
}

/** The way back has the same changes, from what they led to. Renamed objects have another name there, so they are left out. */
export function expectMirrored(from: SchemaModel, to: SchemaModel, timescaledb: string | null): void {
  const there = explainChanges(from, to, { timescaledb });
  if (there.some(({ renamedFrom }) => renamedFrom !== null)) return;
  const back = explainChanges(to, from, { timescaledb });
  const facts = ({ object, property, from: old, to: now }: Change): string =>
    JSON.stringify([object, property, old, now]);
  const mirrored = (change: Change): string => facts({ ...change, from: change.to, to: change.from });
  expect(back.map(mirrored).sort()).toEqual(there.map(facts).sort());
}
