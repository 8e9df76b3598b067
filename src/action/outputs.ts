import * as core from '@actions/core';

/** Every output of the action and what it means. All of them are set in every run, to nothing where there is none. */
export const OUTPUTS = {
  changed: '`true` where the schema differs from its latest version',
  fingerprint: 'SHA-256 of the schema, below the header of its dump',
  'schema-file': 'Path of the version that holds the schema, from the root of the repository',
  'readme-file': 'Path of the documentation',
  'commit-sha': 'Commit that was pushed; empty where there was nothing to commit',
  'artifact-id': 'Id of the uploaded artifact',
  'artifact-url': 'Address of the uploaded artifact',
  'comment-url': 'Address of the comment, of the pull request that was opened, or of the issue of a drift',
  'diff-json': 'What changed, as `diff --format json` gives it; the list of changes is cut above 256 KiB',
  'change-classes': 'Classes of the changes, with commas: `safe,data-loss`',
  'restore-proved': '`true` where the dump was restored and is the same',
  hypertables: 'Number of hypertables',
  errors: 'Number of errors that were found',
  warnings: 'Number of warnings',
} as const satisfies Record<string, string>;

export type OutputName = keyof typeof OUTPUTS;
export type Outputs = Partial<Record<OutputName, string | number | boolean>>;

/** Sets all of them. */
export function setOutputs(outputs: Outputs): void {
  for (const name of Object.keys(OUTPUTS) as OutputName[]) core.setOutput(name, String(outputs[name] ?? ''));
}
