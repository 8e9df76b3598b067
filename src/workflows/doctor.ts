import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { getExecOutput } from '@actions/exec';
import { inspectDocker } from '../engine/docker-client.ts';
import { embeddedAvailable } from '../engine/embedded.ts';
import { messageOf, UserError } from '../errors.ts';
import { readLatest } from '../history/read-latest.ts';
import { plural } from '../report/words.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import { readScripts } from './scripts.ts';

/** One thing that was looked at. */
export interface Examination {
  name: string;
  /** `missing` keeps nothing from running, `wrong` does. */
  state: 'found' | 'missing' | 'wrong';
  text: string;
  /** What to do about it; null where nothing needs to be done. */
  remedy: string | null;
}

export interface Diagnosis {
  ok: boolean;
  /** The engine that `auto` or the settings lead to; null where none can be had. */
  engine: 'docker' | 'embedded' | null;
  examinations: Examination[];
}

/**
 * Looks at everything that a run needs, one line each: settings, scripts, schema directory, engines, programs. Starts no
 * server, pulls no image, writes nothing.
 *
 * @param load reads the settings; a mistake in them is one of the findings
 */
export async function doctor(load: () => Promise<Settings>, file: string, context: Context): Promise<Diagnosis> {
  const examinations: Examination[] = [];
  const look = async (name: string, examine: () => Promise<Omit<Examination, 'name'>>): Promise<void> => {
    const step = context.reporter.step(name);
    const found = await examine().catch((error: unknown) => wrong(messageOf(error), hintOf(error)));
    const details = found.remedy === null ? [] : [found.remedy];
    if (found.state === 'found') step.done(found.text, details);
    else if (found.state === 'missing') step.warn(found.text, details);
    else step.fail(found.text, details);
    examinations.push({ name, ...found });
  };

  let settings: Settings | undefined;
  await look('node', async () => ok(`${process.version} on ${process.platform} ${process.arch}`));
  await look('directory', async () => ok(context.cwd));
  await look('settings', async () => {
    settings = await load();
    const there = await access(resolve(context.cwd, file)).then(
      () => true,
      () => false,
    );
    return there ? ok(file) : missing(`no ${file}: the defaults hold`, 'Run "timescale-ci init" to write one.');
  });
  if (settings !== undefined) {
    const known = settings;
    await look('schema', () => examineSource(known, context));
    await look('files', () => examineDirectory(known, context));
  }
  const wanted = settings?.engine ?? 'auto';
  const image = settings?.image;
  const severity = (kind: string) => (wanted === kind ? wrong : missing);
  await look('docker', async () => {
    const docker = await inspectDocker(image);
    if (!docker.answers) return severity('docker')(docker.problem, docker.hint);
    const about = { there: `; ${image} is there`, absent: `; ${image} must be pulled first`, unasked: '' };
    return ok(`engine ${docker.version}${about[docker.image]}`);
  });
  const docker = examinations.at(-1)?.state === 'found';
  await look('embedded', async () =>
    (await embeddedAvailable())
      ? ok('TimescaleDB in WebAssembly is installed')
      : severity('embedded')(
          'the embedded TimescaleDB is not installed',
          'Install timescale-ci again with npm, or use Docker.',
        ),
  );
  const embedded = examinations.at(-1)?.state === 'found';
  await look('pg_dump', async () => {
    const program = context.env['PG_DUMP'] || 'pg_dump';
    const live = settings?.['database-url'] !== undefined;
    const version = await versionOf(program, context);
    if (version !== undefined) return ok(`${version} (${program})`);
    const text = `"${program}" cannot be run; only a live database (--database-url) needs it`;
    return (live ? wrong : missing)(text, 'Install postgresql-client, or name a pg_dump by PG_DUMP.');
  });
  await look('git', async () => {
    const version = await versionOf('git', context);
    return version === undefined ? missing('git cannot be run; only commits need it', 'Install git.') : ok(version);
  });

  const engine = wanted === 'auto' ? (docker ? 'docker' : embedded ? 'embedded' : null) : wanted;
  const startable = engine === 'docker' ? docker : engine === 'embedded' && embedded;
  await look('engine', async () => {
    if (!startable)
      return wrong('none can be started', 'Start Docker, or install timescale-ci with its embedded engine.');
    if (wanted !== 'auto') return ok(`${engine}, as the settings say`);
    return ok(docker && embedded ? 'docker; embedded where the image cannot be pulled' : `${engine}`);
  });
  return { ok: examinations.every(({ state }) => state !== 'wrong'), engine: startable ? engine : null, examinations };
}

const ok = (text: string): Omit<Examination, 'name'> => ({ state: 'found', text, remedy: null });
const missing = (text: string, remedy: string | undefined): Omit<Examination, 'name'> => ({
  state: 'missing',
  text,
  remedy: remedy ?? null,
});
const wrong = (text: string, remedy: string | undefined): Omit<Examination, 'name'> => ({
  state: 'wrong',
  text,
  remedy: remedy ?? null,
});

function hintOf(error: unknown): string | undefined {
  return error instanceof UserError ? error.hint : undefined;
}

async function examineSource(settings: Settings, { cwd }: Context): Promise<Omit<Examination, 'name'>> {
  // A URL may hold a password, and is not shown.
  if (settings['database-url'] !== undefined) return ok('a live database, by its URL');
  const { scripts, label } = await readScripts(settings, cwd);
  return ok(`${label}  (${plural(scripts.length, 'file')})`);
}

async function examineDirectory(settings: Settings, { cwd }: Context): Promise<Omit<Examination, 'name'>> {
  const directory = settings['schema-dir'];
  await checkWritable(resolve(cwd, directory));
  const latest = await readLatest(resolve(cwd, directory));
  return ok(latest === undefined ? `${directory} holds no version yet` : `${directory}, latest ${latest.file}`);
}

/** The directory, or the closest one above it that is there, must take a file. Permission bits alone do not tell. */
async function checkWritable(directory: string): Promise<void> {
  try {
    await access(directory, constants.W_OK);
    const trial = await mkdtemp(join(directory, '.timescale-ci-'));
    await rm(trial, { recursive: true });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' && dirname(directory) !== directory) return checkWritable(dirname(directory));
    throw new UserError(`${directory} cannot be written to: ${messageOf(cause)}`, {
      hint: 'Change who may write there, or name another directory with --schema-dir.',
      cause,
    });
  }
}

async function versionOf(name: string, { env }: Context): Promise<string | undefined> {
  try {
    const program = await programAt(name, env['PATH'] ?? '');
    if (program === undefined) return undefined;
    const { exitCode, stdout } = await getExecOutput(program, ['--version'], { silent: true, ignoreReturnCode: true });
    return exitCode === 0 ? stdout.trim().split('\n')[0] : undefined;
  } catch {
    return undefined;
  }
}

/** Where a program is. @actions/exec looks for it, too, and prints of each directory that it may not read. */
async function programAt(name: string, path: string): Promise<string | undefined> {
  if (name.includes('/')) return name;
  for (const directory of path.split(delimiter).filter((one) => one !== '')) {
    const file = join(directory, name);
    try {
      await access(file, constants.X_OK);
      return file;
    } catch {
      // The next one may have it.
    }
  }
  return undefined;
}
