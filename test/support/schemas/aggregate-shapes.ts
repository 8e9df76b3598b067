/** A change of a continuous aggregate, or of several that belong together. */
export interface Shape {
  name: string;
  aggregates: readonly Aggregate[];
  /** What both schemas have beside them. */
  more: string;
  /** Whether what they have materialized is compressed. */
  compressed: boolean;
}

interface Aggregate {
  name: string;
  before: string;
  after: string;
  /** Columns of the new one, and the query over what the old one showed that gives their values. */
  columns: string;
  expected: string;
}

/** Rows around a change of summer time and of the month, by the kinds of time that a hypertable has. */
export const SOURCES = `
CREATE TABLE m (ts timestamptz NOT NULL, d integer, s text, v numeric, w integer);
SELECT create_hypertable('m', 'ts', chunk_time_interval => interval '1 day');
CREATE TABLE store (LIKE m);
SELECT create_hypertable('store', 'ts', chunk_time_interval => interval '1 day');
ALTER TABLE store SET (timescaledb.compress, timescaledb.compress_segmentby = 'd');
CREATE TABLE plain (LIKE m);
ALTER TABLE plain ALTER ts TYPE timestamp;
SELECT create_hypertable('plain', 'ts', chunk_time_interval => interval '1 day');
CREATE TABLE days (LIKE m);
ALTER TABLE days ALTER ts TYPE date;
SELECT create_hypertable('days', 'ts', chunk_time_interval => interval '2 days');
CREATE TABLE numbered (LIKE m);
ALTER TABLE numbered ALTER ts TYPE bigint USING 0;
SELECT create_hypertable('numbered', 'ts', chunk_time_interval => 24);
CREATE FUNCTION present() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 216::bigint';
SELECT set_integer_now_func('numbered', 'present');
CREATE ROLE reader;
`;

/** Two readings an hour for nine days; what the first five days held is dropped later, by half of the rows and more. */
export const ROWS = `
INSERT INTO m SELECT timestamptz '2021-03-25 00:10+00' + i * interval '1 hour', d, 's' || i % 3, i * 10 + d, i % 5
  FROM generate_series(0, 215) i, generate_series(1, 2) d;
INSERT INTO store SELECT * FROM m;
INSERT INTO plain SELECT ts AT TIME ZONE 'UTC', d, s, v, w FROM m;
INSERT INTO days SELECT (ts AT TIME ZONE 'UTC')::date, d, s, v, w FROM m;
INSERT INTO numbered SELECT extract(epoch FROM ts - timestamptz '2021-03-25 00:10+00')::bigint / 3600, d, s, v, w FROM m;
`;

export const DROPPED = `
SELECT drop_chunks('m', timestamptz '2021-03-30 00:00+00');
SELECT drop_chunks('store', timestamptz '2021-03-30 00:00+00');
SELECT drop_chunks('plain', timestamp '2021-03-30 00:00');
SELECT drop_chunks('days', date '2021-03-30');
SELECT drop_chunks('numbered', 120);
`;

/**
 * Rows that came late, long after the others of their time were dropped, into hours of their own; and hours whose rows
 * somebody deleted. What was materialized of either is to stay.
 */
export const STRAY = `
INSERT INTO m VALUES ('2021-03-20 00:20+00', 1, 's0', 1, 1);
INSERT INTO store VALUES ('2021-03-20 00:20+00', 1, 's0', 1, 1);
INSERT INTO plain VALUES ('2021-03-20 00:20', 1, 's0', 1, 1);
INSERT INTO days VALUES ('2021-03-20', 1, 's0', 1, 1);
INSERT INTO numbered VALUES (-96, 1, 's0', 1, 1);
`;

interface Options {
  source?: string;
  bucket?: string;
  /** Beside the bucket. */
  groups?: string;
  groupsAfter?: string;
  bucketAfter?: string;
  where?: string;
  having?: string;
  /** WITH (…) of the old one and of the new one. */
  options?: readonly [string, string];
  compressed?: boolean;
  more?: string;
}

const HOUR = "time_bucket('1 hour', ts)";
const DAY = "time_bucket('1 day', ts)";

let count = 0;

/** A shape of one aggregate; `@` in `more` is its name. */
function shape(
  name: string,
  [before, after]: readonly [string, string],
  [columns, expected]: readonly [string, string],
  options: Options = {},
): Shape {
  const { source = 'm', bucket = HOUR, groups = ', d', where = '', having = '', more = '' } = options;
  const { bucketAfter = bucket, groupsAfter = groups, compressed = false } = options;
  const aggregate = `a${++count}`;
  const make = (time: string, list: string, by: string, one: string): string => {
    const labelled = list.startsWith('@') ? list.slice(1) : `${time} AS b${by}, ${list}`;
    return (
      `CREATE MATERIALIZED VIEW ${aggregate} WITH (timescaledb.continuous${one}) AS SELECT ${labelled} FROM ${source}${where} ` +
      `GROUP BY ${time}${by}${having} WITH NO DATA;`
    );
  };
  const [old, now] = options.options ?? ['', ''];
  return {
    name,
    aggregates: [
      {
        name: aggregate,
        before: make(bucket, before, groups, old),
        after: make(bucketAfter, after, groupsAfter, now),
        columns,
        expected: expected.includes('SELECT') ? expected : `SELECT ${expected} FROM shown.${aggregate}`,
      },
    ].map((one) => ({ ...one, expected: one.expected.replaceAll('@', `shown.${aggregate}`) })),
    more: `${compressed ? `ALTER MATERIALIZED VIEW ${aggregate} SET (timescaledb.compress);` : ''}${more.replaceAll('@', aggregate)}`,
    compressed,
  };
}

const KEPT = ['b, d, total', 'b, d, total'] as const;
const ADDED = ['sum(v) AS total', 'sum(v) AS total, count(*) AS n'] as const;
const ROLLED = ['sum(v) AS total, count(v) AS n', 'sum(v) AS total, count(v) AS n'] as const;
const REAL = ', timescaledb.materialized_only = false';

/** What a day of hours says, in UTC or elsewhere. */
const rolledUp = (bucket: string): readonly [string, string] => [
  'b, d, total, n',
  `SELECT ${bucket}, d, sum(total), sum(n) FROM @ GROUP BY 1, 2`,
];

/** An aggregate on an aggregate, on an aggregate where `top` is given. */
function stack(name: string, low: readonly [string, string], middle: readonly [string, string], top?: string): Shape {
  const [a, b, c] = [`a${++count}`, `a${++count}`, `a${++count}`];
  const make = (aggregate: string, source: string, bucket: string, list: string): string =>
    `CREATE MATERIALIZED VIEW ${aggregate} WITH (timescaledb.continuous) AS SELECT ${bucket} AS b, d, ${list} FROM ${source} GROUP BY 1, 2 WITH NO DATA;`;
  const level = (
    aggregate: string,
    source: string,
    bucket: string,
    [old, now]: readonly [string, string],
  ): Aggregate => ({
    name: aggregate,
    before: make(aggregate, source, bucket, old),
    after: make(aggregate, source, bucket, now),
    columns: 'b, d, total',
    expected: `SELECT b, d, total FROM shown.${aggregate}`,
  });
  return {
    name,
    aggregates: [
      level(a, 'm', HOUR, low),
      level(b, a, "time_bucket('6 hours', b)", middle),
      ...(top === undefined ? [] : [level(c, b, "time_bucket('1 day', b)", [top, top])]),
    ],
    more: '',
    compressed: false,
  };
}

const SUM = 'sum(total) AS total';

export const SHAPES: readonly Shape[] = [
  shape('a count is added', ADDED, KEPT),
  shape('a column is taken away', ['sum(v) AS total, max(v) AS high', 'max(v) AS high'], ['b, d, high', 'b, d, high']),
  shape(
    'columns change places',
    ['sum(v) AS total, min(v) AS low', 'min(v) AS low, sum(v) AS total'],
    ['b, d, total, low', 'b, d, total, low'],
  ),
  shape('a column is renamed', ['sum(v) AS total', 'sum(v) AS volume'], ['b, d, volume', 'b, d, total']),
  shape(
    'two columns swap their names',
    ['sum(v) AS x, max(v) AS y', 'max(v) AS x, sum(v) AS y'],
    ['b, d, x, y', 'b, d, y, x'],
  ),
  shape(
    'the bucket is renamed',
    [`@${HOUR} AS b, d, sum(v) AS total`, `@${HOUR} AS hour, d, sum(v) AS total`],
    ['hour, d, total', 'b, d, total'],
  ),
  shape(
    'a group is renamed',
    [`@${HOUR} AS b, d, sum(v) AS total`, `@${HOUR} AS b, d AS device, sum(v) AS total`],
    ['b, device, total', 'b, d, total'],
  ),
  shape(
    'a renamed column and a new one',
    ['sum(v) AS total', 'count(*) AS n, sum(v) AS volume'],
    ['b, d, volume', 'b, d, total'],
  ),
  shape(
    'the filter of a column changes',
    ['sum(v) AS total, sum(v) FILTER (WHERE w > 3) AS many', 'sum(v) AS total, sum(v) FILTER (WHERE w > 2) AS many'],
    KEPT,
  ),
  shape(
    'first and last are added',
    ['sum(v) AS total', 'sum(v) AS total, first(v, ts) AS opened, last(v, ts) AS closed'],
    KEPT,
  ),
  shape(
    'first and last stay',
    ['first(v, ts) AS opened, last(v, ts) AS closed', 'first(v, ts) AS opened, last(v, ts) AS closed, count(*) AS n'],
    ['b, d, opened, closed', 'b, d, opened, closed'],
  ),
  shape(
    'an average gets its sum and count',
    ['avg(v) AS mean', 'avg(v) AS mean, sum(v) AS total, count(v) AS n'],
    ['b, d, mean', 'b, d, mean'],
  ),
  shape(
    'a count of distinct values stays',
    ['count(DISTINCT w) AS kinds', 'count(DISTINCT w) AS kinds, max(w) AS most'],
    ['b, d, kinds', 'b, d, kinds'],
  ),
  shape('a deviation is added', ['sum(v) AS total', 'sum(v) AS total, stddev(v) AS spread'], KEPT),
  shape('no group but the bucket', ADDED, ['b, total', 'b, total'], { groups: '' }),
  shape('three groups', ADDED, ['b, d, s, total', 'b, d, s, total'], { groups: ', d, s' }),
  shape(
    'a group that is an expression',
    [
      `@${HOUR} AS b, upper(s) AS big, sum(v) AS total`,
      `@${HOUR} AS b, upper(s) AS big, sum(v) AS total, count(*) AS n`,
    ],
    ['b, big, total', 'b, big, total'],
    { groups: ', upper(s)' },
  ),
  shape('hours become days', ROLLED, rolledUp("time_bucket('1 day', b)"), { bucketAfter: DAY }),
  shape('hours become six hours', ROLLED, rolledUp("time_bucket('6 hours', b)"), {
    bucketAfter: "time_bucket('6 hours', ts)",
  }),
  shape('days become weeks', ROLLED, rolledUp("time_bucket('7 days', b)"), {
    bucket: DAY,
    bucketAfter: "time_bucket('7 days', ts)",
  }),
  shape(
    'an average is rolled up',
    ['avg(v) AS mean, sum(v) AS total, count(v) AS n', 'avg(v) AS mean'],
    ['b, d, round(mean, 6)', "SELECT time_bucket('1 day', b), d, round(sum(total) / sum(n), 6) FROM @ GROUP BY 1, 2"],
    { bucketAfter: DAY },
  ),
  shape(
    'least and most are rolled up',
    ['min(v) AS low, max(v) AS high', 'min(v) AS low, max(v) AS high'],
    ['b, d, low, high', "SELECT time_bucket('1 day', b), d, min(low), max(high) FROM @ GROUP BY 1, 2"],
    { bucketAfter: DAY },
  ),
  shape('a group is taken away', ROLLED, ['b, total, n', 'SELECT b, sum(total), sum(n) FROM @ GROUP BY 1'], {
    groupsAfter: '',
  }),
  shape(
    'one of two groups is taken away',
    ROLLED,
    ['b, s, total, n', 'SELECT b, s, sum(total), sum(n) FROM @ GROUP BY 1, 2'],
    { groups: ', d, s', groupsAfter: ', s' },
  ),
  shape(
    'longer buckets and fewer groups',
    ROLLED,
    ['b, total, n', "SELECT time_bucket('1 day', b), sum(total), sum(n) FROM @ GROUP BY 1"],
    { bucketAfter: DAY, groupsAfter: '' },
  ),
  shape('hours in a time zone', ADDED, KEPT, { bucket: "time_bucket('1 hour', ts, 'Europe/Berlin')" }),
  shape('days in a time zone that changes to summer time', ADDED, KEPT, {
    bucket: "time_bucket('1 day', ts, 'Europe/Berlin')",
  }),
  shape('hours become days in a time zone', ROLLED, rolledUp("time_bucket('1 day', b, 'Europe/Berlin')"), {
    bucket: "time_bucket('1 hour', ts, 'Europe/Berlin')",
    bucketAfter: "time_bucket('1 day', ts, 'Europe/Berlin')",
  }),
  shape('half an hour off: days in Kolkata', ADDED, KEPT, { bucket: "time_bucket('1 day', ts, 'Asia/Kolkata')" }),
  shape('months', ADDED, KEPT, { bucket: "time_bucket('1 month', ts)" }),
  shape('months in a time zone', ADDED, KEPT, { bucket: "time_bucket('1 month', ts, 'Asia/Tokyo')" }),
  shape('buckets with an offset', ADDED, KEPT, {
    bucket: "time_bucket('6 hours', ts, \"offset\" => interval '1 hour')",
  }),
  shape('buckets with an origin', ADDED, KEPT, {
    bucket: "time_bucket('1 day', ts, origin => timestamptz '2001-02-03 00:00+00')",
  }),
  shape('real time', ADDED, KEPT, { options: [REAL, REAL] }),
  shape('real time becomes materialized only', ADDED, KEPT, { options: [REAL, ''] }),
  shape('materialized only becomes real time', ADDED, KEPT, { options: ['', REAL] }),
  shape('real time, rolled up', ROLLED, rolledUp("time_bucket('1 day', b)"), {
    bucketAfter: DAY,
    options: [REAL, REAL],
  }),
  shape('real time in a time zone', ADDED, KEPT, {
    bucket: "time_bucket('1 day', ts, 'Europe/Berlin')",
    options: [REAL, REAL],
  }),
  shape('compressed', ADDED, KEPT, { compressed: true }),
  shape(
    'compressed, and a column is renamed',
    ['sum(v) AS total', 'sum(v) AS volume'],
    ['b, d, volume', 'b, d, total'],
    { compressed: true },
  ),
  shape('compressed, rolled up', ROLLED, rolledUp("time_bucket('1 day', b)"), { bucketAfter: DAY, compressed: true }),
  shape('compressed and real time', ADDED, KEPT, { options: [REAL, REAL], compressed: true }),
  shape('on a compressed hypertable', ADDED, KEPT, { source: 'store' }),
  shape('on a compressed hypertable, compressed', ADDED, KEPT, { source: 'store', compressed: true }),
  shape('with a refresh policy and an index', ADDED, KEPT, {
    more: "SELECT add_continuous_aggregate_policy('@', NULL, interval '1 hour', interval '1 hour'); CREATE INDEX ON @ (d);",
  }),
  shape('with a comment, a grant and a view on it', ADDED, KEPT, {
    more: "COMMENT ON VIEW @ IS 'said'; GRANT SELECT ON @ TO reader; CREATE VIEW v_@ AS SELECT b, total FROM @;",
  }),
  shape('some rows only', ADDED, KEPT, { where: ' WHERE w > 1' }),
  shape('some groups only', ADDED, KEPT, { having: ' HAVING count(*) > 0' }),
  shape('on time without a zone', ADDED, KEPT, { source: 'plain' }),
  shape('on dates', ADDED, KEPT, { source: 'days', bucket: DAY }),
  shape('on numbers', ADDED, KEPT, { source: 'numbered', bucket: 'time_bucket(6, ts)' }),
  shape('on numbers, rolled up', ROLLED, rolledUp('time_bucket(24, b)'), {
    source: 'numbered',
    bucket: 'time_bucket(6, ts)',
    bucketAfter: 'time_bucket(24, ts)',
  }),
  stack('the lower of two changes', ADDED, [SUM, SUM]),
  stack('both of two change', ADDED, [SUM, `${SUM}, count(*) AS n`]),
  stack('the upper of two changes', ['sum(v) AS total', 'sum(v) AS total'], [SUM, `${SUM}, max(total) AS most`]),
  stack('the lowest of three changes', ADDED, [SUM, SUM], SUM),
  stack(
    'the middle of three changes',
    ['sum(v) AS total', 'sum(v) AS total'],
    [SUM, `${SUM}, max(total) AS most`],
    SUM,
  ),
];
