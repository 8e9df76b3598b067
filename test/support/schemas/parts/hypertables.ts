import { quoteIdentifier, quoteLiteral } from '../../../../src/sql/quote.ts';
import { drawColumn, timeColumn } from '../columns.ts';
import { oneOf } from '../names.ts';
import {
  automaticNames,
  type Column,
  DEFAULTS,
  type Relation,
  TABLESPACES,
  type TimeType,
  type World,
} from '../world.ts';
import { body } from './routines.ts';
import { createTable } from './tables.ts';
import { trigger } from './triggers.ts';

const TIME_TYPES: readonly TimeType[] = [
  'timestamptz',
  'timestamptz',
  'timestamptz',
  'timestamp',
  'date',
  'smallint',
  'integer',
  'bigint',
];
const INTERVALS = [
  '1 day',
  '7 days',
  '36 hours',
  '1 month',
  '90 minutes',
  '10 days 02:03:04.567891',
  '1 year',
  '2 weeks',
];

export const isInteger = (type: TimeType): boolean => type === 'smallint' || type === 'integer' || type === 'bigint';

/** A table that becomes a hypertable: with a second statement, dimensions, an associated schema, a function for now. */
export function hypertable(world: World): void {
  const { chance } = world;
  const made = world.inSchema('table');
  const type = chance.pick(TIME_TYPES);
  const step = isInteger(type) ? chance.pick([1, 10, 100]) : chance.pick([1, 6, 24]);
  const time = timeColumn(world, made.id, type, type === 'date' ? 24 : step);
  const others = Array.from({ length: chance.int(1, 6) }, () => drawColumn(world, made.id));
  const columns = [...others];
  columns.splice(chance.int(0, columns.length), 0, time);
  const relation = createTable(world, made, columns);
  if (chance.maybe(30)) index(world, relation, 'before');
  if (chance.maybe(20)) trigger(world, relation);
  turn(world, relation, time, type, step);
  const hash = others.find(({ group }) => group === 'text' || group === 'integer');
  if (hash !== undefined && chance.maybe(30)) {
    relation.dimensions.push(hash);
    hash.notNull = true;
    world.add(
      'hash dimension',
      `SELECT add_dimension(${quoteLiteral(made.sql)}, ${quoteLiteral(hash.name)}, number_partitions => ${chance.int(1, 9)});`,
      { uses: [`${made.id} hypertable`], changes: [`${made.id} hypertable`] },
    );
  }
  const range = others.find((column) => column !== hash && ['bigint', 'integer', 'date'].includes(column.type));
  if (range !== undefined && chance.maybe(15)) {
    relation.dimensions.push(range);
    relation.marks.add('two ranges');
    range.notNull = true;
    const size = range.type === 'date' ? "interval '30 days'" : '1000';
    world.add(
      'second range dimension',
      `SELECT add_dimension(${quoteLiteral(made.sql)}, ${quoteLiteral(range.name)}, chunk_time_interval => ${size});`,
      { uses: [`${made.id} hypertable`], changes: [`${made.id} hypertable`] },
    );
  }
  if (isInteger(type) && chance.maybe(75)) integerNow(world, relation, type);
}

function turn(world: World, relation: Relation, time: Column, type: TimeType, step: number): void {
  const { chance } = world;
  const defaults = chance.maybe(40);
  const interval = isInteger(type)
    ? `${chance.pick([100, 1000, 12_345])}`
    : `interval '${chance.pick(INTERVALS.slice(0, type === 'date' ? 2 : 99))}'`;
  const schema = chance.maybe(15) ? chance.pick(world.schemas) : undefined;
  const args = [
    quoteLiteral(relation.sql),
    quoteLiteral(time.name),
    ...(chance.maybe(80) || isInteger(type) ? [`chunk_time_interval => ${interval}`] : []),
    ...(defaults ? [] : ['create_default_indexes => false']),
    ...(schema === undefined ? [] : [`associated_schema_name => ${quoteLiteral(unquoted(schema.sql))}`]),
    ...(chance.maybe(15)
      ? [`associated_table_prefix => ${quoteLiteral(`${world.name('prefixes')}`.slice(0, 20))}`]
      : []),
  ];
  relation.time = { column: time, type, step };
  relation.dimensions.push(time);
  relation.marks.add('fresh');
  world.add(
    `hypertable on ${type}${schema === undefined ? '' : ' with an associated schema'}`,
    `SELECT create_hypertable(${args.join(', ')});`,
    {
      makes: [`${relation.id} hypertable`],
      uses: [relation.id, ...(schema === undefined ? [] : [schema.id])],
      changes: [
        `${relation.id} hypertable`,
        `${relation.id} indexes`,
        ...(defaults ? [automaticNames(relation.schema)] : []),
      ],
      minds: [`${relation.id} columns`, 'published tables'],
    },
  );
}

/** By a function of its own, which may find another one by the search_path. */
function integerNow(world: World, relation: Relation, type: TimeType): void {
  const nowFunction = (code: string, uses: string[], schema = world.chance.pick(world.schemas)) => {
    const made = world.inSchema('function', schema);
    const text = body(world, code, ['sql']);
    world.add('function', `CREATE FUNCTION ${made.sql}() RETURNS ${type} STABLE ${text};`, {
      makes: [made.id],
      uses: [made.schema.id, ...uses],
      minds: [DEFAULTS],
    });
    return made;
  };
  let made = nowFunction(`SELECT 20000::${type}`, [], world.chance.maybe() ? world.schemas[0] : undefined);
  const found = made.schema === world.schemas[0] && world.chance.maybe(60);
  if (found) made = nowFunction(`SELECT ${quoteIdentifier(made.bare)}()`, [made.id]);
  world.add(
    `integer now of ${type}${found ? ' by the search_path' : ''}`,
    `SELECT set_integer_now_func(${quoteLiteral(relation.sql)}, ${quoteLiteral(made.sql)});`,
    {
      makes: [`${relation.id} now`],
      uses: [`${relation.id} hypertable`, made.id],
      changes: [`${relation.id} hypertable`],
    },
  );
  relation.hasNow = true;
}

/** Partitioning functions: what they take and give, and how. */
const PARTITIONING: readonly [column: string, result: TimeType, code: string][] = [
  ['date', 'smallint', 'SELECT extract(year FROM $1)::smallint'],
  ['date', 'integer', 'SELECT extract(month FROM $1)::integer'],
  ['timestamp with time zone', 'bigint', 'SELECT extract(epoch FROM $1)::bigint'],
  ['integer', 'date', "SELECT date '1970-01-01' + $1"],
  ['text', 'timestamp', 'SELECT $1::timestamp'],
  ['jsonb', 'timestamptz', "SELECT ($1 ->> 't')::timestamptz"],
];

/** A hypertable by what a function makes of its column, with a policy whose age is counted in that. */
export function partitioned(world: World): void {
  const { chance } = world;
  const [column, result, code] = chance.pick(PARTITIONING);
  const [made, part, now] = [world.inSchema('table'), world.inSchema('function'), world.inSchema('function')];
  world.add(
    'function',
    `CREATE FUNCTION ${part.sql}(${column}) RETURNS ${result} IMMUTABLE ${body(world, code, ['sql'])};`,
    { makes: [part.id], uses: [part.schema.id], minds: [DEFAULTS] },
  );
  const span = (n: number): string => (isInteger(result) ? `${n}::${result}` : `interval '${n} days'`);
  const args = [
    quoteLiteral(made.sql),
    "'c'",
    `chunk_time_interval => ${span(chance.int(2, 9))}`,
    'create_default_indexes => false',
    `time_partitioning_func => ${quoteLiteral(part.sql)}`,
  ];
  world.add(
    `hypertable on ${result} of a function`,
    `CREATE TABLE ${made.sql} (c ${column} NOT NULL, v integer);\nSELECT create_hypertable(${args.join(', ')});`,
    { makes: [made.id], uses: [made.schema.id, part.id], minds: [DEFAULTS, 'published tables'] },
  );
  if (chance.maybe(40)) return;
  const counted = isInteger(result)
    ? `CREATE FUNCTION ${now.sql}() RETURNS ${result} STABLE ${body(world, `SELECT 2000::${result}`, ['sql'])};
SELECT set_integer_now_func(${quoteLiteral(made.sql)}, ${quoteLiteral(now.sql)});\n`
    : '';
  world.add(
    `retention policy on ${result} of a function`,
    `${counted}SELECT add_retention_policy(${quoteLiteral(made.sql)}, drop_after => ${span(chance.int(20, 90))});`,
    { uses: [made.id, now.schema.id], minds: [DEFAULTS] },
  );
}

/** Tablespaces for chunks, and one that is detached again, which leaves the table in the default one. */
export function tablespaces(world: World): void {
  const { chance } = world;
  const candidates = world
    .hypertables()
    .filter(({ owner, marks }) => owner === null && !marks.has('tablespaces') && !marks.has('columnstore'));
  if (candidates.length === 0) return;
  const relation = chance.pick(candidates);
  relation.marks.add('tablespaces');
  const chosen = chance.some(TABLESPACES, 1, 3);
  const call = (verb: string, name: string): string =>
    `SELECT ${verb}_tablespace(${quoteLiteral(name)}, ${quoteLiteral(relation.sql)});`;
  const detached = chance.maybe() ? [chance.pick(chosen)] : [];
  const again = chance.maybe(30) ? detached : [];
  world.add(
    `tablespaces${detached.length > 0 ? ', one detached' : ''}${again.length > 0 ? ' and attached again' : ''}`,
    [
      ...chosen.map((name) => call('attach', name)),
      ...detached.map((name) => call('detach', name)),
      ...again.map((name) => call('attach', name)),
    ].join('\n'),
    {
      uses: [`${relation.id} hypertable`],
      minds: [`${relation.id} hypertable`],
      changes: [`${relation.id} columnstore`],
    },
  );
}

/** Another chunk interval than the one it was made with. */
export function chunkInterval(world: World): void {
  const candidates = [...world.hypertables(), ...world.aggregates()];
  if (candidates.length === 0) return;
  const { chance } = world;
  const relation = chance.pick(candidates);
  const type = relation.time?.type ?? 'timestamptz';
  const size = isInteger(type) ? `${chance.int(500, 900)}` : `interval '${chance.int(2, 40)} days'`;
  // A hypertable may have a second range dimension, and must then be told which one is meant.
  const dimension =
    relation.form === 'table' ? `, dimension_name => ${quoteLiteral(relation.time?.column.name ?? '')}` : '';
  world.add(
    `chunk interval of ${relation.form}`,
    `SELECT set_chunk_time_interval(${quoteLiteral(relation.sql)}, ${size}${dimension});`,
    {
      uses: [relation.form === 'table' ? `${relation.id} hypertable` : relation.id],
      changes: [`${relation.id} interval`, `${relation.id} hypertable`],
    },
  );
}

/** An index on a table, hypertable, continuous aggregate or materialized view. */
export function anyIndex(world: World): void {
  const candidates = world.relations.filter(({ form }) => form !== 'view');
  if (candidates.length > 0) index(world, world.chance.pick(candidates), 'after');
}

function index(world: World, relation: Relation, when: string): void {
  const { chance } = world;
  const sortable = relation.columns.filter(({ group }) => group !== 'other');
  if (sortable.length === 0) return;
  const columns = chance.some(sortable, 1, 3);
  const unique =
    when === 'after' && relation.form === 'table' && !relation.marks.has('columnstore') && chance.maybe(10);
  const keys = unique ? [...new Set([...relation.dimensions, ...columns])] : columns;
  const terms = keys.map(({ sql, group }) => {
    const expression =
      !unique && group === 'text' && relation.form !== 'aggregate' && chance.maybe(25)
        ? chance.pick([`lower(${sql}::text)`, `(${oneOf(chance, sql)})`])
        : sql;
    return `${expression}${chance.pick(['', '', ' DESC', ' ASC NULLS FIRST', ' DESC NULLS LAST'])}`;
  });
  const named = chance.maybe(80);
  // An aggregate's indexes live in TimescaleDB's own schema, all of them.
  const place = relation.form === 'aggregate' ? 'indexes of aggregates' : relation.schema.id;
  const name = named ? world.name(place) : undefined;
  const method = !unique && terms.length === 1 && chance.maybe(10) && terms[0] === keys[0]?.sql ? ' USING hash' : '';
  const included =
    relation.form === 'table' && method === '' && chance.maybe(10)
      ? relation.columns.find((c) => !keys.includes(c))
      : undefined;
  const where =
    !unique && relation.form === 'table' && relation.time === null && chance.maybe(15)
      ? ` WHERE ${keys[0]?.sql} IS NOT NULL${keys[0]?.group === 'text' ? ` AND ${oneOf(chance, keys[0].sql)}` : ''}`
      : '';
  const options = method === '' && chance.maybe(15) ? ' WITH (fillfactor = 80)' : '';
  world.add(
    `index on ${relation.form === 'table' && relation.time !== null ? 'hypertable' : relation.form}${when === 'before' ? ' before it is one' : ''}`,
    `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${name === undefined ? '' : `${quoteIdentifier(name)} `}ON ${relation.sql}${method} (${terms.join(', ')})` +
      `${included === undefined ? '' : ` INCLUDE (${included.sql})`}${options}${where};`,
    {
      makes: name === undefined ? [] : [`${relation.id} index ${name}`],
      uses: [relation.id],
      minds: [`${relation.id} columns`, `${relation.id} hypertable`, `${relation.id} indexes`],
      changes: name === undefined ? [automaticNames(relation.schema)] : [],
    },
  );
  if (name === undefined) return;
  const thing = { id: `${relation.id} index ${name}`, sql: name };
  if (method === '' && where === '') relation.indexes.push(thing);
  if (relation.form === 'aggregate') return;
  world.commentable.push({ ...thing, words: `INDEX ${relation.schema.sql}.${quoteIdentifier(name)}` });
}

export function unquoted(identifier: string): string {
  return identifier.startsWith('"') ? identifier.slice(1, -1).replaceAll('""', '"') : identifier;
}
