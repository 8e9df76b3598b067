import type { SchemaModel } from '../catalog/model.ts';
import { compareModels } from '../diff/compare.ts';
import { type Dump, dumpDatabase } from '../dump/dump.ts';
import { restorable } from '../dump/restorable.ts';
import type { Database, Session } from '../engine/types.ts';
import { restore } from '../proof/restore.ts';
import { applySteps, type Stop } from './apply.ts';
import {
  type Content,
  contentProblems,
  contentsOf,
  type Looked,
  lostOf,
  sequencesOf,
  survivors,
  unchanged,
} from './checksums.ts';
import { type Filled, type FillOptions, fillSchema } from './fill.ts';
import type { Plan, Refusal, Step } from './step.ts';

/** What a plan was held against, and what came of it. */
export interface PlanProof extends Filled {
  proved: boolean;
  /** What went wrong, a line each. */
  problems: string[];
  /** Rows of continuous aggregates that were compared. */
  buckets: number;
  /** What came of the way back; null where it was not tried. */
  undo: UndoProof | null;
}

/** The plan from head to the base, held against the rows that came through the plan from the base to head. */
export interface UndoProof {
  /** True where the base comes out, with every value of what head has kept. */
  proved: boolean;
  steps: number;
  /** What no statement takes back. */
  refused: Refusal[];
  problems: string[];
  /** Tables, aggregates and columns whose rows and values head has not: the way back makes them again, and empty. */
  lost: string[];
}

/** A plan, with what it leads between. */
export interface Task {
  plan: Plan;
  from: Dump;
  to: Dump;
  /** The base under head's names, and the steps that it gets them by, which are the first of the plan. */
  renamed: { base: Dump; steps: readonly Step[] };
  /** Plans from what came out; it should have nothing to do. */
  again: (base: Dump) => Plan;
  /** Runs something else in the place of the plan's steps, and gives what stopped it. */
  other?: (scratch: Database) => Promise<string | null>;
  /** The task of the way back from what came out, without a way back of its own; undefined where it is not to be tried. */
  back?: (base: Dump) => Promise<Task>;
}

/**
 * Fills the base with rows, applies a plan to it and compares what comes out with head: the model, every surviving column
 * of every table and continuous aggregate, where sequences stand, and that a second plan from there has nothing to do. Then
 * the same for the way back.
 */
export async function provePlan(task: Task, scratch: Database, options: FillOptions): Promise<PlanProof> {
  const { from, to, back } = task;
  await restore(from.text, scratch, 'the base');
  const proof: PlanProof = { proved: false, problems: [], buckets: 0, undo: null, ...NOTHING };
  let kept = unchanged(from.model, to.model);
  let origin: Map<string, Content>;
  {
    await using session = await scratch.connect();
    Object.assign(proof, await fillSchema(session, from.model, to.model, options));
    kept = kept.filter(({ name }) => !unfilled(proof.untried, from.model).has(name));
    origin = await contentsOf(session, kept, false);
    await session.reset();
  }
  const empty = unfilled(proof.untried, from.model);
  const walk = await walked(task, scratch, empty);
  proof.problems = walk.problems;
  proof.buckets = walk.buckets;
  proof.proved = walk.problems.length === 0;
  if (!proof.proved || walk.result === null || back === undefined) return proof;
  const undo = await back(walk.result);
  proof.undo = await provenUndo(undo, task, scratch, empty, async (session) =>
    contentProblems(origin, await contentsOf(session, kept, false)),
  );
  return proof;
}

/**
 * Tables that no row could be made for, aggregates that could not be refreshed, and those that are made of one: what a
 * refresh is refused for may be gone in head, which then has rows that the base had not.
 */
function unfilled(untried: Filled['untried'], { continuousAggregates }: SchemaModel): Set<string> {
  const found = new Set(untried.map(({ table }) => table));
  const above = (): boolean => {
    const next = continuousAggregates.find(({ name, source }) => found.has(source) && !found.has(name));
    if (next !== undefined) found.add(next.name);
    return next !== undefined;
  };
  while (above());
  return found;
}

/** Applies a plan to what a database holds, and says what is not as it should be. */
async function walked(
  { plan, to, renamed, again, other }: Task,
  scratch: Database,
  empty: ReadonlySet<string>,
): Promise<{ problems: string[]; buckets: number; result: Dump | null }> {
  const looked = survivors(renamed.base.model, to.model).filter(({ name }) => !empty.has(name));
  const sequences = to.model.sequences
    .filter(({ name }) => renamed.base.model.sequences.some((one) => one.name === name))
    .map(({ name }) => name);
  const stopped = (why: string) => ({ problems: [why], buckets: 0, result: null });
  const words = (stop: Stop | null): string | null => (stop === null ? null : `${stop.step.title}: ${stop.message}`);
  // A new name changes no value, and has the values looked up under it.
  const early = words(await applySteps(scratch, renamed.steps));
  if (early !== null) return stopped(early);
  const before = await stateOf(scratch, looked, sequences, true);
  const rest = plan.steps.slice(renamed.steps.length);
  const stop = other === undefined ? words(await applySteps(scratch, rest)) : await other(scratch);
  if (stop !== null) return stopped(stop);
  const after = await stateOf(scratch, looked, sequences, false);
  const aggregates = new Set(to.model.continuousAggregates.map(({ name }) => name));
  let buckets = 0;
  for (const { name, rows } of before.contents.values()) if (aggregates.has(name)) buckets += Number(rows);
  const result = await dumpDatabase(scratch);
  const problems = [
    ...contentProblems(before.contents, after.contents),
    ...sequenceProblems(before.sequences, after.sequences),
    ...schemaProblems(result, to),
    ...again(result).steps.map(({ title }) => `a second plan has something to do: ${title}`),
  ];
  return { problems, buckets, result };
}

/** @param compared says which values are not what they were in the beginning */
async function provenUndo(
  undo: Task,
  { from, renamed, to }: Task,
  scratch: Database,
  empty: ReadonlySet<string>,
  compared: (session: Session) => Promise<string[]>,
): Promise<UndoProof> {
  const { steps, refused } = undo.plan;
  const proof: UndoProof = {
    proved: false,
    steps: steps.length,
    refused,
    problems: [],
    lost: lostOf(renamed.base.model, to.model),
  };
  if (refused.length > 0) return proof;
  const { problems } = await walked({ ...undo, to: from }, scratch, empty);
  if (problems.length > 0) return { ...proof, problems };
  await using session = await scratch.connect();
  proof.problems = await compared(session);
  await session.reset();
  return { ...proof, proved: proof.problems.length === 0 };
}

const NOTHING: Filled = { rows: 0, tables: 0, chunks: 0, compressed: 0, untried: [] };

interface State {
  contents: Map<string, Content>;
  sequences: Map<string, string>;
}

async function stateOf(
  database: Database,
  looked: readonly Looked[],
  sequences: readonly string[],
  future: boolean,
): Promise<State> {
  await using session = await database.connect();
  const state = {
    contents: await contentsOf(session, looked, future),
    sequences: await sequencesOf(session, sequences),
  };
  await session.reset();
  return state;
}

function sequenceProblems(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...before].flatMap(([name, at]) =>
    after.get(name) === at ? [] : [`the sequence ${name} stands at ${after.get(name)} instead of ${at}`],
  );
}

/** Where a schema is not head's. A table that exists keeps the order of its columns. */
function schemaProblems(result: Pick<Dump, 'model'>, to: Pick<Dump, 'model'>): string[] {
  return compareModels(result.model, restorable(to.model))
    .differences.filter(({ collection, property }) => collection !== 'columns' || property !== 'position')
    .map(
      ({ kind, object, property, from, to: wanted }) =>
        `${kind} ${object}, ${property ?? 'all of it'}: ${JSON.stringify(from)} instead of ${JSON.stringify(wanted)}`,
    );
}
