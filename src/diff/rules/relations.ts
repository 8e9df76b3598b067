import type { Relation, RelationForm } from '../../catalog/model.ts';
import { enumerate } from '../../format/count.ts';
import { humanInterval } from '../../format/interval.ts';
import { historyGone } from '../ages.ts';
import { type ChangeClass, graver } from '../change.ts';
import { refusal } from '../compressed.ts';
import { describeRelation } from '../describe.ts';
import { causeKey } from '../difference-part.ts';
import { firstDifference } from '../first-difference.ts';
import { type AddedOrRemoved, always, type Classification, type ObjectRules, type Rule } from '../rule.ts';
import type { SchemaPair, Side } from '../schema-pair.ts';
import { comment, owner, partOfName, privileges } from './common.ts';

/** What is gone with a relation. */
const LOST: { readonly [F in RelationForm]: readonly [ChangeClass, string] } = {
  table: ['data-loss', 'its rows are lost'],
  'partitioned table': ['data-loss', 'its rows are lost'],
  'foreign table': ['breaking', 'statements that name it fail; the rows stay on the other server'],
  view: ['breaking', 'queries that name it fail'],
  'materialized view': ['breaking', 'queries that name it fail; its rows can be computed again'],
  'continuous aggregate': ['data-loss', 'its materialized rows are lost'],
};

const NEW: { readonly [F in RelationForm]: string } = {
  table: 'new and empty',
  'partitioned table': 'new and empty',
  'foreign table': 'new; its rows are on the other server',
  view: 'new; it reads when it is asked',
  'materialized view': 'new; CREATE computes it unless it says WITH NO DATA',
  'continuous aggregate': 'new; CREATE materializes all history unless it says WITH NO DATA',
};

export const relations: ObjectRules<Relation> = {
  describe: ({ object, part, context }) => describeRelation(object, part.to === null ? context.before : context.after),
  added: ({ object, context }) => ({
    class: 'safe',
    kind: kindOn(context.after, object),
    message: NEW[object.form],
  }),
  removed: (whole) => removed(whole),
  causes: {
    properties: {
      query: ['form'],
      dependsOn: ({ object: { name } }) => [
        causeKey('relations', name, 'query'),
        causeKey('relations', name, 'form'),
        causeKey('continuousAggregates', name, 'query'),
      ],
      partitionBy: ['form'],
      partitionBound: ['form'],
      accessMethod: ['form'],
      persistence: ['form'],
      tablespace: ['form'],
      options: ['form'],
      inherits: ['form'],
      ofType: ['form'],
      foreign: ['form'],
      rowSecurity: ['form'],
      replicaIdentity: ['form'],
      clusteredOn: ['form'],
    },
  },
  properties: {
    schema: partOfName,
    bare: partOfName,
    form: ({ before, after }) => ({
      class: LOST[before.form][0],
      kind: after.form,
      property: 'kind',
      message: `the ${before.form} must be dropped and the ${after.form} created: ${LOST[before.form][1]}`,
    }),
    query: ({ before, after, context }) => ({
      ...(before.query === null || after.query === null ? {} : queryChange(before.query, after.query)),
      ...(after.form === 'materialized view'
        ? {
            class: 'breaking' as const,
            message: `it must be dropped and computed again; readers fail until then${lostColumns(after.name, context)}`,
          }
        : redefinedView(after.name, context)),
    }),
    dependsOn: always('safe', 'the query reads other relations', 'reads'),
    persistence: ({ after, context }) => {
      const refused = refusal('logged or unlogged', after.name, context);
      const message =
        after.persistence === 'unlogged'
          ? 'every row is rewritten under an exclusive lock; rows are lost in a crash and reach no standby'
          : 'every row is rewritten under an exclusive lock';
      return { class: after.persistence === 'unlogged' ? 'data-loss' : 'locks', ...withRefusal(message, refused) };
    },
    accessMethod: ({ after, context }) => ({
      class: 'locks',
      ...withRefusal('every row is rewritten under an exclusive lock', refusal('access method', after.name, context)),
    }),
    tablespace: always('locks', 'its files are copied under an exclusive lock'),
    options: ({ after }) =>
      isView(after)
        ? {
            class: 'breaking',
            property: 'view options',
            message: 'whose privileges count, or which rows can be written, may be others from now on',
          }
        : { class: 'safe', property: 'storage parameters', message: 'rows that are there stay as they are' },
    inherits: always('breaking', 'queries on the old parent no longer see its rows'),
    partitionBy: always(
      'breaking',
      'a partition key cannot be changed: the rows must be copied into a new table',
      'partition key',
    ),
    partitionBound: always(
      'breaking',
      'the partition must be detached and attached again; its rows must fit',
      'partition bounds',
    ),
    ofType: always('locks', 'the table is bound to the type, or freed from it', 'type of the table'),
    foreign: always('breaking', 'the rows are looked for elsewhere from now on', 'server'),
    rowSecurity,
    replicaIdentity: ({ before, after, context }) => {
      const refused = refusal('replica identity', after.name, context);
      const old = { from: identityWords(before), to: identityWords(after) };
      return after.replicaIdentity === 'nothing'
        ? { class: 'breaking', ...old, ...withRefusal('UPDATE and DELETE fail where the table is published', refused) }
        : { class: 'safe', ...old, ...withRefusal('how subscribers find a changed row', refused) };
    },
    clusteredOn: always('safe', 'nothing moves until the next CLUSTER or reorder', 'clustered on'),
    owner,
    privileges,
    comment,
  },
};

function removed({ object, context, part }: AddedOrRemoved<Relation>): Classification {
  const [level, message] = LOST[object.form];
  const hypertable = context.before.hypertable(object.name);
  const kind = kindOn(context.before, object);
  if (hypertable !== undefined)
    return { class: level, kind, message: 'all its chunks and rows are lost, compressed or not' };
  if (object.form !== 'continuous aggregate') return { class: level, kind, message };
  return { class: level, kind, message: `${message}${historyGone(part.object, context)}` };
}

function redefinedView(view: string, context: SchemaPair): Classification {
  const [old, now] = [context.before, context.after].map((side) =>
    side.columnsOf(view).sort((a, b) => a.position - b.position),
  );
  const kept = (old ?? []).every((column, i) => {
    const same = (now ?? [])[i];
    return same?.bare === column.bare && same.type === column.type && same.collation === column.collation;
  });
  return kept
    ? { class: 'safe', message: 'CREATE OR REPLACE VIEW takes it; readers get the new rows at once' }
    : {
        class: 'breaking',
        message: `CREATE OR REPLACE VIEW refuses it: it must be dropped with all that reads it${lostColumns(view, context)}`,
      };
}

/** The columns that a view no longer has, as the end of a sentence. */
export function lostColumns(view: string, context: SchemaPair): string {
  const now = new Set(context.after.columnsOf(view).map(({ name }) => name));
  const lost = context.before.columnsOf(view).filter(({ name }) => !now.has(name));
  return lost.length === 0 ? '' : `; queries that select ${enumerate(lost.map(({ bare }) => bare))} fail`;
}

function rowSecurity({ before, after, context }: Parameters<Rule<Relation>>[0]): Classification {
  const refused = refusal('row security', after.name, context);
  const open = after.rowSecurity.endsWith('off');
  const message = open
    ? 'rows that policies hid become visible to everyone who may SELECT'
    : before.rowSecurity.endsWith('off')
      ? 'who has no policy sees no rows and writes none, save the owner and superusers'
      : 'whether the owner is bound by the policies too';
  return { class: 'breaking', property: 'row security', ...withRefusal(message, refused) };
}

/** A sentence with the server's refusal behind it. */
export function withRefusal(message: string, refused: string | null): { message: string; refused: string | null } {
  return { message: refused === null ? message : `${message}; ${refused}`, refused };
}

/** The class of what only a refusal makes grave. */
export function refusedClass(level: ChangeClass, refused: string | null): ChangeClass {
  return refused === null ? level : graver(level, 'recompress');
}

function kindOn(side: Side, { name, form }: Relation): string {
  return side.hypertable(name) === undefined ? form : 'hypertable';
}

function isView({ form }: Relation): boolean {
  return form === 'view' || form === 'continuous aggregate';
}

function identityWords({ replicaIdentity }: Relation): string {
  return replicaIdentity === 'default' ? 'primary key' : replicaIdentity;
}

const BUCKET = /(time_bucket\()'([^']*)'(::interval)/g;

/** What changed in a query: the length of its buckets where nothing else did, else the first line that differs. */
export function queryChange(
  before: string,
  after: string,
): Required<Pick<Classification, 'from' | 'to'>> & { property: string } {
  const [old, now] = [before, after].map((query) => query.match(BUCKET)?.[0]);
  const [from, to] = [old, now].map((call) => (call === undefined ? null : humanInterval(call.replace(BUCKET, '$2'))));
  const without = (query: string): string => query.replace(BUCKET, '$1$3');
  if (from != null && to != null && from !== to && without(before) === without(after))
    return { property: 'bucket', from, to };
  return { property: 'query', ...firstDifference(before, after) };
}
