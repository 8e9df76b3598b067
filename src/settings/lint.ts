import { z } from 'zod';

const severity = z.enum(['error', 'warning', 'notice']);

/**
 * How lint rules are set: `off`, a severity, or a severity with the names of objects to ignore (`*` stands for
 * anything) and the rule's own options. Which rules and options there are is for src/lint to say.
 */
export const LintSchema = z.record(
  z.string().min(1),
  z.union([
    z.literal('off'),
    z.literal(false).transform(() => 'off' as const),
    severity,
    z
      .object({ severity: severity.optional(), ignore: z.array(z.string().min(1)).optional() })
      .catchall(z.union([z.string(), z.array(z.string())])),
  ]),
);

export type LintSettings = z.infer<typeof LintSchema>;
