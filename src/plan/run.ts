import { createHash } from 'node:crypto';
import type { Session } from '../engine/types.ts';
import { messageOf, UserError } from '../errors.ts';
import { ScriptError } from '../script/error.ts';
import { quoteLiteral } from '../sql/quote.ts';
import { isDone, runPart, type Stop } from './apply.ts';
import { prepare } from './locks.ts';
import { fitsTransaction, type Part, partsOf } from './parts.ts';
import type { Step } from './step.ts';

/**
 * Where a database keeps how far a plan has got: an empty schema, whose comment says it. A comment is changed in the
 * transaction of what it speaks of, and no publication, default privilege or trigger of a table sees it.
 */
const PROGRESS = 'timescale_ci_plan';

/** How far a plan has got in a database. */
export interface Progress {
  /** The id of the plan. */
  plan: string;
  /** How many of its parts are done. */
  done: number;
}

/** What makes a plan this one: its statements, and the schemas that it leads from and to. */
export function planId(plan: { fingerprints: { old: string; new: string }; steps: readonly Step[] }): string {
  const text = JSON.stringify([plan.fingerprints, plan.steps.map(({ sql, check }) => [sql, check])]);
  return createHash('sha256').update(text).digest('hex');
}

/** What the database says of a plan that is under way; null where none is. */
export async function readProgress(session: Session): Promise<Progress | null> {
  const [row] = await session.query<{ text: string | null }>(
    `SELECT pg_catalog.obj_description(pg_catalog.to_regnamespace(${quoteLiteral(PROGRESS)})::oid, 'pg_namespace') AS text`,
  );
  const [, plan, done] = /plan ([0-9a-f]{64}): (\d+) of \d+/.exec(row?.text ?? '') ?? [];
  return plan === undefined || done === undefined ? null : { plan, done: Number(done) };
}

function markOf(id: string, done: number, all: number): string {
  const text = `timescale-ci apply is under way, plan ${id}: ${done} of ${all} parts are done`;
  return `COMMENT ON SCHEMA ${PROGRESS} IS ${quoteLiteral(text)}`;
}

/** What makes a database say nothing of a plan any more. */
export const FORGET = `DROP SCHEMA IF EXISTS ${PROGRESS}`;

/** Says so in a database that says nothing yet; in one simple query, which is one transaction. */
async function begin(session: Session, id: string, done: number, all: number): Promise<void> {
  try {
    await session.execute(`CREATE SCHEMA ${PROGRESS}; ${markOf(id, done, all)}`);
  } catch (cause) {
    throw new UserError(
      `the database takes no schema ${PROGRESS}, in which it would say how far the plan is: ${messageOf(cause)}`,
      {
        hint: 'Connect as the owner of the database, to a server that can be written to. Nothing was changed.',
        exitCode: 1,
        cause,
      },
    );
  }
}

async function forget(session: Session): Promise<void> {
  try {
    await session.execute(FORGET);
  } catch (cause) {
    throw new UserError(`all steps are done, but the schema ${PROGRESS} stays: ${messageOf(cause)}`, {
      hint: 'Run the same command again.',
      exitCode: 1,
      cause,
    });
  }
}

/** How a plan is run. */
export interface RunOptions {
  /** Milliseconds that a statement waits for a lock before it lets the others go on and tries again. */
  lockTimeoutMs: number;
  /** How often it is tried again. */
  retries: number;
  /** The name of the database. */
  database: string;
  /** Lets time pass between two tries. */
  pause(ms: number): Promise<void>;
  onStep(step: number): void;
  /** @param found true where its check said that it was done already */
  onStepDone(step: number, found: boolean): void;
  onStatement(step: number, statement: string): void;
  /** A try ended because a lock was not to be had. */
  onLocked(step: number, retry: number, reason: string): void;
}

/**
 * Goes on with a plan from where the database says that it stands, or begins it. Each part says in the database that it is
 * done, in its own transaction where it has one, so that it can be killed anywhere and run again.
 *
 * @param session holds the lock that keeps others away
 * @returns what stopped it
 */
export async function runPlan(
  session: Session,
  { id, steps }: { id: string; steps: readonly Step[] },
  options: RunOptions,
): Promise<Stop | null> {
  const { database, lockTimeoutMs, onStep, onStepDone, onStatement } = options;
  const parts = partsOf(steps);
  await prepare(session, lockTimeoutMs);
  const progress = await readProgress(session);
  if (progress === null) await begin(session, id, 0, parts.length);
  let done = progress?.done ?? 0;
  let asked = -1;
  while (done < parts.length) {
    const part = parts[done] as Part;
    const step = steps[part.step] as Step;
    const size = parts.filter((one) => one.step === part.step).length;
    if (asked !== part.step) {
      onStep(part.step);
      asked = part.step;
    }
    const next = parts[done + 1]?.step !== part.step;
    try {
      if (part.first && (await isDone(session, step))) {
        done += size;
        await session.execute(markOf(id, done, parts.length));
        onStepDone(part.step, true);
        continue;
      }
      await withRetries(part.step, options, async () => {
        const mark = markOf(id, done + 1, parts.length);
        const run = () =>
          runPart(session, part, { database, mark, onStatement: (statement) => onStatement(part.step, statement) });
        if (part.transaction) {
          await run();
          return;
        }
        const there = await leftIndex(session, step, part);
        if (there === 'whole') {
          await session.execute(mark);
          return;
        }
        // It waits without keeping anybody from writing.
        const waits = / INDEX CONCURRENTLY /.test(part.sql[0] ?? '');
        if (waits) await session.execute('SET lock_timeout = 0');
        try {
          await run();
        } finally {
          if (waits) await session.execute(`SET lock_timeout = ${lockTimeoutMs}`).catch(() => undefined);
        }
      });
      done++;
      if (next) onStepDone(part.step, false);
    } catch (cause) {
      return { step, message: reasonOf(cause) };
    }
  }
  await forget(session);
  return null;
}

/**
 * Takes steps back by their undo, the last one first, each in a transaction that says so in the database.
 *
 * @param done how many parts are done
 * @param to the last step that stays
 */
export async function runBack(
  session: Session,
  { id, steps }: { id: string; steps: readonly Step[] },
  { done, to }: { done: number; to: number },
  options: RunOptions,
): Promise<Stop | null> {
  const { database, lockTimeoutMs, onStep, onStepDone, onStatement } = options;
  const parts = partsOf(steps);
  await prepare(session, lockTimeoutMs);
  if ((await readProgress(session)) === null) await begin(session, id, done, parts.length);
  const next = parts[done];
  if (next?.transaction === false) await leftIndex(session, steps[next.step] as Step, next);
  for (let at = standingOf(steps, done).done - 1; at >= to; at--) {
    const step = steps[at] as Step;
    onStep(at);
    try {
      const mark = markOf(
        id,
        parts.findIndex((part) => part.step === at),
        parts.length,
      );
      const part: Part = { step: at, first: true, sql: takesBack(step) ?? [], transaction: true, settings: [] };
      await withRetries(at, options, () =>
        runPart(session, part, { database, mark, onStatement: (statement) => onStatement(at, statement) }),
      );
    } catch (cause) {
      return { step, message: reasonOf(cause) };
    }
    onStepDone(at, false);
  }
  if (to === 0) await forget(session);
  return null;
}

/** The statements that take a step back; undefined where there are none, or some that are in no transaction. */
export function takesBack({ undo }: Pick<Step, 'undo'>): string[] | undefined {
  if (typeof undo === 'string') return /^(none is needed|with what)/.test(undo) ? [] : undefined;
  return undo.every(fitsTransaction) ? undo : undefined;
}

async function withRetries(
  step: number,
  { retries, onLocked, pause }: RunOptions,
  work: () => Promise<void>,
): Promise<void> {
  for (let retry = 1; ; retry++) {
    try {
      await work();
      return;
    } catch (error) {
      if (!isLocked(error) || retry > retries) throw error;
      onLocked(step, retry, reasonOf(error));
      await pause(Math.min(500 * 2 ** retry, LONGEST_PAUSE_MS));
    }
  }
}

const LONGEST_PAUSE_MS = 30_000;

/** lock_not_available and deadlock_detected. */
function isLocked(error: unknown): boolean {
  const { sqlstate, code } = error as { sqlstate?: string; code?: string };
  return ['55P03', '40P01'].includes(sqlstate ?? code ?? '');
}

function reasonOf(error: unknown): string {
  if (!(error instanceof ScriptError)) return messageOf(error);
  return [error.reason, error.detail].filter((text) => text !== undefined).join(': ');
}

/**
 * An index that is built outside of a transaction stays behind, invalid, where its statement is broken off: that is
 * dropped. One that is whole was finished by a run that could not say so any more.
 */
async function leftIndex(session: Session, { object }: Step, { sql }: Part): Promise<'whole' | 'none'> {
  if (!object.startsWith('index ') || !/^CREATE (UNIQUE )?INDEX /.test(sql[0] ?? '')) return 'none';
  const name = object.slice('index '.length);
  const [row] = await session.query<{ whole: string }>(
    'SELECT indisvalid::text AS whole FROM pg_catalog.pg_index WHERE indexrelid = pg_catalog.to_regclass($1)',
    [name],
  );
  if (row?.whole === 'true') return 'whole';
  if (row !== undefined) await session.execute(`DROP INDEX ${name}`);
  return 'none';
}

/** Where a plan stands, in steps. */
export interface Standing {
  /** Steps that are done. */
  done: number;
  /** True where the next one is begun. */
  begun: boolean;
  /** The last step that one cannot go back behind; 0 where all that is done has an undo. */
  backTo: number;
}

/** @param done how many parts are done */
export function standingOf(steps: readonly Step[], done: number): Standing {
  const parts = partsOf(steps);
  const next = parts[done];
  const whole = next === undefined ? steps.length : next.step;
  const begun = next !== undefined && !next.first;
  const last = steps.slice(0, begun ? whole + 1 : whole).findLastIndex((step) => takesBack(step) === undefined);
  return { done: whole, begun, backTo: last + 1 };
}
