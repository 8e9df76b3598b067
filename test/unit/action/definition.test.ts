import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  actionTypesYml,
  actionYml,
  SCHEMA_FILE,
  settingsSchema,
  withTables,
} from '../../../scripts/describe-action.ts';
import { faultsPage } from '../../../scripts/describe-faults.ts';
import { OUTPUTS } from '../../../src/action/outputs.ts';
import { CLASSES } from '../../../src/diff/change.ts';
import { FAIL_ON, INPUTS, type InputName, isSetting } from '../../../src/settings/inputs.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');
const action = parse(read('action.yml')) as {
  name: string;
  description: string;
  branding: object;
  runs: { using: string; main: string; post: string };
  inputs: Record<string, { description: string; default?: string }>;
  outputs: Record<string, { description: string }>;
};

describe('action.yml, action-types.yml and docs/action.md', () => {
  test('are what "npm run describe" writes from the schema of the inputs', () => {
    expect(read('action.yml')).toBe(actionYml());
    expect(read('action-types.yml')).toBe(actionTypesYml());
    expect(read(SCHEMA_FILE)).toBe(settingsSchema());
    expect(read('docs/action.md')).toBe(withTables(read('docs/action.md')));
  });

  test('are followed by a page of the faults that the tests try', () => {
    expect(read('docs/action-faults.md')).toBe(faultsPage());
  });

  test('know the same inputs and outputs, each described', () => {
    const inputs = Object.keys(INPUTS);
    const outputs = Object.keys(OUTPUTS);
    const types = parse(read('action-types.yml')) as { inputs: object; outputs: object };
    const rows = [...read('docs/action.md').matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
    expect([Object.keys(action.inputs), Object.keys(action.outputs)]).toEqual([inputs, outputs]);
    expect([Object.keys(types.inputs), Object.keys(types.outputs)]).toEqual([inputs, outputs]);
    expect(rows).toEqual(expect.arrayContaining([...inputs, ...outputs]));
    for (const { description } of [...Object.values(action.inputs), ...Object.values(action.outputs)]) {
      expect(description.length).toBeGreaterThan(10);
    }
  });

  test('have the outputs of the contract', () => {
    expect(Object.keys(OUTPUTS).join(' ')).toBe(
      'changed fingerprint schema-file readme-file commit-sha artifact-id artifact-url comment-url diff-json change-classes restore-proved hypertables errors warnings',
    );
  });

  test('give no default to a setting: it would count before the settings file', () => {
    const withDefault = Object.keys(action.inputs).filter((name) => action.inputs[name]?.default !== undefined);
    expect(withDefault.filter((name) => isSetting(name as InputName))).toEqual([]);
    expect(withDefault).toContain('retention-days');
  });

  test('name files that are there, for the Node of the runner', () => {
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/action.js', post: 'dist/post.js' });
    expect([action.runs.main, action.runs.post].map((path) => existsSync(join(ROOT, path)))).toEqual([true, true]);
    expect(action.description.length).toBeLessThan(126);
    expect(action.branding).toEqual({ icon: 'database', color: 'yellow' });
  });

  test('let fail-on name every class of change', () => {
    expect(FAIL_ON).toEqual(expect.arrayContaining([...CLASSES, 'error', 'warning']));
  });
});
