import type { Json } from './model.ts';

/** JSON.parse and JSON.rawJSON as Node 22 and later have them; TypeScript's library of 2024 does not know them yet. */
const { parse, rawJSON, isRawJSON } = JSON as unknown as {
  parse(text: string, reviver: (key: string, value: Json, context: { source?: string }) => unknown): Json;
  rawJSON(text: string): { rawJSON: string };
  isRawJSON(value: unknown): value is { rawJSON: string };
};

/**
 * Parses JSON without touching its numbers: one that a JavaScript number would change (64-bit integers, trailing zeros)
 * stays as it is written, and JSON.stringify writes it so again.
 */
export function parseExactly(text: string): Json {
  return parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? rawJSON(source) : value,
  );
}

/** The digits of a number that `parseExactly` gave, or undefined for anything else. */
export function digitsOf(value: Json | undefined): string | undefined {
  if (isRawJSON(value)) return value.rawJSON;
  return typeof value === 'number' ? String(value) : undefined;
}
