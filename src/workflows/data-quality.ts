import { checkQuality, type QualityReport } from '../data/quality/quality.ts';
import { qualityWords } from '../data/quality/text.ts';
import { quarantine, writeReport } from '../data/quality/write.ts';
import { connectWriter } from '../engine/external.ts';
import { UserError } from '../errors.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { liveUrl } from './data-load.ts';
import { openLive } from './source.ts';

export interface DataQualityOptions {
  environment: string;
  from: string | undefined;
  to: string | undefined;
  /** Whether the result is written where the settings say. */
  report: boolean;
  quarantine: boolean;
}

export interface DataQualityResult extends QualityReport {
  ok: boolean;
  /** The table that the result was written to; null where it was not. */
  written: string | null;
}

/** As many findings of a check as JSON and the report have. */
const SHOWN = 100;

/** Looks at the quality of the data in a live database, and writes the result there. */
export async function dataQuality(
  options: DataQualityOptions,
  settings: Settings,
  context: Context,
): Promise<DataQualityResult> {
  const url = liveUrl(settings, 'to look at');
  for (const day of [options.from, options.to]) {
    if (day !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(day)) {
      throw new UserError(`"${day}" is no day`, { hint: 'Write it as 2024-11-29.' });
    }
  }
  await using live = await openLive(url, settings, context);
  const step = context.reporter.step('quality');
  await using session = await live.engine.database.connect();
  const found = await checkQuality(session, settings.data, {
    ...options,
    now: context.now(),
    shown: SHOWN,
    onCheck: (name) => step.update(name),
  });
  const result = { ...found };
  const table = settings.data.quality.report;
  const writes = options.report && table !== null;
  if (writes || options.quarantine) {
    await using writer = await connectWriter(url);
    if (options.quarantine) result.quarantined = await quarantine(writer, settings.data, found);
    if (writes) await writeReport(writer, table, result, context.now());
  }
  const ok = result.status !== 'FAIL';
  if (result.status === 'PASS') step.done(qualityWords(result));
  else if (ok) step.warn(qualityWords(result));
  else step.fail(qualityWords(result));
  return { ok, written: writes ? table : null, ...result };
}
