import type {
  Column,
  Constraint,
  ContinuousAggregate,
  Hypertable,
  Index,
  Job,
  PolicyForm,
  Relation,
  Routine,
  Schema,
  SchemaModel,
  Type,
} from '../../src/catalog/model.ts';

/** Some objects of a model; a builder gives a part, `aModel` puts parts together. */
export type ModelPart = Partial<SchemaModel>;

/** `trading.trades`, or schema and name as they are, for names that SQL would quote. */
export type Name = string | readonly [schema: string, bare: string];

export function emptyModel(): SchemaModel {
  return {
    schemas: [],
    extensions: [],
    types: [],
    routines: [],
    relations: [],
    columns: [],
    constraints: [],
    indexes: [],
    triggers: [],
    rules: [],
    rowPolicies: [],
    sequences: [],
    statistics: [],
    hypertables: [],
    continuousAggregates: [],
    jobs: [],
    publications: [],
    eventTriggers: [],
    defaultPrivileges: [],
    extensionPrivileges: [],
    others: [],
    roles: [],
    tablespaces: [],
    database: [],
    databaseSettings: [],
    builtInJobs: [],
  };
}

/** A model of these parts, in their order. */
export function aModel(...parts: readonly ModelPart[]): SchemaModel {
  const model = emptyModel();
  const lists = model as unknown as Record<string, unknown[]>;
  for (const part of parts) {
    for (const [collection, objects] of Object.entries(part)) lists[collection]?.push(...objects);
  }
  return model;
}

export function aSchema(name: string, over: Partial<Schema> = {}): ModelPart {
  return { schemas: [{ name: quoted(name), owner: null, privileges: null, comment: null, ...over }] };
}

/** Columns by bare name: a type (`integer`, with ` not null` behind it if so), or what differs from a plain column. */
export type Columns = Record<string, string | Partial<Column>>;

export function aTable(name: Name, columns: Columns = {}, over: Partial<Relation> = {}): ModelPart {
  const { qualified, schema, bare } = split(name);
  const relation: Relation = {
    name: qualified,
    schema,
    bare,
    form: 'table',
    query: null,
    dependsOn: [],
    persistence: 'permanent',
    accessMethod: null,
    tablespace: null,
    options: [],
    inherits: [],
    partitionBy: null,
    partitionBound: null,
    ofType: null,
    foreign: null,
    rowSecurity: 'off',
    replicaIdentity: 'default',
    clusteredOn: null,
    owner: null,
    privileges: null,
    comment: null,
    ...over,
  };
  return { relations: [relation], columns: columnsOf(qualified, columns) };
}

/** A view that reads `sources`. */
export function aView(
  name: Name,
  query: string,
  sources: readonly string[],
  columns: Columns = {},
  over: Partial<Relation> = {},
): ModelPart {
  return aTable(name, columns, { form: 'view', query, dependsOn: [...sources], ...over });
}

/** Makes a table a hypertable: `interval` in microseconds, or units of an integer column. */
export function aHypertable(
  name: Name,
  time: { column: string; interval: string; type?: string },
  over: Partial<Hypertable> = {},
): ModelPart {
  const { qualified, schema, bare } = split(name);
  return {
    hypertables: [
      {
        name: qualified,
        schema,
        bare,
        dimensions: [
          {
            column: time.column,
            type: time.type ?? 'timestamp with time zone',
            form: 'range',
            interval: time.interval,
            partitions: null,
            partitioningFunction: null,
            integerNowFunction: null,
          },
        ],
        associatedSchema: null,
        associatedPrefix: null,
        tablespaces: [],
        chunkSkipping: [],
        adaptiveChunking: null,
        granularRefresh: null,
        columnstore: null,
        ...over,
      },
    ],
  };
}

/** A continuous aggregate with its relation. */
export function anAggregate(
  name: Name,
  source: string,
  columns: Columns = {},
  over: Partial<ContinuousAggregate> = {},
  relation: Partial<Relation> = {},
): ModelPart {
  const { qualified, schema, bare } = split(name);
  return {
    ...aTable(name, columns, { form: 'continuous aggregate', dependsOn: [source], ...relation }),
    continuousAggregates: [
      {
        name: qualified,
        schema,
        bare,
        query: `SELECT * FROM ${source}`,
        materializedOnly: true,
        source,
        chunkInterval: '6048000000000',
        bucketType: 'timestamp with time zone',
        addedColumns: [],
        invalidateUsing: null,
        granularRefresh: false,
        columnstore: null,
        ...over,
      },
    ],
  };
}

export function aConstraint(
  relation: string,
  bare: string,
  form: Constraint['form'],
  columns: string[],
  over: Partial<Constraint> = {},
): ModelPart {
  const definition = `${form.toUpperCase()} (${columns.join(', ')})`;
  const constraint: Constraint = {
    name: `${relation}.${quoted(bare)}`,
    relation,
    bare,
    form,
    columns,
    references: null,
    definition,
    comment: null,
    ...over,
  };
  return { constraints: [constraint] };
}

export function anIndex(relation: string, bare: string, columns: string[], over: Partial<Index> = {}): ModelPart {
  const index: Index = {
    name: `${relation.split('.')[0]}.${quoted(bare)}`,
    relation,
    bare,
    definition: `btree (${columns.join(', ')})`,
    unique: false,
    columns,
    constraint: null,
    valid: true,
    tablespace: null,
    statistics: null,
    comment: null,
    ...over,
  };
  return { indexes: [index] };
}

export function aPolicy(form: PolicyForm, relation: string, config: Job['config'], over: Partial<Job> = {}): ModelPart {
  return aJob({ name: `${form} on ${relation}`, form, relation, config, ...over });
}

export function aJob(over: Partial<Job> & { name: string }): ModelPart {
  return {
    jobs: [
      {
        form: 'job',
        relation: null,
        timeType: null,
        procedure: '',
        runnable: true,
        check: null,
        title: null,
        owner: null,
        scheduled: true,
        scheduleInterval: '1 day',
        maxRuntime: '00:00:00',
        maxRetries: -1,
        retryPeriod: '00:05:00',
        fixedSchedule: false,
        initialStart: null,
        timezone: null,
        config: null,
        ...over,
      },
    ],
  };
}

/** `parameters` as CREATE FUNCTION takes them, `types` as the name shows them. */
export function aRoutine(name: Name, types: string, parameters: string, over: Partial<Routine> = {}): ModelPart {
  const { qualified, schema, bare } = split(name);
  const routine: Routine = {
    name: `${qualified}(${types})`,
    schema,
    bare,
    form: 'function',
    arguments: parameters,
    result: 'integer',
    language: 'sql',
    definition: `CREATE OR REPLACE FUNCTION ${qualified}(${parameters}) RETURNS integer LANGUAGE sql AS $$SELECT 1$$`,
    owner: null,
    privileges: null,
    comment: null,
    ...over,
  };
  return { routines: [routine] };
}

export function anEnum(name: Name, labels: string[], over: Partial<Type> = {}): ModelPart {
  const { qualified } = split(name);
  const type: Type = {
    name: qualified,
    form: 'enum',
    definition: labels,
    owner: null,
    privileges: null,
    comment: null,
  };
  return { types: [{ ...type, ...over }] };
}

/** An identifier as SQL writes it. Keywords are left bare, as no test depends on them. */
export function quoted(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function split(name: Name): { qualified: string; schema: string; bare: string } {
  const [schema, bare] = typeof name === 'string' ? [name.split('.')[0] ?? '', name.split('.')[1] ?? ''] : name;
  return { qualified: `${quoted(schema)}.${quoted(bare)}`, schema, bare };
}

function columnsOf(relation: string, columns: Columns): Column[] {
  return Object.entries(columns).map(([bare, given], i) => {
    const over =
      typeof given === 'string'
        ? { type: given.replace(/ not null$/, ''), nullable: !/ not null$/.test(given) }
        : given;
    return {
      name: `${relation}.${quoted(bare)}`,
      relation,
      bare,
      position: i + 1,
      type: 'text',
      collation: null,
      nullable: true,
      default: null,
      generated: null,
      identity: null,
      storage: null,
      compression: null,
      statistics: null,
      options: [],
      local: true,
      privileges: null,
      comment: null,
      ...over,
    };
  });
}
