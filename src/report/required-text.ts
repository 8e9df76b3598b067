import type { SchemaModel } from '../catalog/model.ts';
import type { Required } from '../proof/required.ts';
import { plural } from './words.ts';

/** The verdict on the required objects in one line. */
export function describeRequired(required: Required, model: SchemaModel): string {
  if (required.unmet.length > 0) return describeUnmet(required);
  const counts = Object.entries(required.counts).filter(([, count]) => count > 0);
  if (counts.length > 0) return `${counts.map(([kind, count]) => plural(count, kind)).join(', ')} as required`;
  return `${plural(model.hypertables.length, 'hypertable')}; nothing is required in the settings`;
}

/** `2 requirements are not met`: as many as `listUnmet` lists. */
export function describeUnmet({ unmet }: Required): string {
  return `${plural(unmet.length, 'requirement')} ${unmet.length === 1 ? 'is' : 'are'} not met`;
}

/** A line or two for each promise that is not kept. */
export function listUnmet(required: Required): string[] {
  const width = required.unmet.reduce((most, { object }) => Math.max(most, Math.min(32, object.length)), 0);
  return required.unmet.flatMap(({ object, problem, hint }) => [
    `${object.padEnd(width)}  ${problem}`,
    ...(hint === null ? [] : [`${' '.repeat(width)}  ${hint}`]),
  ]);
}
