import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readCatalogue } from '../catalog/read.ts';
import { messageOf, UserError } from '../errors.ts';
import { type Promises, promisesOf } from '../proof/promises.ts';
import { plural } from '../report/words.ts';
import { discoverInit } from '../script/discover.ts';
import { ScriptError } from '../script/error.ts';
import type { Settings } from '../settings/schema.ts';
import { starterSettings } from '../settings/starter.ts';
import type { Context } from './context.ts';
import { openSource } from './source.ts';
import { starterWorkflow } from './starter-workflow.ts';

export const SETTINGS_FILE = 'timescale-ci.yml';
export const WORKFLOW_FILE = '.github/workflows/timescale-ci.yml';

export interface InitOptions {
  /** Patterns of the init SQL that somebody named; looked for where nobody did. */
  init: readonly string[] | undefined;
  /** What the workflow names to use the action. */
  action: string;
}

export interface InitResult {
  init: string[];
  files: { path: string; status: 'written' | 'kept' }[];
  /** What timescale-ci.yml requires now; null where it was there before, or the SQL could not be built. */
  require: Promises | null;
}

/** Writes a first `timescale-ci.yml`, filled from what the SQL builds, and a workflow. A file that is there stays as it is. */
export async function init(settings: Settings, context: Context, options: InitOptions): Promise<InitResult> {
  const { cwd, reporter } = context;
  const fresh = !(await isThere(join(cwd, SETTINGS_FILE)));
  const patterns = fresh || options.init !== undefined ? await findSql(settings, context, options) : settings.init;
  const require = fresh ? await promises({ ...settings, init: patterns }, context) : null;
  const starter = {
    init: patterns,
    image: settings.image,
    database: settings.database,
    schemaDir: settings['schema-dir'],
    require,
  };
  const workflow = { ...starter, branch: await defaultBranch(cwd), action: options.action };
  const files: InitResult['files'] = [];
  for (const [path, text] of [
    [SETTINGS_FILE, starterSettings(starter)],
    [WORKFLOW_FILE, starterWorkflow(workflow)],
  ] as const) {
    const step = reporter.step('write');
    const written = await writeNew(join(cwd, path), text);
    files.push({ path, status: written ? 'written' : 'kept' });
    if (written) step.done(path);
    else step.unchanged(`${path} was there and is left alone`);
  }
  return { init: patterns, files, require };
}

async function findSql(settings: Settings, { cwd, reporter }: Context, options: InitOptions): Promise<string[]> {
  const step = reporter.step('find');
  if (options.init !== undefined) {
    step.done(options.init.join(', '));
    return [...options.init];
  }
  const { patterns, files } = await discoverInit(cwd, settings['schema-dir']);
  if (files > 0) step.done(`${patterns.join(', ')}  (${plural(files, 'file')})`);
  else step.warn('no SQL that builds a schema', [`Put it into ${patterns.join(', ')}, or name it with --init.`]);
  return patterns;
}

/** What the schema holds; null, with a word why, where there is none, it does not build, or no server can be had. */
async function promises(settings: Settings, context: Context): Promise<Promises | null> {
  try {
    await using source = await openSource(settings, context);
    const step = context.reporter.step('require');
    await using session = await source.engine.database.connect();
    const found = promisesOf((await readCatalogue(session, source.builder)).model);
    step.done(counts(found));
    return found;
  } catch (error) {
    if (!(error instanceof ScriptError || error instanceof UserError)) throw error;
    const [first = '', ...details] = (error instanceof ScriptError ? error.render() : messageOf(error)).split('\n');
    context.reporter.error(first, { details });
    context.reporter.step('require').warn('nothing yet: the schema could not be built');
    return null;
  }
}

function counts({ hypertables = {}, tables = [], views = [], functions = [], ...rest }: Promises): string {
  const found: [number, string][] = [
    [Object.keys(hypertables).length, 'hypertable'],
    [Object.keys(rest['continuous-aggregates'] ?? {}).length, 'continuous aggregate'],
    [tables.length, 'table'],
    [views.length, 'view'],
    [functions.length, 'function'],
  ];
  const words = found.filter(([count]) => count > 0).map(([count, noun]) => plural(count, noun));
  return words.length === 0 ? 'nothing: the schema holds nothing yet' : words.join(', ');
}

/** Writes a file that is not there. False where it is. */
async function writeNew(path: string, text: string): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new UserError(`cannot write ${path}: ${messageOf(cause)}`, { cause });
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The branch that the remote calls its own, else the one that is checked out, else `main`. */
async function defaultBranch(cwd: string): Promise<string> {
  for (const file of ['.git/refs/remotes/origin/HEAD', '.git/HEAD']) {
    const text = await readFile(join(cwd, file), 'utf8').catch(() => '');
    const branch = /^ref: refs\/(?:heads|remotes\/origin)\/(\S+)/.exec(text)?.[1];
    if (branch !== undefined) return branch;
  }
  return 'main';
}
