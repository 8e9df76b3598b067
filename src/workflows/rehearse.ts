import { resolve } from 'node:path';
import { readCatalogue } from '../catalog/read.ts';
import { MovedClock } from '../engine/moved-clock.ts';
import { UserError } from '../errors.ts';
import { restore } from '../proof/restore.ts';
import { extrapolate, fill, type Rehearsed, rehearse as runAndMeasure } from '../rehearse/rehearse.ts';
import { plural } from '../report/words.ts';
import { resolveInit, type ScriptFile } from '../script/files.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { dumpSource } from './dump.ts';
import { openOperand, readOperandSpec } from './operand.ts';
import { openSource, startEngine } from './source.ts';

export interface RehearseOptions {
  /** What the migration meets: a dump, init SQL or a live database; the settings' init SQL without the migration otherwise. */
  base?: string | undefined;
  /** For how many chunks of a hypertable the time is told. */
  chunks: number;
}

export interface RehearseResult {
  server: string;
  /** The numbers of chunks at which it was measured. */
  sizes: readonly number[];
  chunks: number;
  statements: (Rehearsed & { secondsAtChunks: number })[];
  /** Hypertables that were left empty, and why. */
  unfilled: string[];
}

/** At so many chunks of each hypertable a migration is measured. */
const SIZES = [10, 100];
/** Chunks begin before this moment, the same in every run. */
const NOW = '2026-01-01T00:00:00Z';

/** Applies a migration to its base, filled with chunks, and measures each statement: locks, what is written anew, seconds. */
export async function rehearse(
  migration: readonly string[],
  settings: Settings,
  context: Context,
  { base, chunks }: RehearseOptions,
): Promise<RehearseResult> {
  const files = await resolveInit(migration, context.cwd);
  const text = await baseText(files, base, { ...settings, engine: 'embedded' }, context);
  const statements: RehearseResult['statements'] = [];
  let unfilled: string[] = [];
  let server = '';
  for (const size of SIZES) {
    const clock = new MovedClock(new Date(NOW));
    const own = { ...context, clock };
    await using engine = await startEngine({ ...settings, engine: 'embedded' }, own, `${size} chunks`);
    server = engine.label;
    await restore(text, engine.database, 'the base');
    {
      await using session = await engine.database.connect();
      const { model } = await readCatalogue(session);
      unfilled = await fill(session, clock, model, size);
    }
    const step = context.reporter.step('rehearse');
    const found = await runAndMeasure(engine.database, files, context.cwd);
    for (const [i, { placed, did }] of found.entries()) {
      const one = statements[i] ?? { ...placed, measured: [], secondsAtChunks: 0 };
      one.measured.push({ chunks: size, did });
      statements[i] = one;
    }
    step.done(`${plural(found.length, 'statement')} at ${size} chunks of each hypertable`);
  }
  for (const one of statements) one.secondsAtChunks = extrapolate(one.measured, chunks);
  return { server, sizes: SIZES, chunks, statements, unfilled };
}

/** The dump of what the migration meets. */
async function baseText(
  migration: readonly ScriptFile[],
  base: string | undefined,
  settings: Settings,
  context: Context,
): Promise<string> {
  if (base !== undefined) return (await openOperand(await readOperandSpec(base, context), settings, context)).dump.text;
  if (settings.source !== undefined) {
    throw new UserError('nothing says what the migration meets', {
      hint: 'Name it by --base: a dump such as sql/schema/schema_latest.sql, init SQL, or a postgres:// URL.',
    });
  }
  const all = settings['database-url'] === undefined ? await resolveInit(settings.init, context.cwd) : [];
  const paths = new Set(migration.map(({ path }) => resolve(path)));
  const init = all.filter(({ path }) => !paths.has(resolve(path))).map(({ name }) => name);
  await using source = await openSource({ ...settings, init }, context, false);
  return (await dumpSource(source, context)).text;
}
