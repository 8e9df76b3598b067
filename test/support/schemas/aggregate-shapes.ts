/** Buckets as queries write them. */
const BUCKETS: readonly string[] = [
  "time_bucket('1 hour', ts)",
  "time_bucket('1 day', ts)",
  "time_bucket('1 hour', ts, 'Europe/Berlin')",
  "time_bucket('6 hours', ts, \"offset\" => interval '1 hour')",
  "time_bucket('1 day', ts, origin => timestamptz '2001-02-03 00:00+00')",
  "time_bucket('1 month', ts)",
  "time_bucket('1 month', ts, 'Asia/Tokyo')",
  "time_bucket('7 days', ts)",
];

/** What a column list becomes. */
const CHANGES: readonly [before: string[], after: string[]][] = [
  [['sum(v) AS total'], ['sum(v) AS total', 'count(*) AS n']],
  [['sum(v) AS total', 'max(v) AS high'], ['max(v) AS high']],
  [
    ['sum(v) AS total', 'min(v) AS low'],
    ['min(v) AS low', 'sum(v) AS total'],
  ],
  [
    ['avg(v) AS mean', 'last(v, ts) AS final'],
    ['avg(v) AS mean', 'last(v, ts) AS final', 'first(v, ts) AS initial'],
  ],
  [['count(DISTINCT v) AS kinds'], ['count(DISTINCT v) AS kinds', 'stddev(v) AS spread']],
  [
    ['sum(v) AS total', 'sum(v) FILTER (WHERE v > 3) AS many'],
    ['sum(v) AS total', 'sum(v) FILTER (WHERE v > 2) AS many'],
  ],
];

/**
 * Two schemas whose continuous aggregates differ in their queries: every bucket with every change, some real-time, in the
 * columnstore, with policies and indexes, a stack of three, and one that is rolled up.
 *
 * @param each every so many of the shapes
 */
export function aggregateShapes(each: number): { before: string; after: string; names: string[] } {
  const names: string[] = [];
  const [before, after]: [string[], string[]] = [[], []];
  const aggregate = (name: string, columns: string, groups: string, source = 'm', options = ''): string =>
    `CREATE MATERIALIZED VIEW ${name} WITH (timescaledb.continuous${options}) AS SELECT ${columns} FROM ${source} GROUP BY ${groups} WITH NO DATA;`;
  const both = (name: string, old: string, now: string, ...more: string[]): void => {
    names.push(name);
    before.push(old, ...more);
    after.push(now, ...more);
  };
  const shapes = BUCKETS.flatMap((bucket) => CHANGES.map((change) => ({ bucket, change })));
  shapes.forEach(({ bucket, change: [old, now] }, i) => {
    if (i % each !== 0) return;
    const name = `a${i}`;
    const options = i % 2 === 0 ? ', timescaledb.materialized_only = false' : '';
    const make = (columns: string[]): string =>
      aggregate(name, [`${bucket} AS b`, 'd', ...columns].join(', '), '1, 2', 'm', options);
    const more = [
      ...(i % 3 === 0 ? [`ALTER MATERIALIZED VIEW ${name} SET (timescaledb.compress);`] : []),
      ...(i % 4 === 0
        ? [`SELECT add_continuous_aggregate_policy('${name}', NULL, interval '1 hour', interval '1 hour');`]
        : []),
      ...(i % 5 === 0 ? [`CREATE INDEX ON ${name} (d);`] : []),
    ];
    both(name, make(old), make(now), ...more);
  });
  const hours = (extra: string): string =>
    aggregate('stack1', `time_bucket('1 hour', ts) AS b, d, sum(v) AS total${extra}`, '1, 2');
  both('stack1', hours(''), hours(', count(*) AS n'));
  for (const [name, width, source] of [
    ['stack2', '6 hours', 'stack1'],
    ['stack3', '1 day', 'stack2'],
  ] as const) {
    const make = aggregate(name, `time_bucket('${width}', b) AS b, d, sum(total) AS total`, '1, 2', source);
    both(name, make, make);
  }
  const rolled = (width: string): string =>
    aggregate('rolled', `time_bucket('${width}', ts) AS b, sum(v) AS total`, '1');
  both('rolled', rolled('1 hour'), rolled('1 day'));
  const kept = aggregate('kept', "time_bucket('1 hour', ts) AS b, sum(v) AS total", '1');
  const table =
    "CREATE TABLE m (ts timestamptz NOT NULL, d integer, v numeric); SELECT create_hypertable('m', 'ts', chunk_time_interval => interval '1 day');";
  return {
    before: [table, ...before, kept].join('\n'),
    after: [table, ...after, kept].join('\n'),
    names,
  };
}
