import type { Column, Constraint, Index, Job, SchemaModel, SchemaObject, Sequence } from '../catalog/model.ts';
import type { Context } from './context.ts';
import { keyOf, type Leaf } from './leaf.ts';

/** Properties that cannot change without another of the same object, which says it better. */
const WITH: { readonly [C in keyof SchemaModel]?: { readonly [property: string]: readonly string[] } } = {
  relations: {
    query: ['form'],
    dependsOn: ['query', 'form'],
    partitionBy: ['form'],
    partitionBound: ['form'],
    accessMethod: ['form'],
    persistence: ['form'],
    tablespace: ['form'],
    options: ['form'],
    inherits: ['form'],
    ofType: ['form'],
    foreign: ['form'],
    rowSecurity: ['form'],
    replicaIdentity: ['form'],
    clusteredOn: ['form'],
  },
  columns: { default: ['generated'] },
  continuousAggregates: { source: ['query'], bucketType: ['query'] },
  routines: { form: ['definition'], language: ['definition'], arguments: ['definition'], result: ['definition'] },
  constraints: { form: ['definition'], columns: ['definition'], references: ['definition'] },
  indexes: { columns: ['definition'], unique: ['definition'] },
  statistics: { definition: ['relation'] },
  sequences: { minimum: ['type'], maximum: ['type'], start: ['type'] },
  types: { definition: ['form'] },
};

/**
 * The differences that would explain a leaf, best first, by key. Whoever of them is there speaks for it: a new table for
 * its columns, a primary key for its index, a column's type for the type of the dimension on it.
 */
export function leadersOf(leaf: Leaf, object: SchemaObject, context: Context, all: readonly Leaf[]): string[] {
  const { collection, property } = leaf;
  if (property === null) return ofWhole(leaf, object, context);
  const same = (WITH[collection]?.[property] ?? []).map((other) => keyOf(collection, leaf.object, other));
  return [...same, ...ofProperty(leaf, object, context, all)];
}

function ofWhole(leaf: Leaf, object: SchemaObject, context: Context): string[] {
  const relation = (name: string): string[] => [keyOf('relations', name, null)];
  switch (leaf.collection) {
    case 'columns':
      return [
        ...relation((object as Column).relation),
        ...inherited(leaf, object as Column, context),
        ...ofQuery(object as Column),
      ];
    case 'constraints':
      return relation((object as Constraint).relation);
    case 'indexes': {
      const { relation: table, constraint } = object as Index;
      return [
        ...(constraint === null ? [] : [keyOf('constraints', `${table}.${constraint}`, null)]),
        ...relation(table),
        ...ofPartitioning(object as Index, context),
      ];
    }
    case 'triggers':
    case 'rules':
    case 'rowPolicies':
    case 'statistics':
      return relation((object as { relation: string }).relation);
    case 'hypertables':
    case 'continuousAggregates':
      return [...relation(leaf.object), keyOf('relations', leaf.object, 'form')];
    case 'jobs': {
      const { relation: table } = object as Job;
      return table === null ? [] : relation(table);
    }
    case 'sequences':
      return ofSequence(object as Sequence);
    default:
      return [];
  }
}

function ofProperty(leaf: Leaf, object: SchemaObject, context: Context, all: readonly Leaf[]): string[] {
  const { collection, property } = leaf;
  switch (`${collection}.${property}`) {
    case 'columns.position':
      return ofPosition(leaf, object as Column, context, all);
    case 'indexes.definition':
    case 'indexes.constraint': {
      // An index of that name may belong to another table, or to no constraint, on the other side.
      const sides = [context.after, context.before].map(
        (side) => side.find('indexes', leaf.object) as Index | undefined,
      );
      return sides.flatMap((index) =>
        index === undefined || index.constraint === null
          ? []
          : [null, 'definition'].map((one) => keyOf('constraints', `${index.relation}.${index.constraint}`, one)),
      );
    }
    case 'hypertables.dimensions': {
      const column = leaf.path?.endsWith('.type') ? leaf.path.slice(0, -'.type'.length) : null;
      return column === null ? [] : [keyOf('columns', context.columnName(leaf.object, column), 'type')];
    }
    case 'jobs.timeType': {
      const { relation } = object as Job;
      const time = relation === null ? undefined : context.before.hypertable(relation)?.dimensions[0]?.column;
      const query = relation === null ? [] : [keyOf('continuousAggregates', relation, 'query')];
      return time === undefined ? query : [keyOf('columns', context.columnName(relation ?? '', time), 'type')];
    }
    case 'sequences.type':
    case 'sequences.identity':
    case 'sequences.ownedBy': {
      const { ownedBy } = object as Sequence;
      const properties = property === 'type' ? ['type'] : ['identity', 'default'];
      const owners = property === 'ownedBy' ? [leaf.to, leaf.from] : [ownedBy];
      return owners.flatMap((owner) =>
        owner === null ? [] : [null, ...properties].map((one) => keyOf('columns', String(owner), one)),
      );
    }
    case 'relations.dependsOn':
      return [keyOf('continuousAggregates', leaf.object, 'query')];
  }
  if (property === 'relation') return [leaf.to, leaf.from].map((name) => keyOf('relations', String(name), null));
  if (collection === 'columns') {
    const shape = property === 'type' || property === 'collation' ? ofQuery(object as Column) : [];
    return [...inherited(leaf, object as Column, context), ...shape];
  }
  if (property === 'privileges') return ofOwner(leaf, context, all);
  return [];
}

/** The indexes that create_hypertable() and add_dimension() make themselves: (time DESC) and (space, time DESC). */
function ofPartitioning({ name, relation, definition, unique }: Index, context: Context): string[] {
  const [side, other] =
    context.after.find('indexes', name) === undefined
      ? [context.before, context.after]
      : [context.after, context.before];
  const [time, ...spaces] = side.hypertable(relation)?.dimensions ?? [];
  if (time === undefined || unique) return [];
  const plain = definition.replaceAll('"', '');
  const space = spaces.find(({ column }) => plain === `btree (${column}, ${time.column} DESC)`);
  if (space === undefined && plain !== `btree (${time.column} DESC)`) return [];
  const partitioned = other.hypertable(relation);
  if (partitioned === undefined) return [keyOf('hypertables', relation, null)];
  const isNew = space !== undefined && !partitioned.dimensions.some(({ column }) => column === space.column);
  return isNew ? [keyOf('hypertables', relation, 'dimensions', space.column)] : [];
}

/** What a child table has from its parent changes with it. */
function inherited(leaf: Leaf, column: Column, context: Context): string[] {
  const sides = [context.before, context.after];
  if (sides.every((side) => side.find('columns', column.name)?.local !== false)) return [];
  const parents = new Set(sides.flatMap((side) => side.relation(column.relation)?.inherits ?? []));
  return [...parents]
    .sort()
    .map((parent) => keyOf('columns', context.columnName(parent, column.bare), leaf.property, leaf.path));
}

/** A view's columns are its query's. */
function ofQuery({ relation }: Pick<Column, 'relation'>): string[] {
  return [keyOf('relations', relation, 'query'), keyOf('continuousAggregates', relation, 'query')];
}

function ofSequence({ ownedBy }: Sequence): string[] {
  if (ownedBy === null) return [];
  return [null, 'identity', 'default'].map((property) => keyOf('columns', ownedBy, property));
}

/** A column moves when one before it comes or goes. Where the others changed places, the first to move speaks for all. */
function ofPosition(leaf: Leaf, { relation }: Column, context: Context, all: readonly Leaf[]): string[] {
  const [before, after] = [context.before, context.after].map((side) =>
    side
      .columnsOf(relation)
      .sort((a, b) => a.position - b.position)
      .map(({ name }) => name),
  );
  const [old, now] = [before ?? [], after ?? []];
  const kept = (side: string[], other: string[]): string => side.filter((name) => other.includes(name)).join();
  if (kept(old, now) === kept(now, old)) {
    const changed = [...old, ...now].filter((name) => !old.includes(name) || !now.includes(name));
    return [...ofQuery({ relation }), ...changed.map((name) => keyOf('columns', name, null))];
  }
  const names = new Set(old);
  const moved = all.find((one) => one.collection === 'columns' && one.property === 'position' && names.has(one.object));
  return moved === undefined || moved.key === leaf.key ? [] : [moved.key];
}

/** The owner's own entry appears with the first GRANT, and goes to the new owner with the object. */
function ofOwner(leaf: Leaf, context: Context, all: readonly Leaf[]): string[] {
  const owners = [context.before, context.after].map((side) => {
    const object = side.find(leaf.collection, leaf.object);
    return (object !== undefined && 'owner' in object ? object.owner : null) ?? 'CURRENT_USER';
  });
  if (leaf.path === null || !owners.includes(leaf.path)) return [];
  const others = all.filter(
    ({ collection, object, property, path }) =>
      collection === leaf.collection &&
      object === leaf.object &&
      property === 'privileges' &&
      !owners.includes(path ?? ''),
  );
  return [keyOf(leaf.collection, leaf.object, 'owner'), ...others.map(({ key }) => key)];
}
