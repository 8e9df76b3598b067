import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { assertLocalRemotes } from '../../support/git.ts';
import { temporaryDirectory } from '../../support/temporary.ts';
import { inputVariables, readActionDefinition } from './action-definition.ts';
import { createEnvironmentFiles, parsePairs } from './environment-files.ts';
import type { Event } from './events.ts';
import { EXPRESSIONS, jobVariables, TOKEN } from './job-variables.ts';
import { runStep, type Step, type StepOptions } from './step.ts';
import { type CommandLog, mask } from './workflow-commands.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** A runner drops a summary that is larger (actions/runner, CreateStepSummaryCommand). */
const SUMMARY_BYTES = 1024 * 1024;

export interface RunOptions extends Pick<StepOptions, 'stopAfter' | 'onLine'> {
  /** The work tree: GITHUB_WORKSPACE. */
  cwd: string;
  event: Event;
  /** What the step says under `with:`. */
  inputs?: Record<string, string>;
  /** More variables of the job, such as those of the fakes; undefined takes one away. */
  env?: Record<string, string | undefined>;
  /** Values of expressions in the defaults of inputs, besides those that every job has. */
  expressions?: Record<string, string>;
  /** Directory of the action, default this repository. */
  action?: string;
}

/** A step that has ended, and what its runner got from it. */
export interface ActionRun extends CommandLog, Omit<Step, 'log'> {
  outputs: Record<string, string>;
  /** GITHUB_ENV, and the lines of GITHUB_PATH. */
  environment: Record<string, string>;
  path: string[];
  state: Record<string, string>;
  /** As GitHub shows it: secrets masked, and nothing at all where it was too large, which is an error then. */
  summary: string;
  /** The outputs that action.yml declares. */
  declaredOutputs: ReadonlySet<string>;
  /** Runs the action's post step, at the end of the same job. */
  post(): Promise<ActionRun>;
}

/**
 * Runs the committed action as a runner does: the `main` of action.yml under Node 24, inputs with their defaults, empty
 * environment files, the payload in a file, no variable but a job's. To be called within a test.
 *
 * @throws where the step could not be run, or its remotes are not a test's own; never because it failed
 */
export function runAction(options: RunOptions): Promise<ActionRun> {
  return runStage('main', options, temporaryDirectory('runner'), {});
}

async function runStage(
  stage: 'main' | 'post',
  options: RunOptions,
  temp: string,
  saved: Record<string, string>,
): Promise<ActionRun> {
  const { cwd, event, action = ROOT, inputs = {}, expressions, env } = options;
  assertLocalRemotes(cwd);
  const definition = readActionDefinition(action);
  const entry = definition[stage];
  if (entry === undefined) throw new Error(`action.yml has no ${stage}`);
  const files = createEnvironmentFiles(join(temp, '_file_commands', stage));
  const payload = join(temp, 'event.json');
  writeFileSync(payload, JSON.stringify(event.payload));

  const { log, ...step } = await runStep(process.execPath, [join(action, entry)], {
    cwd,
    env: {
      ...jobVariables(cwd, temp),
      GITHUB_EVENT_NAME: event.name,
      GITHUB_EVENT_PATH: payload,
      ...event.variables,
      ...files.variables,
      ...inputVariables(definition, inputs, { ...EXPRESSIONS, ...expressions }),
      ...Object.fromEntries(Object.entries(saved).map(([name, value]) => [`STATE_${name}`, value])),
      ...env,
    },
    secrets: [TOKEN],
    stopAfter: stage === 'main' ? options.stopAfter : undefined,
    onLine: options.onLine,
  });

  const state = { ...saved, ...parsePairs(files.read('STATE')) };
  return {
    ...step,
    ...log,
    outputs: parsePairs(files.read('OUTPUT')),
    environment: parsePairs(files.read('ENV')),
    path: files.read('PATH').split('\n').filter(Boolean),
    state,
    summary: publish(files.read('STEP_SUMMARY'), log),
    declaredOutputs: definition.outputs,
    post: () => runStage('post', options, temp, state),
  };
}

function publish(summary: string, log: CommandLog): string {
  const bytes = Buffer.byteLength(summary);
  if (bytes <= SUMMARY_BYTES) return mask(summary, [TOKEN, ...log.masks]);
  const message = `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${bytes >> 10}k`;
  log.errors.push({ message, properties: {} });
  return '';
}
