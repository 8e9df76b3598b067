import { quoteIdentifier, quoteLiteral } from '../../../../src/sql/quote.ts';
import { drawColumn, timeColumn } from '../columns.ts';
import { oneOf } from '../names.ts';
import { automaticNames, type Column, DEFAULTS, type Relation, type TimeType, type World } from '../world.ts';
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

function integerNow(world: World, relation: Relation, type: TimeType): void {
  const made = world.inSchema('function');
  world.add(
    'function',
    `CREATE FUNCTION ${made.sql}() RETURNS ${type} STABLE ${body(world, `SELECT 20000::${type}`, ['sql'])};`,
    {
      makes: [made.id],
      uses: [made.schema.id],
      minds: [DEFAULTS],
    },
  );
  world.add(
    `integer now of ${type}`,
    `SELECT set_integer_now_func(${quoteLiteral(relation.sql)}, ${quoteLiteral(made.sql)});`,
    {
      makes: [`${relation.id} now`],
      uses: [`${relation.id} hypertable`, made.id],
      changes: [`${relation.id} hypertable`],
    },
  );
  relation.hasNow = true;
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
