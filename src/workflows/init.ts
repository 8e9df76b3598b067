import { access, mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { readCatalogue } from '../catalog/read.ts';
import { docsPage } from '../documentation.ts';
import { messageOf, UserError } from '../errors.ts';
import { assertWritable } from '../history/files.ts';
import { findRoot } from '../history/git/git.ts';
import { type Promises, promisesOf } from '../proof/promises.ts';
import { plural } from '../report/words.ts';
import { ScriptError } from '../script/error.ts';
import type { Settings } from '../settings/schema.ts';
import type { SourceSetting } from '../settings/source.ts';
import { starterSettings } from '../settings/starter.ts';
import { findSources } from '../sources/find.ts';
import { Folder } from '../sources/folder.ts';
import { findProgram } from '../sources/programs.ts';
import { connectedTo, readSurroundings } from '../sources/surroundings.ts';
import type { Context } from './context.ts';
import { countLint } from './lint.ts';
import { orderLines, readScripts } from './scripts.ts';
import { openSource } from './source.ts';
import { slugOf, starterWorkflow } from './starter-workflow.ts';

export const SETTINGS_FILE = 'timescale-ci.yml';
const WORKFLOWS = '.github/workflows';

/** Lets a person choose one of several answers; undefined where nobody can be asked. */
export type Ask = ((question: string, answers: readonly string[]) => Promise<number>) | undefined;

export interface InitOptions {
  /** What somebody named; the rest is looked for. */
  named: Partial<Pick<Settings, 'init' | 'source' | 'database' | 'image'>>;
  /** What the workflow names to use the action. */
  action: string;
  ask?: Ask;
}

export interface InitResult {
  init: string[] | null;
  source: string | null;
  files: { path: string; status: 'written' | 'kept' }[];
  /** What timescale-ci.yml requires now; null where it was there before, or the SQL could not be built. */
  require: Promises | null;
  /** False where the schema fails to build; true also where no server could be had to try it on. */
  builds: boolean;
}

type Where = { source: SourceSetting } | { init: string[] };

/**
 * Writes a first `timescale-ci.yml`, filled from what the SQL builds, and a workflow. A file that is there stays as it is.
 *
 * @throws UserError where there is no SQL
 */
export async function init(settings: Settings, context: Context, options: InitOptions): Promise<InitResult> {
  const { cwd, reporter } = context;
  const fresh = !(await isThere(join(cwd, SETTINGS_FILE)));
  const root = findRoot(cwd) ?? cwd;
  const directory = relative(root, await realpath(cwd))
    .split(sep)
    .join('/');
  const workflowPath = join(root, workflowFile(directory));
  if (fresh) await mayWrite(join(cwd, SETTINGS_FILE));
  if (!(await isThere(workflowPath))) await mayWrite(workflowPath);
  const { init: patterns, source } = options.named;
  const named = patterns === undefined && source === undefined ? undefined : { init: patterns, source };
  const found: Settings = { ...settings };
  let where: Where = settings.source === undefined ? { init: settings.init } : { source: settings.source };
  if (fresh && named === undefined) {
    where = await findSql(settings, context, options);
    Object.assign(found, { source: undefined }, where);
  }
  if (fresh) Object.assign(found, await findServer(found, context, options));
  const { require, builds } = fresh ? await firstRun(found, context) : { require: null, builds: true };
  const starter = {
    where,
    image: found.image,
    database: found.database,
    schemaDir: settings['schema-dir'],
    require,
  };
  const scripts = 'init' in where ? where.init : pathsOf(where.source);
  // What a program reads can be anything.
  const paths = settings.build === undefined ? scripts : ['.'];
  const workflow = {
    ...starter,
    init: paths,
    branch: await defaultBranch(root),
    directory,
    action: options.action,
    program: settings.build !== undefined,
  };
  const files: InitResult['files'] = [];
  for (const [path, text] of [
    [SETTINGS_FILE, starterSettings(starter)],
    [relative(cwd, workflowPath), starterWorkflow(workflow)],
  ] as const) {
    const step = reporter.step('write');
    const written = await writeNew(join(cwd, path), text);
    files.push({ path, status: written ? 'written' : 'kept' });
    if (written) step.done(path);
    else step.unchanged(`${path} was there and is left alone`);
  }
  return {
    init: 'init' in where ? where.init : null,
    source: 'source' in where ? pathsOf(where.source).join(', ') : null,
    files,
    require,
    builds,
  };
}

/** What the project has that a schema can be built from: the likeliest, or what a person chooses. */
async function findSql(settings: Settings, { cwd, reporter }: Context, { ask }: InitOptions): Promise<Where> {
  const step = reporter.step('find');
  const project = await Folder.open(cwd, cwd, resolve(cwd, settings['schema-dir']));
  const found = await findSources(project);
  const described = found.map(({ label, evidence, files }) => `${label}  (${plural(files, 'script')}; ${evidence})`);
  const first = found[0];
  if (first === undefined) {
    throw new UserError('there is no SQL here that builds a schema, so there is nothing to set up', {
      hint: await programHint(project),
      exitCode: 1,
    });
  }
  step.done(described[0] ?? '');
  if (first.byHand) {
    const program = await findProgram(project);
    if (program !== undefined) reporter.warn(`${sentenceOf(program)}: ${wayOf(program)} where they make the schema`);
  }
  if (found.length === 1) return first.settings;
  if (ask === undefined) {
    reporter.warn(`${plural(found.length, 'place')} could build the schema; ${first.label} is taken`, [
      ...described.slice(1, 6),
      'Another is named with --source or --init.',
    ]);
    return first.settings;
  }
  return (found[await ask('Which of these builds the schema?', described)] ?? first).settings;
}

async function programHint(project: Folder): Promise<string> {
  const program = await findProgram(project);
  const named = 'Name it with --init or --source.';
  const how = `${docsPage('sources/programs.md')} says how; or name a database with --database-url`;
  if (program === undefined) return `${named} Where a program makes the schema, ${how}.`;
  return `${sentenceOf(program)}: ${wayOf(program)} and run this again (${how}).`;
}

type Program = NonNullable<Awaited<ReturnType<typeof findProgram>>>;

function sentenceOf({ title, evidence }: Program): string {
  return `${evidence} is of ${title}, whose migrations are programs`;
}

function wayOf({ command }: Program): string {
  return `write "build: { run: ${command} }" into ${SETTINGS_FILE}`;
}

/** The name of the database and the image, as the project's own files have them. */
async function findServer(
  settings: Settings,
  { cwd, reporter }: Context,
  { named, ask }: InitOptions,
): Promise<Partial<Settings>> {
  const workflows = await Folder.open(join(findRoot(cwd) ?? cwd, WORKFLOWS), cwd).catch(() => undefined);
  const { databases, images } = await readSurroundings(await Folder.open(cwd, cwd), workflows);
  const connected = await readScripts(settings, cwd).then(({ scripts }) => connectedTo(scripts), nobody);
  const found: Partial<Settings> = {};
  for (const [key, what, values] of [
    // Scripts that connect to a database run in no other.
    ['database', 'the database', connected.length > 0 ? connected : databases],
    ['image', 'the image', images],
  ] as const) {
    if (named[key] !== undefined || values.length === 0) continue;
    const described = values.map(({ value, from }) => `${value}  (${from})`);
    const chosen = values.length > 1 && ask !== undefined ? await ask(`Which is ${what}?`, described) : 0;
    const { value, from } = values[chosen] ?? { value: settings[key], from: '' };
    if (value !== undefined) found[key] = value;
    const others = described.filter((_, index) => index !== chosen).map((one) => `not ${one}`);
    reporter.step(key).done(`${value}  (${from})`, others);
  }
  return found;
}

/** What is wrong with the scripts is told where they run. */
function nobody(error: unknown): [] {
  if (error instanceof UserError) return [];
  throw error;
}

type FirstRun = Pick<InitResult, 'require' | 'builds'>;

/** Shows what a first run would run, in its order, and does so. */
async function firstRun(settings: Settings, context: Context): Promise<FirstRun> {
  try {
    const { scripts } = await readScripts(settings, context.cwd);
    const lines = orderLines(scripts);
    context.reporter.step('order').done(lines[0] ?? '', lines.slice(1));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  return await promises(settings, context);
}

function pathsOf(source: SourceSetting): string[] {
  const path = typeof source === 'string' ? source : source.path;
  return typeof path === 'string' ? [path] : path;
}

/** What the schema holds; null, with a word why, where there is none, it does not build, or no server can be had. */
async function promises(settings: Settings, context: Context): Promise<FirstRun> {
  try {
    await using source = await openSource(settings, context);
    const step = context.reporter.step('require');
    await using session = await source.engine.database.connect();
    const { model } = await readCatalogue(session, source.builder);
    const found = promisesOf(model);
    step.done(counts(found));
    countLint(source, model, settings, context);
    return { require: found, builds: true };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const isScript = error instanceof ScriptError;
    const [first = '', ...details] = (isScript ? error.render() : messageOf(error)).split('\n');
    context.reporter.error(first, { details, hint: isScript ? undefined : error.hint });
    context.reporter.step('require').warn('nothing yet: the schema could not be built');
    return { require: null, builds: error.exitCode !== 1 };
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

/** Where GitHub looks for a workflow, below the root of the repository: one for each directory that has a schema. */
function workflowFile(directory: string): string {
  return `${WORKFLOWS}/${['timescale-ci', slugOf(directory)].filter(Boolean).join('-')}.yml`;
}

/** @throws UserError where a file cannot be made, before any work is done for it */
async function mayWrite(path: string): Promise<void> {
  await assertWritable(dirname(path)).catch((cause: unknown) => {
    throw new UserError(`cannot write ${path}: ${messageOf(cause)}`, {
      hint: 'Run it in a copy of the repository that you may write to.',
      cause,
    });
  });
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
async function defaultBranch(root: string): Promise<string> {
  for (const file of ['.git/refs/remotes/origin/HEAD', '.git/HEAD']) {
    const text = await readFile(join(root, file), 'utf8').catch(() => '');
    const branch = /^ref: refs\/(?:heads|remotes\/origin)\/(\S+)/.exec(text)?.[1];
    if (branch !== undefined) return branch;
  }
  return 'main';
}
