import type { Column, Constraint, Relation } from '../catalog/model.ts';
import type { SchemaPair, Side } from '../diff/schema-pair.ts';
import { wordsOf } from '../dump/statement.ts';
import { unquoted } from '../sql/names.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { canCast } from './cast.ts';

/** How a thing that stays is brought into its new form. */
export interface Way {
  sql: string[];
  /** Statements for when everything else is there: they name indexes. */
  late?: string[];
  /** The statements that bring it back, or the words that there are none. */
  undo: string[] | string;
  /** Columns that nothing may read meanwhile: views on them are dropped before and made again after. */
  columns?: string[];
  /** The columnstore must be off meanwhile. */
  plain?: boolean;
  /** The owner changes, and takes the grants along. */
  owner?: boolean;
}

/** Why no statement does it: the table is made anew and its rows are copied, or it is not planned at all. */
export type NoWay = { copy: string } | { refused: string } | { other: true };

/** What ALTER TABLE brings a table from one form to the other with; undefined where nothing differs. */
export function alterTable(name: string, pair: SchemaPair, own: ReadonlySet<string>): Way | NoWay | undefined {
  const [before, after] = [pair.before.relation(name), pair.after.relation(name)];
  if (before === undefined || after === undefined) return undefined;
  const names = new Set(pair.after.columnsOf(name).map(({ bare }) => bare));
  if (names.size > 0 && !pair.before.columnsOf(name).some(({ bare }) => names.has(bare))) return { other: true };
  const there = new Alteration(name, pair.before, pair.after, pair, own);
  const found = there.statements(before, after);
  if (found === undefined || !('sql' in found)) return found;
  const back = new Alteration(name, pair.after, pair.before, pair, own).statements(after, before);
  const lost = pair.before
    .columnsOf(name)
    .filter(({ name: column }) => pair.after.find('columns', column) === undefined);
  return {
    ...found,
    undo:
      lost.length > 0
        ? `none: the values of ${lost.map(({ bare }) => bare).join(', ')} are gone`
        : back !== undefined && 'sql' in back
          ? [...back.sql, ...(back.late ?? [])]
          : 'none by ALTER TABLE',
  };
}

class Alteration {
  readonly #name: string;
  readonly #from: Side;
  readonly #to: Side;
  readonly #pair: SchemaPair;
  /** The constraints, and the columns with defaults, that are statements of their own. */
  readonly #own: ReadonlySet<string>;
  readonly #sql: string[] = [];
  readonly #last: string[] = [];
  readonly #late: string[] = [];
  readonly #columns: string[] = [];
  #plain = false;
  #copy: string | undefined;
  #refused: string | undefined;

  constructor(name: string, from: Side, to: Side, pair: SchemaPair, own: ReadonlySet<string>) {
    this.#name = name;
    this.#from = from;
    this.#to = to;
    this.#pair = pair;
    this.#own = own;
  }

  statements(before: Relation, after: Relation): Way | NoWay | undefined {
    this.#relation(before, after);
    this.#checks();
    this.#allColumns();
    if (this.#refused !== undefined) return { refused: this.#refused };
    if (this.#copy !== undefined) return { copy: this.#copy };
    const sql = [...this.#sql, ...this.#last];
    if (sql.length === 0 && this.#late.length === 0) return undefined;
    return {
      sql,
      late: this.#late,
      undo: [],
      columns: this.#columns,
      plain: this.#plain && this.#from.hasColumnstore(this.#name),
      owner: before.owner !== after.owner,
    };
  }

  #alter(action: string): void {
    this.#sql.push(`ALTER TABLE ${this.#name} ${action};`);
  }

  /** VALIDATE is refused on the columnstore, and chunks are looked at when a check is added. */
  #validatesAtOnce(): boolean {
    return this.#from.hasColumnstore(this.#name);
  }

  #isHypertable(): boolean {
    return this.#from.hypertable(this.#name) !== undefined;
  }

  #relation(before: Relation, after: Relation): void {
    const last = (action: string): number => this.#last.push(`ALTER TABLE ${this.#name} ${action};`);
    const late = (action: string): number => this.#late.push(`ALTER TABLE ${this.#name} ${action};`);
    if (before.form !== after.form || before.partitionBy !== after.partitionBy) {
      this.#copy = `${before.form} becomes ${after.form}`;
    }
    if (JSON.stringify(before.foreign) !== JSON.stringify(after.foreign)) {
      this.#refused = 'what a foreign table leads to is not altered';
    }
    if (before.persistence !== after.persistence) {
      if (this.#isHypertable()) this.#copy = 'a hypertable is not switched between logged and unlogged';
      else this.#alter(after.persistence === 'unlogged' ? 'SET UNLOGGED' : 'SET LOGGED');
    }
    if (before.ofType !== after.ofType) this.#alter(after.ofType === null ? 'NOT OF' : `OF ${after.ofType}`);
    for (const parent of before.inherits.filter((one) => !after.inherits.includes(one))) {
      if (before.partitionBound === null) this.#alter(`NO INHERIT ${parent}`);
    }
    for (const parent of after.inherits.filter((one) => !before.inherits.includes(one))) {
      if (after.partitionBound === null) last(`INHERIT ${parent}`);
    }
    if (
      before.tablespace !== after.tablespace &&
      this.#isHypertable() === (this.#to.hypertable(this.#name) !== undefined)
    ) {
      if (!this.#isHypertable()) last(`SET TABLESPACE ${after.tablespace ?? 'pg_default'}`);
    }
    const [old, now] = [before.options, after.options];
    const reset = old.filter((one) => !now.some((other) => optionName(other) === optionName(one))).map(optionName);
    const set = now.filter((one) => !old.includes(one));
    if (reset.length > 0) last(`RESET (${reset.join(', ')})`);
    if (set.length > 0) last(`SET (${set.join(', ')})`);
    if (before.clusteredOn !== after.clusteredOn) {
      late(after.clusteredOn === null ? 'SET WITHOUT CLUSTER' : `CLUSTER ON ${lastName(after.clusteredOn)}`);
    }
    if (before.replicaIdentity !== after.replicaIdentity) {
      late(`REPLICA IDENTITY ${identityWords(after.replicaIdentity)}`);
      if (this.#pair.refuses('replica identity')) this.#plain = true;
    }
    if (before.owner !== after.owner) last(`OWNER TO ${after.owner ?? 'CURRENT_USER'}`);
  }

  /** The checks and named NOT NULLs that stand inside of CREATE TABLE. */
  #checks(): void {
    const of = (side: Side): Constraint[] =>
      side
        .constraintsOf(this.#name)
        .filter(({ name, form }) => (form === 'check' || form === 'not null') && !this.#own.has(`constraint ${name}`))
        .filter(({ bare }) => !isInherited(side, this.#name, bare));
    const [old, now] = [of(this.#from), of(this.#to)];
    const same = (a: Constraint, b: Constraint): boolean => a.name === b.name && a.definition === b.definition;
    for (const one of old.filter((a) => !now.some((b) => same(a, b)))) {
      // A generated schema or a person may drop the column with it.
      this.#alter(`DROP CONSTRAINT IF EXISTS ${quoteIdentifier(one.bare)}`);
    }
    for (const one of now.filter((a) => !old.some((b) => same(a, b)))) {
      const name = quoteIdentifier(one.bare);
      if (this.#pair.refuses('add constraint')) this.#plain = true;
      const add = `ALTER TABLE ${this.#name} ADD CONSTRAINT ${name} ${one.definition}`;
      if (this.#validatesAtOnce() || one.definition.endsWith(' NOT VALID')) this.#last.push(`${add};`);
      else this.#last.push(`${add} NOT VALID;`, `ALTER TABLE ${this.#name} VALIDATE CONSTRAINT ${name};`);
    }
  }

  #allColumns(): void {
    const [old, now] = [this.#from, this.#to].map((side) => side.columnsOf(this.#name).filter(({ local }) => local));
    const dimensions = this.#from.hypertable(this.#name)?.dimensions.map(({ column }) => column) ?? [];
    for (const column of old ?? []) {
      if (this.#to.find('columns', column.name) !== undefined) continue;
      this.#columns.push(column.bare);
      if (dimensions.includes(column.bare)) this.#copy = `${column.bare}, which its chunks are made by, is dropped`;
      else this.#alter(`DROP COLUMN ${quoteIdentifier(column.bare)}`);
    }
    const inherited = this.#to.columnsOf(this.#name).filter(({ local }) => !local);
    if (inherited.some(({ name }) => (old ?? []).some((one) => one.name === name))) {
      this.#copy = 'columns that were its own come from the table that it inherits';
    }
    for (const column of now ?? []) {
      const before = this.#from.find('columns', column.name);
      if (before === undefined) this.#added(column);
      else this.#changed(before, column, dimensions.includes(column.bare));
    }
  }

  #added(column: Column): void {
    const { type, collation, nullable, default: value, generated, identity } = column;
    if (!nullable && value === null && identity === null) {
      this.#refused = `the new column ${column.bare} is NOT NULL and has no default: rows that are there have no value for it; give it a default, or add it nullable and fill it`;
      return;
    }
    const parts = [
      quoteIdentifier(column.bare),
      type,
      collation === null ? '' : `COLLATE ${collation}`,
      generated === null
        ? value === null
          ? ''
          : `DEFAULT ${constantOf(value, type) ?? value}`
        : `GENERATED ALWAYS AS (${value}) ${generated.toUpperCase()}`,
      nullable ? '' : 'NOT NULL',
    ];
    // A new identity column is filled by the sequence that comes with it.
    if (identity !== null) parts.push(this.#identity(column));
    const constant = value === null || constantOf(value, type) !== null;
    if (identity !== null || generated !== null || !constant) this.#plain = true;
    this.#alter(`ADD COLUMN ${parts.filter((part) => part !== '').join(' ')}`);
    this.#settings({ ...column, storage: null, compression: null, statistics: null, options: [] }, column);
  }

  #identity({ name, identity }: Column): string {
    const sequence = this.#to.model.sequences.find((one) => one.ownedBy === name && one.identity);
    const options =
      sequence === undefined
        ? ''
        : ` (SEQUENCE NAME ${sequence.name} START WITH ${sequence.start} INCREMENT BY ${sequence.increment} MINVALUE ${sequence.minimum} MAXVALUE ${sequence.maximum} CACHE ${sequence.cache}${sequence.cycle ? ' CYCLE' : ''})`;
    return `GENERATED ${(identity ?? '').toUpperCase()} AS IDENTITY${options}`;
  }

  #changed(before: Column, after: Column, isDimension: boolean): void {
    const column = quoteIdentifier(after.bare);
    const set = (action: string): void => this.#alter(`ALTER COLUMN ${column} ${action}`);
    const typed = before.type !== after.type || before.collation !== after.collation;
    const expression = before.default !== after.default && before.generated !== null && after.generated !== null;
    if (typed) {
      this.#columns.push(after.bare);
      if (!canCast(before.type, after.type, this.#from.model, this.#to.model)) {
        this.#refused = `${after.bare} changes from ${before.type} to ${after.type}, in which not every value has a form: add a new column, fill it and drop the old one`;
      }
      if (isDimension) this.#copy = `${after.bare}, which its chunks are made by, gets another type`;
      if (this.#isComputedFrom(after.bare)) {
        this.#copy = `${after.bare} gets another type, and a generated column is computed from it`;
      }
      this.#plain ||= this.#pair.refuses('column type');
      const collation = after.collation === null ? '' : ` COLLATE ${after.collation}`;
      if (before.default !== null && before.generated === null) set('DROP DEFAULT');
      set(`TYPE ${after.type}${collation}${before.generated === null ? ` USING ${column}::${after.type}` : ''}`);
    }
    if (before.generated === null && after.generated !== null) this.#copy = `${after.bare} becomes a generated column`;
    if (before.generated !== null && after.generated === null) set('DROP EXPRESSION');
    if (expression) this.#copy = `${after.bare} is generated by another expression`;
    if (after.generated === null && (before.default !== after.default || before.generated !== null || typed)) {
      const own = [after.name, `${after.relation}.${column}`].some((name) => this.#own.has(`default ${name}`));
      if (after.default !== null && (!own || before.default === after.default)) set(`SET DEFAULT ${after.default}`);
      else if (before.default !== null && before.generated === null && !typed) set('DROP DEFAULT');
    }
    if (before.nullable !== after.nullable) this.#nullable(after, column);
    this.#settings(before, after);
  }

  #isComputedFrom(column: string): boolean {
    return this.#from
      .columnsOf(this.#name)
      .filter(({ generated }) => generated !== null)
      .some(({ default: expression }) => wordsOf(expression ?? '').some(({ text }) => unquoted(text) === column));
  }

  /** PostgreSQL takes a valid check for it, so that no row is read under the heavy lock. */
  #nullable(after: Column, column: string): void {
    this.#plain ||= this.#pair.refuses('not null');
    if (after.nullable) {
      this.#alter(`ALTER COLUMN ${column} DROP NOT NULL`);
      return;
    }
    if (this.#validatesAtOnce()) {
      this.#alter(`ALTER COLUMN ${column} SET NOT NULL`);
      return;
    }
    const check = quoteIdentifier(`${after.bare.slice(0, 40)} is not null`);
    this.#alter(`ADD CONSTRAINT ${check} CHECK (${column} IS NOT NULL) NOT VALID`);
    this.#alter(`VALIDATE CONSTRAINT ${check}`);
    this.#alter(`ALTER COLUMN ${column} SET NOT NULL`);
    this.#alter(`DROP CONSTRAINT ${check}`);
  }

  #settings(before: Column, after: Column): void {
    const column = quoteIdentifier(after.bare);
    const last = (action: string): number =>
      this.#last.push(`ALTER TABLE ${this.#name} ALTER COLUMN ${column} ${action};`);
    if (before.storage !== after.storage) {
      last(`SET STORAGE ${after.storage ?? 'DEFAULT'}`);
      this.#plain = true;
    }
    if (before.compression !== after.compression) last(`SET COMPRESSION ${after.compression ?? 'default'}`);
    if (before.statistics !== after.statistics) last(`SET STATISTICS ${after.statistics ?? -1}`);
    const reset = before.options
      .map(optionName)
      .filter((name) => !after.options.some((other) => optionName(other) === name));
    const set = after.options.filter((one) => !before.options.includes(one));
    if (reset.length > 0) last(`RESET (${reset.join(', ')})`);
    if (set.length > 0) last(`SET (${set.join(', ')})`);
    if (reset.length + set.length > 0) this.#plain = true;
  }
}

/**
 * A default that is one constant, in its plainest form: on a columnstore, TimescaleDB takes no other for a new column, and
 * `'x'::text` is none to it. Null for an expression.
 */
function constantOf(value: string, type: string): string | null {
  if (/^(-?[\d.]+|true|false|NULL)$/.test(value)) return value;
  const [, literal, cast] = /^('(?:[^']|'')*')::([^']+)$/.exec(value) ?? [];
  const bare = (name = ''): string => name.replace(/\([\d,\s]+\)/, '');
  return literal !== undefined && bare(cast) === bare(type) ? literal : null;
}

const optionName = (option: string): string => option.split('=')[0] ?? option;

/** `index_a` of `public.index_a`, as SQL writes it. */
function lastName(name: string): string {
  return /(?:"(?:[^"]|"")*"|[^".]+)$/.exec(name)?.[0] ?? name;
}

function identityWords(identity: string): string {
  return /^(default|full|nothing)$/.test(identity) ? identity.toUpperCase() : `USING INDEX ${lastName(identity)}`;
}

function isInherited(side: Side, relation: string, constraint: string): boolean {
  const parents = side.relation(relation)?.inherits ?? [];
  return parents.some((parent) => side.constraintsOf(parent).some(({ bare }) => bare === constraint));
}
