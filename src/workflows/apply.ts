import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Drift, explainDrift } from '../diff/drift.ts';
import { PREAMBLE } from '../dump/compose.ts';
import { type Dump, dumpDatabase } from '../dump/dump.ts';
import { connectWriter } from '../engine/external.ts';
import type { Database, Engine, Session } from '../engine/types.ts';
import { messageOf, UserError } from '../errors.ts';
import { isDone, runPart, type Stop } from '../plan/apply.ts';
import { type PlanDocument, readPlan } from '../plan/document.ts';
import { takeLock, Watch } from '../plan/locks.ts';
import { type Part, partsOf } from '../plan/parts.ts';
import { planId, progressSql, readProgress, runPlan, type Standing, standingOf } from '../plan/run.ts';
import type { Step } from '../plan/step.ts';
import { settle } from '../proof/prove.ts';
import { restore } from '../proof/restore.ts';
import { standingWords } from '../report/apply-text.ts';
import { driftSubject } from '../report/drift-text.ts';
import type { StepHandle } from '../report/reporter.ts';
import { plural } from '../report/words.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { chosenOf, imageFor, openLive, type Source, startEngine } from './source.ts';

export interface ApplyOptions {
  /** Whether it runs; without it, it says what would be done. */
  yes: boolean;
  /** Whether a plan without a proof is taken, too. */
  unproved: boolean;
  /** Seconds that a statement waits for a lock. */
  lockTimeout: number;
  /** How often a statement is tried again that did not get its lock. */
  lockRetries: number;
  /** Takes what the statement log says, as it happens. */
  log(text: string): void;
  pause(ms: number): Promise<void>;
}

export interface ApplyResult extends Standing {
  /** The plan's id. */
  plan: string;
  database: string;
  dryRun: boolean;
  steps: (Pick<Step, 'title' | 'class' | 'lock' | 'sql'> & { done: boolean })[];
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
  if (!options.yes) return await dryRun(plan, live, settings, context);
  await using session = await connectWriter(url);
  await takeLock(session, options.lockTimeout * 1000, live.engine.database);
  await refuseStranger(session);
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

async function dryRun(plan: PlanDocument, live: Source, settings: Settings, context: Context): Promise<ApplyResult> {
  const done = await whereItStands(plan, live, settings, context);
  return resultOf(plan, live, done, true);
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
  const started = before === all && (await readProgress(to.session)) === null;
  if (started) return resultOf(plan, to.live, before, false);
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
  let stop: Stop | null;
  try {
    stop = await runPlan(to.session, plan, {
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
        else running?.done(title, statements);
        options.log(`-- ${context.now().toISOString()} ${words(step)} ${found ? 'was done already' : 'done'}\n`);
      },
      onLocked: (step, retry, reason) => {
        const text = `${words(step)} did not get its lock within ${options.lockTimeout} s${watch.words}: ${reason}`;
        reporter.warn(text, [`It lets the others go on, and tries again (${retry} of ${options.lockRetries}).`]);
        options.log(`-- ${context.now().toISOString()} ${text}\n`);
      },
    });
  } finally {
    await watch.stop();
  }
  if (stop !== null) {
    running?.fail(stop.step.title, [`${stop.message}${watch.words}`]);
    options.log(`-- ${context.now().toISOString()} stopped: ${stop.message}\n`);
  }
  return await ended(plan, to, stop, settings, context);
}

/** What became of it: where it stands now, and whether the schema is what it leads to. */
async function ended(
  plan: PlanDocument,
  { live, session }: { live: Source; session: Session },
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
    return { ...resultOf(plan, live, progress?.done ?? 0, false), stopped };
  }
  const all = partsOf(plan.steps).length;
  const step = context.reporter.step('check');
  await using comparison = await Comparison.open(plan, live, settings, context);
  const drift =
    (await comparison.find([all])) === undefined
      ? (await comparison.driftAfter(all)).map((one) => driftWords(one))
      : [];
  if (drift.length === 0) step.done('the schema is the one that the plan leads to');
  else step.fail('the schema is not the one that the plan leads to', drift);
  return { ...resultOf(plan, live, all, false), drift };
}

function resultOf(plan: PlanDocument, live: Source, done: number, isDryRun: boolean): ApplyResult {
  const standing = standingOf(plan.steps, done);
  return {
    plan: plan.id,
    database: live.engine.label.slice(live.engine.label.indexOf(' at ') + ' at '.length),
    dryRun: isDryRun,
    ...standing,
    steps: plan.steps.map(({ title, class: level, lock, sql }, i) => ({
      title,
      class: level,
      lock,
      sql,
      done: i < standing.done,
    })),
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

/** Compares the live schema with what the plan leaves on its way, on one scratch server, which is started where it is needed. */
class Comparison implements AsyncDisposable {
  readonly #plan: PlanDocument;
  readonly #dump: Dump;
  readonly #start: () => Promise<Engine>;
  #engine: Engine | undefined;
  #there: Dump | undefined;
  #settled: Dump | undefined;
  readonly #expected = new Map<number, Dump>();

  private constructor(plan: PlanDocument, dump: Dump, start: () => Promise<Engine>) {
    this.#plan = plan;
    this.#dump = dump;
    this.#start = start;
  }

  static async open(plan: PlanDocument, live: Source, settings: Settings, context: Context): Promise<Comparison> {
    await using chosen = await chosenOf(live, settings, context);
    const dump = await dumpDatabase(chosen.engine.database, chosen.builder, { compared: true });
    const image = imageFor(dump, settings);
    const own = { ...settings, ...(image === undefined ? {} : { image }) };
    return new Comparison(plan, dump, () => startEngine(own, context, 'scratch'));
  }

  /** The first of these numbers of parts after which the schema is just the live one; undefined where none is. */
  async find(numbers: readonly number[]): Promise<number | undefined> {
    const { fingerprints, steps } = this.#plan;
    const known = new Map([[partsOf(steps).length, fingerprints.new]]).set(0, fingerprints.old);
    const same = numbers.find((done) => known.get(done) === this.#dump.fingerprint);
    if (same !== undefined) return same;
    for (const done of numbers) if ((await this.driftAfter(done, false)).length === 0) return done;
    // What one of them printed when it was made, the other read back.
    for (const done of numbers) if ((await this.driftAfter(done)).length === 0) return done;
    return undefined;
  }

  /** The differences from the schema after so many parts. */
  async driftAfter(done: number, settled = true): Promise<Drift[]> {
    this.#engine ??= await this.#start();
    const engine = this.#engine;
    this.#there ??= await this.#built(engine, this.#dump.text, 0);
    const expected = this.#expected.get(done) ?? (await this.#built(engine, this.#plan.base, done));
    this.#expected.set(done, expected);
    if (!settled) return this.#compare(expected, this.#there);
    this.#settled ??= await settle(this.#there, engine);
    return this.#compare(await settle(expected, engine), this.#settled);
  }

  #compare(expected: Dump, there: Dump): Drift[] {
    const version = this.#dump.facts.timescaledb?.version ?? null;
    return explainDrift({ model: expected.model, rows: [] }, { model: there.model, rows: [] }, version);
  }

  /** A schema as the scratch server prints it once so much of the plan has run, without what says so. */
  async #built(engine: Engine, text: string, done: number): Promise<Dump> {
    const { steps } = this.#plan;
    await using scratch = await engine.scratch();
    await restore(text, scratch, 'the schema');
    await runSome(scratch, steps, partsOf(steps).slice(0, done));
    return await dumpDatabase(scratch);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#engine?.[Symbol.asyncDispose]();
  }
}

async function runSome(database: Database, steps: readonly Step[], parts: readonly Part[]): Promise<void> {
  await using session = await database.connect();
  await session.execute(PREAMBLE);
  await session.execute(progressSql('', []).end);
  for (const part of parts) {
    const step = steps[part.step] as Step;
    // A role is on the server already.
    if (step.object.startsWith('role ') && (await isDone(session, step))) continue;
    await runPart(session, part, { database: database.name });
  }
  await session.reset();
}
