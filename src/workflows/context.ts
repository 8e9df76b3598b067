import type { MovedClock } from '../engine/moved-clock.ts';
import type { Reporter } from '../report/reporter.ts';

/** What a workflow needs of its surroundings. Shells make it; nothing below them reads the environment. */
export interface Context {
  reporter: Reporter;
  /** The absolute directory that paths and globs are relative to. */
  cwd: string;
  now: () => Date;
  /** For the programs that are called: pg_dump, git. */
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
  /** True where the SQL may be a stranger's, a fork's: then no program of it is run. */
  fork?: boolean | undefined;
  /** Told every secret before it is used, for a runner to mask it. */
  mask?: ((secret: string) => void) | undefined;
  /** Told the files that a run reads, as messages name them: a run that is repeated looks out for them. */
  reads?: ((files: readonly string[]) => void) | undefined;
  /** Names this run, so that a later clean-up finds the containers of a killed one. */
  runId?: string | undefined;
  /** By which the embedded server lives, in place of the machine's clock. */
  clock?: MovedClock | undefined;
}
