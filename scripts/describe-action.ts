import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { OUTPUTS } from '../src/action/outputs.ts';
import { actionReference } from '../src/cli/version.ts';
import { RULES } from '../src/lint/rules/index.ts';
import { unwrap } from '../src/settings/from-text.ts';
import { INPUTS, type InputName, isSetting } from '../src/settings/inputs.ts';
import { SettingsSchema } from '../src/settings/schema.ts';

/** What only a runner knows. */
const EXPRESSIONS: Partial<Record<InputName, string>> = {
  token: '${{ github.token }}',
  matrix: '${{ toJSON(matrix) }}',
};

/** Shipped with the package; `init` names it in the first line of a settings file. */
export const SCHEMA_FILE = 'timescale-ci.schema.json';

/** What has workflows that use the action. */
export const EXAMPLES = ['README.md', 'docs/**/*.md', 'examples/**/*.{md,yml}'];

const NUMBERS: readonly string[] = ['hypertables', 'errors', 'warnings', 'artifact-id'];
const SWITCHES: readonly string[] = ['changed', 'restore-proved'];

const names = Object.keys(INPUTS) as InputName[];

/** action.yml, from the schema of the inputs. */
export function actionYml(): string {
  const inputs = Object.fromEntries(
    names.map((name) => {
      // A default of a setting would count before the settings file: a runner hands it over as if it had been given.
      const text = isSetting(name) ? undefined : (EXPRESSIONS[name] ?? defaultText(name));
      return [
        name,
        { description: fullDescription(name), ...(text === undefined || text === '' ? {} : { default: text }) },
      ];
    }),
  );
  const outputs = Object.fromEntries(Object.entries(OUTPUTS).map(([name, text]) => [name, { description: text }]));
  return yaml('Written by "npm run describe" from src/settings and src/action/outputs.ts.', {
    name: 'TimescaleDB schema CI',
    description: 'A lossless schema dump of TimescaleDB, proved by restoring it, documented, versioned and reviewed',
    author: 'timescale-ci',
    branding: { icon: 'database', color: 'yellow' },
    inputs,
    outputs,
    runs: { using: 'node24', main: 'dist/action.js', post: 'dist/post.js' },
  });
}

/** action-types.yml (https://github.com/typesafegithub/github-actions-typing), from the same. */
export function actionTypesYml(): string {
  const outputs = Object.keys(OUTPUTS).map((name) => {
    const type = NUMBERS.includes(name) ? 'integer' : SWITCHES.includes(name) ? 'boolean' : undefined;
    if (name === 'change-classes') return [name, { type: 'list', separator: ',', 'list-item': { type: 'string' } }];
    return [name, { type: type ?? 'string' }];
  });
  return yaml('Written by "npm run describe": the types of action.yml.', {
    inputs: Object.fromEntries(names.map((name) => [name, typing(unwrap(INPUTS[name]))])),
    outputs: Object.fromEntries(outputs),
  });
}

/** The tables of docs/action.md, by the name of their place in it. */
function actionTables(): Record<'inputs' | 'outputs', string> {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const row = (...cells: string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const inputs = names.map((name) => {
    const text = EXPRESSIONS[name] ?? defaultText(name) ?? '';
    return row(`\`${name}\``, description(name), text === '' ? '' : `\`${text}\``);
  });
  const outputs = Object.entries(OUTPUTS).map(([name, text]) => row(`\`${name}\``, text));
  return {
    inputs: [row('Input', 'Meaning', 'Default'), '| --- | --- | --- |', ...inputs].join('\n'),
    outputs: [row('Output', 'Meaning'), '| --- | --- |', ...outputs].join('\n'),
  };
}

/** A page with the tables in their places. */
export function withTables(page: string): string {
  return Object.entries(actionTables()).reduce(
    (text, [name, table]) =>
      text.replace(new RegExp(`(<!-- ${name} -->)[\\s\\S]*?(<!-- /${name} -->)`), (_, start: string, end: string) =>
        [start, table, end].join('\n'),
      ),
    page,
  );
}

/** A page or a file whose examples use the action of the owner that package.json names. */
export function withOwner(page: string): string {
  return page.replace(/\b[\w-]+\/timescale-ci@v\d+\b/g, actionReference);
}

/** The JSON Schema of timescale-ci.yml, for editors: from the schema that reads it, with the rules by their names. */
export function settingsSchema(): string {
  const schema = z.toJSONSchema(SettingsSchema, { io: 'input', target: 'draft-7' }) as JsonObject;
  const lint = (schema['properties'] as JsonObject)['lint'] as JsonObject;
  const { additionalProperties: setting, propertyNames: _, ...about } = lint;
  const rules = RULES.map(({ id, title }) => [id, { description: title, allOf: [{ $ref: '#/definitions/rule' }] }]);
  (schema['properties'] as JsonObject)['lint'] = {
    ...about,
    properties: Object.fromEntries(rules),
    additionalProperties: false,
  };
  const whole = { ...schema, title: 'Settings of timescale-ci', definitions: { rule: setting } };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

type JsonObject = Record<string, unknown>;

function description(name: InputName): string {
  return INPUTS[name].description ?? '';
}

/** With the default of a setting, which action.yml must not name as one. */
function fullDescription(name: InputName): string {
  const text = isSetting(name) ? defaultText(name) : undefined;
  return text === undefined ? description(name) : `${description(name)}. Default \`${text}\``;
}

/** The default as a person writes it; undefined where there is none. */
function defaultText(name: InputName): string | undefined {
  const { data } = (INPUTS[name] as z.ZodType).safeParse(undefined);
  return data === undefined ? undefined : Array.isArray(data) ? data.join(', ') : String(data);
}

function typing(type: z.ZodType): object {
  if (type instanceof z.ZodArray) {
    const element = unwrap(type.element as z.ZodType);
    return { type: 'list', separator: '\n', 'list-item': typing(element) };
  }
  if (type instanceof z.ZodEnum) return { type: 'enum', 'allowed-values': type.options };
  return { type: type instanceof z.ZodBoolean ? 'boolean' : type instanceof z.ZodNumber ? 'integer' : 'string' };
}

function yaml(comment: string, content: object): string {
  return `# ${comment}\n${stringify(content, { lineWidth: 120, blockQuote: false })}`;
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  await writeFile(join(root, SCHEMA_FILE), settingsSchema());
  const page = join(root, 'docs/action.md');
  await writeFile(join(root, 'action.yml'), actionYml());
  await writeFile(join(root, 'action-types.yml'), actionTypesYml());
  await writeFile(page, withTables(await readFile(page, 'utf8')));
  for await (const name of glob(EXAMPLES, { cwd: root }))
    await writeFile(join(root, name), withOwner(await readFile(join(root, name), 'utf8')));
}
