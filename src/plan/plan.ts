import type { Change } from '../diff/change.ts';
import { SchemaPair } from '../diff/schema-pair.ts';
import { decide, type PlannedSide } from './decide.ts';
import type { Place } from './drop.ts';
import { Emission } from './emit.ts';
import { serverSteps } from './server.ts';
import type { Plan } from './step.ts';

/**
 * The way from one schema to another: what goes, what comes and what changes where it stands, in an order in which every
 * statement finds what it needs. What is new is made by the statements of head's own dump.
 *
 * @param changes what the difference means on a database with rows, for the classes of the steps
 */
export function planSteps(from: PlannedSide, to: PlannedSide, changes: readonly Change[], place: Place): Plan {
  const pair = new SchemaPair(from.model, to.model, place.version);
  const fates = decide(from, to, pair, place);
  const emission = new Emission(fates, pair, place, changes);
  const server = serverSteps(from, to);
  const steps = [...server.before, ...emission.steps(), ...server.after];
  const refused = [...fates.refused].map(([object, why]) => ({ object, why }));
  return { steps, refused, notes: notesOf(pair) };
}

function notesOf(pair: SchemaPair): string[] {
  const moved = new Set(
    pair.after.model.columns.flatMap(({ name, relation, position }) => {
      const before = pair.before.find('columns', name);
      const form = pair.after.relation(relation)?.form;
      return before !== undefined && before.position !== position && form?.endsWith('table') ? [relation] : [];
    }),
  );
  return [...moved].map((name) => `${name}: its columns stay in the order in which they came, which is not head's`);
}
