import { PREAMBLE } from '../dump/compose.ts';
import type { Database, Session } from '../engine/types.ts';
import { messageOf } from '../errors.ts';
import { runScripts } from '../script/run.ts';
import type { Step } from './step.ts';

/** What stopped a plan. */
export interface Stop {
  step: Step;
  message: string;
}

/** Runs the steps of a plan, each statement by itself; gives what stopped it. A check must tell before from after. */
export async function applySteps(database: Database, steps: readonly Step[]): Promise<Stop | null> {
  await using session = await database.connect();
  await session.execute(PREAMBLE);
  try {
    for (const step of steps) {
      const script = { name: 'the plan', path: 'plan.sql', text: `${step.sql.join('\n')}\n` };
      try {
        if (await isDone(session, step)) return { step, message: 'its check says that it is done before it is' };
        await runScripts(session, [script], { database: database.name, cwd: '/' });
        if ((await isDone(session, step)) === false) return { step, message: 'its check does not say that it is done' };
      } catch (cause) {
        return { step, message: messageOf(cause) };
      }
    }
    return null;
  } finally {
    await session.reset();
  }
}

/** What a step's check says; undefined for a step without one. */
async function isDone(session: Session, { check }: Step): Promise<boolean | undefined> {
  if (check === null) return undefined;
  const [row] = await session.query<{ done: string }>(`SELECT (${check})::text AS done`);
  return row?.done === 'true';
}
