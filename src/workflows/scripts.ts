import { resolve } from 'node:path';
import { plural } from '../report/words.ts';
import type { Settings } from '../settings/schema.ts';
import { readInit } from '../sources/init.ts';
import { type ReadSource, readSource } from '../sources/read.ts';
import type { LeftOut } from '../sources/types.ts';

/** As many as a person reads before it is clear what they are about. */
const SHOWN = 3;

/** What builds a schema. */
export type ScriptSettings = Pick<Settings, 'init' | 'source' | 'database' | 'schema-dir'>;

/**
 * The scripts that the settings name, read: of a source in a tool's layout, or init SQL.
 *
 * @param beside whether scripts that lie beside those that run are told of
 */
export function readScripts(settings: ScriptSettings, cwd: string, beside = true): Promise<ReadSource> {
  const { source, init, database } = settings;
  if (source === undefined) return readInit(init, cwd, { database, beside });
  return readSource(source, cwd, { database, skip: resolve(cwd, settings['schema-dir']) });
}

/** As many as show the order. */
const SHOWN_SCRIPTS = 12;

/** How many scripts run, then their names in order: a file that runs in parts, one after the other, is one script. */
export function orderLines(scripts: readonly { name: string }[]): string[] {
  const names = scripts.map(({ name }) => name).filter((name, index, all) => name !== all[index - 1]);
  const more = names.length - SHOWN_SCRIPTS;
  return [
    plural(names.length, 'script'),
    ...names.slice(0, SHOWN_SCRIPTS).map((name, index) => `${index + 1}. ${name}`),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

/** What is left out by rule, one line a reason. */
export function leftLines(left: readonly LeftOut[]): string[] {
  const reasons = Map.groupBy(
    left.filter(({ unexpected }) => !unexpected),
    ({ why }) => why,
  );
  return [...reasons].map(([why, files]) => {
    const names = files.slice(0, SHOWN).map(({ name }) => name);
    const more = files.length > SHOWN ? ` and ${files.length - SHOWN} more` : '';
    return `left out: ${names.join(', ')}${more} (${why})`;
  });
}

/**
 * What nobody runs though somebody may believe so, one line a file.
 *
 * @param ran the files that ran, included ones too
 */
export function strayLines(left: readonly LeftOut[], ran: readonly { file: string }[]): string[] {
  const files = new Set(ran.map(({ file }) => file));
  return left
    .filter(({ name, unexpected }) => unexpected && !files.has(name))
    .map(({ name, why }) => `${name} is not run: ${why}`);
}
