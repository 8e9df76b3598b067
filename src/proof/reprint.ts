import { type Collection, type Json, PRINTED } from '../catalog/model.ts';
import type { Difference } from '../diff/compare.ts';
import type { Dump } from '../dump/dump.ts';
import { bodyOf } from '../dump/header.ts';

/** A pair of texts that were compared, and the properties in which their models differ. */
export interface Step {
  from: string;
  to: string;
  differences: readonly Difference[];
}

/**
 * Whether all that a restore changed is how PostgreSQL prints expressions which it read from the dump itself. Each
 * difference must be in a property that PostgreSQL prints, what the source printed must stand in the dump word for word,
 * and no other line of the dump may differ. What was lost on the way into the dump, or was no expression, is none.
 */
export function isReprint({ from, to, differences }: Step): boolean {
  const [before, after] = [squeezed(bodyOf(from)), squeezed(bodyOf(to))];
  const changed = before.flatMap((line, i) => (line === after[i] ? [] : [i]));
  if (differences.length === 0 || before.length !== after.length) return false;
  const pairs = differences.map(printedLines);
  if (!pairs.every((pair) => pair !== undefined)) return false;
  const [old, now] = [pairs.flatMap((pair) => pair.from), pairs.flatMap((pair) => pair.to)];
  const stands = (texts: readonly string[]) => (line: string) => texts.some((text) => text.includes(line));
  const explained = (lines: readonly string[]) => (text: string | undefined) =>
    lines.some((line) => text?.includes(line));
  return (
    old.every(stands(changed.map((i) => before[i] ?? ''))) &&
    now.every(stands(changed.map((i) => after[i] ?? ''))) &&
    changed.every((i) => explained(old)(before[i]) && explained(now)(after[i]))
  );
}

/**
 * The same of a text whose model nobody knows: all that may differ is queries, bodies and expressions, each of which the
 * restored database prints just so, with the same before and after it in its line. A version's file may come from a server
 * that prints views in other words, or has printed an expression once only (`varchar IN ('a', 'b')` takes two).
 */
export function isReprintOf(from: string, { text, model }: Pick<Dump, 'text' | 'model'>): boolean {
  const [before, after] = [squeezed(bodyOf(from)), squeezed(bodyOf(text))];
  const changed = after.flatMap((line, i) => (line === before[i] ? [] : [[before[i] ?? '', line] as const]));
  if (changed.length === 0 || before.length !== after.length) return false;
  const objects = Object.entries(PRINTED) as [Collection, readonly string[]][];
  const printed = objects.flatMap(([collection, properties]) =>
    (model[collection] as unknown as { [property: string]: Json }[]).flatMap((object) =>
      properties.flatMap((property) => textsIn(object[property] ?? null)),
    ),
  );
  const lines = new Set(printed.flatMap(squeezed).filter((line) => line !== ''));
  return changed.every(
    ([old, line]) => lines.has(line.replace(/;$/, '')) || [...lines].some((part) => differsIn(part, old, line)),
  );
}

function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  return value === null || typeof value !== 'object'
    ? []
    : Object.values(value).flatMap((each) => textsIn(each as Json));
}

/** True where a line differs from an older one in this part of it, and in no other. */
function differsIn(part: string, old: string, line: string): boolean {
  const start = line.indexOf(part);
  if (start < 0) return false;
  const [before, after] = [line.slice(0, start), line.slice(start + part.length)];
  return old.length > before.length + after.length && old.startsWith(before) && old.endsWith(after);
}

/** True for a difference in a property that PostgreSQL prints: it may be the same expression, printed by another version. */
export function mayBePrinting(difference: Difference): boolean {
  return printedLines(difference) !== undefined;
}

/** The lines that differ in a property that PostgreSQL prints; undefined where something else differs. */
function printedLines({ collection, property, from, to }: Difference): { from: string[]; to: string[] } | undefined {
  if (property === null || !PRINTED[collection]?.includes(property)) return undefined;
  // The columns of an index are its definition again, with fewer parentheses.
  if (collection === 'indexes' && property === 'columns') return { from: [], to: [] };
  const pairs = leaves(from, to);
  if (pairs === undefined) return undefined;
  return {
    from: pairs.flatMap(([old, now]) => differing(old, now)),
    to: pairs.flatMap(([old, now]) => differing(now, old)),
  };
}

/** The texts that differ, at the same place of the same structure; undefined where anything else does. */
function leaves(from: Json, to: Json): [string, string][] | undefined {
  if (from === to) return [];
  if (typeof from === 'string' && typeof to === 'string') return [[from, to]];
  if (from === null || to === null || typeof from !== 'object' || typeof to !== 'object') return undefined;
  const [old, now] = [from, to].map((value) => Object.entries(value)) as [[string, Json][], [string, Json][]];
  if (old.length !== now.length || old.some(([key], i) => key !== now[i]?.[0])) return undefined;
  const pairs = old.map(([, value], i) => leaves(value, now[i]?.[1] ?? null));
  return pairs.every((pair) => pair !== undefined) ? pairs.flat() : undefined;
}

/** pg_get_functiondef, which the model holds, and pg_dump begin a function in different ways. */
function differing(text: string, other: string): string[] {
  const others = new Set(squeezed(other));
  return squeezed(text)
    .filter((line) => !others.has(line))
    .map((line) => line.replace(/^CREATE OR REPLACE (?=FUNCTION|PROCEDURE)/, 'CREATE '));
}

function squeezed(text: string): string[] {
  return text.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
}
