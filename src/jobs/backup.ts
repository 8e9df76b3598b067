import type { Dump } from '../dump/dump.ts';
import type { WriteResult } from '../history/write-version.ts';
import type { Proof } from '../proof/prove.ts';
import type { Required } from '../proof/required.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { documentDump } from './docs.ts';
import { dumpSource } from './dump.ts';
import { proveSource } from './prove.ts';
import { openSource } from './source.ts';
import { validateSource } from './validate.ts';
import { versionDump } from './version.ts';

export interface BackupResult {
  ok: boolean;
  server: string;
  required: Required;
  dump: Dump | null;
  /** Null where the restore test was turned off, or the run ended before it. */
  proof: Proof | null;
  version: WriteResult | null;
}

/** The main job: build, validate, dump, prove, document, write versioned files. It stops where a promise is broken. */
export async function backup(settings: Settings, context: Context): Promise<BackupResult> {
  await using source = await openSource(settings, context);
  const result: BackupResult = {
    ok: false,
    server: source.engine.label,
    required: { unmet: [], counts: {} },
    dump: null,
    proof: null,
    version: null,
  };

  result.required = (await validateSource(source, settings, context)).required;
  if (result.required.unmet.length > 0) return result;

  result.dump = await dumpSource(source, context);

  if (settings['restore-test']) {
    result.proof = await proveSource(source, result.dump, settings, context);
    if (!result.proof.proved) return result;
  } else context.reporter.warn('restore    not proved: the restore test is turned off');

  const readme = documentDump(result.dump, settings, context);

  result.version = await versionDump(source, result.dump, readme, settings, context);
  result.ok = true;
  return result;
}
