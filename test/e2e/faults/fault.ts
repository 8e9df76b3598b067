import type { Files } from '../../support/git.ts';
import type { Event } from '../support/events.ts';
import type { ActionRun, RunOptions } from '../support/runner.ts';

/** A remote with one commit, and the checkout of it that the action runs in. */
export interface Scene {
  remote: string;
  cwd: string;
  /** Runs the action as the row does, for what takes more than one run; default in the same checkout. */
  run(more?: Partial<RunOptions>): Promise<ActionRun>;
}

/** Something that goes wrong, and what a run of the action makes of it: a test, and a line of docs/action-faults.md. */
export interface Fault {
  /** What goes wrong: a line of the page. */
  fault: string;
  /** What comes of it, in a sentence. */
  outcome: string;
  /** The exit code of the step. */
  code: 0 | 1;
  /** What its log says, among other things. */
  says: readonly (string | RegExp)[];
  /**
   * The files of the repository where `recordedFiles()` do not do. Their SQL runs on an embedded server of its own, which
   * takes some seconds; that of `recordedFiles()` is answered from a recording.
   */
  files?: Files;
  /** Default a push. */
  event?: Event;
  /** Besides `engine: embedded` and `artifact: false`. */
  inputs?: Record<string, string>;
  /** Makes the fault, after the checkout and before the run. May give more of what the run is started with. */
  prepare?: (scene: Scene) => Partial<RunOptions> | void | Promise<Partial<RunOptions> | void>;
  /** Looks at what became of it. */
  check?: (result: Scene & { result: ActionRun }) => void | Promise<void>;
  /** Branches of the remote that the run may replace or that are gone: no commit of another may be lost. */
  replaces?: readonly string[];
}
