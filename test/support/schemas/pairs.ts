import type { Collection, SchemaModel } from '../../../src/catalog/model.ts';
import { KIND } from '../../../src/catalog/model.ts';
import { type Change, CLASSES } from '../../../src/diff/change.ts';
import { explainChanges } from '../../../src/diff/changes.ts';

/**
 * Holds the changes between two models against what a diff promises: nothing between a model and itself, every difference
 * in exactly one change, each change readable, the way back the mirror of the way there.
 *
 * @param timescaledb the version that the change meets
 * @returns what is broken; nothing where all holds
 */
export function pairProblems(from: SchemaModel, to: SchemaModel, timescaledb: string | null): string[] {
  const there = explainChanges(from, to, { timescaledb });
  const back = explainChanges(to, from, { timescaledb });
  return [
    ...explainChanges(to, structuredClone(to), { timescaledb }).map(({ object }) => `${object} differs from itself`),
    ...ignored(from, to, there),
    ...there.flatMap(unreadable),
    ...unmirrored(there, back),
  ];
}

/** Differences that no change accounts for, by a comparison of our own; and those that two do. */
function ignored(from: SchemaModel, to: SchemaModel, changes: readonly Change[]): string[] {
  const covers = changes.flatMap((change) => change.covers);
  const covered = new Set(
    covers.map(({ collection, object, property }) => JSON.stringify([collection, object, property])),
  );
  const keys = covers.map(({ key }) => key);
  return [
    ...differences(from, to).flatMap((key) => (covered.has(key) ? [] : [`no change accounts for ${key}`])),
    ...keys.filter((key, i) => keys.indexOf(key) !== i).map((key) => `two changes account for ${key}`),
  ];
}

function differences(from: SchemaModel, to: SchemaModel): string[] {
  return (Object.keys(KIND) as Collection[]).flatMap((collection) => {
    const [old, now] = [from, to].map(
      (model) =>
        new Map(model[collection].map((object) => [object.name, object as unknown as Record<string, unknown>])),
    ) as [Map<string, Record<string, unknown>>, Map<string, Record<string, unknown>>];
    return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
      const [before, after] = [old.get(name), now.get(name)];
      if (before === undefined || after === undefined) return [JSON.stringify([collection, name, null])];
      return Object.keys({ ...before, ...after })
        .filter((property) => JSON.stringify(before[property]) !== JSON.stringify(after[property]))
        .map((property) => JSON.stringify([collection, name, property]));
    });
  });
}

/** Every change says what, of what, from what to what, and what happens. */
function unreadable(change: Change): string[] {
  const { class: level, kind, object, property, from, to, message } = change;
  const said = `${kind} ${property} ${from} ${to} ${message}`;
  const wrong =
    !CLASSES.includes(level) ||
    [kind, object, property].includes('') ||
    (from === null && to === null) ||
    (from === to && property !== null) ||
    /undefined|NaN|\[object|null (days|long)/.test(said) ||
    !/^\S.*[^.\s]$/s.test(message) ||
    message.includes('\n\n');
  return wrong ? [`unreadable: ${object}: ${said}`] : [];
}

/** Renamed objects have another name on the way back, so they are left out. */
function unmirrored(there: readonly Change[], back: readonly Change[]): string[] {
  if ([...there, ...back].some(({ renamedFrom }) => renamedFrom !== null)) return [];
  const facts = ({ object, property }: Change, from: string | null, to: string | null): string =>
    JSON.stringify([object, property, from, to]);
  const way = there.map((change) => facts(change, change.from, change.to)).sort();
  const mirror = back.map((change) => facts(change, change.to, change.from)).sort();
  const only = (some: readonly string[], others: readonly string[]): string[] =>
    some.filter((one) => !others.includes(one)).map((one) => `not mirrored: ${one}`);
  return [...only(way, mirror), ...only(mirror, way)];
}
