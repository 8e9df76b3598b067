import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import * as core from '@actions/core';
import { cleanUp, cleanUpOnExit, unlessClosing } from '../engine/cleanup.ts';
import { disableRyuk } from '../engine/docker-client.ts';
import { messageOf, UserError } from '../errors.ts';
import { readEvent, type WorkflowEvent } from '../github/event.ts';
import { checkLintSettings } from '../lint/lint.ts';
import type { RunnerReporter } from '../report/runner.ts';
import { loadSettings } from '../settings/load.ts';
import { runBackup } from './backup.ts';
import { runDrift } from './drift.ts';
import { describeFailure, failureOutcome, tell } from './failure.ts';
import { readInputs } from './inputs.ts';
import { chooseMode } from './mode.ts';
import type { Outcome } from './outcome.ts';
import { publish } from './publish.ts';
import { openReporter, showSettings } from './reporter.ts';
import { runReview } from './review.ts';
import { runValidate } from './validate.ts';
import { version } from './version.ts';

const MODES = { backup: runBackup, review: runReview, validate: runValidate, drift: runDrift };

/** The action as one process: inputs to settings, one mode, its outcome to the runner. */
export async function run(): Promise<void> {
  const started = performance.now();
  const { env } = process;
  const reporter = openReporter();
  reporter.heading(`timescale-ci ${version}`);
  disableRyuk(env);
  cleanUpOnExit(process, {
    signal: (name) => reporter.warn(`${name}: cleaning up`),
    crash: (error) => core.setFailed(messageOf(error)),
  });
  const workspace = env['GITHUB_WORKSPACE'] ?? process.cwd();
  const where = { workspace, cwd: workspace };
  const facts = readEvent(env, await readPayload(env['GITHUB_EVENT_PATH']));
  let outcome: Outcome;
  try {
    outcome = await work(where, facts, reporter, env);
  } catch (error) {
    // What a signal broke off is no failure to report: the process is ending.
    await unlessClosing();
    const failure = describeFailure(error, where);
    tell(reporter, error, failure);
    outcome = failureOutcome(failure);
  } finally {
    await cleanUp();
  }
  const seconds = (performance.now() - started) / 1000;
  const sarif = core.getInput('sarif-file');
  await publish(outcome, {
    reporter,
    facts,
    summaryFile: env['GITHUB_STEP_SUMMARY'],
    seconds,
    sarifFile: sarif === '' ? '' : resolve(workspace, sarif),
  });
  core.saveState('clean', 'true');
}

/** @param where its working directory is set as soon as it is known, for a failure's place in a file */
async function work(
  where: { workspace: string; cwd: string },
  facts: WorkflowEvent,
  reporter: RunnerReporter,
  env: NodeJS.ProcessEnv,
): Promise<Outcome> {
  const { action: inputs, given } = readInputs(core.getInput);
  if (inputs.token !== undefined) core.setSecret(inputs.token);
  const mode = chooseMode(inputs.mode, facts);
  where.cwd = resolve(where.workspace, inputs['working-directory']);
  if (!existsSync(where.cwd)) {
    throw new UserError(`there is no directory ${inputs['working-directory']}`, {
      hint: 'Check the input working-directory, and that actions/checkout runs in a step before this one.',
    });
  }
  const file = resolve(where.cwd, inputs.config ?? 'timescale-ci.yml');
  const settings = await loadSettings(given, file, inputs.config !== undefined, checkLintSettings);
  await refuseOutside(resolve(where.cwd, settings['schema-dir']), settings['schema-dir'], where.workspace);
  showSettings(reporter, mode, { event: facts.event, ...inputs, ...settings });
  const runId = `${facts.runId || 'local'}-${facts.attempt}-${randomBytes(6).toString('hex')}`;
  core.saveState('run', runId);
  return await MODES[mode]({
    ...where,
    temporary: join(env['RUNNER_TEMP'] ?? tmpdir(), `timescale-ci-${runId}`),
    inputs,
    settings,
    given,
    facts,
    context: {
      reporter,
      cwd: where.cwd,
      now: () => new Date(),
      env,
      fork: facts.fork && !inputs['fork-programs'],
      mask: core.setSecret,
      runId,
    },
  });
}

/** @throws UserError where a link in the checkout would have files written elsewhere on the runner */
async function refuseOutside(directory: string, name: string, workspace: string): Promise<void> {
  const target = await realpath(directory).catch(() => undefined);
  if (target === undefined || isInside(target, await realpath(workspace)) || !isInside(directory, workspace)) return;
  throw new UserError(`${name} leads out of the workspace, to ${target}`, {
    hint: 'Put a directory in place of the symbolic link, or name another one: schema-dir.',
  });
}

function isInside(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}${sep}`);
}

async function readPayload(path: string | undefined): Promise<string | undefined> {
  return path === undefined ? undefined : await readFile(path, 'utf8').catch(() => undefined);
}
