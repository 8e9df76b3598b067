import type { WriteResult } from '../history/write-version.ts';
import type { Settings } from '../settings/schema.ts';
import { type Check, checkSource } from './check.ts';
import type { Context } from './context.ts';
import { openSource } from './source.ts';
import { versionDump } from './version.ts';

export interface BackupResult extends Check {
  version: WriteResult | null;
}

/** The main job: build, validate, dump, prove, document, write versioned files. It stops where a promise is broken. */
export async function backup(settings: Settings, context: Context): Promise<BackupResult> {
  await using source = await openSource(settings, context);
  const checked = await checkSource(source, settings, context);
  const { dump, readme } = checked;
  if (!checked.ok || dump === null || readme === null) return { ...checked, version: null };
  return { ...checked, version: await versionDump(source, dump, readme, settings, context) };
}
