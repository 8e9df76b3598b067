import { closest, distance } from 'fastest-levenshtein';
import type { Hypertable, Json, SchemaModel } from '../catalog/model.ts';
import { configKeys, type PolicyForm } from '../catalog/policies.ts';
import type { Require } from '../settings/schema.ts';
import { durationText, isIntegerType, sameSpan } from '../sql/interval.ts';
import { orderText } from './order-text.ts';

/** A promise of the settings file that the schema does not keep. */
export interface Unmet {
  object: string;
  /** `does not exist, required: table; did you mean trading.market_data?` */
  problem: string;
  /** A second line, where there is more to say. */
  hint: string | null;
  /** The statement that it is about, where the scripts tell. */
  place?: { file: string; line: number };
}

export interface Required {
  unmet: Unmet[];
  /** What was looked at: `4 hypertables, 2 views`. */
  counts: { [kind: string]: number };
}

/** Holds a model against what the settings require. Every failure is reported, not just the first. */
export function checkRequired(model: SchemaModel, require: Require): Required {
  const unmet: Unmet[] = [];
  const hypertables = new Map(
    model.hypertables.flatMap((table) => spellings(table).map((name) => [name, table] as const)),
  );
  const tables = new Map(
    model.relations
      .filter(({ form }) => form === 'table' || form === 'partitioned table' || form === 'foreign table')
      .flatMap((table) => spellings(table).map((name) => [name, table] as const)),
  );
  const exists = (name: string, known: readonly string[], what: string): boolean => {
    if (known.includes(name)) return true;
    unmet.push({ object: name, problem: `${what}${suggestion(name, known)}`, hint: null });
    return false;
  };
  const all = (names: readonly string[], known: readonly string[], what: string): void => {
    for (const name of names) exists(name, known, what);
  };

  all(
    require.extensions,
    model.extensions.map(({ name }) => name),
    'is not installed',
  );
  all(
    require.schemas,
    model.schemas.flatMap(({ name }) => [name, unquote(name)]),
    missing('schema'),
  );
  for (const entry of require.tables) {
    const { name, columns = [] } = typeof entry === 'string' ? { name: entry } : entry;
    const table = tables.get(name);
    if (!exists(name, [...tables.keys()], missing('table')) || table === undefined) continue;
    const present = model.columns.filter(({ relation }) => relation === table.name).map(({ bare }) => bare);
    for (const column of columns) {
      if (present.includes(column)) continue;
      unmet.push({ object: name, problem: `has no column ${column}${suggestion(column, present)}`, hint: null });
    }
  }
  for (const [name, wanted] of Object.entries(require.hypertables)) {
    const hypertable = hypertables.get(name);
    if (hypertable !== undefined) unmet.push(...checkHypertable(model, name, hypertable, wanted));
    else if (tables.has(name)) {
      unmet.push({
        object: name,
        problem: `is a plain table, required: hypertable${describeWanted(wanted)}`,
        hint: `no create_hypertable('${name}', …) ran`,
      });
    } else exists(name, [...hypertables.keys(), ...tables.keys()], missing(`hypertable${describeWanted(wanted)}`));
  }
  const aggregates = model.continuousAggregates.flatMap((one) =>
    spellings(one).map((name) => [name, one.name] as const),
  );
  for (const [name, wanted] of Object.entries(require['continuous-aggregates'])) {
    const own = aggregates.find(([spelling]) => spelling === name)?.[1];
    if (
      !exists(
        name,
        aggregates.map(([spelling]) => spelling),
        noAggregate(model, name),
      ) ||
      own === undefined
    )
      continue;
    if (wanted.refresh !== undefined) {
      const has = model.jobs.some((job) => job.form === 'refresh policy' && job.relation === own);
      if (has !== wanted.refresh)
        unmet.push(differs(name, 'refresh policy', has ? 'yes' : 'none', wanted.refresh ? 'yes' : 'none'));
    }
    unmet.push(...checkPolicies(model, name, own, wanted));
  }
  const views = model.relations.filter(
    ({ form }) => form === 'view' || form === 'materialized view' || form === 'continuous aggregate',
  );
  all(require.views, views.flatMap(spellings), missing('view'));
  all(
    require.functions,
    model.routines.flatMap((routine) => [...spellings(routine), ...signatures(routine.name)]),
    missing('function'),
  );
  all(
    require.indexes,
    model.indexes.flatMap((index) => spellings({ ...index, schema: schemaOf(model, index.relation) })),
    missing('index'),
  );
  all(
    require.roles,
    model.roles.flatMap(({ name }) => [name, unquote(name)]),
    'is not a role that the schema names',
  );
  all(
    require.publications,
    model.publications.flatMap(({ name }) => [name, unquote(name)]),
    missing('publication'),
  );
  return {
    unmet,
    counts: {
      hypertable: Object.keys(require.hypertables).length,
      'continuous aggregate': Object.keys(require['continuous-aggregates']).length,
      view: require.views.length,
      function: require.functions.length,
    },
  };
}

type WantedHypertable = Require['hypertables'][string];

function checkHypertable(model: SchemaModel, name: string, hypertable: Hypertable, wanted: WantedHypertable): Unmet[] {
  const unmet: Unmet[] = [];
  const [time, ...others] = hypertable.dimensions;
  const expect = (property: string, actual: string, required: string | undefined): void => {
    if (required !== undefined && actual !== required) unmet.push(differs(name, property, actual, required));
  };
  expect('time column', time?.column ?? 'none', wanted['time-column']);
  expect('space column', others.map(({ column }) => column).join(', ') || 'none', wanted['space-column']);
  const interval = wanted['chunk-interval'];
  if (interval !== undefined && time !== undefined) {
    const actual = isIntegerType(time.type) ? Number(time.interval) : durationText(time.interval ?? '0');
    if (!sameSpan(actual, interval)) unmet.push(differs(name, 'chunk interval', String(actual), String(interval)));
  }
  const { columnstore } = hypertable;
  if (wanted.columnstore !== undefined && (columnstore !== null) !== wanted.columnstore) {
    unmet.push(differs(name, 'columnstore', onOff(columnstore !== null), onOff(wanted.columnstore)));
  }
  const list = (items: readonly string[] | null | undefined): string =>
    items === undefined ? 'no columnstore' : items === null ? "TimescaleDB's choice" : items.join(', ') || 'none';
  expect(
    'segment by',
    list(columnstore?.segmentBy ?? (columnstore === null ? undefined : null)),
    wanted['segment-by'] && list(wanted['segment-by']),
  );
  const orders = columnstore?.orderBy?.map(orderText) ?? (columnstore === null ? undefined : null);
  expect('order by', list(orders), wanted['order-by'] && list(wanted['order-by'].map(normalOrder)));
  return [...unmet, ...checkPolicies(model, name, hypertable.name, wanted)];
}

function checkPolicies(
  model: SchemaModel,
  name: string,
  relation: string,
  wanted: { 'compress-after'?: string | number | undefined; 'drop-after'?: string | number | undefined },
): Unmet[] {
  const unmet: Unmet[] = [];
  const check = (form: PolicyForm, required: string | number | undefined): void => {
    if (required === undefined) return;
    const job = model.jobs.find((one) => one.form === form && one.relation === relation);
    const keys = configKeys(form, 'age', 'age since creation');
    const age = keys.map((key) => job?.config?.[key]).find((value) => value !== undefined && value !== null) as
      | Json
      | undefined;
    const actual = typeof age === 'number' || typeof age === 'string' ? age : undefined;
    if (actual === undefined)
      unmet.push({ object: name, problem: `has no ${form}, required: after ${required}`, hint: null });
    else if (!sameSpan(actual, required)) unmet.push(differs(name, form, `after ${actual}`, `after ${required}`));
    else if (job?.scheduled === false) unmet.push({ object: name, problem: `its ${form} is disabled`, hint: null });
  };
  check('columnstore policy', wanted['compress-after']);
  check('retention policy', wanted['drop-after']);
  return unmet;
}

/** The same name may be required as two things: each says as what. */
function missing(kind: string): string {
  return `does not exist, required: ${kind}`;
}

function differs(object: string, property: string, actual: string, required: string): Unmet {
  return { object, problem: `${property} is ${actual}, required: ${required}`, hint: null };
}

function noAggregate(model: SchemaModel, name: string): string {
  const view = model.relations.find((relation) => spellings(relation).includes(name));
  return view === undefined ? missing('continuous aggregate') : `is a ${view.form}, required: continuous aggregate`;
}

function describeWanted(wanted: WantedHypertable): string {
  const time = wanted['time-column'] === undefined ? '' : ` on ${wanted['time-column']}`;
  const interval = wanted['chunk-interval'] === undefined ? '' : `, chunk interval ${wanted['chunk-interval']}`;
  return `${time}${interval}`;
}

/** The nearest known name, where one is near enough to be meant. */
function suggestion(name: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const candidate = closest(name, known);
  return distance(name, candidate) <= Math.max(2, Math.floor(name.length / 4)) ? `; did you mean ${candidate}?` : '';
}

/** A name as SQL writes it, and as people do: without quotes. */
function spellings({ name, schema, bare }: { name: string; schema: string; bare: string }): string[] {
  return [...new Set([name, `${schema}.${bare}`])];
}

/** `f(integer,text)` also with a space behind the comma. */
function signatures(name: string): string[] {
  return [name.replaceAll(',', ', ')];
}

function schemaOf(model: SchemaModel, relation: string): string {
  return model.relations.find(({ name }) => name === relation)?.schema ?? '';
}

function unquote(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}

function onOff(on: boolean): string {
  return on ? 'on' : 'off';
}

function normalOrder(text: string): string {
  return text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/ asc\b/i, '')
    .replace(/ desc\b/i, ' DESC')
    .replace(/ nulls (first|last)\b/i, (n) => n.toUpperCase());
}
