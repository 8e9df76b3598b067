import { temporaryDirectory } from '../../support/temporary.ts';
import { evaluate } from './action-definition.ts';
import { jobVariables } from './job-variables.ts';
import type { ActionRun } from './runner.ts';
import { runStep, type Step } from './step.ts';

/**
 * Runs shell lines as a later `run:` step of the job does, with the outputs of the action's step, whose id is `schema`.
 *
 * @param env its variables, in which `${{ steps.schema.outputs.<name> }}` is replaced
 * @throws where action.yml does not declare an output that is read. One that was not set reads as nothing
 */
export function laterStep(run: ActionRun, cwd: string, env: Record<string, string>, script: string): Promise<Step> {
  const outputs = [...run.declaredOutputs].map((name) => [`steps.schema.outputs.${name}`, run.outputs[name] ?? '']);
  const values = Object.fromEntries(outputs) as Record<string, string>;
  const evaluated = Object.entries(env).map(([name, text]) => [name, evaluate(text, values)] as const);
  return runStep('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', script], {
    cwd,
    env: { ...jobVariables(cwd, temporaryDirectory('later')), ...run.environment, ...Object.fromEntries(evaluated) },
    secrets: [],
  });
}
