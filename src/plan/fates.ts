import type { SchemaPair } from '../diff/schema-pair.ts';
import type { Dump } from '../dump/dump.ts';
import { schemaOf } from '../sql/names.ts';
import { alterPiece } from './alter.ts';
import type { Place } from './drop.ts';
import { type Piece, piecesOf } from './pieces.ts';
import { alterTable, type NoWay, type Way } from './table.ts';

/** One side of a plan. */
export type PlannedSide = Pick<Dump, 'model' | 'nodes' | 'facts' | 'text'>;

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
  /** Names that head gives to something else, or to the same made again. */
  taken: ReadonlySet<string>;
}

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

/** They hold rows, or others that hold rows are made of them: they are set aside rather than dropped. */
export const KEEPS_ROWS = new Set(['table', 'continuous aggregate']);
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
    taken: new Set(after.map(nameTaken)),
  };
  const closure = new Closure(fates, pair);
  const ownConstraints = new Set(
    [...before, ...after].filter(({ kind }) => kind === 'constraint').map(({ on, name }) => constraintName(on, name)),
  );
  for (const piece of before) {
    if (piece.kind === 'privileges' || piece.kind === 'rows') continue;
    const now = byKey.after.get(piece.key);
    if (now === undefined) closure.gone(piece);
    else if (piece.kind === 'table' || piece.kind === 'foreign table') {
      closure.changed(piece, alterTable(piece.name, pair, ownConstraints));
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
  // What takes the name of something that goes must find it gone.
  const taken = new Set(after.filter(({ key }) => !byKey.before.has(key)).map(nameTaken));
  for (const piece of fates.late) if (taken.has(nameTaken(piece))) closure.early(piece, 'its name is taken');
  for (const piece of after) if (isMade(fates, piece)) closure.settles(piece);
  for (const piece of after) if (isMade(fates, piece)) closure.makesRoom(piece);
  if (after.some((piece) => LATE.has(piece.kind) && isMade(fates, piece))) {
    for (const piece of before) if (piece.kind === 'default privileges') closure.early(piece, '');
  }
  return fates;
}

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

const constraintName = (on: string | null, name: string): string => `${on}.${name.slice((on ?? '').length + 1)}`;

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

const SWITCH = /^ALTER TABLE [^]* (DISABLE|ENABLE REPLICA|ENABLE ALWAYS) TRIGGER /;

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
    if (KEEPS_ROWS.has(piece.kind) && this.#fates.byKey.after.has(piece.key) && !this.#fates.others.has(piece)) {
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
    if (after.kind !== 'hypertable') return;
    // No published table becomes one.
    for (const piece of this.#fates.before) {
      if (piece.kind === 'published table' && piece.on === after.name) this.early(piece, '');
      const all = piece.kind === 'publication' && / FOR ALL TABLES\b/.test(piece.statements.join('\n'));
      if (all || piece.kind === 'published schema') this.early(piece, '');
    }
  }

  #follow(dependent: Piece, cause: Piece): void {
    const { ways, late } = this.#fates;
    // In head it no longer needs it, and it gets there before the other goes.
    if (late.has(cause)) return;
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

  /** Views, rules, policies and triggers that may read these columns. PostgreSQL alters none that a view reads. */
  #readers(table: Piece, columns: readonly string[]): void {
    for (const dependent of this.#dependents.get(table) ?? []) {
      const reads = /^(view|materialized view|continuous aggregate|rule|row policy|trigger|published table)$/.test(
        dependent.kind,
      );
      const text = dependent.statements.join('\n');
      if (reads && columns.some((column) => text.includes(column))) this.early(dependent, `it reads ${table.name}`);
    }
  }
}
