import type {
  Column,
  Constraint,
  DefaultPrivileges,
  EventTrigger,
  Extension,
  Index,
  OtherObject,
  Publication,
  Relation,
  Routine,
  RowPolicy,
  Rule,
  Schema,
  Sequence,
  Statistics,
  Trigger,
  Type,
} from './model/postgres.ts';
import type {
  BuiltInJob,
  DatabaseProperties,
  DatabaseSetting,
  ExtensionPrivileges,
  Role,
  Tablespace,
} from './model/server.ts';
import type { ContinuousAggregate, Hypertable, Job } from './model/timescaledb.ts';

export type * from './model/base.ts';
export type * from './model/postgres.ts';
export type * from './model/server.ts';
export type * from './model/timescaledb.ts';

/**
 * The typed picture of a schema: names, never OIDs or ids, and nothing that rows, chunks, running jobs, the server or
 * the moment would change. Two databases have the same schema exactly when their models are equal.
 *
 * Every object has a `name` that is unique within its collection: the identifier as SQL would write it, qualified and
 * quoted where needed. The role that built the schema is `null` as an owner and `CURRENT_USER` elsewhere, so that the
 * same scripts give the same model whoever runs them.
 */
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
  database: DatabaseProperties[];
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
  database: 'database',
  databaseSettings: 'database setting',
  builtInJobs: 'built-in job',
};

/**
 * The properties that PostgreSQL prints from a parsed expression or query. It reads some of what it prints as another
 * expression of the same meaning (`varchar IN ('a', 'b')`), and its major versions print the same one differently.
 */
export const PRINTED: { readonly [C in Collection]?: readonly string[] } = {
  types: ['definition'],
  routines: ['arguments', 'definition'],
  relations: ['query', 'partitionBy', 'partitionBound'],
  columns: ['default'],
  constraints: ['definition'],
  indexes: ['definition', 'columns'],
  triggers: ['definition'],
  rules: ['definition'],
  rowPolicies: ['using', 'check'],
  statistics: ['definition'],
  continuousAggregates: ['query'],
  publications: ['tables'],
};
