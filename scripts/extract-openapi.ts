/**
 * Takes the operations that are in use out of GitHub's published description of its REST API, for the fake in test/fakes:
 *
 *   npm install --prefix /tmp/openapi @octokit/openapi
 *   node scripts/extract-openapi.ts /tmp/openapi/node_modules/@octokit/openapi
 *   npx biome format --write test/fakes/github-openapi.json
 *
 * The package has some 400 MB and is therefore no dependency. What only people read is left out.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const OPERATIONS = [
  'issues/add-labels',
  'issues/create',
  'issues/create-comment',
  'issues/delete-comment',
  'issues/list-comments',
  'issues/list-for-repo',
  'issues/list-labels-on-issue',
  'issues/update',
  'issues/update-comment',
  'pulls/create',
  'pulls/create-review',
  'pulls/get',
  'pulls/list',
  'pulls/list-files',
  'pulls/list-review-comments',
  'pulls/update',
  'repos/get',
  'users/get-authenticated',
];

/** The words of a schema by which a value can fail it. */
const DEMANDS = [
  ...['type', 'nullable', 'enum', 'format', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum'],
  ...['properties', 'required', 'additionalProperties', 'minProperties', 'maxProperties'],
  ...['items', 'minItems', 'maxItems', 'uniqueItems', 'anyOf', 'oneOf', 'allOf', 'not', '$ref'],
];

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Schema = { [key: string]: Json };

interface Reference {
  $ref?: string;
}
interface Parameter extends Reference {
  name: string;
  in: string;
  required?: boolean;
  schema: Schema;
}
interface Body extends Reference {
  required?: boolean;
  content?: Record<string, { schema: Schema }>;
}
interface Operation {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: Body;
  responses: Record<string, Body>;
}
interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, never>>;
}

const [, , directory] = process.argv;
if (directory === undefined) throw new Error('usage: node scripts/extract-openapi.ts <directory of @octokit/openapi>');
const file = 'generated/api.github.com.json';
const { name, version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
const description = JSON.parse(readFileSync(join(directory, file), 'utf8')) as Description;

const schemas = new Map<string, Json>();
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([, { operationId }]) => OPERATIONS.includes(operationId))
    .map(([method, operation]) => [operation.operationId, extract(method, path, operation)] as const),
);
const missing = OPERATIONS.filter((id) => !operations.some(([found]) => found === id));
if (missing.length > 0) throw new Error(`${name} ${version} describes no ${missing.join(', ')}`);

const slice = {
  source: { package: name, version, file },
  operations: Object.fromEntries(operations.sort(([a], [b]) => (a < b ? -1 : 1))),
  schemas: Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1))),
};
const target = join(import.meta.dirname, '../test/fakes/github-openapi.json');
writeFileSync(target, `${JSON.stringify(slice)}\n`);
console.log(`${operations.length} operations and ${schemas.size} schemas of ${name} ${version}`);

function extract(method: string, path: string, operation: Operation): object {
  const parameters = (operation.parameters ?? []).map((parameter) => {
    const { name, in: place, required = false, schema } = resolve(parameter);
    return { name, in: place, required, schema: strip(schema) };
  });
  const body = operation.requestBody && resolve(operation.requestBody);
  const responses = Object.entries(operation.responses).map(([status, response]) => [
    status,
    bodySchema(resolve(response)),
  ]);
  return {
    method: method.toUpperCase(),
    path,
    parameters,
    body: body === undefined ? null : { required: body.required === true, schema: bodySchema(body) },
    responses: Object.fromEntries(responses),
  };
}

function bodySchema({ content }: Body): Json {
  const schema = content?.['application/json']?.schema;
  return schema === undefined ? null : strip(schema);
}

/** What stands at a place such as `#/components/parameters/owner`. */
function resolve<T extends Reference>(value: T): T {
  const [, kind, key] = /^#\/components\/([^/]+)\/([^/]+)$/.exec(value.$ref ?? '') ?? [];
  return kind === undefined || key === undefined ? value : (description.components[kind]?.[key] as unknown as T);
}

/** What a schema demands: no words for people. A schema that it refers to is taken along. */
function strip(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(strip);
  if (schema === null || typeof schema !== 'object') return schema;
  const key = /^#\/components\/schemas\/(.+)$/.exec(String(schema['$ref'] ?? ''))?.[1];
  if (key !== undefined) {
    if (!schemas.has(key)) {
      schemas.set(key, null);
      schemas.set(key, strip(resolve(schema as Reference) as Schema));
    }
    return { $ref: `#/schemas/${key}` };
  }
  const kept = Object.entries(schema).filter(([word]) => DEMANDS.includes(word));
  const stripped = Object.fromEntries(
    kept.map(([word, value]) => [word, word === 'properties' ? stripEach(value as Schema) : strip(value)]),
  );
  const { nullable, ...rest } = stripped;
  if (nullable !== true) return stripped;
  // The validator takes the word beside a type only, and none but the values that are listed.
  if (rest['type'] === undefined) return { anyOf: [rest, { enum: [null] }] };
  return Array.isArray(rest['enum']) ? { ...stripped, enum: [...new Set([...rest['enum'], null])] } : stripped;
}

function stripEach(properties: Schema): Json {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, strip(schema)]));
}
