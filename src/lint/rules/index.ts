import type { LintRule } from '../types.ts';
import { aggregateRules } from './aggregates.ts';
import { changeRules, renameRules } from './changes.ts';
import { columnstoreRules } from './columnstore.ts';
import { generalRules } from './general.ts';
import { hypertableRules } from './hypertables.ts';
import { keyRules } from './keys.ts';
import { policyRules } from './policies.ts';
import { refusalRules } from './refusals.ts';

/** Every rule, by the part of the schema that it looks at. */
export const RULES: readonly LintRule[] = [
  ...hypertableRules,
  ...columnstoreRules,
  ...policyRules,
  ...aggregateRules,
  ...keyRules,
  ...generalRules,
  ...changeRules.map((rule) => ({ ...rule, compares: true as const })),
  ...refusalRules,
  {
    id: 'ignore-comment',
    severity: 'warning',
    title: 'a comment that ignores nothing',
    // Found while the comments are applied: see ignore.ts.
    check: () => [],
  },
  ...renameRules,
];
