import type { WorkflowEvent } from '../github/event.ts';
import type { ActionInputs } from '../settings/inputs.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from '../workflows/context.ts';

/** Everything that a mode needs to know of its run. */
export interface Run {
  /** The root of the checkout, GITHUB_WORKSPACE. */
  workspace: string;
  /** The working directory, at or below it. */
  cwd: string;
  /** A directory for temporary files of this run alone. */
  temporary: string;
  inputs: ActionInputs;
  settings: Settings;
  /** The settings that were given as inputs, which count before any settings file. */
  given: Partial<Settings>;
  facts: WorkflowEvent;
  context: Context;
}
