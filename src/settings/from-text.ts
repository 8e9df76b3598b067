import { z } from 'zod';

/**
 * The value that a text stands for, by the type that a schema wants: a list has one entry a line, a switch is `true` or
 * `false` as YAML spells them. A text that is no such value stays a text, for the schema to refuse.
 */
export function fromText(schema: z.ZodType, text: string): unknown {
  const wanted = unwrap(schema);
  if (wanted instanceof z.ZodArray) return entries(text, wanted.element as z.ZodType);
  if (wanted instanceof z.ZodBoolean) return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : text;
  if (wanted instanceof z.ZodNumber) return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  return text;
}

/** The type behind `.optional()` and `.default()`. */
export function unwrap(schema: z.ZodType): z.ZodType {
  const inner = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? schema.unwrap() : undefined;
  return inner === undefined ? schema : unwrap(inner as z.ZodType);
}

/** Words may stand on one line with commas between them; paths and patterns, which may hold a comma, may not. */
function entries(text: string, element: z.ZodType): string[] {
  const separator = unwrap(element) instanceof z.ZodEnum ? /[\n,]/ : /\n/;
  return text
    .split(separator)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
