import { z } from 'zod';
import { CLASSES } from '../diff/change.ts';
import { UserError } from '../errors.ts';
import type { Plan } from './step.ts';

/** A plan as `plan -o` writes it: all that a later run needs. */
export interface PlanDocument extends Plan {
  /** What makes it this one. */
  id: string;
  fingerprints: { old: string; new: string };
  proof: { proved: boolean; problems: string[] } | null;
  /** The dump of the schema that it leads from. */
  base: string;
}

const Schema = z.object({
  id: z.string(),
  fingerprints: z.object({ old: z.string(), new: z.string() }),
  steps: z.array(
    z.object({
      title: z.string(),
      object: z.string(),
      sql: z.array(z.string()),
      class: z.enum(CLASSES),
      message: z.string().nullable(),
      transaction: z.boolean(),
      lock: z.string().nullable(),
      check: z.string().nullable(),
      undo: z.union([z.array(z.string()), z.string()]),
    }),
  ),
  refused: z.array(z.object({ object: z.string(), why: z.string() })),
  notes: z.array(z.string()),
  proof: z.object({ proved: z.boolean(), problems: z.array(z.string()) }).nullable(),
  base: z.string(),
});

/**
 * Reads the document of a plan.
 *
 * @param file how to call it in errors
 * @throws UserError where it is none
 */
export function readPlan(text: string, file: string): PlanDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UserError(`${file} is not JSON`, { hint: HINT });
  }
  const found = Schema.safeParse(value);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  throw new UserError(`${file} is no plan: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, { hint: HINT });
}

const HINT = 'Make it by "timescale-ci plan OLD NEW -o DIR", and name that directory or its plan.json.';
