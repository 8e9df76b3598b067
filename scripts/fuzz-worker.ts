import { parentPort } from 'node:worker_threads';
import { asyncProperty, pre, check as search } from 'fast-check';
import { from, type GeneratedSchema, together } from '../test/support/schemas/arbitrary.ts';
import { type Disturbance, UNDISTURBED } from '../test/support/schemas/disturb.ts';
import { BuildError, check, Loss, type Property } from '../test/support/schemas/properties.ts';
import { scriptOf } from '../test/support/schemas/statements.ts';
import { Workshop } from '../test/support/schemas/workshop.ts';

/** What came of the schemas of some seeds, side by side in one database. */
export interface Outcome {
  seeds: number[];
  statements: number;
  /** What each schema had, for the count at the end. */
  features: string[][];
  disturbance: Disturbance;
  failures: Failure[];
}

export interface Failure {
  seeds: number[];
  message: string;
  /** The smallest script that still fails so. */
  sql: string;
}

/** How long a failure is made smaller. */
const SHRINK_TIME = 180_000;

/** Checks the schemas of some seeds together; where that fails each alone, to tell whose failure it is. */
export async function examine(workshop: Workshop, seeds: number[]): Promise<Outcome> {
  const schema = together(seeds);
  const features = seeds.map((seed) => [...new Set(together([seed]).map(({ feature }) => feature))]);
  const outcome: Outcome = { seeds, statements: schema.length, features, disturbance: UNDISTURBED, failures: [] };
  try {
    return { ...outcome, disturbance: await check(workshop, schema, seeds[0] ?? 0) };
  } catch {
    const failures: Failure[] = [];
    for (const seed of seeds) failures.push(...(await shrunk(workshop, [seed])));
    if (failures.length === 0) failures.push(...(await shrunk(workshop, seeds)));
    return { ...outcome, failures };
  }
}

/** What fails in the schemas of some seeds, and the least that does; nothing where they hold. */
async function shrunk(workshop: Workshop, seeds: number[]): Promise<Failure[]> {
  let isFirst = true;
  let broken: Property | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const holds = asyncProperty(from(together(seeds)), async (schema: GeneratedSchema) => {
    try {
      running = check(workshop, schema, seeds[0] ?? 0, broken);
      await running;
    } catch (error) {
      // Left without something that it silently leaned on, a schema that is being shrunk may not apply any more.
      pre(isFirst || !(error instanceof BuildError));
      if (error instanceof Loss) broken ??= error.property;
      throw error;
    } finally {
      isFirst = false;
    }
  });
  const details = await search(holds, {
    numRuns: 1,
    interruptAfterTimeLimit: SHRINK_TIME,
    markInterruptAsFailure: false,
  });
  // One that the time limit interrupted is still at work, in the databases that the next one will want.
  await running.catch(() => {});
  if (!details.failed) return [];
  const { counterexample, errorInstance: error } = details;
  const known = error instanceof Loss || error instanceof BuildError;
  const message = known ? error.message : error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return [{ seeds, message, sql: scriptOf(counterexample?.[0] ?? []) }];
}

if (parentPort !== null) {
  const port = parentPort;
  const workshop = new Workshop();
  port.on('message', async (seeds: number[] | null) => {
    if (seeds !== null) return port.postMessage(await examine(workshop, seeds));
    await workshop[Symbol.asyncDispose]();
    port.close();
  });
  port.postMessage(null);
}
