import { z } from 'zod';

/** Differences of a live database that are known and meant, each with the reason. */
export const DriftSchema = z.strictObject({
  ignore: z
    .array(
      z.strictObject({
        kind: z.string().min(1).default('*').describe('`index`, `column`, `policy`…; `*` stands for any letters'),
        object: z.string().min(1).describe('Its qualified name: `trading.trades.*`'),
        property: z.string().min(1).default('*').describe('What of it: `owner`, `chunk interval`…'),
        reason: z.string().trim().min(1).describe('Why it is meant, for whoever reads the report'),
        until: z.iso.date().optional().describe('The last day on which it is ignored: `2026-12-31`'),
      }),
    )
    .default([])
    .describe('What is no drift'),
});

export type DriftIgnore = z.infer<typeof DriftSchema>['ignore'][number];
