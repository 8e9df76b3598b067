import { PREAMBLE } from '../dump/compose.ts';
import type { Database } from '../engine/types.ts';
import { messageOf } from '../errors.ts';
import { runScripts } from '../script/run.ts';
import type { Step } from './step.ts';

/** What stopped a plan. */
export interface Stop {
  step: Step;
  message: string;
}

/** Runs the steps of a plan, each statement by itself; gives what stopped it. */
export async function applySteps(database: Database, steps: readonly Step[]): Promise<Stop | null> {
  await using session = await database.connect();
  await session.execute(PREAMBLE);
  try {
    for (const step of steps) {
      const script = { name: 'the plan', path: 'plan.sql', text: `${step.sql.join('\n')}\n` };
      try {
        await runScripts(session, [script], { database: database.name, cwd: '/' });
      } catch (cause) {
        return { step, message: messageOf(cause) };
      }
    }
    return null;
  } finally {
    await session.reset();
  }
}
