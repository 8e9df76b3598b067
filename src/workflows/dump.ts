import { type Dump, dumpDatabase } from '../dump/dump.ts';
import { messageOf, UserError } from '../errors.ts';
import { settle } from '../proof/prove.ts';
import { plural } from '../report/words.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { readOtherwise, scratchFor } from './prove.ts';
import { openSource, type Source } from './source.ts';

/** The canonical dump of a source. */
export async function dump(settings: Settings, context: Context): Promise<Dump> {
  await using source = await openSource(settings, context);
  return await canonicalSource(source, settings, context);
}

/**
 * Dumps a source in its canonical form, for which PostgreSQL must read the dump once. Beside a live database that is the
 * embedded engine, unless another is asked for: nobody expects a dump to fetch an image.
 */
export async function canonicalSource(source: Source, settings: Settings, context: Context): Promise<Dump> {
  const printed = await dumpSource(source, context);
  if (source.engine.kind === 'external' && !settings['restore-test']) return printed;
  const engine = settings.engine === 'auto' ? 'embedded' : settings.engine;
  try {
    await using scratch = await scratchFor(source, printed, { ...settings, engine }, context);
    const read = await settle(printed, scratch);
    const [words] = readOtherwise(printed, read);
    if (words !== undefined) context.reporter.step('restore').done(words);
    return read;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.reporter.warn(`the dump is as the server prints it, and was not read back: ${messageOf(error)}`);
    return printed;
  }
}

/** The step: dumps what the source holds. */
export async function dumpSource(source: Source, { reporter }: Context): Promise<Dump> {
  const step = reporter.step('dump');
  const result = await dumpDatabase(source.engine.database, source.builder, source.options);
  const text = `schema ${result.fingerprint.slice(0, 8)} · ${plural(result.text.split('\n').length - 1, 'line')}`;
  if (result.warnings.length === 0) step.done(text);
  else step.warn(`${text}; not all of it as it is`, result.warnings);
  return result;
}
