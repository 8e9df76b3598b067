import type { Reporter } from '../report/reporter.ts';

/** What the commands of a stack need of the world around them. A shell makes it. */
export interface World {
  reporter: Reporter;
  /** The environment for Docker and Compose. */
  env: NodeJS.ProcessEnv;
  /** The directory with compose.yaml. */
  stackDir: string;
  /** The absolute path of the env file. */
  envPath: string;
  /** The absolute directory that names in messages are relative to. */
  cwd: string;
  /** The absolute directory of what is remembered beside the env file. */
  stateDir: string;
  /** The absolute path of the settings file, be it there or not. */
  settingsPath: string;
  /** Where the versions of the schema go, relative to the env file's directory. */
  schemaDir: string;
  now: () => Date;
  signal?: AbortSignal | undefined;
}
