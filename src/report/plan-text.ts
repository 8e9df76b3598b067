import type { UndoProof } from '../plan/prove.ts';
import type { Plan, Step } from '../plan/step.ts';
import { plural } from './words.ts';

/** What the plan is written with. */
export interface WrittenPlan extends Plan {
  fingerprints: { old: string; new: string };
  proof: { proved: boolean; undo: UndoProof | null } | null;
}

/**
 * The plan as SQL for psql: steps whose check says that they are done are passed over, and steps that can share a transaction do.
 *
 * @param preamble settings of the session
 */
export function planAsSql(plan: WrittenPlan, preamble: string): string {
  const parts = [headOf(plan), ...guardOf(plan), '\\set ON_ERROR_STOP on', preamble];
  let open = false;
  plan.steps.forEach((step, i) => {
    if (step.transaction !== open) parts.push(step.transaction ? '\nBEGIN;' : '\nCOMMIT;');
    open = step.transaction;
    parts.push(`\n${stepAsSql(step, `${i + 1} of ${plan.steps.length}`)}`);
  });
  if (open) parts.push('\nCOMMIT;');
  return `${parts.join('\n')}\n`;
}

function headOf({ fingerprints, proof, refused, notes }: WrittenPlan): string {
  return [
    `-- From schema ${fingerprints.old.slice(0, 8)} to ${fingerprints.new.slice(0, 8)}, planned by timescale-ci`,
    proof === null
      ? '-- NOT PROVED'
      : proof.proved
        ? '-- Proved on generated rows'
        : '-- THE PROOF FAILED: do not run it',
    ...undoLines(proof?.undo ?? null).map((line) => comment(line)),
    '-- psql holds what a transaction has locked until its COMMIT, and waits for locks as long as it takes. "timescale-ci apply"',
    '-- runs the plan with short waits and tries again, says how far it is, and goes on where it was killed.',
    ...refused.map(({ object, why }) => comment(`NOT PLANNED: ${object}: ${why}`)),
    ...notes.map((note) => comment(note)),
  ].join('\n');
}

/** What came of the way back, in sentences. */
export function undoLines(undo: UndoProof | null): string[] {
  if (undo === null) return [];
  const { proved, steps, refused, problems, lost } = undo;
  if (refused.length > 0) {
    return ['The way back is not planned whole:', ...refused.map(({ object, why }) => `  ${object}: ${why}`)];
  }
  if (!proved) return ['The proof of the way back failed:', ...problems.map((problem) => `  ${problem}`)];
  const way = `The way back (plan NEW OLD, ${plural(steps, 'step')}) is proved`;
  return [
    lost.length === 0 ? `${way}: it loses nothing` : `${way}; it does not bring back what was in ${lost.join(', ')}`,
  ];
}

/** A plan that is not whole stops before its first statement, until a person says otherwise. */
function guardOf({ refused, proof }: WrittenPlan): string[] {
  if (refused.length === 0 && proof?.proved !== false) return [];
  const why = refused.length > 0 ? 'this plan lacks what is NOT PLANNED above' : 'the proof of this plan failed';
  return [`\\warn ${why}: take this line and the next away to run the rest`, '\\quit'];
}

function stepAsSql(step: Step, place: string): string {
  const facts = [
    step.class,
    step.lock ?? 'no lock to speak of',
    ...(step.transaction ? [] : ['outside of a transaction']),
  ];
  const lines = [
    comment(`Step ${place}: ${step.title}`),
    comment(facts.join(' · ')),
    ...(step.message === null ? [] : [comment(step.message)]),
    typeof step.undo === 'string' ? comment(`Undo: ${step.undo}`) : comment(`Undo: ${step.undo.join(' ')}`),
  ];
  if (step.check === null) return [...lines, ...step.sql].join('\n');
  return [...lines, `SELECT NOT (${step.check}) AS todo \\gset`, '\\if :todo', ...step.sql, '\\endif'].join('\n');
}

function comment(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => `-- ${line}`)
    .join('\n');
}

/** The document of `plan --format json`. */
export function planAsJson(plan: WrittenPlan): string {
  return `${JSON.stringify(plan, null, 2)}\n`;
}
