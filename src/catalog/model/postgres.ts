import type { Json, Owner, Privileges } from './base.ts';

export interface Schema {
  name: string;
  owner: Owner;
  privileges: Privileges;
  comment: string | null;
}

export interface Extension {
  name: string;
  schema: string;
}

export interface Type {
  name: string;
  form: 'enum' | 'composite' | 'domain' | 'range' | 'base' | 'shell';
  /** What the form needs: labels, attributes, base type and checks, subtype… */
  definition: Json;
  owner: Owner;
  privileges: Privileges;
  comment: string | null;
}

export interface Routine {
  /** With argument types: `trading.f(integer, text)`. */
  name: string;
  schema: string;
  bare: string;
  form: 'function' | 'procedure' | 'aggregate' | 'window function';
  /** Arguments with names and defaults, as CREATE FUNCTION takes them. */
  arguments: string;
  /** Null for a procedure. */
  result: string | null;
  language: string;
  /** CREATE FUNCTION text; for an aggregate its parts. */
  definition: Json;
  owner: Owner;
  privileges: Privileges;
  comment: string | null;
}

export type RelationForm =
  | 'table'
  | 'partitioned table'
  | 'foreign table'
  | 'view'
  | 'materialized view'
  | 'continuous aggregate';

export interface Relation {
  name: string;
  schema: string;
  bare: string;
  form: RelationForm;
  /** The query of a view; null for tables and for continuous aggregates (theirs is in `continuousAggregates`). */
  query: string | null;
  /** The relations that a view or continuous aggregate reads, by name. */
  dependsOn: string[];
  persistence: 'permanent' | 'unlogged';
  accessMethod: string | null;
  tablespace: string | null;
  options: string[];
  /** Parents of a child table, in order. */
  inherits: string[];
  partitionBy: string | null;
  partitionBound: string | null;
  ofType: string | null;
  foreign: Json;
  rowSecurity: 'off' | 'on' | 'forced' | 'forced, off';
  /** `default`, `full`, `nothing` or the index's name. */
  replicaIdentity: string;
  /** The index that CLUSTER and reorder policies remember. */
  clusteredOn: string | null;
  owner: Owner;
  privileges: Privileges;
  comment: string | null;
}

export interface Column {
  /** `trading.trades.price` */
  name: string;
  relation: string;
  bare: string;
  /** Counted from 1 over the columns that were not dropped. */
  position: number;
  type: string;
  collation: string | null;
  nullable: boolean;
  /** The default's or the generated column's expression. */
  default: string | null;
  generated: 'stored' | 'virtual' | null;
  identity: 'always' | 'by default' | null;
  storage: string | null;
  compression: string | null;
  statistics: number | null;
  options: string[];
  /** Inherited from a parent only (not declared on the table itself). */
  local: boolean;
  privileges: Privileges;
  comment: string | null;
}

export interface Constraint {
  /** `trading.trades.trades_pkey`; a domain's constraints are part of its type. */
  name: string;
  relation: string;
  bare: string;
  form: 'primary key' | 'unique' | 'foreign key' | 'check' | 'exclusion' | 'not null' | 'trigger';
  columns: string[];
  references: string | null;
  definition: string;
  comment: string | null;
}

export interface Index {
  name: string;
  relation: string;
  bare: string;
  /** From the method on: `btree (symbol, "timestamp" DESC)`. */
  definition: string;
  unique: boolean;
  columns: string[];
  /** The constraint that owns it, if any. */
  constraint: string | null;
  valid: boolean;
  tablespace: string | null;
  statistics: Json;
  comment: string | null;
}

export interface Trigger {
  name: string;
  relation: string;
  bare: string;
  definition: string;
  enabled: 'origin' | 'disabled' | 'replica' | 'always';
  comment: string | null;
}

export interface Rule {
  name: string;
  relation: string;
  bare: string;
  definition: string;
  enabled: 'origin' | 'disabled' | 'replica' | 'always';
  comment: string | null;
}

/** A row security policy; a `policy` alone is TimescaleDB's. */
export interface RowPolicy {
  name: string;
  relation: string;
  bare: string;
  command: 'ALL' | 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';
  permissive: boolean;
  roles: string[];
  using: string | null;
  check: string | null;
  comment: string | null;
}

export interface Sequence {
  name: string;
  type: string;
  start: string;
  increment: string;
  minimum: string;
  maximum: string;
  cache: string;
  cycle: boolean;
  /** The column that owns it (`serial`), or that it feeds (`identity`). */
  ownedBy: string | null;
  identity: boolean;
  persistence: 'permanent' | 'unlogged';
  owner: Owner;
  privileges: Privileges;
  comment: string | null;
}

export interface Statistics {
  name: string;
  relation: string;
  definition: string;
  target: number | null;
  owner: Owner;
  comment: string | null;
}

export interface Publication {
  name: string;
  allTables: boolean;
  operations: string[];
  viaRoot: boolean;
  /** Null, or what PostgreSQL 18 publishes of generated columns. */
  generatedColumns: string | null;
  tables: { table: string; columns: string[] | null; where: string | null }[];
  schemas: string[];
  owner: Owner;
  comment: string | null;
}

export interface EventTrigger {
  name: string;
  event: string;
  tags: string[];
  function: string;
  enabled: 'origin' | 'disabled' | 'replica' | 'always';
  owner: Owner;
  comment: string | null;
}

export interface DefaultPrivileges {
  /** `CURRENT_USER in trading: tables` */
  name: string;
  role: string;
  schema: string | null;
  objects: string;
  privileges: Privileges;
}

/** Every other kind of object: casts, operators and their classes, collations, text search, languages, foreign servers… */
export interface OtherObject {
  /** `cast (text as trading.price)` */
  name: string;
  form: string;
  definition: Json;
  owner: Owner;
  privileges: Privileges;
  comment: string | null;
}
