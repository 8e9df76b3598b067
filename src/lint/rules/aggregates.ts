import type { LintRule } from '../types.ts';

/** Rules about the statements that make continuous aggregates. */
export const aggregateRules: readonly LintRule[] = [
  {
    id: 'aggregate-with-data',
    severity: 'notice',
    title: 'a continuous aggregate that is filled while it is created',
    check: ({ statements }) =>
      statements
        .filter(
          ({ sql }) =>
            /^create\s+materialized\s+view\b/i.test(sql) &&
            /\b(timescaledb|tsdb)\s*\.\s*continuous\b/i.test(sql) &&
            !/\bwith\s+no\s+data\s*;?\s*$/i.test(sql),
        )
        .map((at) => ({
          object: null,
          message: 'materializes all history in one transaction while it is created',
          hint: 'End it with WITH NO DATA; its refresh policy fills it piece by piece, or call refresh_continuous_aggregate().',
          at,
          edits: [
            { find: /\bwith\s+(?=data\s*;?\s*$)()/i, with: 'NO ' },
            { find: /[^\s;](?<!\bwith\s+data)()(?=\s*;?\s*$)/i, with: ' WITH NO DATA' },
          ],
        })),
  },
];
