import { resolve } from 'node:path';
import type { Change } from '../diff/change.ts';
import { assertWritable } from '../history/files.ts';
import type { Latest } from '../history/read-latest.ts';
import type { WriteResult } from '../history/write-version.ts';
import type { Settings } from '../settings/schema.ts';
import { explainSince } from './changes.ts';
import { type Check, checkSource } from './check.ts';
import type { Context } from './context.ts';
import { drawAlong } from './docs.ts';
import { openSource } from './source.ts';
import { versionDump } from './version.ts';

export interface BackupResult extends Check {
  version: WriteResult | null;
  /** What changed since the version before; null where that was not asked for, or cannot be told. */
  changes: Change[] | null;
}

/**
 * The main job: build, validate, dump, prove, document, write versioned files. It stops where a promise is broken.
 *
 * @param options.explain also tells what changed, which takes the restore of a version
 * @param options.page also draws the HTML page, with the new version in its history
 */
export async function backup(
  settings: Settings,
  context: Context,
  options: { explain?: boolean; page?: boolean } = {},
): Promise<BackupResult> {
  await assertWritable(resolve(context.cwd, settings['schema-dir']));
  await using source = await openSource(settings, context);
  const checked = await checkSource(source, settings, context, { lint: 'counted' });
  const { dump, readme, latest, compared } = checked;
  if (!checked.ok || dump === null || readme === null || compared === null) {
    return { ...checked, version: null, changes: null };
  }
  const version = await versionDump(dump, readme, { latest, compared }, settings, context);
  const since = (from: Latest): Promise<Change[] | null> | Change[] =>
    version.status === 'written' ? explainSince(from, source, dump, context) : [];
  const changes = options.explain === true && latest !== undefined ? await since(latest) : null;
  const page = options.page === true ? await drawAlong(source, dump, settings, context) : null;
  return { ...checked, version, changes, page };
}
