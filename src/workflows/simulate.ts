import { intervalMicroseconds } from '../catalog/interval.ts';
import { readCatalogue } from '../catalog/read.ts';
import { isBefore } from '../catalog/versions.ts';
import { dumpDatabase } from '../dump/dump.ts';
import { MovedClock } from '../engine/moved-clock.ts';
import { UserError } from '../errors.ts';
import { locate } from '../lint/locate.ts';
import { restore } from '../proof/restore.ts';
import { badLines } from '../report/simulate-text.ts';
import { plural } from '../report/words.ts';
import type { Settings } from '../settings/schema.ts';
import type { SimulateSettings } from '../settings/simulate.ts';
import { simulate as letTimePass } from '../simulate/simulate.ts';
import { type Bad, DAY_MS, type Plan, type Simulation } from '../simulate/types.ts';
import type { Context } from './context.ts';
import { targetVersion } from './lint.ts';
import { openSource, type Source, startEngine } from './source.ts';

/** The version from which on a refresh policy works in batches unless it is told otherwise. */
const BATCHES_SINCE = '2.20';

export interface SimulateOptions {
  days: number;
  seed: number;
}

/** What goes wrong, with the place of the statement that brings it about. */
export interface PlacedBad extends Bad {
  file: string | null;
  line: number | null;
}

export interface SimulateResult extends Omit<Simulation, 'bad'> {
  ok: boolean;
  server: string;
  seed: number;
  bad: PlacedBad[];
}

/**
 * Lets time pass over a schema, with rows that come in and the jobs that it has: on the embedded engine, whose clock can be
 * moved.
 */
export async function simulate(
  settings: Settings,
  context: Context,
  { days, seed }: SimulateOptions,
): Promise<SimulateResult> {
  const plan = planOf(settings.simulate, days, seed);
  const clock = new MovedClock(new Date(plan.start));
  await using source = await openEmbedded(settings, { ...context, clock });
  await using session = await source.engine.database.connect();
  const { model } = await readCatalogue(session, source.builder);
  refuseUnknown(settings.simulate, new Set(model.hypertables.map(({ name }) => name)));
  const wholeRefreshes = isBefore(targetVersion(source.engine, settings), BATCHES_SINCE);
  const step = context.reporter.step('simulate');
  const { bad, ...simulation } = await letTimePass(session, clock, model, { ...plan, wholeRefreshes }, (day) =>
    step.update(`day ${day} of ${days}`),
  );
  const placed = bad.map((one): PlacedBad => {
    const at = locate({ ...one, object: one.object === '' ? null : one.object }, source.statements);
    return { ...one, file: at?.file ?? null, line: at?.line ?? null };
  });
  const [first] = placed;
  const text = `${plural(days, 'day')} from ${simulation.start} on, seed ${seed}`;
  if (first === undefined) step.done(`${text}: no bad date`);
  else step.warn(`${text}: first bad date ${first.date}`, badLines(placed));
  return { ok: bad.length === 0, server: source.engine.label, seed, ...simulation, bad: placed };
}

/** The source on the embedded engine, whatever the settings say; a live database's schema is restored there. */
async function openEmbedded(settings: Settings, context: Context): Promise<Source> {
  const embedded: Settings = { ...settings, engine: 'embedded' };
  const source = await openSource(embedded, context);
  if (source.engine.kind === 'embedded') return source;
  await using live = source;
  const dump = await dumpDatabase(live.engine.database, live.builder, live.options);
  const engine = await startEngine(embedded, context, 'scratch');
  try {
    await restore(dump.text, engine.database, 'the dump of the live database');
    return { ...live, engine, builder: undefined, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() };
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    throw error;
  }
}

/** What the settings let happen. @throws UserError where a setting is no date, or no length of time */
export function planOf(settings: SimulateSettings, days: number, seed: number): Plan {
  const start = Date.parse(`${settings.start}T00:00:00Z`);
  if (Number.isNaN(start)) throw new UserError(`simulate.start: there is no date ${settings.start}`);
  const lateBy = intervalMicroseconds(settings['late-by']);
  if (lateBy === undefined) {
    throw new UserError(`simulate.late-by: "${settings['late-by']}" is no length of time`, {
      hint: 'Write it as 10 minutes, 2 hours or 3 days.',
    });
  }
  const storage = settings['storage-most-gb'];
  return {
    start: Math.floor(start / DAY_MS) * DAY_MS,
    days,
    seed,
    rate: settings.rate,
    rates: settings.rates,
    lateShare: settings['late-share'],
    lateBy: lateBy / 1000,
    chunksMost: settings['chunks-most'],
    storageMost: storage === undefined ? null : storage * 1e9,
    wholeRefreshes: false,
  };
}

/** @throws UserError where a rate is of a hypertable that there is not */
function refuseUnknown({ rates }: SimulateSettings, hypertables: ReadonlySet<string>): void {
  const unknown = Object.keys(rates).filter((name) => !hypertables.has(name));
  if (unknown.length === 0) return;
  throw new UserError(`simulate.rates: there is no hypertable ${unknown.join(', ')}`, {
    hint: `Write its name with its schema. There are: ${[...hypertables].join(', ') || 'none'}.`,
  });
}
