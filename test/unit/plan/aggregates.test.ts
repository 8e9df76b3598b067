import { describe, expect, test } from 'vitest';
import { derive } from '../../../src/plan/aggregates.ts';

/** A query as pg_get_viewdef() prints it. */
const query = (columns: string[], groups: string[], rows = 'FROM trades', having = ''): string =>
  ` SELECT ${columns.join(',\n    ')}\n   ${rows}\n  GROUP BY ${groups.join(', ')}${having}`;

const bucket = (width: string, zone = ''): string => `public.time_bucket('${width}'::interval, ts${zone})`;
const HOUR = bucket('01:00:00');
const BASE = [`${HOUR} AS bucket`, 'symbol', 'sum(price) AS total', 'count(price) AS n', 'max(price) AS high'];
const GROUPS = [`(${HOUR})`, 'symbol'];
const base = query(BASE, GROUPS);

describe('what an old aggregate gives a new one', () => {
  const shapes: readonly [name: string, after: string, columns: (string | null)[] | string][] = [
    ['all of it', base, ['"bucket"', '"symbol"', '"total"', '"n"', '"high"']],
    [
      'a column more',
      query([...BASE, 'min(price) AS low'], GROUPS),
      ['"bucket"', '"symbol"', '"total"', '"n"', '"high"', null],
    ],
    ['a column less', query(BASE.slice(0, 3), GROUPS), ['"bucket"', '"symbol"', '"total"']],
    [
      'a column under another name',
      query([...BASE.slice(0, 2), 'sum(price) AS volume'], GROUPS),
      ['"bucket"', '"symbol"', '"total"'],
    ],
    [
      'columns in another order',
      query([...BASE].reverse(), GROUPS),
      ['"high"', '"n"', '"total"', '"symbol"', '"bucket"'],
    ],
    [
      'groups in another order',
      query(BASE, [...GROUPS].reverse()),
      ['"bucket"', '"symbol"', '"total"', '"n"', '"high"'],
    ],
    [
      'a filter on one column',
      query([...BASE.slice(0, 2), 'sum(price) FILTER (WHERE (price > 1)) AS total'], GROUPS),
      ['"bucket"', '"symbol"', null],
    ],
    [
      'fewer groups',
      query([`${HOUR} AS bucket`, 'sum(price) AS total', 'count(price) AS n', 'max(price) AS high'], [`(${HOUR})`]),
      ['"bucket"', 'sum("total")', 'sum("n")', 'max("high")'],
    ],
    [
      'longer buckets',
      query([`${bucket('1 day')} AS day`, 'symbol', 'sum(price) AS total'], [`(${bucket('1 day')})`, 'symbol']),
      ['public.time_bucket(\'1 day\'::interval, "bucket")', '"symbol"', 'sum("total")'],
    ],
    [
      'an average of what is stored',
      query([`${bucket('1 day')} AS day`, 'symbol', 'avg(price) AS mean'], [`(${bucket('1 day')})`, 'symbol']),
      ['public.time_bucket(\'1 day\'::interval, "bucket")', '"symbol"', 'sum("total") / nullif(sum("n"), 0)'],
    ],
    [
      'what no bucket says together',
      query([`${bucket('1 day')} AS day`, 'symbol', 'stddev(price) AS s'], [`(${bucket('1 day')})`, 'symbol']),
      ['public.time_bucket(\'1 day\'::interval, "bucket")', '"symbol"', null],
    ],
    [
      'shorter buckets',
      query(
        [`${bucket('00:10:00')} AS bucket`, 'symbol', 'sum(price) AS total'],
        [`(${bucket('00:10:00')})`, 'symbol'],
      ),
      'cannot be told from the old ones',
    ],
    [
      'buckets that are no multiple',
      query(
        [`${bucket('01:30:00')} AS bucket`, 'symbol', 'sum(price) AS total'],
        [`(${bucket('01:30:00')})`, 'symbol'],
      ),
      'cannot be told from the old ones',
    ],
    [
      'buckets of months',
      query([`${bucket('1 mon')} AS bucket`, 'symbol', 'sum(price) AS total'], [`(${bucket('1 mon')})`, 'symbol']),
      'cannot be told from the old ones',
    ],
    [
      'buckets in a time zone',
      query(
        [`${bucket('1 day', ", 'Europe/Berlin'::text")} AS bucket`, 'symbol', 'sum(price) AS total'],
        [`(${bucket('1 day', ", 'Europe/Berlin'::text")})`, 'symbol'],
      ),
      'cannot be told from the old ones',
    ],
    ['a group more', query([...BASE, 'side'], [...GROUPS, 'side']), 'cannot be told from the old ones'],
    ['other rows', query(BASE, GROUPS, 'FROM trades\n  WHERE (price > 0)'), 'it reads other rows'],
    ['another source', query(BASE, GROUPS, 'FROM ticks'), 'it reads other rows'],
    [
      'other groups left out',
      query(BASE, GROUPS, 'FROM trades', '\n HAVING (count(*) > 1)'),
      'it leaves out other groups',
    ],
  ];
  test.each(shapes)('%s', (_, after, columns) => {
    const found = derive(base, after);
    if (typeof columns === 'string') expect('why' in found && found.why).toContain(columns);
    else expect('columns' in found && found.columns.map(({ expression }) => expression)).toEqual(columns);
  });

  test('a longer bucket in the same time zone', () => {
    const zone = ", 'Europe/Berlin'::text";
    const of = (width: string) =>
      query([`${bucket(width, zone)} AS b`, 'sum(price) AS s'], [`(${bucket(width, zone)})`]);
    expect(derive(of('1 day'), of('7 days'))).toMatchObject({
      bucket: "public.time_bucket('7 days'::interval, \"b\", 'Europe/Berlin'::text)",
    });
  });
});
