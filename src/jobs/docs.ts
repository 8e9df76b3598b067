import { renderReadme } from '../docs/readme.ts';
import type { Dump } from '../dump/dump.ts';
import { README_FILE } from '../history/names.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { dumpSource } from './dump.ts';
import { openSource } from './source.ts';

export interface DocsResult {
  markdown: string;
  fingerprint: string;
}

/** The documentation of a source. */
export async function docs(settings: Settings, context: Context): Promise<DocsResult> {
  await using source = await openSource(settings, context);
  const dump = await dumpSource(source, context);
  return { markdown: documentDump(dump, settings, context), fingerprint: dump.fingerprint };
}

/** The step: README_latest.md's text. */
export function documentDump(dump: Dump, settings: Settings, { reporter }: Context): string {
  const step = reporter.step('document');
  const database = settings['database-url'] === undefined ? settings.database : dump.facts.database;
  const markdown = renderReadme(dump.model, {
    database,
    fingerprint: dump.fingerprint,
    schemaFile: 'schema_latest.sql',
  });
  step.done(README_FILE);
  return markdown;
}
