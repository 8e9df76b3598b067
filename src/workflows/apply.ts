import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Drift } from '../diff/drift.ts';
import { connectWriter } from '../engine/external.ts';
import type { Session } from '../engine/types.ts';
import { messageOf, UserError } from '../errors.ts';
import type { Stop } from '../plan/apply.ts';
import { type PlanDocument, readPlan } from '../plan/document.ts';
import { takeLock, Watch } from '../plan/locks.ts';
import { partsOf } from '../plan/parts.ts';
import {
  planId,
  type RunOptions,
  readProgress,
  runBack,
  runPlan,
  type Standing,
  standingOf,
  takesBack,
} from '../plan/run.ts';
import type { Step } from '../plan/step.ts';
import { standingWords, statementLine } from '../report/apply-text.ts';
import { driftSubject } from '../report/drift-text.ts';
import type { StepHandle } from '../report/reporter.ts';
import { plural } from '../report/words.ts';
import type { Settings } from '../settings/schema.ts';
import { Comparison } from './apply-compare.ts';
import type { Context } from './context.ts';
import { openLive, type Source } from './source.ts';

export interface ApplyOptions {
  /** Whether it runs; without it, it says what would be done. */
  yes: boolean;
  /** Whether a plan without a proof is taken, too. */
  unproved: boolean;
  /** Seconds that a statement waits for a lock. */
  lockTimeout: number;
  /** How often a statement is tried again that did not get its lock. */
  lockRetries: number;
  /** The step to go back to, by the undo of those behind it; undefined to go on. */
  backTo?: number | undefined;
  /** Takes what the statement log says, as it happens. */
  log(text: string): void;
  pause(ms: number): Promise<void>;
}

export interface ApplyResult extends Standing {
  /** The plan's id. */
  plan: string;
  database: string;
  dryRun: boolean;
  steps: (Pick<Step, 'title' | 'class' | 'message' | 'lock' | 'sql'> & { done: boolean })[];
  /** The steps that are taken back, last one first, each with its statements. */
  undo: { step: number; title: string; sql: string[] }[];
  /** What stopped it; null where nothing did. */
  stopped: { step: number; title: string; message: string } | null;
  /** Where the schema is not what the plan leads to, once all of it is done. */
  drift: string[];
}

/** Runs a plan on a live database, or says what it would do there. */
export async function apply(
  word: string,
  options: ApplyOptions,
  settings: Settings,
  context: Context,
): Promise<ApplyResult> {
  const plan = await readPlanFile(word, context);
  if (!options.unproved) refuseUnproved(plan);
  const url = settings['database-url'];
  if (url === undefined) {
    throw new UserError('there is no database to run the plan on', {
      hint: 'Name it by --database-url postgres://…; without --yes it is only read.',
    });
  }
  // A statement on rows may take hours.
  await using live = await openLive(url, { ...settings, 'time-limit': Number.POSITIVE_INFINITY }, context);
  {
    await using reader = await live.engine.database.connect();
    await refuseStranger(reader);
  }
  if (!options.yes) {
    const done = await whereItStands(plan, live, settings, context);
    return resultOf(plan, live, done, true, backTo(plan, done, options));
  }
  await using session = await connectWriter(url);
  await takeLock(session, options.lockTimeout * 1000, live.engine.database);
  context.reporter.note('It may be stopped at any time: the same command goes on from there.');
  return await applyTo(plan, { live, session }, options, settings, context);
}

async function readPlanFile(word: string, { cwd }: Context): Promise<PlanDocument> {
  const path = resolve(cwd, word);
  const found = await stat(path).catch(() => undefined);
  const [file, name] = found?.isDirectory() ? [join(path, 'plan.json'), join(word, 'plan.json')] : [path, word];
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new UserError(`cannot read ${name}: ${messageOf(cause)}`, {
      hint: 'Make it by "timescale-ci plan OLD NEW -o DIR", and name that directory or its plan.json.',
    });
  });
  return readPlan(text, name);
}

function refuseUnproved(plan: PlanDocument): void {
  const refuse = (message: string, hint: string): never => {
    throw new UserError(message, { exitCode: 1, hint: `${hint} --unproved runs it all the same.` });
  };
  const { refused, proof } = plan;
  if (refused.length > 0) {
    const names = refused.map(({ object }) => object).join(', ');
    refuse(
      `the plan is not whole: it lacks ${names}`,
      'Change what could not be planned (see its "refused"), plan again.',
    );
  }
  if (proof === null) refuse('the plan is not proved', 'Plan again without --no-prove.');
  if (proof?.proved === false) {
    refuse(`the proof of the plan failed: ${proof.problems[0] ?? ''}`, 'Change the schema and plan again.');
  }
  if (planId(plan) !== plan.id) {
    refuse('the plan was changed after it was proved: its id is not that of its statements', 'Plan again.');
  }
}

/** What is made belongs to whoever makes it; where a schema names no owner, it is the database's. */
async function refuseStranger(session: Session): Promise<void> {
  const [row] = await session.query<{ role: string; owner: string }>(
    'SELECT current_user::text AS role, pg_get_userbyid(datdba)::text AS owner FROM pg_database WHERE datname = current_database()',
  );
  if (row === undefined || row.role === row.owner) return;
  throw new UserError(`the database belongs to ${row.owner}, and the URL connects as ${row.role}`, {
    hint: `What the plan makes would belong to ${row.role}: connect as ${row.owner}, or begin as that role with ?options=-c%20role%3D${encodeURIComponent(row.owner)} in the URL.`,
    exitCode: 1,
  });
}

/**
 * The step to go back to; null to go on.
 *
 * @throws UserError where that cannot be gone back to
 */
function backTo({ steps }: PlanDocument, parts: number, { backTo: to }: ApplyOptions): number | null {
  if (to === undefined) return null;
  const { done, begun, backTo: least } = standingOf(steps, parts);
  const refuse = (message: string, hint: string): never => {
    throw new UserError(message, { exitCode: 1, hint });
  };
  if (begun) {
    const hint = 'Run it to the end of that step first, without --back-to.';
    refuse(`step ${done + 1} is begun, and only whole steps are taken back`, hint);
  }
  if (to > done)
    refuse(`there is no going back to ${to}: ${done} of ${steps.length} are done`, `Name a step before ${done}.`);
  if (to < least) {
    const step = steps[least - 1];
    const why = typeof step?.undo === 'string' ? step.undo : 'its undo is in no transaction';
    refuse(
      `there is no going back to ${to}: step ${least}, ${step?.title}, has no undo (${why})`,
      `It is safe to go back to ${least}.`,
    );
  }
  return to;
}

/** @param to.session holds the lock */
async function applyTo(
  plan: PlanDocument,
  to: { live: Source; session: Session },
  options: ApplyOptions,
  settings: Settings,
  context: Context,
): Promise<ApplyResult> {
  const { reporter } = context;
  const all = partsOf(plan.steps).length;
  const before = await whereItStands(plan, to.live, settings, context);
  const back = backTo(plan, before, options);
  const isEnd = before === all && (await readProgress(to.session)) === null;
  if (back === null ? isEnd : back === standingOf(plan.steps, before).done) {
    return resultOf(plan, to.live, before, false, back);
  }
  const words = (step: number): string => `step ${step + 1} of ${plan.steps.length}`;
  let running: StepHandle | undefined;
  let statements: string[] = [];
  const [row] = await to.session.query<{ pid: string }>('SELECT pg_catalog.pg_backend_pid()::text AS pid');
  const watch = new Watch(to.live.engine.database, row?.pid ?? '0', (text) => {
    running?.update(text);
    options.log(`-- ${context.now().toISOString()} ${text}\n`);
  });
  options.log(
    `-- ${context.now().toISOString()} plan ${plan.id} on ${to.live.engine.label}, from part ${before + 1} of ${all}\n`,
  );
  const how: RunOptions = {
    lockTimeoutMs: options.lockTimeout * 1000,
    retries: options.lockRetries,
    database: to.live.engine.database.name,
    pause: options.pause,
    onStep: (step) => {
      statements = [];
      running = reporter.step(words(step));
      running.update(plan.steps[step]?.title ?? '');
      options.log(`-- ${context.now().toISOString()} ${words(step)}: ${plan.steps[step]?.title}\n`);
    },
    onStatement: (_, statement) => {
      statements.push(statement);
      options.log(`${statement}\n`);
    },
    onStepDone: (step, found) => {
      const title = plan.steps[step]?.title ?? '';
      if (found) running?.unchanged(`${title}: done already`);
      else running?.done(back === null ? title : `${title}: taken back`, statements.map(statementLine));
      options.log(
        `-- ${context.now().toISOString()} ${words(step)} ${found ? 'was done already' : back === null ? 'done' : 'taken back'}\n`,
      );
    },
    onLocked: (step, retry, reason) => {
      const text = `${words(step)} did not get its lock within ${options.lockTimeout} s${watch.words}: ${reason}`;
      reporter.warn(text, [`It lets the others go on, and tries again (${retry} of ${options.lockRetries}).`]);
      options.log(`-- ${context.now().toISOString()} ${text}\n`);
    },
  };
  let stop: Stop | null;
  try {
    stop =
      back === null
        ? await runPlan(to.session, plan, how)
        : await runBack(to.session, plan, { done: before, to: back }, how);
  } finally {
    await watch.stop();
  }
  if (stop !== null) {
    running?.fail(stop.step.title, [`${stop.message}${watch.words}`]);
    options.log(`-- ${context.now().toISOString()} stopped: ${stop.message}\n`);
  }
  const goal = back === null ? all : partsOf(plan.steps.slice(0, back)).length;
  return await ended(plan, { ...to, back, goal }, stop, settings, context);
}

/** What became of it: where it stands now, and whether the schema is what it should be after `goal` parts. */
async function ended(
  plan: PlanDocument,
  { live, session, back, goal }: { live: Source; session: Session; back: number | null; goal: number },
  stop: Stop | null,
  settings: Settings,
  context: Context,
): Promise<ApplyResult> {
  if (stop !== null) {
    // Of a session that broke it is not known: the read-only one may still answer.
    const progress = await readProgress(session).catch(async () => {
      await using reader = await live.engine.database.connect();
      return await readProgress(reader);
    });
    const step = plan.steps.indexOf(stop.step);
    const stopped = { step: step + 1, title: stop.step.title, message: stop.message };
    return { ...resultOf(plan, live, progress?.done ?? 0, false, back), stopped };
  }
  const step = context.reporter.step('check');
  await using comparison = await Comparison.open(plan, live, settings, context);
  const drift =
    (await comparison.find([goal])) === undefined
      ? (await comparison.driftAfter(goal)).map((one) => driftWords(one))
      : [];
  const words = back === null ? 'the one that the plan leads to' : `the one that it was after step ${back}`;
  if (drift.length === 0) step.done(`the schema is ${words}`);
  else step.fail(`the schema is not ${words}`, drift);
  return { ...resultOf(plan, live, goal, false, null), drift };
}

/** @param back the step to go back to; null to go on */
function resultOf(plan: PlanDocument, live: Source, done: number, isDryRun: boolean, back: number | null): ApplyResult {
  const standing = standingOf(plan.steps, done);
  return {
    plan: plan.id,
    database: live.engine.label.slice(live.engine.label.indexOf(' at ') + ' at '.length),
    dryRun: isDryRun,
    ...standing,
    steps: plan.steps.map(({ title, class: level, message, lock, sql }, i) => ({
      title,
      class: level,
      message,
      lock,
      sql,
      done: i < standing.done,
    })),
    undo: plan.steps
      .map((step, i) => ({ step: i + 1, title: step.title, sql: takesBack(step) ?? [] }))
      .slice(back ?? standing.done, standing.done)
      .reverse(),
    stopped: null,
    drift: [],
  };
}

/**
 * How many parts of the plan are done in the database.
 *
 * @throws UserError where its schema is neither the one that the plan leads from, nor one that the plan left on its way
 */
async function whereItStands(plan: PlanDocument, live: Source, settings: Settings, context: Context): Promise<number> {
  const step = context.reporter.step('compare');
  const parts = partsOf(plan.steps);
  await using session = await live.engine.database.connect();
  const progress = await readProgress(session);
  if (progress !== null && progress.plan !== plan.id) {
    step.fail('another plan is under way');
    throw new UserError(
      `another plan (${progress.plan.slice(0, 8)}) is under way in this database, this is ${plan.id.slice(0, 8)}`,
      {
        exitCode: 1,
        hint: 'Run apply with the plan.json of that one first, until all of it is done.',
      },
    );
  }
  await using comparison = await Comparison.open(plan, live, settings, context);
  if (progress !== null) {
    const { done } = progress;
    const words = standingWords(standingOf(plan.steps, done), plan.steps.length);
    // What cannot be in a transaction may be done without having been able to say so.
    const may = parts[done]?.transaction === false ? [done, done + 1] : [done];
    if ((await comparison.find(may)) !== undefined) {
      step.done(words);
      return done;
    }
    step.fail(`${words}, but the schema has changed since`);
    const found = await comparison.driftAfter(done);
    throw drifted('the schema has changed since the plan was stopped', found, 'Take this back, and run it again.');
  }
  const found = await comparison.find([0, parts.length]);
  if (found !== undefined) {
    step.done(
      found === 0
        ? `the schema is the one that the plan leads from: ${plural(plan.steps.length, 'step')} to do`
        : 'the schema is the one that the plan leads to: all of it is done',
    );
    return found;
  }
  step.fail('the schema is neither the one that the plan leads from nor the one that it leads to');
  const [from, to] = [await comparison.driftAfter(0), await comparison.driftAfter(parts.length)];
  const hint = 'Take this back, or plan again from the database: timescale-ci plan "$DATABASE_URL" NEW -o DIR.';
  throw to.length < from.length
    ? drifted('the database is not what the plan leads to', to, hint)
    : drifted('the database is not what the plan leads from', from, hint);
}

const SHOWN = 20;

function drifted(message: string, found: readonly Drift[], hint: string): UserError {
  const lines = found.slice(0, SHOWN).map((one) => driftWords(one));
  const more = found.length - lines.length;
  return new UserError([message, ...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'), {
    exitCode: 1,
    hint,
  });
}

const SIDES = { live: 'only there', reference: 'missing there', both: 'different' } as const;

function driftWords(one: Drift): string {
  return `${SIDES[one.side]}: ${driftSubject(one)}`;
}
