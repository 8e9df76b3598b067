import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import slice from './github-openapi.json' with { type: 'json' };

export type Schema = Record<string, unknown> & { $ref?: string };

export interface Operation {
  method: string;
  path: string;
  parameters: { name: string; in: string; required: boolean; schema: Schema }[];
  body: { required: boolean; schema: Schema | null } | null;
  /** By status, null where the answer has no body. */
  responses: Record<string, Schema | null>;
}

/** An operation by the name that GitHub gives it. */
export type OperationId = keyof typeof slice.operations;

export interface Match {
  id: OperationId;
  operation: Operation;
  /** From the path, decoded. */
  parameters: Record<string, string>;
}

const OPERATIONS = Object.entries(slice.operations) as unknown as [OperationId, Operation][];
const SCHEMAS = slice.schemas as Record<string, Schema>;

const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
/** Parameters come as text. */
const coercing = new Ajv({ strict: false, allErrors: true, logger: false, coerceTypes: true });
for (const one of [ajv, coercing]) {
  addFormats.default(one);
  one.addSchema({ $id: 'github', schemas: SCHEMAS });
}

/** The operation that a request is for; undefined where the description has none. */
export function matchOperation(method: string, path: string): Match | undefined {
  for (const [id, operation] of OPERATIONS) {
    if (operation.method !== method) continue;
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
    const values = new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`).exec(path)?.slice(1);
    if (values === undefined) continue;
    const pairs = names.map((name, index) => [name, decodeURIComponent(values[index] ?? '')] as const);
    return { id, operation, parameters: Object.fromEntries(pairs) };
  }
  return undefined;
}

/**
 * What is wrong with a request by the description: values that it does not allow, and names that it does not know, which
 * GitHub itself would pass over in silence.
 */
export function requestProblems(match: Match, query: URLSearchParams, body: unknown): string[] {
  const { operation, parameters } = match;
  const places: Record<string, Record<string, string>> = { path: parameters, query: Object.fromEntries(query) };
  const known = operation.parameters.filter(({ in: place }) => place in places);
  const problems = known.flatMap(({ name, in: place, required, schema }) => {
    const value = places[place]?.[name];
    if (value === undefined) return required ? [`${place} has no ${name}`] : [];
    const wrapped = { type: 'object', properties: { [name]: schema } };
    return complaints(coercing, wrapped, { [name]: value }, place);
  });
  for (const name of query.keys()) {
    if (!known.some((parameter) => parameter.in === 'query' && parameter.name === name)) {
      problems.push(`query ${name} is not described`);
    }
  }
  return [...problems, ...bodyProblems(operation, body)];
}

function bodyProblems({ body: described }: Operation, body: unknown): string[] {
  if (body === undefined) return described?.required ? ['body is missing'] : [];
  if (described?.schema == null) return ['body is not described'];
  const known = propertyNames(described.schema);
  const unknown = Object.keys(Object(body)).filter((name) => !Array.isArray(body) && !known.has(name));
  return [
    ...complaints(ajv, described.schema, body, 'body'),
    ...unknown.map((name) => `body ${name} is not described`),
  ];
}

function propertyNames(schema: Schema): Set<string> {
  const { properties, anyOf, oneOf, allOf } = resolveSchema(schema);
  const parts = [anyOf, oneOf, allOf].flatMap((part) => (part as Schema[] | undefined) ?? []);
  return new Set([...Object.keys(Object(properties)), ...parts.flatMap((part) => [...propertyNames(part)])]);
}

/** What is wrong with an answer: a status that is not described has the shape of every other error. */
export function responseProblems(operation: Operation, status: number, body: unknown): string[] {
  const schema =
    String(status) in operation.responses ? operation.responses[status] : { $ref: '#/schemas/basic-error' };
  if (schema == null) return body === undefined ? [] : [`answer ${status} has a body`];
  return complaints(ajv, schema, body, `answer ${status}`);
}

/** A schema by name, or the one that it refers to. */
export function resolveSchema(schema: Schema | string): Schema {
  const name = typeof schema === 'string' ? schema : schema.$ref?.replace('#/schemas/', '');
  if (name === undefined) return schema as Schema;
  const found = SCHEMAS[name];
  if (found === undefined) throw new Error(`the description has no schema ${name}`);
  return found;
}

const compiled = new Map<object, ValidateFunction>();

function complaints(validator: Ajv, schema: Schema, value: unknown, where: string): string[] {
  const validate = compiled.get(schema) ?? validator.compile(absolute(schema) as Schema);
  compiled.set(schema, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${where}${instancePath} ${message}`);
}

/** References point into the description, wherever the schema stands. */
function absolute(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema, (key, value) => (key === '$ref' ? `github${value}` : value)));
}
