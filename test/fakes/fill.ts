import { resolveSchema, type Schema } from './openapi.ts';

/**
 * An answer of GitHub's shape: what is given, and for all else that the schema requires the plainest value it allows.
 *
 * @param schema of the description, or its name
 */
export function fill(schema: Schema | string, given?: unknown): unknown {
  const resolved = resolveSchema(schema);
  const { nullable, enum: values, anyOf, oneOf, allOf } = resolved as { nullable?: boolean; enum?: unknown[] } & Parts;
  if (given === null || (given === undefined && nullable === true)) return null;
  if (allOf !== undefined) return fill(Object.assign({}, ...allOf.map(resolveSchema)), given);
  const choice = (anyOf ?? oneOf)?.[0];
  if (choice !== undefined && resolved['type'] === undefined) return fill(choice, given);
  if (resolved['type'] === 'object') return fillObject(resolved, Object(given ?? {}));
  if (resolved['type'] === 'array') {
    return ((given ?? []) as unknown[]).map((item) => fill(resolved['items'] as Schema, item));
  }
  return given ?? values?.[0] ?? plainest(resolved);
}

interface Parts {
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

function fillObject(schema: Schema, given: Record<string, unknown>): object {
  const { properties = {}, required = [] } = schema as { properties?: Record<string, Schema>; required?: string[] };
  const names = [...new Set([...required, ...Object.keys(given)])];
  const pairs = names.map((name) => {
    const property = properties[name];
    return [name, property === undefined ? given[name] : fill(property, given[name])] as const;
  });
  return Object.fromEntries(pairs);
}

function plainest({ type, format }: Schema): unknown {
  if (type === 'integer' || type === 'number') return 0;
  if (type === 'boolean') return false;
  if (format === 'uri') return 'https://api.github.com/';
  if (format === 'date-time') return '2026-11-22T02:00:00Z';
  return '';
}
