import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ClientConfig } from 'pg';
import { messageOf, UserError } from '../errors.ts';
import { clientConfig, connect } from './connect.ts';
import { idsOf } from './containers.ts';
import { parseEnv, readEnvFile, setValues, writeEnvFile } from './env-file.ts';
import { type Choices, envText } from './env-text.ts';
import { runProgram } from './program.ts';
import { prepareRoles } from './roles.ts';
import { randomPassword, renewOutdated } from './rotate.ts';
import { fileName, openStack, type Stack, withEngine } from './stack.ts';
import { type Started, startServer } from './start.ts';
import { allowInitialization, prepareState } from './state.ts';
import { type Machine, type TuningValues, tuningText, tuningValues } from './tuning.ts';
import type { World } from './world.ts';

/** Runs init SQL on a server; the shell brings it. Gives what it did in words: `3 files, 90 statements`. */
export type ApplyInit = (server: ClientConfig) => Promise<string>;

/** A preset asks nothing of it. */
const NO_MACHINE: Machine = { memoryBytes: 0, cores: 1, diskBytes: 0 };

export interface SetupOptions {
  choices: Omit<Choices, 'values'>;
  /** What flags said: the flag, the name in the env file, the value. An env file that is there counts before them. */
  given: readonly (readonly [flag: string, name: string, value: string])[];
  applyInit: ApplyInit;
  /** Run the init SQL even where the database has tables. */
  initAgain: boolean;
}

export interface SetupResult extends Started {
  project: string;
  envFile: 'written' | 'kept';
  /** Null where the database had tables already. */
  init: string | null;
}

/**
 * Makes a stack: env file with random passwords, volumes, a primary with the init SQL, the passwords of its roles.
 * A second run leaves the env file and the tables alone.
 */
export async function setup(world: World, options: SetupOptions): Promise<SetupResult> {
  const { stack, envFile } = await openOrMake(world, options);
  const started = await startFirst(stack);
  const init = await runInit(stack, options);
  const roles = world.reporter.step('roles');
  await prepareRoles(stack);
  roles.done('replicator, timescale_monitor and timescale_backup have the passwords of the env file');
  await prepareState(world);
  await renewOutdated(stack);
  return { project: stack.env.project, envFile, init, ...started };
}

/** Starts the primary, which may make a database where there is none: no other command lets it. */
async function startFirst(stack: Stack): Promise<Started> {
  await allowInitialization(stack.world, true);
  try {
    return await startServer(stack, 'primary');
  } finally {
    await allowInitialization(stack.world, false);
  }
}

async function openOrMake(
  world: World,
  { choices, given }: SetupOptions,
): Promise<{ stack: Stack; envFile: SetupResult['envFile'] }> {
  const step = world.reporter.step('settings');
  const name = fileName(world);
  if ((await readEnvFile(world.envPath)) !== undefined) {
    let stack = await openStack(world);
    if (stack.env.values['BACKUP_PASSWORD']) step.unchanged(`${name} is there and stays as it is`);
    else {
      await setValues(stack.env, { BACKUP_PASSWORD: randomPassword() });
      stack = await openStack(world);
      step.done(`${name} is there; BACKUP_PASSWORD was added`);
    }
    const other = given.filter(([, key, value]) => stack.env.values[key] !== value).map(([flag]) => flag);
    if (other.length > 0) world.reporter.warn(`${other.join(', ')}: ${name} says something else, change it there.`);
    return { stack, envFile: 'kept' };
  }
  // Nothing is written before all of it can be used: without an engine there is nothing to set up.
  const fill = (values: TuningValues) => envText({ ...choices, values }, randomPassword);
  const preset = choices.tuning === 'auto' ? 'laptop' : choices.tuning;
  const engine = await withEngine(world, parseEnv(world.envPath, fill(tuningValues(preset, NO_MACHINE))));
  const volumes = await idsOf(engine, 'volume');
  if (volumes.length > 0) {
    throw new UserError(
      `there are volumes of a stack ${choices.project} already, and ${name} with their passwords is missing`,
      {
        hint: `Put the file back, choose another name by --project, or remove them: docker volume rm ${volumes.join(' ')}`,
      },
    );
  }
  // A name that is mistyped must not stand in a file that counts before the next command's flags.
  await requireImage(engine, choices.image);
  const values = tuningValues(
    choices.tuning,
    choices.tuning === 'auto' ? await machineOf(engine, choices.image) : NO_MACHINE,
  );
  await forgetInit(world);
  await writeEnvFile(world.envPath, fill(values));
  const stack = await openStack(world);
  step.done(`${name} with random passwords, mode 0600; project ${choices.project}, ${stack.engine.label}`);
  world.reporter.note(`Tuning ${choices.tuning}: ${tuningText(values)}.`);
  if (await couldBeCommitted(world)) {
    world.reporter.warn(`git does not ignore ${name}: add it to .gitignore, or the passwords get committed.`);
  }
  return { stack, envFile: 'written' };
}

/** Makes sure that the engine has the image of the servers. @throws UserError where it cannot be pulled */
async function requireImage({ engine }: Stack, image: string): Promise<void> {
  const there = await engine.docker(['image', 'inspect', '--format', '{{.Id}}', image]).catch(() => undefined);
  if (there === undefined) await engine.docker(['pull', '--quiet', image]);
}

/** Of what the engine's machine has, both servers get the same, and the rest of the machine a fifth. */
async function machineOf({ engine }: Stack, image: string): Promise<Machine> {
  const [memory, cores] = (await engine.docker(['info', '--format', '{{.MemTotal}} {{.NCPU}}'])).split(' ').map(Number);
  const disk = await engine.docker(['run', '--rm', '--network', 'none', '--entrypoint', 'df', image, '-Pk', '/']);
  const free = Number(/\s\d+\s+\d+\s+(\d+)\s+\d+%\s/.exec(disk)?.[1] ?? 0);
  return { memoryBytes: (memory ?? 0) * 0.4, cores: cores ?? 1, diskBytes: free * 1024 };
}

/** True in a git repository that would take the env file. Without git there is nothing to fear. */
async function couldBeCommitted({ envPath, env }: World): Promise<boolean> {
  const ask = runProgram(['git', '-C', dirname(envPath), 'check-ignore', '--quiet', envPath], { env });
  // 0 ignored, 1 not ignored, 128 no repository.
  return ask.then(
    ({ exitCode }) => exitCode === 1,
    () => false,
  );
}

const HAS_TABLES = `
  SELECT EXISTS (SELECT FROM pg_catalog.pg_class AS c
                  WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p'
                    AND c.relnamespace::regnamespace::text !~ '^(pg_|_?timescaledb|information_schema|toolkit_)'
                    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                                     WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')) AS found`;

async function runInit(stack: Stack, { applyInit, initAgain }: SetupOptions): Promise<string | null> {
  const step = stack.world.reporter.step('init');
  const { database } = stack.env;
  await using connection = await connect(stack, 'primary');
  const [row] = await connection.query<{ found: boolean }>(HAS_TABLES);
  if (row?.found === true && !initAgain && existsSync(initNote(stack.world))) {
    throw new UserError(
      `the init SQL did not run to its end at the last set-up: ${database} has a part of it, and what ran stays`,
      {
        hint: `Look at what is there, mend the SQL so that it bears to run twice, and run it again: timescale-ci stack setup --init 'sql/init/*.sql'`,
        exitCode: 1,
      },
    );
  }
  if (row?.found === true && !initAgain) {
    step.unchanged(`${database} has tables already; --init runs SQL on it again`);
    return null;
  }
  await noteInit(stack.world);
  const words = await applyInit(clientConfig(stack, 'primary'));
  await forgetInit(stack.world);
  step.done(words);
  return words;
}

/** Beside the env file: in the database it would be part of the schema. */
function initNote({ envPath }: World): string {
  return `${envPath}.init`;
}

/** Notes that init SQL is running, so that a set-up that ends before it is known to be half done. */
async function noteInit(world: World): Promise<void> {
  const path = initNote(world);
  try {
    await writeFile(path, `The init SQL was begun at ${world.now().toISOString()} and has not run to its end.\n`, {
      mode: 0o600,
    });
  } catch (cause) {
    throw new UserError(`cannot write ${path}: ${messageOf(cause)}`, { hint: 'Check the directory.', cause });
  }
}

/** Init SQL ran to its end, or its database is gone. */
export async function forgetInit(world: World): Promise<void> {
  await rm(initNote(world), { force: true });
}
