import type { Constraint, Index } from '../../catalog/model.ts';
import { refusal } from '../compressed.ts';
import { causeKey } from '../difference-part.ts';
import { type AddedOrRemoved, always, type Classification, type Explained, type ObjectRules } from '../rule.ts';
import type { SchemaPair } from '../schema-pair.ts';
import { comment, movedTable, ofTable, partOfName } from './common.ts';
import { withRefusal } from './relations.ts';

export const constraints: ObjectRules<Constraint> = {
  describe: ({ object }) => object.definition,
  added: ({ object, context }) => addedConstraint(object, context),
  removed: ({ object, context }: AddedOrRemoved<Constraint>) => {
    const refused = refusal('drop constraint', object.relation, context);
    return KEYS.includes(object.form)
      ? { class: 'breaking', ...withRefusal('duplicates become possible; ON CONFLICT that names it fails', refused) }
      : { class: 'safe', ...withRefusal('rows that broke it are accepted from now on', refused) };
  },
  causes: {
    ...ofTable,
    properties: { ...ofTable.properties, form: ['definition'], columns: ['definition'], references: ['definition'] },
  },
  properties: {
    relation: partOfName,
    bare: partOfName,
    form: always('locks', 'it is dropped and added again'),
    columns: always('locks', 'it is dropped and added again'),
    references: always('locks', 'it is dropped and added again'),
    definition: ({ before, after, context }) => {
      const { message, ...rest } = addedConstraint(after, context);
      const others = [...newActions(before, after), ...otherKey(before, after, context)];
      return {
        ...rest,
        class: others.length === 0 ? rest.class : 'breaking',
        message: [...others, `dropped and added again: ${message}`].join('; '),
      };
    },
    comment,
  },
};

const KEYS: readonly string[] = ['primary key', 'unique', 'exclusion'];

/** What ALTER TABLE … ADD CONSTRAINT does to a table that has rows. */
function addedConstraint(constraint: Constraint, context: SchemaPair): Classification {
  const { relation, references, definition, form } = constraint;
  const refused =
    refusal('add constraint', relation, context) ??
    (references === null ? null : referenceRefusal(references, context));
  if (definition.endsWith(' NOT VALID')) {
    return { class: 'safe', ...withRefusal('only rows that are written from now on are checked', refused) };
  }
  if (KEYS.includes(form)) {
    const hypertable = context.after.hypertable(relation) !== undefined;
    const built = hypertable
      ? 'an index is built on every chunk while reads and writes wait'
      : 'an index is built while reads and writes wait';
    return { class: 'locks', ...withRefusal(`${built}; fails where rows are duplicates`, refused) };
  }
  const waiting = references === null ? 'reads and writes wait' : `writes to the table and ${references} wait`;
  return {
    class: 'locks',
    ...withRefusal(`every row is checked while ${waiting}; fails at the first row that breaks it`, refused),
  };
}

function referenceRefusal(references: string, context: SchemaPair): string | null {
  const target = context.after.hypertable(references) !== undefined;
  return target && context.refuses('foreign key to a hypertable')
    ? `TimescaleDB ${context.timescaledb} refuses a foreign key to a hypertable (allowed since 2.16)`
    : null;
}

export const indexes: ObjectRules<Index> = {
  describe: ({ object }) => `${object.unique ? 'unique ' : ''}${object.definition}`,
  added: ({ object, context }) => ({ class: 'locks', ...place(object), message: built(object, context) }),
  removed: ({ object }) => ({
    ...place(object),
    ...(object.unique
      ? { class: 'breaking' as const, message: 'duplicates become possible; ON CONFLICT that relies on it fails' }
      : { class: 'safe' as const, message: 'queries that used it get slower' }),
  }),
  causes: {
    whole: (one) => {
      const { relation, constraint } = one.object;
      return [
        ...(constraint === null ? [] : [causeKey('constraints', `${relation}.${constraint}`, null)]),
        causeKey('relations', relation, null),
        ...ofPartitioning(one),
      ];
    },
    properties: {
      relation: movedTable,
      columns: ['definition'],
      unique: ['definition'],
      definition: ofConstraint,
      constraint: ofConstraint,
    },
  },
  properties: {
    relation: partOfName,
    bare: partOfName,
    definition: ({ before, after, context }) => {
      const others = before.unique && after.unique ? otherKey(before, after, context) : [];
      return {
        class: others.length === 0 ? 'locks' : 'breaking',
        message: [...others, `dropped and built anew: ${built(after, context)}`].join('; '),
      };
    },
    unique: ({ after }) =>
      after.unique
        ? { class: 'locks', message: 'built anew; fails where rows are duplicates' }
        : { class: 'breaking', message: 'duplicates become possible; ON CONFLICT that relies on it fails' },
    columns: always('locks', 'it is dropped and built anew'),
    constraint: always('safe', 'which constraint the index belongs to'),
    valid: ({ after }) =>
      after.valid
        ? { class: 'locks', message: 'it must be built anew before queries use it' }
        : { class: 'breaking', message: 'it is left half built: queries do not use it' },
    tablespace: always('locks', 'it is copied while reads and writes wait'),
    statistics: always('safe', 'the next ANALYZE takes it', 'statistics target'),
    comment,
  },
};

/** An index of a continuous aggregate that TimescaleDB named is known by what it covers, which the values say. */
function place({ bare, relation }: Index): Pick<Classification, 'object'> {
  return bare.startsWith(`on ${relation} using `) ? { object: relation } : {};
}

/** What CREATE INDEX does to a table that has rows. */
function built({ relation, unique }: Index, context: SchemaPair): string {
  const duplicates = unique ? '; fails where rows are duplicates' : '';
  const hypertable = context.after.hypertable(relation) !== undefined;
  const aggregate = context.after.aggregate(relation) !== undefined;
  if (!hypertable && !aggregate) return `writes wait while it is built, unless it is built CONCURRENTLY${duplicates}`;
  const way = unique ? '' : ', unless WITH (timescaledb.transaction_per_chunk) locks one at a time';
  return `writes wait while it is built on every chunk${way}${duplicates}`;
}

/** An index of that name may belong to another table, or to no constraint, on the other side. */
function ofConstraint({ part, context }: Explained<Index>): string[] {
  return [context.after, context.before].flatMap((side) => {
    const index = side.find('indexes', part.object);
    if (index === undefined || index.constraint === null) return [];
    const constraint = `${index.relation}.${index.constraint}`;
    return [causeKey('constraints', constraint, null), causeKey('constraints', constraint, 'definition')];
  });
}

/** The indexes that create_hypertable() and add_dimension() make themselves: (time DESC) and (space, time DESC). */
function ofPartitioning({ object: { name, relation, definition, unique }, context }: Explained<Index>): string[] {
  const [side, other] =
    context.after.find('indexes', name) === undefined
      ? [context.before, context.after]
      : [context.after, context.before];
  const [time, ...spaces] = side.hypertable(relation)?.dimensions ?? [];
  if (time === undefined || unique) return [];
  const plain = definition.replaceAll('"', '');
  const space = spaces.find(({ column }) => plain === `btree (${column}, ${time.column} DESC)`);
  if (space === undefined && plain !== `btree (${time.column} DESC)`) return [];
  const partitioned = other.hypertable(relation);
  if (partitioned === undefined) return [causeKey('hypertables', relation, null)];
  const isNew = space !== undefined && !partitioned.dimensions.some(({ column }) => column === space.column);
  return isNew ? [causeKey('hypertables', relation, 'dimensions', space.column)] : [];
}

type Key = Pick<Constraint, 'columns' | 'relation' | 'definition'> & { form?: string };

/** What no longer holds when a key becomes one over other columns or rows, and no other key stands in for it. */
function otherKey(before: Key, after: Key, context: SchemaPair): string[] {
  if (before.form !== undefined && !(UNIQUE_KEYS.includes(before.form) && UNIQUE_KEYS.includes(after.form ?? '')))
    return [];
  const columns = before.columns.join(', ');
  if (sorted(before) === sorted(after) && rows(before) === rows(after)) return [];
  const still = context.after.model.indexes.some((index) => isSame(index, before));
  if (still) return [];
  const looser = !after.columns.every((column) => before.columns.includes(column)) || rows(before) !== rows(after);
  const duplicates = looser ? `duplicates of ${columns} become possible, and ` : '';
  return [`${duplicates}ON CONFLICT (${columns}) fails`];
}

const UNIQUE_KEYS = ['primary key', 'unique'];

function isSame(index: Index, key: Key): boolean {
  return index.unique && index.relation === key.relation && sorted(index) === sorted(key) && rows(index) === rows(key);
}

function sorted({ columns }: Pick<Key, 'columns'>): string {
  return JSON.stringify([...columns].sort());
}

/** Of a partial index: which rows it holds. */
function rows({ definition }: Pick<Key, 'definition'>): string | null {
  return / WHERE .*$/s.exec(definition)?.[0] ?? null;
}

/** What happens in a table from now on when a row that it refers to is deleted, or its key changed. */
function newActions(before: Constraint, after: Constraint): string[] {
  if (after.references === null || after.references !== before.references) return [];
  return (['DELETE', 'UPDATE'] as const).flatMap((event) => {
    const [old, now] = [before, after].map(({ definition }) => action(definition, event)) as [string, string];
    // Both refuse; they differ in whether a statement may still put it right.
    if (old === now || [old, now].every((one) => REFUSES.includes(one))) return [];
    const what = `${event === 'DELETE' ? 'deleting' : 'changing the key of'} a row of ${after.references}`;
    return [`${what} now ${consequence(event, now, after)}`];
  });
}

const REFUSES = ['NO ACTION', 'RESTRICT'];

/** pg_get_constraintdef() leaves NO ACTION out. */
function action(definition: string, event: 'DELETE' | 'UPDATE'): string {
  return new RegExp(` ON ${event} (CASCADE|RESTRICT|SET NULL|SET DEFAULT)`).exec(definition)?.[1] ?? 'NO ACTION';
}

function consequence(event: 'DELETE' | 'UPDATE', now: string, { relation }: Constraint): string {
  switch (now) {
    case 'CASCADE':
      return event === 'DELETE' ? `deletes its rows in ${relation} too` : `changes its rows in ${relation} too`;
    case 'SET NULL':
      return `sets its rows in ${relation} to NULL`;
    case 'SET DEFAULT':
      return `sets its rows in ${relation} to their default`;
    default:
      return `fails while it has rows in ${relation}`;
  }
}
