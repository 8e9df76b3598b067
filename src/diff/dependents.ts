import type { Relation } from '../catalog/model.ts';
import { retentionOf } from './ages.ts';
import type { Change } from './change.ts';
import { readsColumn } from './mentions.ts';
import { mustBeRebuilt } from './rules/aggregates.ts';
import { queryChange } from './rules/relations.ts';
import type { SchemaPair } from './schema-pair.ts';

/** Why something that itself stays must be dropped, in the words of a change. */
interface Cause {
  property: string;
  from: string | null;
  to: string | null;
  why: string;
}

/**
 * What must be dropped and built again though it stays as it is, because of what it reads: views and continuous
 * aggregates on a column whose type changes (PostgreSQL: cannot alter type of a column used by a view or rule) or on a
 * continuous aggregate that is redefined (DROP without CASCADE refuses), and whatever reads those.
 */
export function dependentChanges(context: SchemaPair): Change[] {
  const causes = new Map<string, Cause>();
  const rebuilt = new Map(redefinedAggregates(context));
  const views = context.after.model.relations.filter((after) => isViewInBoth(after, context));
  for (const [name, cause] of readersOfChangedColumns(views, context)) if (!causes.has(name)) causes.set(name, cause);
  const queue = [...rebuilt, ...causes];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [dropped, { property, from, to }] = next;
    for (const { name } of views.filter((view) => readsInBoth(view.name, dropped, context))) {
      if (causes.has(name)) continue;
      const cause = { property, from, to, why: `it reads ${dropped}, which must be dropped` };
      causes.set(name, cause);
      queue.push([name, cause]);
    }
  }
  return views.flatMap((view) => {
    const cause = causes.get(view.name);
    return cause === undefined || rebuilt.has(view.name)
      ? []
      : [changeOf(view, cause, [...rebuilt, ...causes], context)];
  });
}

/** Continuous aggregates whose own change says that they must be dropped and rebuilt. */
function redefinedAggregates(context: SchemaPair): [string, Cause][] {
  return context.after.model.continuousAggregates.flatMap((after): [string, Cause][] => {
    const before = context.before.aggregate(after.name);
    if (before === undefined || before.query === after.query || !mustBeRebuilt(before, after, context)) return [];
    const { property, from, to } = queryChange(before.query, after.query);
    return [[after.name, { property: `${property} of ${after.name}`, from, to, why: '' }]];
  });
}

function readersOfChangedColumns(views: readonly Relation[], context: SchemaPair): [string, Cause][] {
  return context.after.model.columns.flatMap((after): [string, Cause][] => {
    const before = context.before.find('columns', after.name);
    const isTable = [context.before, context.after].every((side) =>
      side.relation(after.relation)?.form.endsWith('table'),
    );
    if (before === undefined || before.type === after.type || !isTable) return [];
    const cause: Cause = {
      property: `type of ${after.name}`,
      from: before.type,
      to: after.type,
      why: 'PostgreSQL alters no column that it reads',
    };
    const reads = (view: Relation): boolean =>
      readsInBoth(view.name, after.relation, context) &&
      queries(view.name, context).every((query) => readsColumn(query, after.relation, after.bare));
    return views.filter(reads).map(({ name }) => [name, cause]);
  });
}

function changeOf(
  { name, form }: Relation,
  { property, from, to, why }: Cause,
  dropped: readonly (readonly [string, Cause])[],
  context: SchemaPair,
): Change {
  const aggregate = form === 'continuous aggregate';
  const gone = aggregate ? historyGoneWith(name, new Set(dropped.map(([one]) => one)), context) : null;
  const built = form === 'view' ? 'created' : 'computed';
  const message = aggregate
    ? `${why}: it must be dropped and rebuilt${gone === null ? ' from what it reads' : `, and ${gone}`}`
    : `${why}: it must be dropped and ${built} again`;
  return {
    class: gone === null ? 'breaking' : 'data-loss',
    kind: form,
    object: name,
    property,
    from,
    to,
    message,
    collection: 'relations',
    covers: [],
    relation: name,
    refused: null,
    renamedFrom: null,
  };
}

/** What is lost with an aggregate whose raw rows are not all there; a source that is dropped too has only its own source. */
function historyGoneWith(aggregate: string, dropped: ReadonlySet<string>, context: SchemaPair): string | null {
  const passed = new Set<string>();
  for (let one: string | undefined = aggregate; one !== undefined && !passed.has(one); ) {
    passed.add(one);
    const source: string | undefined = context.before.aggregate(one)?.source;
    const kept = source === undefined ? undefined : retentionOf(source, context.before, context.after);
    if (kept !== undefined) return `${source} keeps only ${kept.words}: older history is gone for good`;
    one = source !== undefined && dropped.has(source) ? source : undefined;
  }
  return null;
}

function isViewInBoth({ name, form }: Relation, context: SchemaPair): boolean {
  return (
    (form === 'view' || form === 'materialized view' || form === 'continuous aggregate') &&
    context.before.relation(name)?.form === form
  );
}

function readsInBoth(view: string, relation: string, context: SchemaPair): boolean {
  return [context.before, context.after].every((side) => side.relation(view)?.dependsOn.includes(relation));
}

function queries(view: string, context: SchemaPair): string[] {
  return [context.before, context.after].map((side) => side.aggregate(view)?.query ?? side.relation(view)?.query ?? '');
}
