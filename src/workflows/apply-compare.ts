import { type Drift, explainDrift } from '../diff/drift.ts';
import { PREAMBLE } from '../dump/compose.ts';
import { type Dump, dumpDatabase } from '../dump/dump.ts';
import type { Database, Engine } from '../engine/types.ts';
import { isDone, runPart } from '../plan/apply.ts';
import type { PlanDocument } from '../plan/document.ts';
import { type Part, partsOf } from '../plan/parts.ts';
import { FORGET } from '../plan/run.ts';
import type { Step } from '../plan/step.ts';
import { settle } from '../proof/prove.ts';
import { restore } from '../proof/restore.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { chosenOf, imageFor, type Source, startEngine } from './source.ts';

/** Compares the live schema with what the plan leaves on its way, on one scratch server, which is started where it is needed. */
export class Comparison implements AsyncDisposable {
  readonly #plan: PlanDocument;
  readonly #dump: Dump;
  readonly #start: () => Promise<Engine>;
  #engine: Engine | undefined;
  /** As the scratch server prints what is there, and what is expected after so many parts. */
  readonly #schemas = new Map<number | 'there', Dump>();
  /** The same, read back until they print as they were read. */
  readonly #settled = new Map<number | 'there', Dump>();

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
    const there = await this.#schema('there', settled);
    const expected = await this.#schema(done, settled);
    const version = this.#dump.facts.timescaledb?.version ?? null;
    return explainDrift({ model: expected.model, rows: [] }, { model: there.model, rows: [] }, version);
  }

  async #schema(which: number | 'there', settled: boolean): Promise<Dump> {
    const known = (settled ? this.#settled : this.#schemas).get(which);
    if (known !== undefined) return known;
    this.#engine ??= await this.#start();
    const engine = this.#engine;
    if (settled) {
      const schema = await settle(await this.#schema(which, false), engine);
      this.#settled.set(which, schema);
      return schema;
    }
    const text = which === 'there' ? this.#dump.text : this.#plan.base;
    const schema = await this.#built(engine, text, which === 'there' ? 0 : which);
    this.#schemas.set(which, schema);
    return schema;
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
  await session.execute(FORGET);
  for (const part of parts) {
    const step = steps[part.step] as Step;
    // A role is on the server already.
    if (step.object.startsWith('role ') && (await isDone(session, step))) continue;
    await runPart(session, part, { database: database.name });
  }
  await session.reset();
}
