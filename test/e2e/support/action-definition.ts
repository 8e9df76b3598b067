import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** What a runner reads in an action.yml. */
export interface ActionDefinition {
  main: string;
  post: string | undefined;
  /** By name, as written; undefined where there is no default. */
  inputs: Map<string, { default: string | undefined; required: boolean }>;
  outputs: Set<string>;
}

interface ActionFile {
  runs: { using: string; main: string; post?: string };
  inputs?: Record<string, { default?: unknown; required?: boolean } | null>;
  outputs?: Record<string, unknown>;
}

/**
 * Reads a JavaScript action's definition.
 *
 * @throws where the Node that runs the tests is not the one that the action asks for
 */
export function readActionDefinition(directory: string): ActionDefinition {
  const file = parse(readFileSync(join(directory, 'action.yml'), 'utf8')) as ActionFile;
  const ours = `node${process.versions.node.split('.')[0]}`;
  if (file.runs.using !== ours) throw new Error(`the action runs on ${file.runs.using}, the tests on ${ours}`);
  const inputs = Object.entries(file.inputs ?? {}).map(([name, input]) => {
    const value = input?.default;
    return [
      name,
      { default: value === undefined ? undefined : String(value), required: input?.required === true },
    ] as const;
  });
  return {
    main: file.runs.main,
    post: file.runs.post,
    inputs: new Map(inputs),
    outputs: new Set(Object.keys(file.outputs ?? {})),
  };
}

/**
 * The variables that hand a step's inputs to an action. The runner, not the action, fills in the defaults and evaluates
 * their expressions; names are upper-cased, and of the rest only spaces change.
 *
 * @param given what the step says under `with:`
 * @param expressions values of the expressions that defaults may use, without `${{ }}`
 * @throws where an input is not declared (a runner warns only) or an expression is not known here
 */
export function inputVariables(
  definition: ActionDefinition,
  given: Record<string, string>,
  expressions: Record<string, string>,
): Record<string, string> {
  for (const name of Object.keys(given)) {
    if (!definition.inputs.has(name)) throw new Error(`action.yml declares no input ${name}`);
  }
  const variables: Record<string, string> = {};
  for (const [name, input] of definition.inputs) {
    const value = given[name] ?? evaluate(input.default ?? '', expressions);
    variables[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] = value;
  }
  return variables;
}

/** Text with `${{ }}` in it, each replaced by its value. */
export function evaluate(text: string, expressions: Record<string, string>): string {
  return text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
    const value = expressions[expression];
    if (value === undefined) throw new Error(`the harness has no value for the expression ${expression}`);
    return value;
  });
}
