import type {
  Collection,
  Column,
  Constraint,
  ContinuousAggregate,
  Hypertable,
  Index,
  Job,
  PolicyForm,
  Relation,
  SchemaModel,
} from '../catalog/model.ts';
import { ACCEPTED_SINCE, type Alteration, refusedBy } from '../catalog/versions.ts';

/** One of the two models, with ways to look things up by name. */
export class Side {
  readonly model: SchemaModel;
  readonly #byRelation = new Map<Collection, Map<string | null, unknown[]>>();
  readonly #byName = new Map<Collection, Map<string, SchemaModel[Collection][number]>>();

  constructor(model: SchemaModel) {
    this.model = model;
  }

  find<C extends Collection>(collection: C, name: string): SchemaModel[C][number] | undefined {
    let names = this.#byName.get(collection);
    if (names === undefined) {
      names = new Map(this.model[collection].map((object) => [object.name, object]));
      this.#byName.set(collection, names);
    }
    return names.get(name) as SchemaModel[C][number] | undefined;
  }

  relation(name: string): Relation | undefined {
    return this.find('relations', name);
  }

  hypertable(name: string): Hypertable | undefined {
    return this.find('hypertables', name);
  }

  aggregate(name: string): ContinuousAggregate | undefined {
    return this.find('continuousAggregates', name);
  }

  columnsOf(relation: string): Column[] {
    return this.#of('columns', relation);
  }

  indexesOf(relation: string): Index[] {
    return this.#of('indexes', relation);
  }

  constraintsOf(relation: string): Constraint[] {
    return this.#of('constraints', relation);
  }

  /** The policies of a hypertable or continuous aggregate. */
  policies(relation: string, form: PolicyForm): Job[] {
    return this.#of('jobs', relation).filter((job) => job.form === form);
  }

  /** What belongs to a relation: each question by a walk through the whole model would take the square of its size. */
  #of<C extends 'columns' | 'indexes' | 'constraints' | 'jobs'>(collection: C, relation: string): SchemaModel[C] {
    let groups = this.#byRelation.get(collection);
    if (groups === undefined) {
      groups = Map.groupBy<string | null, { relation: string | null }>(this.model[collection], (one) => one.relation);
      this.#byRelation.set(collection, groups);
    }
    return (groups.get(relation) ?? []) as SchemaModel[C];
  }

  /** True where a hypertable or continuous aggregate has the columnstore (compression) enabled. */
  hasColumnstore(relation: string): boolean {
    return (this.hypertable(relation) ?? this.aggregate(relation))?.columnstore != null;
  }
}

/** What a rule may ask about the two schemas and the server that they live on. */
export class SchemaPair {
  readonly before: Side;
  readonly after: Side;
  /** The version that the change will meet, such as `2.14.2`; null where it is not known. */
  readonly timescaledb: string | null;

  /** The old schema under its own names; `before` has those of the new one where something was renamed. */
  readonly original: Side;

  constructor(before: SchemaModel, after: SchemaModel, timescaledb: string | null, original = before) {
    this.original = new Side(original);
    this.before = new Side(before);
    this.after = new Side(after);
    this.timescaledb = timescaledb;
  }

  /** The qualified name of a column of either model. */
  columnName(relation: string, bare: string): string {
    const of = (side: Side): Column | undefined => side.columnsOf(relation).find((column) => column.bare === bare);
    return (of(this.after) ?? of(this.before))?.name ?? `${relation}.${bare}`;
  }

  /** True where the version is known, and older than the first that accepts it. */
  refuses(what: Alteration): boolean {
    return refusedBy(this.timescaledb, what);
  }

  /** True where every version that the change may meet accepts it: an unknown one counts as the newest. */
  accepts(what: Alteration): boolean {
    return ACCEPTED_SINCE[what] !== null && !this.refuses(what);
  }

  /** The word for a relation: what it is in both models, or by its form. */
  kindOf(relation: string): string {
    const form = (this.after.relation(relation) ?? this.before.relation(relation))?.form;
    const [old, now] = [this.before, this.after].map(
      (side) => side.relation(relation) === undefined || side.hypertable(relation) !== undefined,
    );
    return form === 'table' && old && now ? 'hypertable' : (form ?? 'table');
  }
}
