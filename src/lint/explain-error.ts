import { RULES } from './rules/index.ts';
import { refusalRules } from './rules/refusals.ts';

/** The rule that a server's error breaks, and what to do. */
export interface Explanation {
  rule: string;
  title: string;
  hint: string;
}

/** Errors that rules know which also find the problem before it is an error. */
const ALSO: readonly [RegExp, string, string][] = [
  [
    /foreign keys to hypertables are not supported|cannot have FOREIGN KEY constraints to hypertable/i,
    'foreign-key-to-hypertable',
    'Reference a plain table that holds the keys, or update TimescaleDB to 2.16 or later.',
  ],
  [
    /hypertables do not support concurrent index creation|concurrent index creation on hypertables is not supported/,
    'concurrent-index-on-hypertable',
    'CREATE INDEX … WITH (timescaledb.transaction_per_chunk) locks one chunk at a time.',
  ],
  [
    /not supported on hypertables (that have (columnstore|compression) enabled|with compressed chunks)|to a hypertable that has (columnstore|compression) enabled/,
    'compressed-hypertable-alter',
    'Alter before the columnstore is enabled, or write the change into CREATE TABLE.',
  ],
];

/**
 * Recognises a server's refusal.
 *
 * @param said the error's message and the server's hint
 */
export function explainError(said: string): Explanation | null {
  const refusal = refusalRules.find(({ says }) => says.test(said));
  if (refusal !== undefined) return { rule: refusal.id, title: refusal.title, hint: refusal.hint };
  const [, rule, hint] = ALSO.find(([pattern]) => pattern.test(said)) ?? [];
  const title = RULES.find(({ id }) => id === rule)?.title;
  return rule === undefined || hint === undefined || title === undefined ? null : { rule, title, hint };
}
