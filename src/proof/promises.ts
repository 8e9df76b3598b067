import type { Columnstore, Hypertable, Json, SchemaModel } from '../catalog/model.ts';
import { configKeys, type PolicyForm } from '../catalog/policies.ts';
import { durationText, isIntegerType } from '../sql/interval.ts';
import { orderText } from './order-text.ts';

/** What a schema could promise its readers, in the words of the settings file: `checkRequired` finds it all kept. */
export interface Promises {
  extensions?: string[];
  schemas?: string[];
  tables?: string[];
  hypertables?: Record<string, object>;
  'continuous-aggregates'?: Record<string, object>;
  views?: string[];
  functions?: string[];
  publications?: string[];
}

/** Everything that a schema holds and that the settings can require; kinds of which there is nothing are left out. */
export function promisesOf(model: SchemaModel): Promises {
  const hypertables = new Set(model.hypertables.map(({ name }) => name));
  const relations = (forms: RegExp): string[] =>
    model.relations
      .filter(({ name, form, partitionBound }) => forms.test(form) && !hypertables.has(name) && partitionBound === null)
      .map(({ name }) => name);
  const all: Required<Promises> = {
    extensions: model.extensions.map(({ name }) => name),
    schemas: model.schemas.map(({ name }) => name).filter((name) => name !== 'public'),
    tables: relations(/table$/),
    hypertables: Object.fromEntries(model.hypertables.map((one) => [one.name, hypertable(model, one)])),
    'continuous-aggregates': Object.fromEntries(
      model.continuousAggregates.map(({ name }) => [
        name,
        {
          refresh: model.jobs.some((job) => job.form === 'refresh policy' && job.relation === name),
          ...policies(model, name),
        },
      ]),
    ),
    views: relations(/^(view|materialized view)$/),
    functions: model.routines.map(({ name }) => name.replaceAll(',', ', ')),
    publications: model.publications.map(({ name }) => name),
  };
  return Object.fromEntries(Object.entries(all).filter(([, some]) => Object.keys(some).length > 0));
}

function hypertable(model: SchemaModel, { name, dimensions, columnstore }: Hypertable): object {
  const [time, ...others] = dimensions;
  const interval = time?.interval ?? null;
  return {
    ...(time === undefined ? {} : { 'time-column': time.column }),
    ...(others.length === 0 ? {} : { 'space-column': others.map(({ column }) => column).join(', ') }),
    ...(time === undefined || interval === null
      ? {}
      : { 'chunk-interval': isIntegerType(time.type) ? Number(interval) : durationText(interval) }),
    ...(columnstore === null ? {} : layout(columnstore)),
    ...policies(model, name),
  };
}

function layout({ segmentBy, orderBy }: Columnstore): object {
  if (segmentBy === null && orderBy === null) return { columnstore: true };
  return {
    ...(segmentBy === null ? {} : { 'segment-by': segmentBy }),
    ...(orderBy === null ? {} : { 'order-by': orderBy.map(orderText) }),
  };
}

function policies(model: SchemaModel, relation: string): object {
  const age = (form: PolicyForm): string | number | undefined => {
    const job = model.jobs.find((one) => one.form === form && one.relation === relation && one.scheduled);
    const keys = configKeys(form, 'age', 'age since creation');
    const value: Json | undefined = keys.map((key) => job?.config?.[key]).find((one) => one != null);
    return typeof value === 'string' || typeof value === 'number' ? value : undefined;
  };
  const compress = age('columnstore policy');
  const drop = age('retention policy');
  return {
    ...(compress === undefined ? {} : { 'compress-after': compress }),
    ...(drop === undefined ? {} : { 'drop-after': drop }),
  };
}
