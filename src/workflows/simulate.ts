import type { SchemaModel } from '../catalog/model.ts';
import { readCatalogue } from '../catalog/read.ts';
import { isBefore } from '../catalog/versions.ts';
import type { Forecast } from '../docs/html/data.ts';
import { dumpDatabase } from '../dump/dump.ts';
import { MovedClock } from '../engine/moved-clock.ts';
import { messageOf, UserError } from '../errors.ts';
import { bytes } from '../format/count.ts';
import { locate } from '../lint/locate.ts';
import { restore } from '../proof/restore.ts';
import type { Outlook } from '../report/outlook.ts';
import { createReporter } from '../report/reporter.ts';
import { alsoWords, badLines, type PlacedBad } from '../report/simulate-text.ts';
import { visible } from '../report/terminal-text.ts';
import { plural } from '../report/words.ts';
import type { Settings } from '../settings/schema.ts';
import type { SimulateSettings } from '../settings/simulate.ts';
import { readRates } from '../simulate/rates.ts';
import { milliseconds } from '../simulate/schedule.ts';
import { simulate as letTimePass } from '../simulate/simulate.ts';
import type { Bad, Plan, Simulation } from '../simulate/types.ts';
import type { SourceStatement } from '../sql/sources.ts';
import type { Context } from './context.ts';
import { targetVersion } from './lint.ts';
import { openLive, openSource, type Source, startEngine } from './source.ts';

/** The version from which on a refresh policy works in batches unless it is told otherwise. */
const BATCHES_SINCE = '2.20';

export interface SimulateOptions {
  days: number;
  seed: number;
  /** A live database whose rates count before those of the settings; it is only read. */
  ratesFrom?: string | undefined;
}

export interface SimulateResult extends Omit<Simulation, 'bad'> {
  ok: boolean;
  server: string;
  seed: number;
  /** Rows a second by hypertable, where they are not the default. */
  rates: { readonly [hypertable: string]: number };
  bad: PlacedBad[];
}

/**
 * Lets time pass over a schema, with rows that come in and the jobs that it has: on the embedded engine, whose clock can be
 * moved.
 */
export async function simulate(
  settings: Settings,
  context: Context,
  { days, seed, ratesFrom }: SimulateOptions,
): Promise<SimulateResult> {
  const live = ratesFrom === undefined ? {} : await ratesOf(ratesFrom, settings, context);
  const rates = { ...settings.simulate.rates, ...live };
  const plan = planOf({ ...settings.simulate, rates }, days, seed);
  const clock = new MovedClock(new Date(plan.start));
  await using source = await openEmbedded(settings, { ...context, clock });
  await using session = await source.engine.database.connect();
  const { model } = await readCatalogue(session, source.builder);
  refuseEmpty(model);
  refuseUnknown(settings.simulate, new Set(model.hypertables.map(({ name }) => name)));
  const wholeRefreshes = isBefore(targetVersion(source.engine, settings), BATCHES_SINCE);
  const step = context.reporter.step('simulate');
  const { bad, ...simulation } = await letTimePass(session, clock, model, { ...plan, wholeRefreshes }, (day) =>
    step.update(`day ${day} of ${days}`),
  );
  const placed = placedOf(bad, source.statements);
  const [first] = placed;
  const text = `${plural(days, 'day')} from ${simulation.start} on, seed ${seed}`;
  if (first === undefined) step.done(`${text}: no bad date`);
  else step.warn(`${text}: first bad date ${first.date}`, badLines(placed));
  return { ok: bad.length === 0, server: source.engine.label, seed, rates, ...simulation, bad: placed };
}

function refuseEmpty({ hypertables }: SchemaModel): void {
  if (hypertables.length > 0) return;
  throw new UserError('the schema has no hypertable, so nothing can come of time', {
    hint: 'Name what makes some by --init, --source or --database-url.',
  });
}

/** Each fault with the statement that brings it about. */
export function placedOf(bad: readonly Bad[], statements: readonly SourceStatement[]): PlacedBad[] {
  return bad.map(({ also, ...one }) => {
    const at = locate({ ...one, object: one.object === '' ? null : one.object }, statements);
    const other = also && locate({ ...also, message: '' }, statements);
    return {
      ...one,
      file: at?.file ?? null,
      line: at?.line ?? null,
      ...(also && other
        ? { also: { policy: also.policy, object: also.object, file: other.file, line: other.line } }
        : {}),
    };
  });
}

/** What becomes of a schema of which there is a dump: the body of one, and the statements that its faults are placed at. */
export async function simulateDump(
  text: string,
  statements: readonly SourceStatement[],
  settings: Settings,
  context: Context,
  days: number,
): Promise<Outlook> {
  const plan = planOf(settings.simulate, days, 1);
  const clock = new MovedClock(new Date(plan.start));
  await using engine = await startEngine({ ...settings, engine: 'embedded' }, { ...context, clock }, 'scratch');
  await restore(text, engine.database, 'the dump');
  await using session = await engine.database.connect();
  const { model } = await readCatalogue(session);
  refuseEmpty(model);
  const wholeRefreshes = isBefore(targetVersion(engine, settings), BATCHES_SINCE);
  const { bad, days: all } = await letTimePass(session, clock, model, { ...plan, wholeRefreshes });
  return { bad: placedOf(bad, statements), days: all };
}

/** Moments of a curve, at most. */
const MOST_POINTS = 120;

/** The step: the time to come for the HTML page, where the settings ask for it. What keeps it from that is a warning. */
export async function forecast(
  text: string,
  statements: readonly SourceStatement[],
  settings: Settings,
  context: Context,
): Promise<Forecast | null> {
  const days = settings.simulate['docs-days'];
  if (days === 0) return null;
  const step = context.reporter.step('simulate');
  step.update(plural(days, 'day'));
  try {
    const reporter = createReporter({ write: () => {}, terminal: false, colour: false, now: () => 0 });
    const outlook = await simulateDump(text, statements, settings, { ...context, reporter }, days);
    const found = forecastOf(outlook);
    step.done(`${plural(days, 'day')} for the page`);
    return found;
  } catch (error) {
    context.signal?.throwIfAborted();
    step.warn(`the page has no forecast: ${messageOf(error)}`);
    return null;
  }
}

/** What the page draws of an outlook. */
export function forecastOf({ bad, days }: Outlook): Forecast {
  const last = days.at(-1);
  const every = Math.max(1, Math.ceil((days.length - 1) / MOST_POINTS));
  // From the last day backwards, so that it is among them.
  const shown = days.filter((_, i) => (days.length - 1 - i) % every === 0);
  const [from, to] = [days[0]?.date ?? '', last?.date ?? ''];
  const [first] = bad;
  const end = first === undefined ? 'nothing goes wrong' : `the first bad date is ${first.date}`;
  return {
    from: shown[0]?.date ?? from,
    to,
    said: `Simulated: in ${plural(days.length, 'day')} from ${from} on, ${end}. Sizes are estimates for the rates of the settings.`,
    bad: bad.map((one) => ({
      date: one.date,
      at:
        Math.max(
          0,
          days.findIndex((day) => day.date >= one.date),
        ) / Math.max(1, days.length - 1),
      object: one.object,
      words: wordsOf(one),
    })),
    tables: Object.fromEntries(
      Object.entries(last?.tables ?? {}).map(([name, table]) => {
        const uncompressed = shown.map(({ tables }) => tables[name]?.bytesUncompressed ?? 0);
        const stored = table.compressed > 0 ? `, ${table.compressed} of them compressed` : '';
        const without = table.compressed > 0 ? `; ${bytes(table.bytesUncompressed)} without the columnstore` : '';
        return [
          name,
          {
            sizes: shown.map(({ tables }) => tables[name]?.bytes ?? 0),
            uncompressed,
            most: bytes(Math.max(...uncompressed)),
            words: `On ${to} ${bytes(table.bytes)} in ${plural(table.chunks, 'chunk')}${stored}${without}`,
          },
        ];
      }),
    ),
  };
}

/** What goes wrong, with its places. */
function wordsOf(one: PlacedBad): string {
  const place = one.file === null ? one.message : `${one.message} (${one.file}:${one.line})`;
  const also = alsoWords(one);
  return also === null ? place : `${place}. ${also}`;
}

/** The rates of a live database, told in the form of the settings, where they can be kept. */
async function ratesOf(url: string, settings: Settings, context: Context): Promise<SimulateSettings['rates']> {
  await using live = await openLive(url, settings, context);
  await using session = await live.engine.database.connect();
  const step = context.reporter.step('rates');
  const { rates, unknown } = await readRates(session);
  const lines = Object.entries(rates).map(([name, rate]) => `${JSON.stringify(name)}: ${rate}`);
  step.done(`${plural(lines.length, 'hypertable')}; keep them as simulate.rates in the settings`, [
    ...lines,
    ...unknown.map((name) => `# ${visible(name)}: no chunk of the last 90 days is over, or its time is no date`),
  ]);
  return rates;
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

/** What the settings let happen. */
export function planOf(settings: SimulateSettings, days: number, seed: number): Plan {
  const storage = settings['storage-most-gb'];
  return {
    start: Date.parse(`${settings.start}T00:00:00Z`),
    days,
    seed,
    rate: settings.rate,
    rates: settings.rates,
    lateShare: settings['late-share'],
    lateBy: milliseconds(settings['late-by']),
    chunksMost: settings['chunks-most'],
    storageMost: storage === undefined ? null : storage * 1e9,
    wholeRefreshes: false,
  };
}

/** @throws UserError where a rate is of a hypertable that there is not */
function refuseUnknown({ rates }: SimulateSettings, hypertables: ReadonlySet<string>): void {
  const unknown = Object.keys(rates).filter((name) => !hypertables.has(name));
  if (unknown.length === 0) return;
  throw new UserError(`simulate.rates: there is no hypertable ${unknown.map(visible).join(', ')}`, {
    hint: `Write its name with its schema. There are: ${[...hypertables].map(visible).join(', ') || 'none'}.`,
  });
}
