import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { SettingsSchema } from '../../../src/settings/schema.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');
const ajv = new Ajv({ strict: false });
addFormats.default(ajv);
const validate = ajv.compile(JSON.parse(read('timescale-ci.schema.json')));

describe('an editor that knows the JSON Schema', () => {
  test('takes the settings of this repository', () => {
    expect([validate(parse(read('timescale-ci.yml'))), validate.errors]).toEqual([true, null]);
  });

  test.each([
    ['init: [db/*.sql]', true],
    ['init: db', false],
    ['engine: postgres', false],
    ['restore-tset: false', false],
    ['keep: 0', false],
    ['lint: { missing-comment: off }', true],
    ['lint: { missing-comment: { severity: error, ignore: ["trading.*"] } }', true],
    ['lint: { missing-comment: loud }', false],
    ['require: { hypertables: { a.b: { chunk-interval: 7 days } } }', true],
    ['require: { hypertables: { a.b: { chunk-intervall: 7 days } } }', false],
    ['docs: { sections: { roles: false } }', true],
    ['docs: { sections: { rolls: false } }', false],
  ])('judges %s as the program does', (text, right) => {
    const value = parse(text);
    expect(validate(value)).toBe(right);
    expect(SettingsSchema.safeParse(value).success).toBe(right);
  });

  test('knows the rules by name', () => {
    expect(validate({ lint: { 'no-such-rule': 'off' } })).toBe(false);
  });
});
