import { type Dump, dumpDatabase } from '../dump/dump.ts';
import { plural } from '../report/words.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { openSource, type Source } from './source.ts';

/** The canonical dump of a source. */
export async function dump(settings: Settings, context: Context): Promise<Dump> {
  await using source = await openSource(settings, context);
  return await dumpSource(source, context);
}

/** The step: dumps what the source holds. */
export async function dumpSource(source: Source, { reporter }: Context): Promise<Dump> {
  const step = reporter.step('dump');
  const result = await dumpDatabase(source.engine.database, source.builder);
  const text = `schema ${result.fingerprint.slice(0, 8)} · ${plural(result.text.split('\n').length - 1, 'line')}`;
  if (result.warnings.length === 0) step.done(text);
  else step.warn(`${text}; not all of it as it is`, result.warnings);
  return result;
}
