import type { Column, Sequence } from '../catalog/model.ts';
import type { SchemaPair, Side } from '../diff/schema-pair.ts';
import { schemaOf } from '../sql/names.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import type { Piece } from './pieces.ts';
import type { Way } from './table.ts';

/** What becomes of the pieces of the base. */
export interface Fates {
  before: Piece[];
  after: Piece[];
  byKey: { before: Map<string, Piece>; after: Map<string, Piece> };
  /** Dropped before anything is made, and made again where head has it. */
  early: Set<Piece>;
  /** Dropped when everything is there. */
  late: Set<Piece>;
  /** Set aside in a schema of their own until what holds their rows is there. */
  aside: Map<Piece, string>;
  /** How pieces that stay get their new form, by key. */
  ways: Map<string, Way>;
  refused: Map<string, string>;
  /** Tables of the base that head has another one of the name of. */
  others: Set<Piece>;
  /** The index of a partitioned table by each of its partitions' that is attached to it, constraints too. */
  parents: ReadonlyMap<Piece, Piece>;
  /** Names that head gives to something else, or to the same made again. */
  taken: ReadonlySet<string>;
}

/** They hold rows, or others that hold rows are made of them: they are set aside rather than dropped. */
export const KEEPS_ROWS = new Set(['table', 'continuous aggregate']);

/**
 * True for what the plan makes: it is new, or made again. A hypertable is made with its table; the rows of one that was set
 * aside are copied.
 */
export function isMade({ byKey, early, aside }: Fates, after: Piece): boolean {
  const before = byKey.before.get(after.key);
  if (before === undefined || early.has(before) || aside.has(before)) return true;
  if (after.kind !== 'hypertable' && after.kind !== 'rows') return false;
  const table = byKey.before.get(`table ${after.on ?? after.name}`);
  return table !== undefined && (early.has(table) || (aside.has(table) && after.kind === 'hypertable'));
}

/** True for a table that stays, with its rows, and is a hypertable in head alone. */
export function becomesHypertable(table: string | null, fates: Fates): boolean {
  const { before, after } = fates.byKey;
  const [old, now] = [before.get(`table ${table}`), after.get(`table ${table}`)];
  const isNew = after.has(`hypertable ${table}`) && !before.has(`hypertable ${table}`);
  return isNew && old !== undefined && now !== undefined && !isMade(fates, now);
}

/** Tables, views, indexes (those of constraints, too) and sequences share their names, and tables and views theirs with types. */
export function nameTaken({ kind, name, on }: Piece): string {
  if (kind === 'constraint' && on !== null) return `relation ${schemaOf(on)}.${name.slice(on.length + 1)}`;
  return /^(table|foreign table|view|materialized view|continuous aggregate|index|sequence|type|domain)$/.test(kind)
    ? `relation ${name}`
    : `${kind} ${name}`;
}

/** How a trigger is switched other than triggers are: `DISABLE`, `ENABLE REPLICA`, `ENABLE ALWAYS`; null for any other piece. */
export function switchOf({ kind, statements }: Piece): string | null {
  if (kind !== 'trigger') return null;
  return statements.map((one) => SWITCH.exec(one)?.[1]).find((words) => words !== undefined) ?? null;
}

/** Why no rows can be put into a table. */
export const FIRES_ALWAYS = 'it fires always, also on the rows that are put into its table';

const SWITCH = /^ALTER TABLE [^]* (DISABLE|ENABLE REPLICA|ENABLE ALWAYS) TRIGGER /;

/** True for what goes with the table, view or type that it is a part of: PostgreSQL drops or moves it with that. */
export function goesAlong(piece: Piece, fates: Fates, pair: SchemaPair): boolean {
  const { early, late, aside, byKey, taken } = fates;
  const isGone = (one: Piece | undefined): boolean => one !== undefined && (early.has(one) || late.has(one));
  if (piece.kind === 'sequence' || piece.kind === 'owned by') {
    const sequence = sequenceOf({ ...piece, kind: 'sequence' }, pair.before);
    const table = ownerTable(sequence, fates, pair);
    if (table === undefined) return false;
    return isGone(table) || aside.has(table) || pair.after.find('columns', sequence?.ownedBy ?? '') === undefined;
  }
  if (piece.kind === 'comment') {
    const [target] = piece.needs;
    if ([...piece.needs].some((need) => isGone(need) || aside.has(need))) return true;
    if (target === undefined && piece.on === null) return false;
  }
  if (piece.kind === 'identity' || piece.kind === 'default') {
    // A column takes what it has with it.
    const gone = piece.on !== null && columnOf(piece, pair.after) === undefined;
    if (gone) return true;
  }
  if (isGone(fates.parents.get(piece))) return true;
  if (piece.on === null || piece.kind === 'continuous aggregate') return false;
  const relation = ['table', 'view', 'materialized view', 'continuous aggregate', 'foreign table']
    .map((kind) => byKey.before.get(`${kind} ${piece.on}`))
    .find((one) => one !== undefined);
  // A table that goes at the end would keep the name until then.
  if (relation !== undefined && late.has(relation) && taken.has(nameTaken(piece))) return false;
  if (isGone(relation)) return !(piece.kind === 'constraint' && /\bFOREIGN KEY\b/.test(piece.statements.join('\n')));
  if (piece.kind === 'partition') return relation !== undefined && staysAttached(piece, fates);
  if (relation !== undefined && aside.has(relation)) return !DETACHED.has(piece.kind) && piece.kind !== 'constraint';
  return onLostColumn(piece, pair);
}

/** True for a partition that stands aside with its table, or goes with it: what it holds is copied with the rest. */
export function staysAttached({ key, name, on }: Piece, { byKey, late, aside }: Fates): boolean {
  const [table, partition] = [on, name].map((one) => byKey.before.get(`table ${one}`));
  if (table === undefined || partition === undefined || !aside.has(table)) return false;
  return late.has(partition) || (aside.has(partition) && byKey.after.has(key));
}

/** The indexes of partitioned tables by those of their partitions. */
export function parentIndexes(pieces: readonly Piece[]): Map<Piece, Piece> {
  const attached = pieces.filter(({ kind }) => kind === 'index partition');
  if (attached.length === 0) return new Map();
  const byName = new Map(
    pieces.filter(({ kind }) => kind === 'index' || kind === 'constraint').map((piece) => [nameTaken(piece), piece]),
  );
  return new Map(
    attached.flatMap(({ name, on }) => {
      const [child, parent] = [name, on].map((one) => byName.get(`relation ${one}`));
      return child === undefined || parent === undefined ? [] : [[child, parent]];
    }),
  );
}

/** The column that a default or an identity is on. */
export function columnOf({ name, on }: Piece, side: Side): Column | undefined {
  const bare = name.slice((on ?? '').length + 1);
  return side.columnsOf(on ?? '').find((column) => [column.bare, quoteIdentifier(column.bare)].includes(bare));
}

/** The sequence that a piece is, or that an identity has. */
export function sequenceOf(piece: Piece, side: Side): Sequence | undefined {
  const { sequences } = side.model;
  if (piece.kind === 'sequence') return sequences.find(({ name }) => name === piece.name);
  const column = piece.kind === 'identity' ? columnOf(piece, side)?.name : undefined;
  return column === undefined ? undefined : sequences.find(({ ownedBy, identity }) => identity && ownedBy === column);
}

/** The table whose column owns a sequence. */
export function ownerTable(sequence: Sequence | undefined, { byKey }: Fates, pair: SchemaPair): Piece | undefined {
  const column = pair.before.model.columns.find(({ name }) => name === sequence?.ownedBy);
  return byKey.before.get(`table ${column?.relation}`);
}

/** PostgreSQL drops the comment of a column with it. A composite type has columns that can be commented on, too. */
function onLostColumn({ kind, name, on }: Piece, pair: SchemaPair): boolean {
  if (kind !== 'comment' || !name.startsWith('COLUMN ') || pair.before.relation(on ?? '') === undefined) return false;
  return pair.after.columnsOf(on ?? '').every((column) => `COLUMN ${column.name}` !== name);
}

/** They are not part of the table that stands aside, but hang on it. */
const DETACHED = new Set(['published table', 'view', 'rule', 'job', 'columnstore']);
