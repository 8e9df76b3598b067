import { refusalRules } from './rules/refusals.ts';

/** What to do about a server's error, and the rule that it breaks where one knows it. */
export interface Explanation {
  rule: string | null;
  hint: string;
}

interface Known extends Explanation {
  /** The server's message. */
  says: RegExp;
  /** Tells statements apart which the server refuses in the same words. */
  sql?: RegExp;
}

const COMPRESSED =
  /not supported on hypertables (that have (columnstore|compression) enabled|with compressed chunks)|to a hypertable that has (columnstore|compression) enabled/;

/** Errors that rules know which also find the problem before it is an error, and those that no rule can find. */
const ALSO: readonly Known[] = [
  {
    says: /foreign keys to hypertables are not supported|cannot have FOREIGN KEY constraints to hypertable/i,
    rule: 'foreign-key-to-hypertable',
    hint: 'Reference a plain table that holds the keys, or update TimescaleDB to 2.16 or later.',
  },
  {
    says: /hypertables do not support concurrent index creation|concurrent index creation on hypertables is not supported/,
    rule: 'concurrent-index-on-hypertable',
    hint: 'CREATE INDEX … WITH (timescaledb.transaction_per_chunk) locks one chunk at a time.',
  },
  {
    says: COMPRESSED,
    sql: /\brow\s+level\s+security\b|^create\s+policy\b/i,
    rule: 'columnstore-with-row-security',
    hint: ruleHint('columnstore-with-row-security'),
  },
  {
    says: COMPRESSED,
    rule: 'compressed-hypertable-alter',
    hint:
      'In a new schema, alter before the columnstore is enabled or write the change into CREATE TABLE. On a database with ' +
      'rows: decompress_chunk() every chunk, disable the columnstore, alter, enable it again and compress.',
  },
  {
    says: /CREATE MATERIALIZED VIEW \.\.\. WITH DATA cannot (run inside a transaction block|be executed from)/,
    rule: 'aggregate-with-data',
    hint: 'End it with WITH NO DATA, which may stand in a transaction: its refresh policy fills it.',
  },
  {
    says: /cannot drop a hypertable along with other objects/,
    rule: null,
    hint: 'Drop each hypertable by a statement of its own.',
  },
];

/**
 * Recognises a server's refusal.
 *
 * @param said the error's message and the server's hint
 * @param sql the statement that it refused
 */
export function explainError(said: string, sql = ''): Explanation | null {
  const refusal = refusalRules.find(({ says }) => says.test(said));
  if (refusal !== undefined) return { rule: refusal.id, hint: refusal.hint };
  const known = ALSO.find(({ says, sql: form }) => says.test(said) && (form === undefined || form.test(sql)));
  return known === undefined ? null : { rule: known.rule, hint: known.hint };
}

function ruleHint(rule: string): string {
  return refusalRules.find(({ id }) => id === rule)?.hint ?? '';
}
