import { quoteIdentifier } from '../../../src/sql/quote.ts';
import type { Chance } from './chance.ts';
import { oddName } from './names.ts';
import type { Statement } from './statements.ts';

/** Something that a generated schema holds: `id` in the generator's own words, `sql` as statements name it. */
export interface Thing {
  id: string;
  sql: string;
}

export interface Role extends Thing {
  login: boolean;
}

export type Group = 'integer' | 'number' | 'text' | 'boolean' | 'time' | 'other';

export interface Column {
  name: string;
  sql: string;
  type: string;
  group: Group;
  notNull: boolean;
  /** Its value comes from the server: identity, generated. */
  computed: boolean;
  /** The i-th value to insert, an SQL expression. */
  sample: (i: number) => string;
  /** Types and functions that it needs. */
  uses: string[];
}

export type TimeType = 'timestamptz' | 'timestamp' | 'date' | 'smallint' | 'integer' | 'bigint';

/** How a hypertable or continuous aggregate keeps time. */
export interface Time {
  column: Column;
  type: TimeType;
  /** Width of a bucket, or of a row's step: hours, or units of an integer column. */
  step: number;
}

export type Form = 'table' | 'view' | 'materialized view' | 'aggregate';

export interface Relation extends Thing {
  form: Form;
  schema: Thing;
  bare: string;
  columns: Column[];
  /** Set for hypertables and continuous aggregates. */
  time: Time | null;
  /** An integer time column has a function that tells its now. */
  hasNow: boolean;
  /** What happened to it that forbids something else: `columnstore`, `row security`, `published`… */
  marks: Set<string>;
  owner: Role | null;
  /** Columns that every unique constraint must hold. */
  dimensions: Column[];
  indexes: Thing[];
  /** Continuous aggregates: the columns of the grouping, and what it reads. */
  grouped: Column[];
}

export type Links = Partial<Omit<Statement, 'sql' | 'feature'>>;

/** What a schema holds so far, while it is being generated. */
export class World {
  readonly chance: Chance;
  readonly statements: Statement[] = [];
  readonly schemas: Thing[] = [{ id: 'schema public', sql: 'public' }];
  readonly roles: Role[] = [];
  readonly types: Column[] = [];
  readonly relations: Relation[] = [];
  /** Functions without arguments and side effects, by what they give; trigger functions and job procedures. */
  readonly functions: (Thing & { type: string; group: Group })[] = [];
  readonly triggerFunctions: Thing[] = [];
  readonly jobProcedures: Thing[] = [];
  readonly checkFunctions: Thing[] = [];
  readonly sequences: Thing[] = [];
  /** Everything that COMMENT ON can name, in its words. */
  readonly commentable: (Thing & { words: string })[] = [];
  readonly marks = new Set<string>();
  /** Names that are taken, by place. No role may be called public, whatever the quotes. */
  readonly #taken = new Map([
    ['schemas', new Set(['public'])],
    ['roles', new Set(['public'])],
  ]);
  readonly #tag: string;
  #count = 0;

  /** @param tag ends every name that several schemas in one database would share */
  constructor(chance: Chance, tag: string) {
    this.chance = chance;
    this.#tag = tag;
  }

  add(feature: string, sql: string, links: Links = {}): void {
    this.statements.push({ makes: [], uses: [], changes: [], minds: [], ...links, feature, sql });
  }

  /** A new id: `table 7`. */
  id(kind: string): string {
    return `${kind} ${++this.#count}${this.#tag}`;
  }

  /** A name that is new among names of one place: relations and types of a schema, roles, columns of a table… */
  name(place: string): string {
    let taken = this.#taken.get(place);
    if (taken === undefined) {
      taken = new Set();
      this.#taken.set(place, taken);
    }
    return oddName(this.chance, taken, SHARED.includes(place) ? this.#tag : '');
  }

  /** A thing in a schema, with a new name there. */
  inSchema(kind: string, schema: Thing = this.chance.pick(this.schemas)): Thing & { schema: Thing; bare: string } {
    const bare = this.name(schema.id);
    return { id: this.id(kind), sql: `${schema.sql}.${quoteIdentifier(bare)}`, schema, bare };
  }

  tables(): Relation[] {
    return this.relations.filter(({ form, time }) => form === 'table' && time === null);
  }

  hypertables(): Relation[] {
    return this.relations.filter(({ form, time }) => form === 'table' && time !== null);
  }

  aggregates(): Relation[] {
    return this.relations.filter(({ form }) => form === 'aggregate');
  }
}

/** Places that all schemas of a database have in common. */
const SHARED = [
  'schemas',
  'roles',
  'publications',
  'event triggers',
  'prefixes',
  'indexes of aggregates',
  'schema public',
];

/** Tablespaces of the server, which are there before any schema. */
export const TABLESPACES = ['fast', 'slow one', 'Odd "x"'];

/** Aspect: whether a role may log in. */
export const login = (role: Thing): string => `${role.id} login`;

/** Aspect: names that PostgreSQL chooses in a schema depend on which are taken. */
export const automaticNames = (schema: Thing): string => `automatic names of ${schema.id}`;

/** Aspect: privileges that new things get. */
export const DEFAULTS = 'default privileges';
