import { basename } from 'node:path';
import type { ClientConfig } from 'pg';
import { onExit } from '../../engine/cleanup.ts';
import { PgSession } from '../../engine/pg-session.ts';
import { messageOf, UserError } from '../../errors.ts';
import { plural } from '../../report/words.ts';
import { ScriptError } from '../../script/error.ts';
import { runScripts } from '../../script/run.ts';
import { DEFAULT_IMAGE, type Settings } from '../../settings/schema.ts';
import { PROJECT_NAME } from '../../stack/env-file.ts';
import { type Choices, PORTS, type Port } from '../../stack/env-text.ts';
import { type ApplyInit, setup } from '../../stack/setup.ts';
import { type Tuning, tuningValues } from '../../stack/tuning.ts';
import type { World } from '../../stack/world.ts';
import type { Context } from '../../workflows/context.ts';
import { readScripts } from '../../workflows/scripts.ts';
import type { Command } from '../run.ts';
import type { StackFlags } from './run.ts';

export interface SetupFlags extends StackFlags {
  init?: string[];
  source?: string;
  image?: string;
  database?: string;
  project?: string;
  tuning?: Tuning;
  bind?: string;
  port?: number;
  replicaPort?: number;
}

/** `stack setup`: the env file, the volumes, a primary with the init SQL. */
export const setupCommand =
  (flags: SetupFlags, world: World): Command =>
  async (settings, context) => {
    const result = await setup(world, {
      choices: choicesOf(flags, settings, context),
      given: given(flags),
      applyInit: applyInit(settings, context),
      initAgain: flags.init !== undefined || flags.source !== undefined,
    });
    return { ok: true, json: { ok: true, ...result } };
  };

function given(flags: SetupFlags): [string, string, string][] {
  const all: [string, string, string | number | undefined][] = [
    ['--project', 'TIMESCALE_PROJECT', flags.project],
    ['--image', 'TIMESCALE_IMAGE', flags.image],
    ['--database', 'TIMESCALE_DATABASE', flags.database],
    ['--tuning', 'TIMESCALE_SHARED_BUFFERS', presetOf(flags.tuning)],
    ['--bind', 'TIMESCALE_BIND', flags.bind],
    ['--port', 'TIMESCALE_PRIMARY_PORT', flags.port],
    ['--replica-port', 'TIMESCALE_REPLICA_PORT', flags.replicaPort],
  ];
  return all.flatMap(([flag, name, value]) => (value === undefined ? [] : [[flag, name, String(value)]]));
}

/** What tells one preset from another; that of a machine is not known before it is asked. */
function presetOf(tuning: Tuning | undefined): string | undefined {
  if (tuning === undefined || tuning === 'auto') return undefined;
  return tuningValues(tuning, { memoryBytes: 0, cores: 1, diskBytes: 0 }).TIMESCALE_SHARED_BUFFERS;
}

function choicesOf(flags: SetupFlags, settings: Settings, { cwd }: Context): Omit<Choices, 'values'> {
  const project = flags.project ?? projectOf(cwd);
  if (!PROJECT_NAME.test(project)) {
    throw new UserError(`"${project}" is no name for a project`, {
      hint: 'Lower-case letters, digits, - and _, a letter or digit first: --project trading',
    });
  }
  const ports = Object.fromEntries(Object.entries(PORTS).map(([name, [, port]]) => [name, port])) as Record<
    Port,
    number
  >;
  if (flags.port !== undefined) ports.primary = flags.port;
  if (flags.replicaPort !== undefined) ports.replica = flags.replicaPort;
  const { image = DEFAULT_IMAGE, database } = settings;
  return { project, image, database, tuning: flags.tuning ?? 'laptop', bind: flags.bind ?? '127.0.0.1', ports };
}

/** The name of the directory, in the letters that a project may have. */
function projectOf(cwd: string): string {
  const name = basename(cwd)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return name === '' ? 'timescale' : `timescale-${name}`.slice(0, 63);
}

/** Ends a session of ours from beside it, and with it the statement that it runs. */
async function endBackend(server: ClientConfig, pid: number): Promise<void> {
  await using session = await PgSession.connect(server, async (cause) => new Error(messageOf(cause), { cause }));
  await session.query('SELECT pg_terminate_backend($1)', [pid]);
}

/** Statements run one by one: those before the one that failed stay. */
function stopped(error: ScriptError): UserError {
  return new UserError(error.render(), {
    hint:
      'The statements before it ran and stay. Mend it, make the SQL bear to run twice, and run it again: ' +
      "timescale-ci stack setup --init 'sql/init/*.sql'",
    exitCode: error.exitCode,
    cause: error,
  });
}

const applyInit =
  (settings: Settings, { cwd }: Context): ApplyInit =>
  async (server) => {
    const { scripts: files } = await readScripts(settings, cwd, false);
    const program = files.find(({ shell }) => shell);
    if (program !== undefined) {
      throw new UserError(`${program.name} is a shell script, and setup runs SQL only`, {
        hint: 'Write it as SQL, or name the SQL alone with --init.',
      });
    }
    await using session = await PgSession.connect(server, async (cause) => new Error(messageOf(cause), { cause }));
    const database = String(server.database);
    const [row] = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    // The server would go on with a statement whose client is gone.
    const left = onExit(() => endBackend(server, row?.pid ?? 0));
    try {
      const result = await runScripts(session, files, { cwd, database });
      return `${plural(result.files, 'file')}, ${plural(result.statements, 'statement')}`;
    } catch (error) {
      throw error instanceof ScriptError ? stopped(error) : error;
    } finally {
      left();
    }
  };
