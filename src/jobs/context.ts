import type { Reporter } from '../report/reporter.ts';

/** What a job needs of the world around it. Shells make it; nothing below them reads the environment. */
export interface Context {
  reporter: Reporter;
  /** The absolute directory that paths and globs are relative to. */
  cwd: string;
  now: () => Date;
  signal?: AbortSignal | undefined;
}
