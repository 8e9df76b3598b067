import type {
  Column,
  Constraint,
  ContinuousAggregate,
  Hypertable,
  Index,
  Job,
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
import { baseOf, byName, elementType, schemaOf } from '../sql/names.ts';
import { type Group, groupBy } from './group.ts';
import { isShown, type ReadmeOptions, type Section } from './options.ts';
import { type Published, publicationsOf } from './publications.ts';
import { isTable, parentOf, type Reading, readings, schemaNames } from './relations.ts';
import { ownSequences } from './sequences.ts';
import { type FindRoutine, routineFinder, type Use, usesOf } from './uses.ts';

/** The model with what the page asks of it over and over, each answered in constant time. */
export interface Book {
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
export function openBook(model: SchemaModel, options: ReadmeOptions): Book {
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
