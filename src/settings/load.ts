import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { docsPage } from '../documentation.ts';
import { messageOf, UserError } from '../errors.ts';
import type { LintSettings } from './lint.ts';
import { type Settings, SettingsSchema } from './schema.ts';

/** Where the schema comes from: one of these. */
const SOURCES = ['init', 'source', 'database-url'];

/** What of a settings file does not count where something else was given. */
const OF_SOURCES = [...SOURCES, 'build'];

/**
 * Puts the settings together: what was given (flags or inputs) counts before the settings file, that before the defaults.
 *
 * @param given values under the settings' own names; undefined counts as not given
 * @param file the settings file
 * @param required true where a person named the file, so that its absence is an error
 * @param checkLint which rules and options there are is for src/lint to say
 * @throws UserError that names file, line and key
 */
export async function loadSettings(
  given: Partial<Settings>,
  file: string,
  required: boolean,
  checkLint: CheckLint = () => [],
): Promise<Settings> {
  const fromFile = await readSettingsFile(file, required, checkLint);
  const named = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const sources = SOURCES.filter((name) => named[name] !== undefined);
  if (sources.length > 1) throw new UserError(`${sources.join(' and ')} name a source each: give one`);
  // What is given counts before the settings file, whichever of the three it is.
  if (named['init'] !== undefined || named['source'] !== undefined)
    for (const name of OF_SOURCES) delete fromFile[name];
  // A program builds alone where nothing is named to run before it.
  if (fromFile['build'] !== undefined && fromFile['init'] === undefined && fromFile['source'] === undefined)
    fromFile['init'] = [];
  const parsed = SettingsSchema.safeParse({ ...fromFile, ...named });
  if (parsed.success) return parsed.data;
  throw new UserError(describe(parsed.error.issues), { hint: 'See "timescale-ci --help" for what can be set.' });
}

type CheckLint = (settings: LintSettings) => { path: string[]; message: string; hint: string }[];

async function readSettingsFile(
  file: string,
  required: boolean,
  checkLint: CheckLint,
): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (!required && (cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new UserError(`cannot read the settings file ${file}: ${messageOf(cause)}`, {
      hint: await adviceOn(file, cause as NodeJS.ErrnoException),
      cause,
    });
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const { line, col } = lines.linePos(problem.pos[0]);
    throw new UserError(`${file}:${line}:${col}  not valid YAML: ${problem.message.split('\n')[0]}`, {
      hint: `Mend that line: indent with spaces, close what is opened, and quote a text with ": " or " #" in it. ${docsPage('settings.md')} has examples.`,
    });
  }
  const value: unknown = toValue(document, file) ?? {};
  const parsed = SettingsSchema.partial().safeParse(value);
  if (parsed.success) {
    const wrong = checkLint(parsed.data.lint ?? {});
    const [first] = wrong;
    if (first !== undefined) {
      const told = wrong.map(({ path, message }) => {
        const { line, col } = lines.linePos(keyOffset(document, ['lint', ...path.slice(0, -1)], path.at(-1) ?? ''));
        return `${file}:${line}:${col}  ${message}`;
      });
      throw new UserError(told.join('\n'), { hint: first.hint });
    }
    // Of the text, since what is parsed has the defaults in it.
    const given = value as Record<string, unknown>;
    if (given['init'] === undefined || given['source'] === undefined) return given;
    const { line, col } = lines.linePos((document.get('source', true) as { range: [number] }).range[0]);
    throw new UserError(`${file}:${line}:${col}  init and source name the SQL each: keep one`, {
      hint: 'source is for a directory in the layout of a migration tool, init for files and patterns.',
    });
  }
  const messages = parsed.error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => {
        const { line, col } = lines.linePos(keyOffset(document, issue.path, key));
        return `${file}:${line}:${col}  ${unknownKey(issue.path, key)}`;
      });
    }
    const node = document.getIn(issue.path, true) as { range?: [number, number, number] } | undefined;
    const parent = document.getIn(issue.path.slice(0, -1), true) as { range?: [number, number, number] } | undefined;
    const offset = node?.range?.[0] ?? parent?.range?.[0] ?? 0;
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}  ${describe([issue])}`;
  });
  throw new UserError(messages.join('\n'), { hint: `${docsPage('settings.md')} lists every setting.` });
}

/** What to do where the settings file cannot be read: with the files that lie there, one of which may be meant. */
async function adviceOn(file: string, { code }: NodeJS.ErrnoException): Promise<string> {
  if (code === 'EACCES') return `Let its reader have it: chmod u+r ${file}`;
  const found = await readdir(code === 'EISDIR' ? file : dirname(file)).catch(() => []);
  const near = found.filter((name) => /\.ya?ml$/.test(name)).sort();
  const there = near.length === 0 ? 'No YAML file lies there' : `There lies ${near.slice(0, 5).join(', ')}`;
  return `Check the path that --config names, or leave it out. ${there}.`;
}

type Path = readonly PropertyKey[];

/** Where a key of the mapping at a path stands in the text. */
function keyOffset(document: ReturnType<typeof parseDocument>, path: Path, key: string): number {
  const parent = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(parent)) return 0;
  const keys = parent.items.map((pair) => pair.key).filter((one) => isScalar(one));
  return keys.find(({ value }) => String(value) === key)?.range?.[0] ?? parent.range?.[0] ?? 0;
}

function unknownKey(path: Path, key: string): string {
  const near = closest(key, Object.keys(SettingsSchema.shape));
  const meant = path.length === 0 && distance(key, near) <= 3 ? `; did you mean ${near}?` : '';
  return `${path.length === 0 ? '' : `${path.join('.')}: `}there is no setting "${key}"${meant}`;
}

/** @throws UserError where aliases stand for more than anybody could have written */
function toValue(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw new UserError(`${file} cannot be read: ${messageOf(cause)}`, {
      hint: 'Write out what its aliases stand for.',
      cause,
    });
  }
}

function describe(issues: readonly z.core.$ZodIssue[]): string {
  return issues
    .map((issue) => {
      const path = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
      return `${path}${issue.message}`;
    })
    .join('\n');
}
