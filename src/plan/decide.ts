import type { SchemaPair } from '../diff/schema-pair.ts';
import type { Dump } from '../dump/dump.ts';
import { wordsOf } from '../dump/statement.ts';
import { unquoted } from '../sql/names.ts';

import { alterPiece } from './alter.ts';
import type { Place } from './drop.ts';
import { type Fates, isMade, KEEPS_ROWS, nameTaken, ownerTable, parentIndexes, sequenceOf, switchOf } from './fates.ts';
import { type Piece, piecesOf } from './pieces.ts';
import { type Grants, grantsOf } from './privileges.ts';
import { alterTable, type NoWay, type Way } from './table.ts';

/** One side of a plan. */
export type PlannedSide = Pick<Dump, 'model' | 'nodes' | 'facts' | 'text'>;

/** Things that others are made of: they go when nothing needs them any more. */
const LATE = new Set([
  'schema',
  'extension',
  'routine',
  'type',
  'domain',
  'collation',
  'conversion',
  'sequence',
  'table',
  'foreign table',
  'view',
  'materialized view',
  'continuous aggregate',
  'server',
  'foreign data wrapper',
]);

const READERS = [
  'view',
  'materialized view',
  'continuous aggregate',
  'rule',
  'row policy',
  'trigger',
  'published table',
  'routine',
];

const CAN_STAND_ASIDE = new Set([...KEEPS_ROWS, 'type', 'domain', 'routine', 'collation']);

/** Decides what becomes of every piece: what goes, what is made again, and what changes where it stands. */
export function decide(from: PlannedSide, to: PlannedSide, pair: SchemaPair, place: Place): Fates {
  const [before, after] = [piecesOf(from), piecesOf(to)];
  const byKey = {
    before: new Map(before.map((piece) => [piece.key, piece])),
    after: new Map(after.map((piece) => [piece.key, piece])),
  };
  const fates: Fates = {
    before,
    after,
    byKey,
    early: new Set(),
    late: new Set(),
    aside: new Map(),
    ways: new Map(),
    refused: new Map(),
    others: new Set(),
    parents: parentIndexes(before),
    taken: new Set(after.map(nameTaken)),
  };
  const closure = new Closure(fates, pair);
  const own = new Set([
    ...[...before, ...after]
      .filter(({ kind }) => kind === 'constraint')
      .map(({ on, name }) => `constraint ${constraintName(on, name)}`),
    // Sequences that these name come later.
    ...after.filter(({ kind }) => kind === 'default').map(({ name }) => `default ${name}`),
  ]);
  for (const piece of before) {
    if (piece.kind === 'privileges' || piece.kind === 'rows') continue;
    const now = byKey.after.get(piece.key);
    if (now === undefined) closure.gone(piece);
    else if (piece.kind === 'table' || piece.kind === 'foreign table') {
      closure.changed(piece, alterTable(piece.name, pair, own));
    } else if (piece.statements.join('\n') !== now.statements.join('\n')) {
      closure.changed(piece, alterPiece({ before: piece, after: now, pair, place }) ?? { copy: '' });
    }
  }
  for (const { key, on } of [...before, ...after].filter(({ kind }) => kind === 'rows')) {
    const [old, now] = [byKey.before, byKey.after].map((pieces) => pieces.get(key)?.statements.join('\n'));
    const stays = byKey.before.has(`table ${on}`) && byKey.after.has(`table ${on}`);
    if (stays && old !== now)
      fates.refused.set(key, 'rows that belong to the schema differ: change them by statements of your own');
  }
  closure.columnGrants(grantsOf(before), grantsOf(after));
  // What takes the name of something that goes must find it gone.
  const taken = new Set(after.filter(({ key }) => !byKey.before.has(key)).map(nameTaken));
  for (const piece of fates.late) if (taken.has(nameTaken(piece))) closure.early(piece, 'its name is taken');
  // No two hypertables have chunks of one name.
  const prefixes = new Set(
    pair.after.model.hypertables
      .filter(({ name }) => pair.before.hypertable(name) === undefined)
      .map(({ associatedPrefix }) => associatedPrefix),
  );
  for (const piece of fates.late) {
    const prefix = pair.before.hypertable(piece.name)?.associatedPrefix ?? null;
    if (prefix !== null && prefixes.has(prefix)) closure.early(piece, 'the prefix of its chunks is taken');
  }
  for (const piece of after) if (isMade(fates, piece)) closure.settles(piece);
  for (const piece of after) if (isMade(fates, piece)) closure.makesRoom(piece);
  if (after.some((piece) => LATE.has(piece.kind) && isMade(fates, piece))) {
    for (const piece of before) if (piece.kind === 'default privileges') closure.early(piece, '');
  }
  return fates;
}

const constraintName = (on: string | null, name: string): string => `${on}.${name.slice((on ?? '').length + 1)}`;

/** Follows what must go, or be made anew, to what needs it. */
class Closure {
  readonly #fates: Fates;
  readonly #pair: SchemaPair;
  readonly #dependents = new Map<Piece, Piece[]>();

  constructor(fates: Fates, pair: SchemaPair) {
    this.#fates = fates;
    this.#pair = pair;
    for (const piece of fates.before) {
      // A hypertable is made when all parts of its table are there; it does not need them.
      if (piece.kind === 'hypertable') continue;
      for (const need of piece.needs) this.#dependents.set(need, [...(this.#dependents.get(need) ?? []), piece]);
    }
  }

  /** The piece is not in head. */
  gone(piece: Piece): void {
    if (piece.kind === 'hypertable' && this.#fates.byKey.after.has(`table ${piece.name}`)) {
      this.#table(piece.name, 'it is no hypertable any more');
      return;
    }
    if (this.#fates.early.has(piece)) return;
    const sequence = sequenceOf(piece, this.#pair.before)?.name;
    if (sequence !== undefined && this.#pair.after.find('sequences', sequence) !== undefined) {
      this.aside(
        piece,
        piece.kind === 'identity' ? 'its column is no identity any more' : 'its column becomes an identity',
      );
      return;
    }
    if (LATE.has(piece.kind)) this.#fates.late.add(piece);
    else this.early(piece, '');
  }

  /** The piece is in head in another form. */
  changed(piece: Piece, way: Way | NoWay | undefined): void {
    if (way === undefined) return;
    if ('refused' in way) {
      this.#fates.refused.set(piece.key, way.refused);
      return;
    }
    if ('other' in way) {
      // Nothing of it is in head but its name.
      this.#fates.others.add(piece);
      this.early(piece, '');
      return;
    }
    if ('copy' in way) {
      if (piece.kind === 'hypertable') this.#table(piece.name, way.copy);
      else if (CAN_STAND_ASIDE.has(piece.kind)) this.aside(piece, way.copy);
      else this.early(piece, way.copy);
      return;
    }
    this.#fates.ways.set(piece.key, way);
    if (way.plain) {
      const store = this.#fates.byKey.before.get(`columnstore ${piece.on ?? piece.name}`);
      if (store !== undefined) this.early(store, '');
    }
    if ((way.columns?.length ?? 0) > 0) this.#readers(piece, way.columns ?? []);
    if (way.owner) this.#policies(piece.name);
  }

  /** Drops a piece before anything is made, with what needs it; what holds rows is set aside. */
  early(piece: Piece, why: string): void {
    const { early, late, aside } = this.#fates;
    if (early.has(piece) || aside.has(piece)) return;
    // Columns have their types while their rows are copied, and sequences stand where they stood.
    const stands = KEEPS_ROWS.has(piece.kind) || /^(type|domain)$/.test(piece.kind) || this.#movesAlong(piece);
    if (stands && this.#fates.byKey.after.has(piece.key) && !this.#fates.others.has(piece)) {
      this.aside(piece, why);
      return;
    }
    early.add(piece);
    late.delete(piece);
    // Jobs of a columnstore run only while it is on.
    if (piece.kind === 'columnstore') this.#policies(piece.name, ['columnstore policy', 'compaction policy']);
    if (piece.kind === 'columnstore') this.#part(`chunk skipping ${piece.name}`);
    for (const dependent of this.#dependents.get(piece) ?? []) this.#follow(dependent, piece);
    if (KEEPS_ROWS.has(piece.kind)) this.#parts(piece);
    for (const [child, parent] of this.#fates.parents) if (parent === piece) this.early(child, `it needs ${piece.key}`);
  }

  /** A sequence of a table that is set aside. */
  #movesAlong(piece: Piece): boolean {
    if (piece.kind !== 'sequence') return false;
    const table = ownerTable(sequenceOf(piece, this.#pair.before), this.#fates, this.#pair);
    return table !== undefined && this.#fates.aside.has(table);
  }

  #parts({ name }: Piece): void {
    for (const other of this.#fates.before) {
      if (other.on === name && other.kind !== 'hypertable' && other.kind !== 'rows') this.early(other, '');
    }
  }

  /** Sets a piece aside: its place is taken by a new one, which gets its rows. */
  aside(piece: Piece, why: string): void {
    const { early, late, aside } = this.#fates;
    if (early.has(piece) || aside.has(piece)) return;
    aside.set(piece, why);
    late.delete(piece);
    for (const dependent of this.#dependents.get(piece) ?? []) this.#follow(dependent, piece);
    if (KEEPS_ROWS.has(piece.kind)) this.#parts(piece);
    for (const { kind, on, key, name } of this.#fates.before) {
      if (kind === 'partition' && on === piece.name && this.#fates.byKey.after.has(key))
        this.#table(name, `it needs ${piece.key}`);
    }
  }

  /** Where a version refuses grants on columns beside a columnstore, they change while it is off. */
  columnGrants(before: ReadonlyMap<string, Grants>, after: ReadonlyMap<string, Grants>): void {
    if (!this.#pair.refuses('column privileges')) return;
    const text = (grants: Grants | undefined): string =>
      JSON.stringify(grants?.pieces.map(({ statements }) => statements));
    for (const target of new Set([...before.keys(), ...after.keys()])) {
      const [old, now] = [before.get(target), after.get(target)];
      const onColumns = [old, now].some((grants) =>
        grants?.pieces.some(({ statements }) => /^(GRANT|REVOKE) [^;]*\(/.test(statements.join('\n'))),
      );
      if (onColumns && text(old) !== text(now)) this.#part(`columnstore ${target.replace(/^TABLE /, '')}`);
    }
  }

  /** What no hypertable takes is given to its table before it becomes one. */
  settles(piece: Piece): void {
    const { on } = piece;
    if (on === null || switchOf(piece) === null || this.#pair.before.hypertable(on) === undefined) return;
    this.#table(on, 'a hypertable switches no trigger on or off');
  }

  /** What is made finds the base as head's dump would leave it at that point. */
  makesRoom(after: Piece): void {
    if (after.kind === 'continuous aggregate') {
      // None is made on a table with row security.
      for (const source of this.#pair.after.relation(after.name)?.dependsOn ?? []) {
        this.#part(`row security ${source}`);
        this.#part(`forced row security ${source}`);
      }
    }
    if (after.kind !== 'hypertable' && after.kind !== 'continuous aggregate') return;
    // No published table becomes one, nor what an aggregate materializes.
    for (const piece of this.#fates.before) {
      if (piece.kind === 'published table' && piece.on === after.name) this.early(piece, '');
      const all = piece.kind === 'publication' && / FOR ALL TABLES\b/.test(piece.statements.join('\n'));
      if (all || piece.kind === 'published schema') this.early(piece, '');
    }
  }

  #follow(dependent: Piece, cause: Piece): void {
    const { ways, late, aside, byKey } = this.#fates;
    // In head it no longer needs it, and it gets there before the other goes.
    if (late.has(cause)) return;
    // A partition stays with what is set aside until its rows are copied.
    if (dependent.kind === 'table' && aside.has(cause) && !byKey.after.has(dependent.key)) {
      late.add(dependent);
      return;
    }
    ways.delete(dependent.key);
    this.early(dependent, `it needs ${cause.key}`);
  }

  #table(name: string, why: string): void {
    const table = this.#fates.byKey.before.get(`table ${name}`);
    if (table !== undefined) this.aside(table, why);
  }

  #part(key: string): void {
    const piece = this.#fates.byKey.before.get(key);
    if (piece !== undefined) this.early(piece, '');
  }

  #policies(relation: string, forms?: readonly string[]): void {
    for (const job of this.#pair.before.model.jobs) {
      if (job.relation !== relation || (forms !== undefined && !forms.includes(job.form))) continue;
      this.#part(`job ${job.name}`);
    }
  }

  /**
   * Views, rules, policies, triggers and functions that may read these columns. PostgreSQL alters none that a view reads, and on a
   * hypertable none that statistics are of (TimescaleDB 2.23: `unrecognized alter table type: 66`).
   */
  #readers(table: Piece, columns: readonly string[]): void {
    const readers = new Set(READERS);
    if (this.#pair.before.hypertable(table.name) !== undefined) readers.add('statistics');
    for (const dependent of this.#dependents.get(table) ?? []) {
      if (!readers.has(dependent.kind)) continue;
      const words = new Set(dependent.statements.flatMap(wordsOf).map(({ text }) => unquoted(text)));
      if (columns.some((column) => words.has(column))) this.early(dependent, `it reads ${table.name}`);
    }
  }
}
