import type { Sequence } from '../catalog/model.ts';
import type { Change } from '../diff/change.ts';
import type { SchemaPair } from '../diff/schema-pair.ts';
import { elementType } from '../sql/names.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import { copyAggregate, keepAggregate } from './aggregates.ts';
import { asideName, asideSchema, copyRows, dropCopy, keepCopy, keepSequence, moveAside, setFrom } from './aside.ts';
import { describeStep } from './describe.ts';
import { dropOf, type Place } from './drop.ts';
import {
  columnOf,
  type Fates,
  goesAlong,
  isMade,
  KEEPS_ROWS,
  ownerTable,
  sequenceOf,
  staysAttached,
  switchOf,
} from './fates.ts';
import type { Piece } from './pieces.ts';
import { type Grants, grantor, grantsOf, resetGrants, targetOf } from './privileges.ts';
import { asMaker, asReader, blockedReader, standsElsewhere } from './readers.ts';
import { Statements } from './statements.ts';
import type { Draft, Step } from './step.ts';

/** Puts the steps of a plan in their order: what goes first, then head's dump from its beginning, then what goes last. */
export class Emission {
  readonly #fates: Fates;
  readonly #pair: SchemaPair;
  readonly #place: Place;
  readonly #changes: readonly Change[];
  readonly #steps: Step[] = [];
  readonly #late: Step[] = [];
  /** What is a hypertable at this point: ALTER TABLE ONLY is refused there. */
  readonly #hypertables = new Set<string>();
  readonly #done = new Set<Piece>();
  readonly #statements: Statements;
  readonly #grants: { before: Map<string, Grants>; after: Map<string, Grants> };

  constructor(fates: Fates, pair: SchemaPair, place: Place, changes: readonly Change[]) {
    this.#fates = fates;
    this.#pair = pair;
    this.#place = place;
    this.#changes = changes;
    this.#grants = { before: grantsOf(fates.before), after: grantsOf(fates.after) };
    this.#statements = new Statements(fates, pair, this.#hypertables);
  }

  steps(): Step[] {
    const { before, after, early, late, aside } = this.#fates;
    for (const piece of before) if (piece.kind === 'hypertable') this.#hypertables.add(piece.name);
    const backwards = before.toReversed();
    const schemas = [...new Set([...aside.keys()].map(({ name }) => asideSchema(name)))];
    for (const schema of schemas) this.#schemaAside('create', schema);
    for (const piece of backwards) if (early.has(piece)) this.#drop(piece);
    for (const piece of backwards) if (aside.has(piece)) this.#setAside(piece);
    for (const piece of after) this.#make(piece);
    for (const target of this.#grants.before.keys()) this.#regrant(target);
    this.#steps.push(...this.#late);
    for (const piece of backwards) if (late.has(piece) || aside.has(piece)) this.#drop(piece);
    for (const schema of schemas) this.#schemaAside('drop', schema);
    return this.#steps;
  }

  #schemaAside(verb: 'create' | 'drop', name: string): void {
    const [sql, undo] = [[`CREATE SCHEMA ${name};`], [`DROP SCHEMA ${name};`]];
    const both = verb === 'create' ? { sql, undo } : { sql: undo, undo: sql };
    this.#push({ verb, piece: null, object: `schema ${name}`, ...both });
  }

  #push(draft: Draft, to = this.#steps): void {
    if (draft.sql.length > 0) to.push(describeStep(draft, this.#pair, this.#place, this.#changes));
  }

  #isMade(after: Piece): boolean {
    return isMade(this.#fates, after);
  }

  #drop(piece: Piece): void {
    if (goesAlong(piece, this.#fates, this.#pair)) return;
    const { aside, byKey, refused } = this.#fates;
    const model = this.#pair.before.model;
    const again = byKey.after.has(piece.key);
    const isAside = aside.has(piece);
    const sql = isAside ? this.#dropAside(piece) : dropOf(piece, model, this.#place);
    if (sql === undefined) {
      refused.set(piece.key, `no statement is known that ${again ? 'changes' : 'drops'} it`);
      return;
    }
    const plain = piece.kind === 'columnstore' ? [...this.#decompress(piece.name), ...sql] : sql;
    const rows = KEEPS_ROWS.has(piece.kind) && !isAside;
    this.#push({
      verb: isAside ? 'drop old' : 'drop',
      piece,
      object: piece.key,
      sql: plain,
      undo: rows ? 'none: its rows are gone' : isAside ? 'none: the old one is gone' : piece.statements,
      again,
    });
  }

  #decompress(name: string): string[] {
    const id = `${quoteLiteral(name)}::regclass`;
    const { extension } = this.#place;
    // Each chunk by itself: what is done stays done, and one lock is held at a time.
    return [
      `DO $do$ DECLARE c regclass; BEGIN FOR c IN SELECT ${extension}.show_chunks(${id}) LOOP PERFORM ${extension}.decompress_chunk(c, if_compressed => true); COMMIT; END LOOP; END $do$;`,
    ];
  }

  #setAside(piece: Piece): void {
    const sequence = sequenceOf(piece, this.#pair.before);
    // It moves with the table that owns it.
    if (sequence !== undefined && this.#ownerIsAside(sequence)) return;
    const kept =
      sequence !== undefined
        ? [keepSequence(sequence.name), ...(dropOf(piece, this.#pair.before.model, this.#place) ?? [])]
        : piece.kind === 'continuous aggregate'
          ? keepAggregate(piece.name, asideName(piece.name))
          : this.#standsAsCopy(piece)
            ? keepCopy(piece.name, this.#pair.before)
            : undefined;
    this.#hypertables.delete(piece.name);
    this.#push({
      verb: 'set aside',
      piece,
      object: piece.key,
      ...(kept === undefined ? moveAside(piece) : { sql: kept, undo: 'none: what stands aside is a copy of its rows' }),
      why: this.#fates.aside.get(piece) ?? '',
    });
  }

  #ownerIsAside(sequence: Sequence): boolean {
    const table = ownerTable(sequence, this.#fates, this.#pair);
    return table !== undefined && this.#fates.aside.has(table);
  }

  /** No two hypertables have chunks of one name. */
  #standsAsCopy({ kind, name }: Piece): boolean {
    const [old, now] = [this.#pair.before.hypertable(name), this.#pair.after.hypertable(name)];
    return kind === 'table' && old?.associatedPrefix != null && old.associatedPrefix === now?.associatedPrefix;
  }

  #dropAside(piece: Piece): string[] | undefined {
    if (piece.kind === 'continuous aggregate') return [`DROP TABLE ${asideName(piece.name)};`];
    const sequence = sequenceOf(piece, this.#pair.before);
    if (sequence !== undefined) return [`DROP TABLE ${asideName(sequence.name)};`];
    if (this.#standsAsCopy(piece)) return dropCopy(piece.name, this.#pair.before);
    return dropOf({ ...piece, name: asideName(piece.name) }, this.#pair.before.model, this.#place);
  }

  #make(piece: Piece): void {
    if (this.#done.has(piece)) return;
    this.#done.add(piece);
    if (piece.kind === 'privileges') {
      this.#grant(piece);
      return;
    }
    const before = this.#fates.byKey.before.get(piece.key);
    if (!this.#isMade(piece)) {
      const way = this.#fates.ways.get(piece.key);
      if (way === undefined || before === undefined) return;
      const alter = { verb: 'alter' as const, piece, object: piece.key, undo: way.undo };
      this.#push({ ...alter, sql: way.sql });
      this.#push({ ...alter, sql: way.late ?? [] }, this.#late);
      return;
    }
    const again = before !== undefined;
    const sql = this.#statements.of(piece);
    if (piece.kind === 'identity' && this.#isFilled(piece)) return;
    const undo = dropOf(piece, this.#pair.after.model, this.#place) ?? 'none is known';
    const to = this.#waits(piece) ? this.#late : this.#steps;
    this.#push({ verb: 'create', piece, object: piece.key, sql, undo, again }, to);
    if (piece.kind === 'hypertable') this.#hypertables.add(piece.name);
    this.#goOn(piece);
    if (again) this.#refill(piece, before);
  }

  /**
   * Row security hides rows from who refreshes an aggregate, and what is published has no rows deleted without an identity:
   * they come back when the aggregates that are made again are filled.
   */
  #waits({ kind, on, statements, needs }: Piece): boolean {
    const filled = [...this.#fates.aside.keys()].filter((piece) => piece.kind === 'continuous aggregate');
    if (filled.length === 0) return false;
    if (kind.endsWith('row security')) {
      return filled.some(({ name }) => this.#pair.after.aggregate(name)?.source === on);
    }
    const all = kind === 'publication' && / FOR ALL TABLES\b/.test(statements.join('\n'));
    return all || kind === 'published schema' || (kind === 'comment' && [...needs].some((need) => this.#waits(need)));
  }

  /** A new column got its identity with itself. */
  #isFilled(piece: Piece): boolean {
    const table = this.#fates.byKey.before.get(`table ${piece.on}`);
    const after = this.#fates.byKey.after.get(`table ${piece.on}`);
    const kept = table !== undefined && after !== undefined && !this.#isMade(after);
    const column = columnOf(piece, this.#pair.after);
    return kept && column !== undefined && this.#pair.before.find('columns', column.name) === undefined;
  }

  /** A sequence goes on where the one of its name stood, that of an identity else behind what the column holds. */
  #goOn(piece: Piece): void {
    const sequence = sequenceOf(piece, this.#pair.after);
    if (sequence === undefined) return;
    const { sequences } = this.#pair.before.model;
    const old =
      sequences.find(({ name }) => name === sequence.name) ??
      sequences.find((one) => one.identity && one.ownedBy === sequence.ownedBy);
    const column = sequence.identity ? columnOf(piece, this.#pair.after) : undefined;
    const top = `pg_catalog.max(${quoteIdentifier(column?.bare ?? '')})`;
    const value =
      old !== undefined && this.#isAside(old)
        ? setFrom(sequence.name, asideName(old.name))
        : column !== undefined && this.#fates.byKey.before.has(`table ${piece.on}`)
          ? `SELECT pg_catalog.setval(${quoteLiteral(sequence.name)}, ${top}) FROM ${piece.on} HAVING ${top} IS NOT NULL;`
          : undefined;
    if (value === undefined) return;
    this.#push({ verb: 'fill', piece, object: piece.key, sql: [value], undo: NOT_NEEDED });
  }

  #isAside(sequence: Sequence): boolean {
    const set = [...this.#fates.aside.keys()];
    return this.#ownerIsAside(sequence) || set.some((one) => sequenceOf(one, this.#pair.before) === sequence);
  }

  /** What took the place of something that was set aside gets its rows. */
  #refill(piece: Piece, before: Piece): void {
    if (piece.kind === 'materialized view') this.#refresh(piece);
    if (!this.#fates.aside.has(before)) return;
    if (piece.kind === 'continuous aggregate') {
      const copied = copyAggregate(piece.name, this.#pair, asideName(piece.name), this.#place.extension);
      if ('refused' in copied) this.#fates.refused.set(piece.key, copied.refused);
      else
        this.#push(
          { verb: 'copy', piece, object: piece.key, sql: copied.sql, undo: NOT_NEEDED, message: copied.message },
          this.#late,
        );
    }
    if (piece.kind !== 'table') return;
    const hypertable = this.#fates.byKey.after.get(`hypertable ${piece.name}`);
    if (hypertable !== undefined) {
      for (const other of this.#fates.after) if (other.on === piece.name) this.#makeSwitched(other);
      this.#make(hypertable);
    }
    this.#makePartitions(piece.name);
    // Rows of a partition come with those of the whole.
    if (
      this.#fates.before.some(
        (one) => one.kind === 'partition' && one.name === piece.name && staysAttached(one, this.#fates),
      )
    )
      return;
    const rows = copyRows(piece.name, this.#pair, (type) => this.#isTypeAside(type));
    this.#push({
      verb: 'copy',
      piece,
      object: piece.key,
      sql: standsElsewhere(piece.name, this.#pair.after) ? asMaker(piece.name, this.#pair.after, rows) : rows,
      undo: NOT_NEEDED,
    });
  }

  #refresh(piece: Piece): void {
    const { name } = piece;
    const side = this.#pair.after;
    const sources = side.relation(name)?.dependsOn ?? [];
    const unreadable = sources.map((source) => blockedReader(source, side)).find((why) => why !== null);
    if (unreadable !== undefined) {
      this.#fates.refused.set(piece.key, `it is made again and cannot be filled: ${unreadable}`);
      return;
    }
    const sql = asReader(name, sources, side, [`REFRESH MATERIALIZED VIEW ${name};`]);
    this.#push({ verb: 'refresh', piece, object: piece.key, sql, undo: NOT_NEEDED }, this.#late);
  }

  /** A trigger that is switched off is made before its table becomes a hypertable, with what it needs. */
  #makeSwitched(piece: Piece): void {
    const how = switchOf(piece);
    if (how === 'ENABLE ALWAYS') {
      this.#fates.refused.set(piece.key, 'it fires always, also on the rows that are copied into its table');
    } else if (how !== null) this.#makeNeeded(piece);
  }

  /** Rows that are copied find their partitions. */
  #makePartitions(table: string): void {
    for (const piece of this.#fates.after) {
      if (piece.kind !== 'partition' || piece.on !== table) continue;
      this.#makeNeeded(piece);
      this.#makePartitions(piece.name);
    }
  }

  #makeNeeded(piece: Piece): void {
    for (const need of piece.needs) if (!this.#done.has(need)) this.#makeNeeded(need);
    this.#make(piece);
  }

  #isTypeAside(type: string): boolean {
    return ['type', 'domain'].some((kind) => {
      const piece = this.#fates.byKey.before.get(`${kind} ${elementType(type)}`);
      return piece !== undefined && this.#fates.aside.has(piece);
    });
  }

  #grant(piece: Piece): void {
    const target = targetOf(piece);
    const after = this.#grants.after.get(target);
    const object = after?.object;
    if (after === undefined) return;
    if (object !== undefined ? this.#isMade(object) : false) {
      const undo = 'with what it is on';
      this.#push({ verb: 'grant', piece, object: piece.key, sql: piece.statements, undo });
      return;
    }
    this.#regrant(target);
  }

  /** Where grants differ on something that stays, it gets PostgreSQL's own first, then head's. */
  #regrant(target: string): void {
    const [before, after] = [this.#grants.before.get(target), this.#grants.after.get(target)];
    for (const piece of after?.pieces ?? []) this.#done.add(piece);
    const object = before?.object ?? after?.object;
    const now = object === undefined ? undefined : this.#fates.byKey.after.get(object.key);
    if (object !== undefined && (now === undefined || this.#isMade(now))) {
      // What is made again has nothing but head's.
      return;
    }
    const text = (grants: Grants | undefined): string =>
      (grants?.pieces ?? []).map(({ statements }) => statements.join('\n')).join('\n');
    const way = object === undefined ? undefined : this.#fates.ways.get(object.key);
    if (text(before) === text(after) && !(way?.owner && text(after) !== '')) return;
    if (this.#regranted.has(target)) return;
    this.#regranted.add(target);
    const owner = grantor(target, object, this.#pair.after.model, this.#pair);
    const reset = resetGrants(target, this.#pair.before.model, owner, object);
    const [piece] = after?.pieces ?? before?.pieces ?? [];
    this.#push({
      verb: 'grant',
      piece: piece ?? null,
      object: `privileges ${target}`,
      sql: [...reset, ...(after?.pieces ?? []).flatMap(({ statements }) => statements)],
      undo: [
        ...resetGrants(
          target,
          this.#pair.after.model,
          grantor(target, object, this.#pair.before.model, this.#pair),
          object,
        ),
        ...(before?.pieces ?? []).flatMap(({ statements }) => statements),
      ],
    });
  }

  readonly #regranted = new Set<string>();
}

const NOT_NEEDED = 'none is needed: what it fills is made by the plan';
