import type { Column } from '../../catalog/model.ts';
import { tokenize } from '../../sql/lexer.ts';
import { isCompressed, refusal, typeRefusal } from '../compressed.ts';
import { describeColumn } from '../describe.ts';
import { causeKey, keyOf } from '../difference-part.ts';
import { type AddedOrRemoved, always, type Classification, type Explained, type ObjectRules } from '../rule.ts';
import type { SchemaPair } from '../schema-pair.ts';
import { comment, ofQuery, partOfName, privileges } from './common.ts';
import { refusedClass, withRefusal } from './relations.ts';
import { classifyTypeChange, storedType } from './type-change.ts';

export const columns: ObjectRules<Column> = {
  describe: ({ object }) => describeColumn(object),
  added: (whole) => (isTable(whole.object, whole.context) ? addedColumn(whole) : addedToView(whole)),
  removed,
  causes: {
    whole: (one) => [
      causeKey('relations', one.object.relation, null),
      ...inherited(one),
      ...ofQuery(one.object.relation),
    ],
    properties: {
      position: ofPosition,
      type: (one) => [...inherited(one), ...ofQuery(one.object.relation)],
      collation: (one) => [...inherited(one), ...ofQuery(one.object.relation)],
      default: (one) => [causeKey('columns', one.object.name, 'generated'), ...inherited(one)],
    },
    others: inherited,
  },
  properties: {
    relation: partOfName,
    bare: partOfName,
    position: ({ after, context }) => ({
      class: 'breaking',
      kind: context.kindOf(after.relation),
      object: after.relation,
      property: 'column order',
      from: order(after.relation, context, 'before'),
      to: order(after.relation, context, 'after'),
      message: 'SELECT * and INSERT without a column list see another order; a table that exists keeps the old one',
    }),
    type: ({ before, after, context }) => {
      if (!isTable(after, context)) return inView(after, 'readers get another type');
      const change = classifyTypeChange(storedType(before.type, context.before.model.types), after.type);
      const refused = typeRefusal(after.relation, context);
      return { class: refusedClass(change.class, refused), ...withRefusal(change.message, refused) };
    },
    collation: ({ after, context }) =>
      isTable(after, context)
        ? { class: 'locks', message: 'its indexes are built anew under an exclusive lock; comparisons change' }
        : inView(after, 'comparisons change'),
    nullable: ({ before, after, context }) => {
      const words = { property: 'nullability', from: nullWords(before), to: nullWords(after) };
      const refused = refusal('not null', after.relation, context);
      if (after.nullable)
        return { class: 'safe', ...words, ...withRefusal('rows that are there stay as they are', refused) };
      const scanned = 'ALTER reads every row under an exclusive lock and fails at the first NULL';
      return after.default === null && after.identity === null
        ? { class: 'breaking', ...words, ...withRefusal(`${scanned}; writers that leave it out fail`, refused) }
        : { class: 'locks', ...words, ...withRefusal(scanned, refused) };
    },
    default: ({ before, after }) => {
      if (after.generated !== null && before.generated !== null) {
        return {
          class: 'locks',
          property: 'expression',
          message: 'every row is computed and written anew under an exclusive lock',
        };
      }
      return after.default === null && !after.nullable && after.identity === null && after.generated === null
        ? { class: 'breaking', message: 'writers that leave it out fail' }
        : { class: 'safe', message: 'new rows only: rows that are there keep their values' };
    },
    generated: ({ after }) =>
      after.generated === null
        ? { class: 'breaking', message: 'writers must give the value that was computed so far' }
        : { class: 'breaking', message: 'the column must be dropped and added again; writers that give a value fail' },
    identity: ({ before, after }) => {
      if (after.identity === 'always') return { class: 'breaking', message: 'writers that give a value fail' };
      return after.identity === null && before.identity !== null
        ? { class: 'breaking', message: 'writers must give the number that was counted so far' }
        : { class: 'safe', message: 'rows that are there keep their numbers' };
    },
    storage: ({ after, context }) => ({
      class: 'safe',
      ...withRefusal('rows that are there stay as they are', refusal('column storage', after.relation, context)),
    }),
    compression: always('safe', 'rows that are there stay as they are', 'TOAST compression'),
    statistics: always('safe', 'the next ANALYZE takes it', 'statistics target'),
    options: ({ after, context }) => ({
      class: 'safe',
      ...withRefusal('the planner or the other server takes it', refusal('column options', after.relation, context)),
    }),
    local: always('safe', 'whether the column stays when the parent drops it', 'declared here'),
    privileges,
    comment,
  },
};

function removed({ object, context }: AddedOrRemoved<Column>): Classification {
  if (!isTable(object, context)) {
    return { class: 'breaking', message: 'queries that select it fail' };
  }
  const set = context.before.hypertable(object.relation)?.columnstore;
  const used = [...(set?.segmentBy ?? []), ...(set?.orderBy ?? []).map(({ column }) => column)].includes(object.bare);
  const refused =
    used && isCompressed(object.relation, context)
      ? 'TimescaleDB refuses to drop a column that compressed chunks are segmented or ordered by'
      : null;
  return { class: 'data-loss', ...withRefusal('its values are lost; queries and views that name it fail', refused) };
}

function addedToView({ object, context }: AddedOrRemoved<Column>): Classification {
  const last = context.before.columnsOf(object.relation).length < object.position;
  return context.after.relation(object.relation)?.form === 'view' && !last
    ? {
        class: 'breaking',
        message:
          'it is not the last, so CREATE OR REPLACE VIEW refuses: the view must be dropped with all that reads it',
      }
    : { class: 'safe', message: 'readers that name their columns see nothing of it' };
}

function inView(column: Column, message: string): Classification {
  return { class: 'breaking', message: `${message}; ${column.relation} must be dropped and created again` };
}

function isTable({ relation }: Column, context: SchemaPair): boolean {
  const form = (context.before.relation(relation) ?? context.after.relation(relation))?.form;
  return form === 'table' || form === 'partitioned table' || form === 'foreign table';
}

function order(relation: string, context: SchemaPair, side: 'before' | 'after'): string {
  const sorted = context[side].columnsOf(relation).sort((a, b) => a.position - b.position);
  return sorted.map(({ bare }) => bare).join(', ');
}

function nullWords({ nullable }: Column): string {
  return nullable ? 'NULL' : 'NOT NULL';
}

/** What a child table has from its parent changes with it. */
function inherited({ part, object: column, context }: Explained<Column>): string[] {
  const sides = [context.before, context.after];
  if (sides.every((side) => side.find('columns', column.name)?.local !== false)) return [];
  const parents = new Set(sides.flatMap((side) => side.relation(column.relation)?.inherits ?? []));
  return [...parents]
    .sort()
    .map((parent) => keyOf('columns', context.columnName(parent, column.bare), part.property, part.path));
}

/** A column moves when one before it comes or goes. Where the others changed places, the first to move speaks for all. */
function ofPosition({ part, object: { relation }, context, all }: Explained<Column>): string[] {
  const [before, after] = [context.before, context.after].map((side) =>
    side
      .columnsOf(relation)
      .sort((a, b) => a.position - b.position)
      .map(({ name }) => name),
  );
  const [old, now] = [before ?? [], after ?? []];
  const kept = (side: string[], other: string[]): string => side.filter((name) => other.includes(name)).join();
  if (kept(old, now) === kept(now, old)) {
    const changed = [...old, ...now].filter((name) => !old.includes(name) || !now.includes(name));
    return [...ofQuery(relation), ...changed.map((name) => causeKey('columns', name, null))];
  }
  const names = new Set(old);
  const moved = all.find((one) => one.collection === 'columns' && one.property === 'position' && names.has(one.object));
  return moved === undefined || moved.key === part.key ? [] : [moved.key];
}

/** Functions whose value is worked out once for the whole ALTER, so that no row is rewritten: stable, not volatile. */
const STABLE =
  /^(now|current_timestamp|current_date|current_time|localtimestamp|localtime|transaction_timestamp|statement_timestamp|current_user|session_user|current_setting|current_database|timezone)$/i;

/** What ALTER TABLE … ADD COLUMN does to a table that has rows. */
function addedColumn({ object: column, context }: AddedOrRemoved<Column>): Classification {
  const refused = refusesColumn(column, context);
  const place = notLast(column, context);
  const tell = (judged: Pick<Classification, 'class' | 'message'>): Classification => ({
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
function refusesColumn(column: Column, context: SchemaPair): string | null {
  if (!isCompressed(column.relation, context)) return null;
  const while_ = 'to a hypertable whose columnstore is enabled';
  if (column.generated !== null || column.identity !== null)
    return `TimescaleDB refuses to add such a column ${while_}`;
  if (!column.nullable && column.default === null) return `TimescaleDB refuses to add it ${while_}`;
  const constant = column.default === null || !/[A-Za-z_]\w*\s*\(|^CURRENT_|^LOCALTIME/.test(column.default);
  return constant ? null : `TimescaleDB refuses to add a column with a default that is not constant ${while_}`;
}

/** ADD COLUMN appends; a source that has the column further up builds another order than the ALTER. */
function notLast(column: Column, context: SchemaPair): string {
  const last = Math.max(...context.after.columnsOf(column.relation).map(({ position }) => position));
  const old = context.before.columnsOf(column.relation);
  const after = context.after.columnsOf(column.relation).filter(({ position }) => position > column.position);
  const passed = after.some(({ name }) => old.some((one) => one.name === name));
  return column.position === last || !passed ? '' : '; it comes last there, not where the script has it';
}
