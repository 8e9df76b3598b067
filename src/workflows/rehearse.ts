import { resolve } from 'node:path';
import { readCatalogue } from '../catalog/read.ts';
import { MovedClock } from '../engine/moved-clock.ts';
import type { Engine } from '../engine/types.ts';
import { UserError } from '../errors.ts';
import { restore } from '../proof/restore.ts';
import { type Production, readChunkCounts } from '../rehearse/chunks-of.ts';
import { type Filled, fill, type Rehearsed, rehearse as runAndMeasure } from '../rehearse/rehearse.ts';
import { chunksFor, outgrowsChunks, type Rehearsal, toldOf } from '../rehearse/told.ts';
import { visible } from '../report/terminal-text.ts';
import { plural } from '../report/words.ts';
import { resolveInit, type ScriptFile } from '../script/files.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { dumpSource } from './dump.ts';
import { readOperandSpec } from './operand.ts';
import { imageFor, openLive, openSource, startEngine } from './source.ts';

export interface RehearseOptions {
  /** What the migration meets: a dump, init SQL or a live database; the settings' init SQL without the migration otherwise. */
  base?: string | undefined;
  /** For how many chunks of a hypertable the time is told. */
  chunks: number;
  /** A live database whose hypertables have as many as count; it is only read. */
  chunksOf?: string | undefined;
}

/** At so many chunks of each hypertable a migration is measured: the embedded server has one session, and is slower. */
const SIZES = { embedded: [10, 100], docker: [10, 100, 1000] };
/** And at so many where these do not say how a statement grows. */
const CLOSER = 300;
/** Chunks begin before this moment, the same in every run. */
const NOW = '2026-01-01T00:00:00Z';

/**
 * Applies a migration to its base, filled with chunks, and measures each statement: locks, what is written anew, seconds, and
 * on Docker what others meet who write and read meanwhile.
 */
export async function rehearse(
  migration: readonly string[],
  settings: Settings,
  context: Context,
  { base, chunks, chunksOf }: RehearseOptions,
): Promise<Rehearsal> {
  const files = await resolveInit(migration, context.cwd);
  const production = chunksOf === undefined ? undefined : await productionOf(chunksOf, settings, context);
  const { text, image } = await baseOf(files, base, settings, context);
  const statements: Rehearsed[] = [];
  let unfilled: string[] = [];
  let server = '';
  let kind: 'embedded' | 'docker' = settings.engine === 'embedded' ? 'embedded' : 'docker';
  const sizes: number[] = [];
  const measureAt = async (index: number): Promise<void> => {
    const clock = new MovedClock(new Date(NOW));
    await using engine = await startEngine(
      { ...settings, image, engine: index === 0 ? settings.engine : kind },
      { ...context, clock },
    );
    kind = engine.kind === 'docker' ? 'docker' : 'embedded';
    server = engine.label;
    const size = SIZES[kind][index] ?? CLOSER;
    const step = context.reporter.step('rehearse');
    step.update(`fills ${size} chunks of each hypertable`);
    await restore(text, engine.database, 'the base');
    const filled = await filledWith(engine, clock, size);
    unfilled = filled.unfilled;
    step.update(`at ${size} chunks of each hypertable`);
    const others = kind === 'docker' ? { feeds: filled.feeds, newest: clock.now.getTime() } : undefined;
    const found = await runAndMeasure(engine.database, files, context.cwd, others);
    for (const [at, { placed, did }] of found.entries()) {
      const one = statements[at] ?? { ...placed, measured: [] };
      one.measured.push({ chunks: size, did });
      statements[at] = one;
    }
    sizes.push(size);
    step.done(`${plural(found.length, 'statement')} at ${size} chunks of each hypertable`);
  };
  for (let i = 0; i < SIZES[kind].length; i++) await measureAt(i);
  if (kind === 'embedded' && statements.some(outgrowsChunks)) await measureAt(SIZES[kind].length);
  return {
    server,
    sizes,
    others: kind === 'docker',
    production: production ?? null,
    statements: statements.map((one) => toldOf(one, chunksFor(one, production, chunks))),
    unfilled,
  };
}

async function filledWith(engine: Engine, clock: MovedClock, size: number): Promise<Filled> {
  await using session = await engine.database.connect();
  const { model } = await readCatalogue(session);
  return await fill(session, clock, model, size);
}

/** How many chunks a live database has, told in lines. */
async function productionOf(url: string, settings: Settings, context: Context): Promise<Production> {
  await using live = await openLive(url, settings, context);
  await using session = await live.engine.database.connect();
  const step = context.reporter.step('chunks');
  const production = await readChunkCounts(session);
  const lines = Object.entries(production.chunks).map(([name, count]) => `${visible(name)}: ${count}`);
  step.done(plural(lines.length, 'hypertable'), lines);
  return production;
}

/** The dump of what the migration meets, and the image whose server it is meant for. */
async function baseOf(
  migration: readonly ScriptFile[],
  base: string | undefined,
  settings: Settings,
  context: Context,
): Promise<{ text: string; image: string | undefined }> {
  if (base === undefined && settings.source !== undefined) {
    throw new UserError('nothing says what the migration meets', {
      hint: 'Name it by --base: a dump such as sql/schema/schema_latest.sql, init SQL, or a postgres:// URL.',
    });
  }
  const spec = base === undefined ? undefined : await readOperandSpec(base, context);
  if (spec?.kind === 'dump') return { text: spec.text, image: settings.image };
  const { 'database-url': configured, source: _source, build, ...files } = settings;
  const url = spec?.kind === 'live' ? spec.url : spec === undefined ? configured : undefined;
  if (url !== undefined) {
    await using live = await openSource({ ...files, 'database-url': url }, context);
    const dump = await dumpSource(live, context);
    return { text: dump.text, image: imageFor(dump, settings) };
  }
  const all = spec === undefined ? await resolveInit(settings.init, context.cwd) : [];
  const paths = new Set(migration.map(({ path }) => resolve(path)));
  const names = all.filter(({ path }) => !paths.has(resolve(path))).map(({ name }) => name);
  const init = spec === undefined ? { init: names, build } : { init: [spec.name] };
  await using source = await openSource({ ...files, ...init }, context, false);
  return { text: (await dumpSource(source, context)).text, image: settings.image };
}
