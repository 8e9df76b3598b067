import type { Constraint } from '../catalog/model.ts';

/** What happens in a table from now on when a row that it refers to is deleted, or its key changed. */
export function newActions(before: Constraint, after: Constraint): string[] {
  if (after.references === null || after.references !== before.references) return [];
  return (['DELETE', 'UPDATE'] as const).flatMap((event) => {
    const [old, now] = [before, after].map(({ definition }) => action(definition, event)) as [string, string];
    // Both refuse; they differ in whether a statement may still put it right.
    if (old === now || [old, now].every((one) => REFUSES.includes(one))) return [];
    const what = `${event === 'DELETE' ? 'deleting' : 'changing the key of'} a row of ${after.references}`;
    return [`${what} now ${consequence(event, now, after)}`];
  });
}

const REFUSES = ['NO ACTION', 'RESTRICT'];

/** pg_get_constraintdef() leaves NO ACTION out. */
function action(definition: string, event: 'DELETE' | 'UPDATE'): string {
  return new RegExp(` ON ${event} (CASCADE|RESTRICT|SET NULL|SET DEFAULT)`).exec(definition)?.[1] ?? 'NO ACTION';
}

function consequence(event: 'DELETE' | 'UPDATE', now: string, { relation }: Constraint): string {
  switch (now) {
    case 'CASCADE':
      return event === 'DELETE' ? `deletes its rows in ${relation} too` : `changes its rows in ${relation} too`;
    case 'SET NULL':
      return `sets its rows in ${relation} to NULL`;
    case 'SET DEFAULT':
      return `sets its rows in ${relation} to their default`;
    default:
      return `fails while it has rows in ${relation}`;
  }
}
