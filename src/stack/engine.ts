import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { engineDown, explainCompose } from './engine-errors.ts';
import { type ProgramOptions, type ProgramResult, runProgram } from './program.ts';

/** Docker and Compose for one project. */
export interface Engine {
  /** Runs Compose. @throws UserError where it fails */
  compose(args: readonly string[], options?: { output?: 'inherit' }): Promise<ProgramResult>;
  /** Runs docker and gives what it wrote. @throws UserError where it fails */
  docker(args: readonly string[], options?: { input?: string }): Promise<string>;
  /** The same with both of its outputs. */
  dockerOutput(args: readonly string[]): Promise<ProgramResult>;
  /** `docker compose 2.26.1` or `docker-compose 1.29.2`. */
  label: string;
}

export interface EngineOptions {
  stackDir: string;
  envPath: string;
  stateDir: string;
  settingsPath: string;
  schemaDir: string;
  project: string;
  /** Every profile that there is: Compose leaves out services of the others, even when it removes a project. */
  profiles: readonly string[];
  env: NodeJS.ProcessEnv;
  /** What connections of services ask for: libpq's sslmode. */
  sslmode: 'verify-full' | 'disable';
  /** The port of the restored server, which an env file need not name. */
  restoredPort: number;
  /** What the archive is mounted from: a volume's name in the compose file, or a directory. */
  archivePlace: string;
  /** Called before containers are made, for what they mount. Gives the image of the servers. */
  prepare: (docker: (args: readonly string[]) => Promise<string>) => Promise<string>;
  /** Names that the env file gives: what the shell exports under them would count before it. */
  ownNames: readonly string[];
  signal?: AbortSignal | undefined;
}

const COMPOSE = [['docker', 'compose'], ['docker-compose']] as const;

/**
 * Finds Docker and Compose, and makes sure that the engine answers.
 *
 * @throws UserError that says which of them is missing
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const env = { ...options.env };
  for (const name of Object.keys(env)) if (options.ownNames.includes(name) || /^COMPOSE_/.test(name)) delete env[name];
  const run: ProgramOptions = { env, signal: options.signal };
  // For what services mount: each only what it reads or writes, and nothing with a password of others in it.
  env['TIMESCALE_DIRECTORY'] = dirname(options.envPath);
  // The program itself, built or as sources, and the packages that it takes the embedded engine from.
  const built = !import.meta.filename.endsWith('.ts');
  const program = join(dirname(options.stackDir), built ? 'dist' : 'src');
  env['TIMESCALE_PROGRAM'] = program;
  env['TIMESCALE_MAIN'] = built ? 'cli.js' : 'cli/main.ts';
  env['TIMESCALE_MODULES'] = findModules(program);
  env['TIMESCALE_STATE'] = options.stateDir;
  env['TIMESCALE_SSLMODE'] = options.sslmode;
  env['TIMESCALE_RESTORED_PORT'] = String(options.restoredPort);
  env['TIMESCALE_ARCHIVE_PLACE'] = options.archivePlace;
  env['TIMESCALE_SCHEMA_DIR'] = options.schemaDir;
  env['TIMESCALE_SETTINGS'] = existsSync(options.settingsPath) ? options.settingsPath : '/dev/null';
  const { uid, gid } = userInfo();
  if (uid >= 0) env['TIMESCALE_USER'] = `${uid}:${gid}`;
  const found = await findCompose(run);
  const answer = await runProgram(['docker', 'version', '--format', '{{.Server.Version}}'], run).catch(notInstalled);
  if (answer.exitCode !== 0) throw engineDown(answer.stderr);

  const head = [
    ...found.command,
    ...['--project-name', options.project, '--env-file', options.envPath],
    ...['--file', `${options.stackDir}/compose.yaml`],
    ...options.profiles.flatMap((profile) => ['--profile', profile]),
  ];
  const docker = async (args: readonly string[], input?: string): Promise<ProgramResult> => {
    const result = await runProgram(['docker', ...args], { ...run, input });
    if (result.exitCode !== 0) throw explainCompose(['docker', ...args], result);
    return result;
  };
  return {
    label: found.label,
    async compose(args, { output } = {}) {
      if (args[0] === 'up' || args[0] === 'run') {
        env['TIMESCALE_IMAGE'] = await options.prepare(async (words) => (await docker(words)).stdout);
      }
      const result = await runProgram([...head, ...args], { ...run, output });
      if (result.exitCode !== 0 && output === undefined) throw explainCompose(args, result);
      return result;
    },
    docker: async (args, { input } = {}) => (await docker(args, input)).stdout,
    dockerOutput: (args) => docker(args),
  };
}

/** The directory of packages that a program finds its own in: beside it, or above where npm put it flat. */
function findModules(program: string): string {
  for (let dir = dirname(program); ; dir = dirname(dir)) {
    const modules = basename(dir) === 'node_modules' ? dir : join(dir, 'node_modules');
    if (existsSync(modules) || dir === dirname(dir)) return modules;
  }
}

async function findCompose(run: ProgramOptions): Promise<{ command: readonly string[]; label: string }> {
  for (const command of COMPOSE) {
    const { exitCode, stdout } = await runProgram([...command, 'version', '--short'], run).catch(() => NOTHING);
    const version = /\d+(\.\d+)+/.exec(stdout)?.[0];
    if (exitCode === 0 && version !== undefined) return { command, label: `${command.join(' ')} ${version}` };
  }
  throw new UserError('neither "docker compose" nor "docker-compose" is installed', {
    hint: 'Install the Compose plugin (docker-compose-plugin from docker.com, or docker-compose from Debian or Ubuntu).',
  });
}

const NOTHING: ProgramResult = { exitCode: null, stdout: '', stderr: '' };

function notInstalled(): never {
  throw new UserError('the command "docker" is not installed', {
    hint: 'Install Docker: docker.io on Debian and Ubuntu, or Docker Desktop.',
  });
}
