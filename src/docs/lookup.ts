import type {
  Column,
  Constraint,
  ContinuousAggregate,
  Hypertable,
  Index,
  Job,
  Json,
  Relation,
  Routine,
  RowPolicy,
  Rule,
  Schema,
  SchemaModel,
  Sequence,
  Statistics,
  Trigger,
  Type,
} from '../catalog/model.ts';
import { baseOf, byName, elementType, schemaOf, triggerFunction } from '../sql/names.ts';
import { isShown, type ReadmeOptions, type Section } from './options.ts';

/** The model with what the page asks of it over and over, each answered in constant time. */
export interface Lookup {
  readonly model: SchemaModel;
  readonly options: ReadmeOptions;
  /** Names of the schemas that the page is about, and each schema's own entry in the model where it has one. */
  readonly schemas: readonly string[];
  readonly schemaObjects: ReadonlyMap<string, Schema>;
  readonly relations: ReadonlyMap<string, Relation>;
  readonly hypertables: ReadonlyMap<string, Hypertable>;
  readonly aggregates: ReadonlyMap<string, ContinuousAggregate>;
  readonly types: ReadonlyMap<string, Type>;
  readonly sequences: readonly Sequence[];
  /** By schema. */
  readonly tablesIn: Group<Relation>;
  readonly viewsIn: Group<Relation>;
  readonly routinesIn: Group<Routine>;
  readonly typesIn: Group<Type>;
  /** Of the sequences those that stand on their own: not a `serial` column's, nor an identity's. */
  readonly sequencesIn: Group<Sequence>;
  /** By relation. */
  readonly columnsOf: Group<Column>;
  readonly constraintsOf: Group<Constraint>;
  readonly referencesTo: Group<Constraint>;
  readonly indexesOf: Group<Index>;
  readonly triggersOf: Group<Trigger>;
  readonly rulesOf: Group<Rule>;
  readonly rowPoliciesOf: Group<RowPolicy>;
  readonly statisticsOf: Group<Statistics>;
  readonly jobsOf: Group<Job>;
  readonly partitionsOf: Group<Relation>;
  /** Names of the tables that inherit from one without being its partitions. */
  readonly childrenOf: Group<{ child: string; parent: string }>;
  /** The publications that send a table's changes. */
  publicationsOf(relation: Relation): readonly Published[];
  /** The relations that have a column of a type, or of an array of it. */
  readonly usersOf: Group<string>;
  readonly findRoutine: FindRoutine;
  /** Routines of one name, and what calls a routine. */
  readonly overloads: Group<Routine>;
  readonly usesOf: Group<Use>;
  /** What a view or continuous aggregate reads, and what reads a relation. */
  readonly sourcesOf: Group<Reading>;
  readonly readersOf: Group<Reading>;
  isShown(section: Section): boolean;
  /** The object's own comment, else the dictionary's, else null. */
  describe(object: { name: string; comment: string | null }): string | null;
}

/** Prepares a model for the page: sorts it and indexes it. */
export function lookUp(model: SchemaModel, options: ReadmeOptions): Lookup {
  const sorted = [...model.relations].sort(byName);
  const relations = named(sorted);
  const dictionary = options.dictionary ?? {};
  const findRoutine = routineFinder(model.routines);
  const sequences = ownSequences(model.sequences, model.columns);
  const edges = readings(sorted, model.continuousAggregates);
  const inSchema = <T extends { name: string }>(items: readonly T[]): Group<T> =>
    groupBy([...items].sort(byName), (item) => schemaOf(item.name));
  const onRelation = <T extends { name: string; relation: string }>(items: readonly T[]): Group<T> =>
    groupBy([...items].sort(byName), (item) => item.relation);
  return {
    model,
    options,
    schemas: schemaNames(model),
    schemaObjects: named(model.schemas),
    relations,
    hypertables: named(model.hypertables),
    aggregates: named(model.continuousAggregates),
    types: named(model.types),
    tablesIn: inSchema(sorted.filter((relation) => isTable(relation) && parentOf(relation, relations) === null)),
    viewsIn: inSchema(sorted.filter((relation) => !isTable(relation))),
    routinesIn: inSchema(model.routines),
    typesIn: inSchema(model.types),
    sequences,
    sequencesIn: inSchema(sequences),
    columnsOf: groupBy(
      [...model.columns].sort((a, b) => a.position - b.position),
      (column) => column.relation,
    ),
    constraintsOf: onRelation(model.constraints),
    referencesTo: groupBy([...model.constraints].sort(byName), (constraint) => constraint.references),
    indexesOf: onRelation(model.indexes),
    triggersOf: onRelation(model.triggers),
    rulesOf: onRelation(model.rules),
    rowPoliciesOf: onRelation(model.rowPolicies),
    statisticsOf: onRelation(model.statistics),
    jobsOf: groupBy([...model.jobs].sort(byName), (job) => job.relation),
    partitionsOf: groupBy(sorted, (relation) => parentOf(relation, relations)),
    childrenOf: groupBy(
      sorted
        .filter((relation) => relation.partitionBound === null)
        .flatMap(({ name: child, inherits }) => inherits.map((parent) => ({ child, parent }))),
      (one) => one.parent,
    ),
    sourcesOf: groupBy(edges, (edge) => edge.reader),
    readersOf: groupBy(edges, (edge) => edge.source),
    findRoutine,
    overloads: groupBy(model.routines, (routine) => baseOf(routine.name)),
    usesOf: usesOf(model, findRoutine),
    publicationsOf: publicationsOf(model),
    usersOf: users(model.columns),
    isShown: (section) => isShown(options, section),
    describe: (object) =>
      object.comment ?? (Object.hasOwn(dictionary, object.name) ? (dictionary[object.name] ?? null) : null),
  };
}

function named<T extends { name: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.name, item]));
}

function users(columns: readonly Column[]): Group<string> {
  const users = new Map<string, Set<string>>();
  for (const { type, relation } of columns) {
    const name = elementType(type);
    users.set(name, (users.get(name) ?? new Set()).add(relation));
  }
  return (name) => [...(users.get(name) ?? [])].sort();
}

/** The items under a key; none for a key that nothing has. */
type Group<T> = (key: string) => readonly T[];

/** Groups items by a key, in their order; an item whose key is null is in no group. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string | null): Group<T> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    if (name === null) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return (name) => groups.get(name) ?? [];
}

/** Whether a type is a domain, or a domain over one, that takes no null: its columns take none either. */
export function refusesNull(lookup: Lookup, type: string): boolean {
  return definitions(lookup, type).some((domain) => domain['nullable'] === false);
}

/** The default that a column without one of its own has from its domain, the outermost that has one. */
export function presetOf(lookup: Lookup, type: string): string | null {
  const found = definitions(lookup, type).find((domain) => typeof domain['default'] === 'string');
  return typeof found?.['default'] === 'string' ? found['default'] : null;
}

/** A domain's definition, then that of the domain below it, and so on; none for another type. */
function definitions(lookup: Lookup, type: string): { [key: string]: Json }[] {
  const found = lookup.types.get(type);
  if (found?.form !== 'domain' || typeof found.definition !== 'object' || found.definition === null) return [];
  if (Array.isArray(found.definition)) return [];
  const { base } = found.definition;
  return [found.definition, ...(typeof base === 'string' ? definitions(lookup, base) : [])];
}

/**
 * The sequences that a column's own entry does not tell of: those of an identity, and those that the column which owns
 * them takes its default from (`serial`), are part of it.
 */
function ownSequences(sequences: readonly Sequence[], columns: readonly Column[]): Sequence[] {
  const defaults = new Map(columns.map((column) => [column.name, column.default ?? '']));
  return sequences.filter(({ name, ownedBy, identity }) => {
    if (ownedBy === null) return true;
    return !identity && defaults.get(ownedBy)?.includes(`nextval('${name.replaceAll("'", "''")}'::regclass)`) !== true;
  });
}

/** A publication of a table: its columns where it sends only some. */
interface Published {
  readonly name: string;
  readonly columns: readonly string[] | null;
}

/** Gives the publications that send a table's changes, by name, whether they list it, its schema or everything. */
function publicationsOf({ publications }: SchemaModel): (relation: Relation) => readonly Published[] {
  const byTable = groupBy(
    publications.flatMap(({ name, tables }) => tables.map(({ table, columns }) => ({ name, table, columns }))),
    (one) => one.table,
  );
  const bySchema = groupBy(
    publications.flatMap(({ name, schemas }) => schemas.map((schema) => ({ name, schema, columns: null }))),
    (one) => one.schema,
  );
  const everywhere = publications.flatMap(({ name, allTables }) => (allTables ? [{ name, columns: null }] : []));
  return ({ name, form, persistence }) => {
    if (persistence === 'unlogged' || (form !== 'table' && form !== 'partitioned table')) return [];
    const found = [...byTable(name), ...bySchema(schemaOf(name)), ...everywhere];
    return [...new Map(found.map((one) => [one.name, one])).values()].sort(byName);
  };
}

const TABLES: ReadonlySet<Relation['form']> = new Set(['table', 'partitioned table', 'foreign table']);

export function isTable(relation: Relation): boolean {
  return TABLES.has(relation.form);
}

/** The partitioned table that a partition belongs to; null for any other relation. */
export function parentOf(relation: Relation, relations: ReadonlyMap<string, Relation>): string | null {
  const parent = relation.partitionBound === null ? undefined : relation.inherits[0];
  return parent !== undefined && relations.has(parent) ? parent : null;
}

interface Reading {
  reader: string;
  source: string;
}

/** Which view or continuous aggregate reads which relation, both of the model, in the order of their names. */
function readings(relations: readonly Relation[], aggregates: readonly ContinuousAggregate[]): Reading[] {
  const known = new Set(relations.map((relation) => relation.name));
  const raw = new Map(aggregates.map((aggregate) => [aggregate.name, aggregate.source]));
  return relations.flatMap((relation) => {
    const sources = new Set([...relation.dependsOn, raw.get(relation.name) ?? '']);
    sources.delete(relation.name);
    return [...sources]
      .filter((source) => known.has(source))
      .sort()
      .map((source) => ({ reader: relation.name, source }));
  });
}

/** Whether a schema is `public` as a new database has it. */
export function isStandardPublic({ name, comment, owner, privileges }: Schema): boolean {
  return name === 'public' && comment === 'standard public schema' && owner === null && privileges === null;
}

/** Every schema that is named or holds something, by name; `public`, which is always there, only if it is used. */
function schemaNames(model: SchemaModel): string[] {
  const holders = new Set(
    [model.relations, model.routines, model.types, model.sequences].flatMap((list) =>
      list.map((object) => schemaOf(object.name)),
    ),
  );
  for (const schema of model.schemas) {
    if (!isStandardPublic(schema)) holders.add(schema.name);
  }
  holders.delete('');
  return [...holders].sort();
}

/** Finds a routine by its full name, or by its name alone and the argument types that its caller gives it. */
type FindRoutine = (name: string, types?: string) => Routine | undefined;

function routineFinder(routines: readonly Routine[]): FindRoutine {
  const byName = new Map(routines.map((routine) => [routine.name, routine]));
  const byBase = groupBy(routines, (routine) => baseOf(routine.name));
  return (name, types) => {
    const [first, second] = byBase(name);
    const only = second === undefined ? first : undefined;
    return byName.get(name) ?? (types === undefined ? undefined : byName.get(`${name}(${types})`)) ?? only;
  };
}

/** What calls a routine: the part that it plays, and the relation that it plays it for. */
interface Use {
  routine: string;
  part: 'trigger' | 'job' | 'job check' | 'current time' | 'partitioning' | 'event trigger';
  relation: string | null;
}

/** Argument types that TimescaleDB calls a job with, and its check. */
export const JOB = 'integer,jsonb';
export const CHECK = 'jsonb';

/** Every use of the model's routines that the model itself tells, by routine; each once. */
function usesOf(model: SchemaModel, find: FindRoutine): Group<Use> {
  const uses = new Map<string, Use>();
  const add = (part: Use['part'], relation: string | null, name: string | null, types?: string): void => {
    const routine = name === null ? undefined : find(name, types);
    if (routine === undefined) return;
    uses.set(JSON.stringify([routine.name, part, relation]), { routine: routine.name, part, relation });
  };
  for (const trigger of model.triggers) add('trigger', trigger.relation, triggerFunction(trigger.definition), '');
  for (const trigger of model.eventTriggers) add('event trigger', null, trigger.function);
  for (const job of model.jobs) {
    add('job', null, job.procedure, JOB);
    add('job check', null, job.check, CHECK);
  }
  for (const hypertable of model.hypertables) {
    for (const dimension of hypertable.dimensions) {
      add('current time', hypertable.name, dimension.integerNowFunction, '');
      add('partitioning', hypertable.name, dimension.partitioningFunction, 'anyelement');
    }
  }
  const inOrder = [...uses].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, use]) => use);
  return groupBy(inOrder, (use) => use.routine);
}
