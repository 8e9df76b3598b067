import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withHead, withRules } from '../../../scripts/describe-rules.ts';
import { fixOf, typeEdit, valueEdit } from '../../../src/lint/fix.ts';
import { type LintInput, lint } from '../../../src/lint/lint.ts';
import { locateIndex } from '../../../src/lint/locate.ts';
import { RULES } from '../../../src/lint/rules/index.ts';
import { bucketWidth } from '../../../src/lint/rules/policies.ts';
import { refusalRules } from '../../../src/lint/rules/refusals.ts';
import { LintSchema } from '../../../src/settings/lint.ts';
import type { SourceStatement } from '../../../src/sql/sources.ts';
import { aHypertable, aModel, anIndex, aPolicy, aTable } from '../../support/model.ts';

const statement = (sql: string, over: Partial<SourceStatement> = {}): SourceStatement => ({
  file: 'a.sql',
  line: 1,
  column: 1,
  sql,
  before: '',
  behind: '',
  ...over,
});

const model = aModel(aTable('app.notes', { id: 'integer' }), aTable('app.scratch', { id: 'integer' }));
const created = [
  statement('CREATE TABLE app.notes (id integer);'),
  statement('CREATE TABLE app.scratch (id integer);', { line: 2 }),
];
const of = (rule: string, input: Partial<LintInput> = {}) =>
  lint({ model, statements: created, ...input }).findings.filter((finding) => finding.rule === rule);

describe('settings', () => {
  test.each<[string, unknown, (string | null)[]]>([
    ['nothing', {}, ['notice', 'notice']],
    ['off', { 'missing-comment': 'off' }, []],
    ['false, as YAML 1.1 reads off', { 'missing-comment': false }, []],
    ['a severity', { 'missing-comment': 'error' }, ['error', 'error']],
    ['objects to leave alone', { 'missing-comment': { severity: 'warning', ignore: ['app.scr*'] } }, ['warning']],
    ['an option', { 'missing-comment': { of: ['column'] } }, ['notice', 'notice']],
  ])('%s', (_, settings, severities) => {
    expect(of('missing-comment', { settings: LintSchema.parse(settings) }).map(({ severity }) => severity)).toEqual(
      severities,
    );
  });

  test.each<[unknown, string]>([
    [{ 'missing-coment': 'off' }, 'lint.missing-coment: there is no such rule; did you mean missing-comment?'],
    [
      { 'chunk-interval-extreme': { longset: '1 day' } },
      'lint.chunk-interval-extreme.longset: the rule has no such setting; did you mean longest?',
    ],
  ])('%j is refused', (settings, message) => {
    expect(() => lint({ model, settings: LintSchema.parse(settings) })).toThrow(message);
  });

  test('a severity that there is not is refused', () => {
    expect(LintSchema.safeParse({ 'missing-comment': 'fatal' }).success).toBe(false);
  });
});

describe('comments that ignore', () => {
  const ignore = '-- timescale-ci: ignore missing-comment only for a test';
  test.each<[string, Partial<SourceStatement>]>([
    ['before the statement', { before: `${ignore}\n` }],
    ['behind it', { behind: ` ${ignore}` }],
    ['in it', { sql: `CREATE TABLE app.notes ( ${ignore}\n id integer);` }],
  ])('%s', (_, over) => {
    const statements = [{ ...(created[0] as SourceStatement), ...over }, created[1] as SourceStatement];
    const result = lint({ model, statements });
    expect(result.findings.map(({ object }) => object)).toEqual(['app.scratch']);
    expect(result.ignored).toBe(1);
  });

  test.each<[string, string, string]>([
    ['an unknown rule', 'ignore no-such-rule because', 'there is no rule no-such-rule'],
    [
      'a typing error',
      'ignore missing-commnt because',
      'there is no rule missing-commnt; did you mean missing-comment?',
    ],
    ['no reason', 'ignore missing-comment', 'ignores missing-comment without a reason'],
    ['nothing to hide', 'ignore unlogged-table it is quick', 'ignores unlogged-table, which finds nothing here'],
  ])('with %s are found', (_, words, message) => {
    const statements = [
      { ...(created[0] as SourceStatement), before: `-- timescale-ci: ${words}\n` },
      created[1] as SourceStatement,
    ];
    expect(of('ignore-comment', { statements }).map((finding) => [finding.message, finding.line])).toEqual([
      [message, 1],
    ]);
  });

  test('a rule about changes is not idle where nothing is compared', () => {
    const statements = [
      { ...(created[0] as SourceStatement), before: '-- timescale-ci: ignore hypertable-lost it moves\n' },
    ];
    expect(of('ignore-comment', { statements })).toEqual([]);
  });
});

describe('places', () => {
  test('a name is found in strings and bodies, with the case that it has', () => {
    const odd = aModel(aTable(['App', 'Notes'], { id: 'integer' }));
    const statements = [
      statement('DO $$ BEGIN EXECUTE \'CREATE TABLE "App"."Notes" (id integer)\'; END $$;', { line: 7 }),
    ];
    expect(of('missing-comment', { model: odd, statements })).toMatchObject([{ object: '"App"."Notes"', line: 7 }]);
  });

  test.each<[string, string[], number | undefined]>([
    [
      'by its table',
      [
        'SELECT alter_job(1, scheduled => true)',
        "SELECT alter_job(job_id, scheduled => false) FROM jobs WHERE hypertable_name = 'notes' AND 'app' = 'app'",
        'SELECT alter_job(2, scheduled => false)',
      ],
      3,
    ],
    ['by a number, the only one', ['SELECT alter_job(1000, scheduled => FALSE)'], 2],
    ['by numbers', ['SELECT alter_job(1, scheduled => false)', 'SELECT alter_job(2, scheduled => false)'], 1],
    ['elsewhere', [], 1],
  ])('a policy that is disabled %s is found there, else where it is added', (_, sql, line) => {
    const kept = aPolicy('retention policy', 'app.notes', { drop_after: '1 day' }, { scheduled: false });
    const statements = ["SELECT add_retention_policy('app.notes', interval '1 day')", ...sql].map((one, i) =>
      statement(`${one};`, { line: i + 1 }),
    );
    const found = of('policy-disabled', {
      model: aModel(aTable(['app', 'notes'], { id: 'integer' }), kept),
      statements,
    });
    expect(found).toMatchObject([{ line }]);
  });

  test('a script that sets the search_path names the table without its schema', () => {
    const statements = [
      statement('SET search_path = app;'),
      statement('CREATE TABLE notes (id integer);', { line: 2 }),
    ];
    expect(of('missing-comment', { statements }).map(({ object, line }) => [object, line])).toEqual([
      ['app.scratch', null],
      ['app.notes', 2],
    ]);
  });

  const lines = (...sqls: string[]): SourceStatement[] => sqls.map((sql, i) => statement(sql, { line: i + 1 }));
  const measured = aModel(
    aTable('public.m', { ts: 'timestamptz', w: 'integer' }),
    aHypertable('public.m', { column: 'ts', interval: '604800000000' }),
  );
  const later = lines(
    'CREATE TABLE m (ts timestamptz);',
    "SELECT create_hypertable('m', 'ts');",
    'ALTER TABLE public.m ADD COLUMN w int;',
    'GRANT SELECT ON public.m TO reader;',
  );

  test('a later statement that says the schema does not take over', () => {
    const { findings } = lint({ model: measured, statements: later });
    expect(findings.map(({ rule, line }) => [rule, line])).toEqual([
      ['missing-comment', 1],
      ['chunk-interval-default', 2],
    ]);
  });

  test('a comment hides what is at its statement, whatever names the table later', () => {
    const statements = later.map((one, i) =>
      i === 1 ? { ...one, before: '-- timescale-ci: ignore chunk-interval-default small\n' } : one,
    );
    const result = lint({ model: measured, statements });
    expect(result.findings.map(({ rule }) => rule)).toEqual(['missing-comment']);
    expect(result.ignored).toBe(1);
  });

  test('a comment at a table of another schema hides nothing here', () => {
    const statements = lines('CREATE TABLE app.notes (id int);', 'SET search_path = app;', 'CREATE TABLE scratch ();');
    const other = statement('CREATE TABLE notes (id int);', {
      before: '-- timescale-ci: ignore missing-comment it is another',
    });
    const { findings } = lint({
      model: aModel(aTable('app.notes', { id: 'int' })),
      statements: [other, ...statements],
    });
    expect(findings.map(({ rule, line }) => [rule, line])).toEqual([
      ['ignore-comment', 1],
      ['missing-comment', 1],
    ]);
  });

  test('an index without a name is where its columns are indexed', () => {
    const indexed = aModel(
      aTable('public.t', { a: 'int', b: 'int' }, { comment: 'x' }),
      anIndex('public.t', 't_a_idx', ['a']),
      anIndex('public.t', 't_a_idx1', ['a']),
    );
    const statements = lines('CREATE TABLE t (a int, b int);', 'CREATE INDEX ON t (lower(b), a);').concat(
      lines('', '', 'CREATE INDEX ON t USING btree (a);', 'CREATE INDEX ON public.t (a) WHERE (b > 1);').slice(2),
    );
    expect(
      ['public.t_a_idx', 'public.t_a_idx1', 'public.t_lower_a_idx', 'public.t_pkey'].map(
        (index) => locateIndex(index, 'public.t', statements)?.line,
      ),
    ).toEqual([3, 4, 2, 1]);
    const { findings } = lint({ model: indexed, statements });
    expect(findings.map(({ rule, line }) => [rule, line])).toEqual([['duplicate-index', 4]]);
  });

  test('without scripts there is no place, and no rule about them', () => {
    const hypertable = aModel(
      aTable('app.m', { ts: 'timestamptz' }),
      aHypertable('app.m', { column: 'ts', interval: '604800000000' }),
    );
    const { findings } = lint({ model: hypertable });
    expect(findings.map(({ rule, file }) => [rule, file])).toEqual([['missing-comment', null]]);
  });
});

test('an index that is built chunk by chunk locks nothing', () => {
  const hypertable = [aTable('app.m', { ts: 'timestamptz' }), aHypertable('app.m', { column: 'ts', interval: '1' })];
  const before = aModel(...hypertable);
  const after = aModel(...hypertable, anIndex('app.m', 'by_ts', ['ts']));
  const changes = [
    {
      class: 'locks' as const,
      kind: 'index',
      object: 'app.by_ts',
      property: null,
      from: null,
      to: 'btree (ts)',
      message: '',
      collection: 'indexes' as const,
      covers: [],
      relation: 'app.m',
      refused: null,
      renamedFrom: null,
    },
  ];
  const locking = (sql: string) =>
    of('index-locks-hypertable', { model: after, statements: [statement(sql)], base: { model: before, changes } });
  expect(locking('CREATE INDEX by_ts ON app.m (ts);')).toHaveLength(1);
  expect(locking('CREATE INDEX by_ts ON app.m (ts) WITH (timescaledb.transaction_per_chunk);')).toEqual([]);
});

test.each<[string, number | undefined]>([
  ["SELECT time_bucket('01:00:00'::interval, t.ts) AS b FROM t", 3_600_000_000],
  ["SELECT public.time_bucket('1 mon'::interval, ts, 'Europe/Berlin'::text) AS b", 30 * 86_400_000_000],
  ['SELECT time_bucket((1000)::bigint, seq) AS b FROM t', 1000],
  ['SELECT time_bucket(width(), ts) FROM t', undefined],
  ['SELECT count(*) FROM t', undefined],
])('the buckets of %s', (query, width) => {
  expect(bucketWidth(query)).toBe(width);
});

describe('docs/rules', () => {
  const directory = join(import.meta.dirname, '../../../docs/rules');
  const index = readFileSync(join(directory, 'README.md'), 'utf8');

  test('has a page for every rule and no other', () => {
    const pages = readdirSync(directory).filter((file) => file !== 'README.md');
    expect(pages.sort()).toEqual(RULES.map(({ id }) => `${id}.md`).sort());
  });

  test('has the list that "npm run describe" writes from the rules', () => {
    expect(index).toBe(withRules(index));
    for (const { id } of RULES) expect(index).toContain(`(${id}.md)`);
  });

  test.each(RULES)('$id has a page with the head that "npm run describe" writes, which says what to do', (rule) => {
    const { id, options } = rule;
    const page = readFileSync(join(directory, `${id}.md`), 'utf8');
    expect(page).toBe(withHead(rule, page));
    for (const section of ['What', 'Why', 'What to do', 'Ignoring it']) expect(page).toContain(`\n## ${section}\n`);
    for (const option of Object.keys(options ?? {})) expect(page).toContain(`    ${option}: `);
    const silenced = page.includes(`-- timescale-ci: ignore ${id} `) || page.includes(`${id}: off`);
    expect(silenced || refusalRules.some((rule) => rule.id === id)).toBe(true);
  });
});

describe('the line that would be right', () => {
  const zone = typeEdit('ts', /timestamp\b(?!\s*\()(?:\s+without\s+time\s+zone)?/, 'timestamptz');
  const hour = valueEdit(/end_offset/, "'1 hour'");

  test.each<[string, string, Partial<SourceStatement>, object | undefined]>([
    ['in the first line', 'CREATE TABLE m (ts timestamp);', {}, { line: 1, to: 'CREATE TABLE m (ts timestamptz);' }],
    [
      'further down, with the comment behind it',
      'CREATE TABLE m (\n  ts timestamp without time zone NOT NULL, -- when\n  v int)',
      { line: 7, behind: ';' },
      { line: 8, from: '  ts timestamp without time zone NOT NULL, -- when', to: '  ts timestamptz NOT NULL, -- when' },
    ],
    [
      'in capitals and quotes, where lines end as on Windows',
      'CREATE TABLE M (\r\n\t"ts" TIMESTAMP NOT NULL\r\n)',
      {},
      { line: 2, from: '\t"ts" TIMESTAMP NOT NULL', to: '\t"ts" TIMESTAMPTZ NOT NULL' },
    ],
    [
      'behind what it is indented by, and before what is behind the statement',
      'CREATE TABLE m (ts timestamp)',
      { before: '-- first\n  ', column: 3, line: 2, behind: '; -- second' },
      {
        line: 2,
        from: '  CREATE TABLE m (ts timestamp); -- second',
        to: '  CREATE TABLE m (ts timestamptz); -- second',
      },
    ],
    ['not of another column', 'CREATE TABLE m (at timestamp, ats timestamp)', {}, undefined],
    ['not where it is right already', 'CREATE TABLE m (ts timestamptz)', {}, undefined],
    ['not with a precision', 'CREATE TABLE m (ts timestamp(3) without time zone)', {}, undefined],
    ['not where it is said twice', 'CREATE TABLE m (ts timestamp) -- ts timestamp', {}, undefined],
    ['not over two lines', 'CREATE TABLE m (ts timestamp without\n time zone)', {}, undefined],
    [
      'not where the line begins with another statement',
      'CREATE TABLE m (ts timestamp)',
      { before: '', column: 11 },
      undefined,
    ],
  ])('%s', (_, sql, over, expected) => {
    const fix = fixOf([zone], statement(sql, over));
    if (expected === undefined) expect(fix).toBeUndefined();
    else expect(fix).toMatchObject(expected);
  });

  test('the first edit that is found is the one; a value keeps its words before it', () => {
    const sql = "SELECT add_continuous_aggregate_policy('a', end_offset => INTERVAL '1 minute');";
    expect(fixOf([zone, hour], statement(sql))?.to).toBe(
      "SELECT add_continuous_aggregate_policy('a', end_offset => INTERVAL '1 hour');",
    );
  });
});
