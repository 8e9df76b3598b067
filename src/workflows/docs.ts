import { createHash } from 'node:crypto';
import { closest } from 'fastest-levenshtein';
import type { SchemaModel } from '../catalog/model.ts';
import { renderPage } from '../docs/html/render.ts';
import type { ReadmeOptions } from '../docs/options.ts';
import { renderReadme } from '../docs/readme.ts';
import type { Dump } from '../dump/dump.ts';
import { fingerprintOf } from '../dump/header.ts';
import { messageOf } from '../errors.ts';
import { LATEST_FILE, README_FILE } from '../history/names.ts';
import type { Latest } from '../history/read-latest.ts';
import type { StepHandle } from '../report/reporter.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { canonicalSource } from './dump.ts';
import { readHistory } from './history.ts';
import { forecast } from './simulate.ts';
import { openSource, type Source } from './source.ts';

/** What was not asked for is null. */
export interface DocsResult {
  markdown: string | null;
  html: string | null;
  fingerprint: string;
}

/** The documentation of a source: as Markdown, linked to the dump where that lies beside it, as an HTML page, or both. */
export async function docs(
  settings: Settings,
  context: Context,
  wanted: { markdown: boolean; html: boolean; besideDump: boolean },
): Promise<DocsResult> {
  await using source = await openSource(settings, context);
  const dump = await canonicalSource(source, settings, context);
  return {
    markdown: wanted.markdown ? documentDump(dump, settings, context, { besideDump: wanted.besideDump }) : null,
    html: wanted.html ? await drawDump(source, dump, settings, context) : null,
    fingerprint: dump.fingerprint,
  };
}

/**
 * The step: README_latest.md's text, or the same for another place, where no dump lies beside it.
 *
 * @param beside.latest the version that holds the same schema, whose fingerprint it is then that the page names
 */
export function documentDump(
  dump: Dump,
  settings: Settings,
  { reporter }: Context,
  { besideDump = true, latest }: { besideDump?: boolean; latest?: Latest | undefined } = {},
): string {
  const step = reporter.step('document');
  const fingerprint = latest === undefined ? dump.fingerprint : fingerprintOf(latest.text);
  const options = { ...optionsOf(dump, settings), fingerprint, ...(besideDump ? { schemaFile: LATEST_FILE } : {}) };
  const markdown = renderReadme(dump.model, options);
  finish(step, README_FILE, dump.model, settings);
  return besideDump ? `${markdown.trimEnd()}\n\n${SUBJECT}${digestOf(options)} -->\n` : markdown;
}

/** What a page is of, in a comment that nobody sees: the schema, and the settings that it was asked for with. */
const SUBJECT = '<!-- timescale-ci documents ';

function digestOf(options: ReadmeOptions): string {
  return createHash('sha256').update(JSON.stringify(options)).digest('hex').slice(0, 16);
}

/** What a README is of; undefined where it does not say. Servers print the same schema in other words. */
export function subjectOf(readme: string): string | undefined {
  const start = readme.lastIndexOf(SUBJECT);
  return start < 0 ? undefined : readme.slice(start).trim();
}

/** The step: the text of the HTML page, with the history of the schema directory. */
async function drawDump(source: Source, dump: Dump, settings: Settings, context: Context): Promise<string> {
  const versions = await readHistory(source, dump, settings, context);
  const ahead = await forecast(dump.text, source.statements, settings, context);
  const step = context.reporter.step('page');
  // Loaded only here: it is as large as the rest of the program.
  const { pageAssets } = await import('../docs/html/assets.ts');
  const html = renderPage(dump.model, { ...optionsOf(dump, settings), versions, forecast: ahead }, await pageAssets());
  finish(step, `HTML, ${Math.ceil(Buffer.byteLength(html) / 1000)} KB`, dump.model, settings);
  return html;
}

/** The same beside work that matters more: what keeps the page from being drawn is a warning. */
export async function drawAlong(
  source: Source,
  dump: Dump,
  settings: Settings,
  context: Context,
): Promise<string | null> {
  try {
    return await drawDump(source, dump, settings, context);
  } catch (error) {
    context.signal?.throwIfAborted();
    context.reporter.step('page').warn(messageOf(error));
    return null;
  }
}

function optionsOf(dump: Dump, { docs, ...settings }: Settings): ReadmeOptions {
  return {
    database: settings['database-url'] === undefined ? settings.database : dump.facts.database,
    fingerprint: dump.fingerprint,
    sections: docs.sections,
    dictionary: docs.dictionary,
    ...(docs.title === undefined ? {} : { title: docs.title }),
  };
}

/** A dictionary that describes what is not there is a mistake, though none that would keep anybody from the rest. */
function finish(step: StepHandle, words: string, model: SchemaModel, { docs }: Settings): void {
  const strangers = unknownNames(model, Object.keys(docs.dictionary));
  if (strangers.length === 0) step.done(words);
  else step.warn(words, strangers);
}

/** Names of the dictionary that nothing has: a description that nobody would see. */
function unknownNames(model: SchemaModel, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const known = new Set(
    Object.values(model).flatMap((list: readonly { name: string }[]) => list.map((one) => one.name)),
  );
  return names
    .filter((name) => !known.has(name))
    .map(
      (name) =>
        `docs.dictionary: there is no ${name}${known.size === 0 ? '' : `; did you mean ${closest(name, [...known])}?`}`,
    );
}
