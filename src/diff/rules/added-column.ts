import type { Column } from '../../catalog/model.ts';
import { tokenize } from '../../sql/lexer.ts';
import { isCompressed } from '../compressed.ts';
import type { Context } from '../context.ts';
import type { Judgement, Whole } from '../rule.ts';
import { withRefusal } from './relations.ts';

/** Functions whose value is worked out once for the whole ALTER, so that no row is rewritten: stable, not volatile. */
const STABLE =
  /^(now|current_timestamp|current_date|current_time|localtimestamp|localtime|transaction_timestamp|statement_timestamp|current_user|session_user|current_setting|current_database|timezone)$/i;

/** What ALTER TABLE … ADD COLUMN does to a table that has rows. */
export function addedColumn({ object: column, context }: Whole<Column>): Judgement {
  const refused = refusesColumn(column, context);
  const place = notLast(column, context);
  const tell = (judged: Pick<Judgement, 'class' | 'message'>): Judgement => ({
    class: judged.class,
    ...withRefusal(`${judged.message}${place}`, refused),
  });
  if (!column.nullable && column.default === null && column.identity === null) {
    return tell({
      class: 'breaking',
      message: 'ADD COLUMN fails while the table has rows: NOT NULL without a default',
    });
  }
  if (column.generated === 'stored' || column.identity !== null || isVolatile(column.default)) {
    return tell({
      class: 'locks',
      message: 'every row gets a value of its own: all are rewritten under an exclusive lock',
    });
  }
  if (column.default !== null && column.generated === null) {
    return tell({ class: 'safe', message: 'rows that are there show the default; none is rewritten' });
  }
  return tell({
    class: 'safe',
    message: column.generated === null ? 'rows that are there hold NULL' : 'computed when it is read',
  });
}

/** True where every row needs its own value: the expression calls something that is not known to be stable. */
function isVolatile(expression: string | null): boolean {
  if (expression === null) return false;
  const tokens = [...tokenize(expression)].filter(({ kind }) => kind !== 'space' && kind !== 'comment');
  return tokens.some(({ kind, start, end }, i) => {
    const next = tokens[i + 1];
    const called =
      (kind === 'word' || kind === 'quotedIdentifier') && next !== undefined && expression[next.start] === '(';
    const cast = i > 0 && expression.startsWith('::', tokens[i - 1]?.start);
    return called && !cast && !STABLE.test(expression.slice(start, end));
  });
}

/** check_altertable_add_column_for_compressed() of TimescaleDB, 2.14 to 2.29: constants only, no identity, nothing generated. */
function refusesColumn(column: Column, context: Context): string | null {
  if (!isCompressed(column.relation, context)) return null;
  const while_ = 'to a hypertable whose columnstore is enabled';
  if (column.generated !== null || column.identity !== null)
    return `TimescaleDB refuses to add such a column ${while_}`;
  if (!column.nullable && column.default === null) return `TimescaleDB refuses to add it ${while_}`;
  const constant = column.default === null || !/[A-Za-z_]\w*\s*\(|^CURRENT_|^LOCALTIME/.test(column.default);
  return constant ? null : `TimescaleDB refuses to add a column with a default that is not constant ${while_}`;
}

/** ADD COLUMN appends; a source that has the column further up builds another order than the ALTER. */
function notLast(column: Column, context: Context): string {
  const last = Math.max(...context.after.columnsOf(column.relation).map(({ position }) => position));
  const old = context.before.columnsOf(column.relation);
  const after = context.after.columnsOf(column.relation).filter(({ position }) => position > column.position);
  const passed = after.some(({ name }) => old.some((one) => one.name === name));
  return column.position === last || !passed ? '' : '; it comes last there, not where the script has it';
}
