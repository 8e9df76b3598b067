import { PREAMBLE } from '../dump/compose.ts';
import type { Database, Session } from '../engine/types.ts';
import { messageOf } from '../errors.ts';
import { runScripts } from '../script/run.ts';
import { type Part, partsOf } from './parts.ts';
import type { Step } from './step.ts';

/** What stopped a plan. */
export interface Stop {
  step: Step;
  message: string;
}

/** Runs the steps of a plan as `apply` does, part by part; gives what stopped it. A check must tell before from after. */
export async function applySteps(database: Database, steps: readonly Step[]): Promise<Stop | null> {
  await using session = await database.connect();
  await session.execute(PREAMBLE);
  try {
    for (const step of steps) {
      try {
        if (await isDone(session, step)) return { step, message: 'its check says that it is done before it is' };
        for (const part of partsOf([step])) await runPart(session, part, { database: database.name });
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
export async function isDone(session: Session, { check }: Pick<Step, 'check'>): Promise<boolean | undefined> {
  if (check === null) return undefined;
  const [row] = await session.query<{ done: string }>(`SELECT (${check})::text AS done`);
  return row?.done === 'true';
}

export interface PartOptions {
  /** The name of the database, which statements may speak of. */
  database: string;
  /** Says in the database that the part is done, in its transaction where it has one. */
  mark?: string;
  /** Told before each statement. */
  onStatement?: (statement: string) => void;
}

/** Runs one part. Where it fails, a transaction is rolled back: nothing of it has happened. */
export async function runPart(
  session: Session,
  { sql, transaction, settings }: Part,
  { database, mark, onStatement }: PartOptions,
): Promise<void> {
  const run = async (statement: string): Promise<void> => {
    const script = { name: 'the plan', path: 'plan.sql', text: `${statement}\n` };
    await runScripts(session, [script], { database, cwd: '/' });
  };
  for (const statement of settings) await run(statement);
  if (transaction) await session.execute('BEGIN');
  try {
    for (const statement of sql) {
      onStatement?.(statement);
      await run(statement);
    }
    if (mark !== undefined) await session.execute(mark);
    if (transaction) await session.execute('COMMIT');
  } catch (error) {
    // A session that broke has rolled back.
    if (transaction) await session.execute('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
