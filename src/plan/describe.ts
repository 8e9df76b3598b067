import type { Change, ChangeClass } from '../diff/change.ts';
import { CLASSES } from '../diff/change.ts';
import type { SchemaPair } from '../diff/schema-pair.ts';
import { checkOf } from './check.ts';
import type { Place } from './drop.ts';
import { fitsTransaction } from './parts.ts';
import type { Draft, Step, Verb } from './step.ts';

/** What a step costs and how it can be told that it is done. */
export function describeStep(draft: Draft, pair: SchemaPair, place: Place, changes: readonly Change[]): Step {
  const { verb, piece, object, sql, undo } = draft;
  const own = ownCost(draft);
  const found = own === null ? changesOf(draft, changes) : [];
  const level = own?.class ?? found[0]?.class ?? OWN_CLASS[verb];
  const isHeavy = verb === 'copy' || verb === 'refresh' || verb === 'set aside';
  return {
    title: `${verb} ${object}${draft.again && verb === 'create' ? ' again' : ''}${draft.why ? `: ${draft.why}` : ''}`,
    object,
    sql,
    class: isHeavy && level === 'safe' ? 'locks' : level,
    message: draft.message ?? own?.message ?? found[0]?.message ?? (verb === 'copy' ? COPIED : null),
    transaction: sql.every(fitsTransaction),
    lock: lockOf(draft),
    check: piece === null ? schemaCheck(draft) : checkOf(draft, piece, pair, place),
    undo: undo.length === 0 ? 'none by itself: the plan from head to the base has it' : undo,
  };
}

const COPIED = 'its rows are copied from the old one, which takes its disk space twice; nobody may write meanwhile';

/** What a step costs where the plan does otherwise than the diff takes it; null where the diff knows. */
function ownCost({ verb, piece, again }: Draft): { class: ChangeClass; message: string | null } | null {
  const kind = piece?.kind;
  if (kind === 'continuous aggregate') {
    if (verb === 'set aside') {
      return {
        class: 'breaking',
        message:
          'what it has materialized is kept as a table; there is nothing to read under its name until it is made again',
      };
    }
    if (verb === 'create') {
      return {
        class: 'safe',
        message: again
          ? 'it is empty until it is filled below'
          : 'it is empty until its policy, or a call of refresh_continuous_aggregate(), fills it',
      };
    }
    return verb === 'copy' ? { class: 'locks', message: null } : null;
  }
  if (verb !== 'drop' || !again) return null;
  if (kind === 'columnstore') {
    return {
      class: 'locks',
      message:
        'its compressed chunks are decompressed, one after the other: that takes the disk space of all their rows',
    };
  }
  return kind === 'view' || kind === 'materialized view'
    ? {
        class: 'locks',
        message: 'it is made again below; who reads it meanwhile waits, or finds nothing under its name',
      }
    : null;
}

const OWN_CLASS: { readonly [V in Verb]: ChangeClass } = {
  create: 'safe',
  drop: 'safe',
  'drop old': 'locks',
  alter: 'safe',
  'set aside': 'locks',
  copy: 'locks',
  fill: 'safe',
  refresh: 'locks',
  grant: 'safe',
};

/** The changes that a step brings about, gravest first. */
function changesOf({ piece, object, again, verb }: Draft, changes: readonly Change[]): Change[] {
  if (piece === null || (again && verb !== 'copy')) return [];
  const name = piece.kind === 'comment' ? object.replace(/^comment [A-Z ]+ /, '') : piece.name;
  // What the diff says of a table that is made anew holds where nobody copies its rows.
  const copied = verb === 'copy' || verb === 'set aside' ? ['relations', 'hypertables'] : [];
  const own = changes.filter(
    (change) =>
      change.object === name || (piece.kind === 'table' && change.relation === name && change.collection !== 'jobs'),
  );
  return own
    .filter(({ collection }) => (KINDS[piece.kind] ?? [collection]).includes(collection))
    .filter(({ collection }) => !copied.includes(collection))
    .sort((a, b) => CLASSES.indexOf(a.class) - CLASSES.indexOf(b.class));
}

/** What the diff calls the pieces. */
const KINDS: { readonly [kind: string]: readonly string[] } = {
  table: ['relations', 'columns', 'constraints'],
  hypertable: ['hypertables'],
  columnstore: ['hypertables', 'continuousAggregates'],
  view: ['relations'],
  'materialized view': ['relations'],
  'continuous aggregate': ['relations', 'continuousAggregates'],
  job: ['jobs'],
  index: ['indexes'],
  constraint: ['constraints'],
};

function lockOf({ piece, verb }: Draft): string | null {
  if (piece === null || verb === 'grant' || verb === 'fill') return null;
  const on = piece.on ?? piece.name;
  if (piece.kind === 'index' && verb === 'create') return `SHARE on ${on}`;
  if (piece.kind === 'comment' || piece.kind === 'job') return null;
  if (verb === 'create' && piece.on === null) return null;
  if (verb === 'copy') return `ACCESS SHARE on the old ${on}`;
  return /table|view|aggregate|constraint|trigger|rule|row|default|identity|columnstore|partition|index/.test(
    piece.kind,
  )
    ? `ACCESS EXCLUSIVE on ${on}`
    : null;
}

function schemaCheck({ verb, object }: Draft): string {
  const name = object.replace(/^schema /, '');
  return `SELECT pg_catalog.to_regnamespace('${name}') IS ${verb === 'create' ? 'NOT ' : ''}NULL`;
}
