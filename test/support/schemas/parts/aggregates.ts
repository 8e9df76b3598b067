import { quoteIdentifier, quoteLiteral } from '../../../../src/sql/quote.ts';
import { oddText, oneOf } from '../names.ts';
import { type Column, DEFAULTS, type Group, type Relation, type World } from '../world.ts';
import { isInteger } from './hypertables.ts';

/** Widths of buckets in hours, each a multiple of the one before. */
const HOURS: readonly [number, string][] = [
  [0.25, '15 minutes'],
  [1, '1 hour'],
  [6, '6 hours'],
  [24, '1 day'],
  [168, '7 days'],
];

/** A continuous aggregate over a hypertable or over another aggregate. */
export function aggregate(world: World): void {
  const { chance } = world;
  const candidates = [...world.hypertables(), ...world.aggregates()].filter(
    ({ marks, time, hasNow }) =>
      !marks.has('row security') &&
      !marks.has('no hierarchy') &&
      !marks.has('unlogged') &&
      time !== null &&
      (hasNow || !isInteger(time.type)),
  );
  if (candidates.length === 0) return;
  const source = chance.pick(candidates);
  const time = source.time;
  if (time === null) return;
  const bucket = drawBucket(world, source);
  if (bucket === undefined) return;
  const made = world.inSchema('aggregate');
  const columns: Column[] = [];
  const selected: string[] = [];
  const select = (expression: string, type: string, group: Group): Column => {
    const name = world.name(made.id);
    const column = {
      name,
      sql: quoteIdentifier(name),
      type,
      group,
      notNull: false,
      computed: true,
      sample: () => 'NULL',
      uses: [],
    };
    columns.push(column);
    selected.push(`${expression} AS ${column.sql}`);
    return column;
  };
  const bucketColumn = select(bucket.expression, time.type, 'time');
  const groupable = source.columns.filter((column) => column !== time.column && column.group !== 'other');
  const grouped = chance.some(groupable, 0, 2).map((column) => select(`s.${column.sql}`, column.type, column.group));
  const uses = [source.form === 'table' ? `${source.id} hypertable` : source.id];
  if (source.hasNow && source.form === 'table') uses.push(`${source.id} now`);
  const join = joined(world, source);
  if (join !== undefined) {
    uses.push(join.table.id);
    grouped.push(select(`j.${join.column.sql}`, join.column.type, join.column.group));
  }
  for (const [expression, type, group] of chance.some(measures(world, source), 1, 4)) select(expression, type, group);
  const grouping = Array.from({ length: grouped.length + 1 }, (_, i) => `${i + 1}`).join(', ');
  const text = source.columns.find(({ group }) => group === 'text');
  const where =
    text !== undefined && chance.maybe(25)
      ? `\n  WHERE ${chance.pick([`s.${text.sql}::text <> ${quoteLiteral(oddText(chance))}`, oneOf(chance, `s.${text.sql}`)])}`
      : '';
  const having = chance.maybe(15) ? '\n  HAVING count(*) > 1' : '';
  const options = [
    'timescaledb.continuous',
    ...chance.some(
      [
        'timescaledb.materialized_only = true',
        'timescaledb.materialized_only = false',
        'timescaledb.create_group_indexes = false',
      ],
      0,
      2,
    ),
  ].filter(
    (option, i, all) =>
      !(
        option.includes('= false') &&
        all.some(
          (other, k) =>
            k < i && other.startsWith('timescaledb.materialized') && option.startsWith('timescaledb.materialized'),
        )
      ),
  );
  const realTime = options.includes('timescaledb.materialized_only = false');
  world.add(
    `${source.form === 'table' ? '' : 'hierarchical '}aggregate on ${time.type}, ${realTime ? 'real-time' : 'materialized only'}${bucket.feature}${join === undefined ? '' : ', with a join'}`,
    `CREATE MATERIALIZED VIEW ${made.sql} WITH (${[...new Map(options.map((o) => [o.split(' ')[0], o])).values()].join(', ')}) AS\n` +
      `  SELECT ${selected.join(', ')}\n  FROM ${source.sql} s${join === undefined ? '' : `\n  JOIN ${join.table.sql} j ON j.${join.column.sql} = s.${join.on.sql}`}${where}\n  GROUP BY ${grouping}${having}\n  WITH NO DATA;`,
    {
      makes: [made.id],
      uses: [made.schema.id, ...uses],
      minds: [
        DEFAULTS,
        `${source.id} hypertable`,
        `${source.id} columns`,
        `${source.id} row security`,
        'published tables',
      ],
    },
  );
  if (source.form === 'table') source.marks.add('aggregated');
  world.relations.push({
    ...made,
    form: 'aggregate',
    columns,
    time: { column: bucketColumn, type: time.type, step: bucket.width },
    hasNow: source.hasNow,
    marks: new Set(bucket.feature === '' ? [] : ['no hierarchy']),
    owner: null,
    dimensions: [],
    indexes: [],
    grouped,
  });
  world.commentable.push({ ...made, words: `VIEW ${made.sql}` });
  for (const column of columns) world.commentable.push({ ...made, words: `COLUMN ${made.sql}.${column.sql}` });
}

function drawBucket(
  world: World,
  source: Relation,
): { expression: string; width: number; feature: string } | undefined {
  const { chance } = world;
  const time = source.time;
  if (time === null) return undefined;
  const column = `s.${time.column.sql}`;
  const least = source.form === 'table' ? 0 : time.step;
  if (isInteger(time.type)) {
    const width = Math.max(least, 10) * chance.int(1, 3);
    // A chunk of the aggregate is ten times as wide as one of its source, and a smallint must hold that.
    return width > 2000 || time.type === 'smallint'
      ? undefined
      : { expression: `time_bucket(${width}::${time.type}, ${column})`, width, feature: '' };
  }
  const widths = HOURS.filter(([hours]) => hours >= least && (time.type !== 'date' || hours >= 24));
  if (widths.length === 0) return undefined;
  const [width, text] = chance.pick(widths);
  const plain = { expression: `time_bucket('${text}', ${column})`, width, feature: '' };
  if (source.form !== 'table' || chance.maybe(60)) return plain;
  const variants: { expression: string; width: number; feature: string }[] = [
    { expression: `time_bucket('1 month', ${column})`, width: 31 * 24, feature: ', by months' },
    {
      expression: `time_bucket('${text}', ${column}, "offset" => interval '${text}' / 3)`,
      width,
      feature: ', with an offset',
    },
    {
      expression: `time_bucket('${text}', ${column}, origin => ${time.type} '2001-02-03 00:00')`,
      width,
      feature: ', with an origin',
    },
  ];
  if (time.type === 'date') variants.splice(1, 1);
  if (time.type === 'timestamptz') {
    variants.push(
      { expression: `time_bucket('${text}', ${column}, 'Europe/Berlin')`, width, feature: ', in a time zone' },
      {
        expression: `time_bucket('1 month', ${column}, timezone => 'Asia/Tokyo', origin => timestamptz '2001-02-03 04:05:06+07')`,
        width: 31 * 24,
        feature: ', by months in a time zone from an origin',
      },
    );
  }
  return chance.pick(variants);
}

function measures(world: World, source: Relation): [string, string, Group][] {
  const time = source.time?.column;
  const found: [string, string, Group][] = [['count(*)', 'bigint', 'integer']];
  for (const column of source.columns) {
    const s = `s.${column.sql}`;
    if (column === time) continue;
    if (column.group === 'integer' || column.group === 'number') {
      found.push([`sum(${s})`, 'numeric', 'number'], [`avg(${s})`, 'numeric', 'number']);
      found.push([`min(${s}) FILTER (WHERE ${s} > 1)`, column.type, column.group]);
    }
    if (column.group === 'text')
      found.push(
        [`max(${s}::text)`, 'text', 'text'],
        [`string_agg(${s}::text, ${quoteLiteral(oddText(world.chance))})`, 'text', 'text'],
      );
    if (column.group === 'text' || column.group === 'integer' || column.group === 'number') {
      if (time !== undefined) found.push([`last(${s}, s.${time.sql})`, column.type, column.group]);
      found.push([`count(DISTINCT ${s})`, 'bigint', 'integer']);
    }
    if (column.group === 'boolean') found.push([`bool_or(${s})`, 'boolean', 'boolean']);
    if (column.group === 'other') found.push([`count(${s})`, 'bigint', 'integer']);
  }
  return found;
}

/** A plain table that has a column of the same type, to join with. */
function joined(world: World, source: Relation): { table: Relation; column: Column; on: Column } | undefined {
  if (source.form !== 'table' || !world.chance.maybe(20)) return undefined;
  const pairs = world
    .tables()
    .filter(({ marks }) => !marks.has('row security'))
    .flatMap((table) =>
      table.columns.flatMap((column) =>
        source.columns
          .filter((on) => on.type === column.type && on.group !== 'other' && on !== source.time?.column)
          .map((on) => ({ table, column, on })),
      ),
    );
  return pairs.length === 0 ? undefined : world.chance.pick(pairs);
}
