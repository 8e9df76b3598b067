/**
 * The typed picture of a schema: names, never OIDs or ids, and nothing that rows, chunks, running jobs, the server or
 * the moment would change. Two databases have the same schema exactly when their models are equal.
 *
 * Every object has a `name` that is unique within its collection: the identifier as SQL would write it, qualified and
 * quoted where needed. The role that built the schema is `null` as an owner and `CURRENT_USER` elsewhere, so that the
 * same scripts give the same model whoever runs them.
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The owner's role name, quoted where needed; null for the role that built the schema. */
export type Owner = string | null;

/**
 * Who may do what: role (quoted where needed, or `PUBLIC`, or `CURRENT_USER`) to its privileges in alphabetical order,
 * `*` for the grant option; a grantor other than the owner stands behind the role. Null where nothing differs from
 * what PostgreSQL grants by default, so an explicit list that equals the default counts as none.
 */
export type Privileges = { [role: string]: string[] } | null;

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

export interface Dimension {
  column: string;
  type: string;
  form: 'range' | 'hash';
  /** Range: microseconds for time types, units of the column for integers, as a decimal string. */
  interval: string | null;
  /** Hash: number of partitions. */
  partitions: number | null;
  /** Null for TimescaleDB's own hash. */
  partitioningFunction: string | null;
  integerNowFunction: string | null;
}

export interface OrderBy {
  column: string;
  descending: boolean;
  nullsFirst: boolean;
}

export interface Columnstore {
  /** Null: TimescaleDB chooses when it compresses (2.22 and later); `[]`: none. */
  segmentBy: string[] | null;
  orderBy: OrderBy[] | null;
  /** Chunk merging: microseconds, or as many units of an integer column, as a decimal string. */
  chunkInterval: string | null;
  /** Sparse indexes that were configured (2.22 and later), such as `bloom(bid)`; null: TimescaleDB chooses; `[]`: none. */
  sparseIndexes: string[] | null;
  directCompress: boolean;
}

export interface Hypertable {
  name: string;
  schema: string;
  bare: string;
  dimensions: Dimension[];
  /** Where its chunks live; null for `_timescaledb_internal`. */
  associatedSchema: string | null;
  /** The prefix of its chunks' names; null for the default, which holds the hypertable's id. */
  associatedPrefix: string | null;
  tablespaces: string[];
  chunkSkipping: string[];
  columnstore: Columnstore | null;
}

export interface ContinuousAggregate {
  name: string;
  schema: string;
  bare: string;
  /** The query over raw data, without the final semicolon. */
  query: string;
  materializedOnly: boolean;
  /** The hypertable or continuous aggregate that it reads. */
  source: string;
  /** Chunk interval of its materialization hypertable. */
  chunkInterval: string;
  /** Type of the bucket column, in which integer offsets of its policies are written. */
  bucketType: string;
  /**
   * The last columns of the query, from the first on whose type is not what the query alone gives: it was added later,
   * with a type of its own (2.28).
   */
  addedColumns: { column: string; type: string }[];
  /** How changes are tracked: only 2.22 had a choice (`wal`), null elsewhere. */
  invalidateUsing: string | null;
  columnstore: Columnstore | null;
}

export type PolicyForm =
  | 'refresh policy'
  | 'columnstore policy'
  | 'retention policy'
  | 'reorder policy'
  | 'compaction policy'
  | 'invalidation policy';

export interface Job {
  /** `retention policy on trading.trades`, `job trading.cleanup(integer, jsonb)`; ` (2)` behind a second of the kind. */
  name: string;
  form: PolicyForm | 'job';
  /** The hypertable or continuous aggregate of a policy. */
  relation: string | null;
  /** The time column's type: integer offsets are written in it. */
  timeType: string | null;
  procedure: string;
  /** False where the procedure, or the check, has been dropped since. */
  runnable: boolean;
  check: string | null;
  /** Null for TimescaleDB's own name of that kind of policy. */
  title: string | null;
  owner: Owner;
  scheduled: boolean;
  scheduleInterval: string;
  maxRuntime: string;
  maxRetries: number;
  retryPeriod: string;
  fixedSchedule: boolean;
  /** Null where it only records the moment of creation. */
  initialStart: string | null;
  timezone: string | null;
  /** Without the ids of the hypertable. */
  config: { [key: string]: Json } | null;
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

/** A role that the schema names. Roles belong to the server: a restore needs them beforehand. */
export interface Role {
  name: string;
  login: boolean;
  superuser: boolean;
  inherit: boolean;
  createRole: boolean;
  createDatabase: boolean;
  replication: boolean;
  bypassRowSecurity: boolean;
  connectionLimit: number;
  memberOf: string[];
}

export interface Tablespace {
  name: string;
}

/** `ALTER DATABASE … SET`, and `ALTER ROLE … IN DATABASE … SET` of a role that the schema names. */
export interface DatabaseSetting {
  /** `work_mem`, or `work_mem for role app` */
  name: string;
  role: string | null;
  setting: string;
  value: string;
}

/** A job that TimescaleDB itself creates (id below 1000), where it differs from what TimescaleDB sets up. */
export interface BuiltInJob {
  name: string;
  procedure: string;
  scheduled: boolean;
  scheduleInterval: string;
  maxRuntime: string;
  maxRetries: number;
  retryPeriod: string;
  config: Json;
}

/** The privileges on an object of an extension, where they differ from what the extension set up. */
export interface ExtensionPrivileges {
  /** `function public.add_job(…)`, `schema _timescaledb_internal` */
  name: string;
  privileges: Privileges;
}

export interface SchemaModel {
  schemas: Schema[];
  extensions: Extension[];
  types: Type[];
  routines: Routine[];
  relations: Relation[];
  columns: Column[];
  constraints: Constraint[];
  indexes: Index[];
  triggers: Trigger[];
  rules: Rule[];
  rowPolicies: RowPolicy[];
  sequences: Sequence[];
  statistics: Statistics[];
  hypertables: Hypertable[];
  continuousAggregates: ContinuousAggregate[];
  jobs: Job[];
  publications: Publication[];
  eventTriggers: EventTrigger[];
  defaultPrivileges: DefaultPrivileges[];
  extensionPrivileges: ExtensionPrivileges[];
  others: OtherObject[];
  roles: Role[];
  tablespaces: Tablespace[];
  databaseSettings: DatabaseSetting[];
  builtInJobs: BuiltInJob[];
}

export type Collection = keyof SchemaModel;
export type SchemaObject = SchemaModel[Collection][number];

/** The field's word for what each collection holds; `form`, where an object has one, says it more closely. */
export const KIND: { readonly [C in Collection]: string } = {
  schemas: 'schema',
  extensions: 'extension',
  types: 'type',
  routines: 'function',
  relations: 'table',
  columns: 'column',
  constraints: 'constraint',
  indexes: 'index',
  triggers: 'trigger',
  rules: 'rule',
  rowPolicies: 'row policy',
  sequences: 'sequence',
  statistics: 'statistics',
  hypertables: 'hypertable',
  continuousAggregates: 'continuous aggregate',
  jobs: 'job',
  publications: 'publication',
  eventTriggers: 'event trigger',
  defaultPrivileges: 'default privileges',
  extensionPrivileges: 'extension privileges',
  others: 'object',
  roles: 'role',
  tablespaces: 'tablespace',
  databaseSettings: 'database setting',
  builtInJobs: 'built-in job',
};
