import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChangeRecord, CLASSES } from '../../../src/diff/change.ts';
import { diffText } from '../../../src/diff/text.ts';
import type { Finding } from '../../../src/lint/types.ts';
import { digestOf, markerOf, type Review, renderComment } from '../../../src/report/comment.ts';
import { strangers } from '../../support/markdown.ts';

const retention: ChangeRecord = {
  class: 'data-loss',
  kind: 'policy',
  object: 'trading.trades',
  property: 'retention',
  from: '90 days',
  to: '30 days',
  message: 'rows older than 30 days are dropped at the next run of the policy',
};
const segments: ChangeRecord = {
  class: 'recompress',
  kind: 'hypertable',
  object: 'trading.market_data',
  property: 'segment by',
  from: 'symbol',
  to: 'symbol, source',
  message: 'chunks already compressed keep the old setting until recompressed',
};
const aggregate: ChangeRecord = {
  class: 'safe',
  kind: 'continuous aggregate',
  object: 'analytics.daily_ohlcv',
  property: null,
  from: null,
  to: 'continuous aggregate, 7 columns, refreshed from 3 days ago to 1 hour ago',
  message: 'new; CREATE materializes all history unless it says WITH NO DATA',
};
const query: ChangeRecord = {
  class: 'safe',
  kind: 'view',
  object: 'analytics.latest',
  property: 'query',
  from: ' SELECT symbol\n   FROM trading.trades',
  to: ' SELECT symbol,\n    price\n   FROM trading.trades',
  message: 'CREATE OR REPLACE VIEW takes it; readers get the new rows at once',
};
const finding: Finding = {
  rule: 'retention-shorter-than-refresh',
  severity: 'error',
  object: 'analytics.daily_ohlcv',
  message:
    'it refreshes the last 60 days, but trading.trades keeps only 30 days: buckets whose raw rows are gone are emptied',
  hint: "Set the refresh policy's start_offset below the source's drop_after.",
  file: 'sql/init/02_columnstore.sql',
  line: 14,
  column: 1,
};
const notice: Finding = {
  ...finding,
  rule: 'missing-comment',
  severity: 'notice',
  object: null,
  message: 'this table has no COMMENT',
  file: null,
  line: null,
};
const diff = diffText(
  "SELECT public.add_retention_policy('trading.trades'::regclass, drop_after => '90 days'::interval);\n",
  "SELECT public.add_retention_policy('trading.trades'::regclass, drop_after => '30 days'::interval);\n",
  { from: 'base/schema.sql', to: 'head/schema.sql' },
);

const review = (over: Partial<Review> = {}): Review => ({
  id: 'default',
  name: null,
  title: null,
  detail: null,
  outlook: null,
  plan: null,
  database: 'trading',
  base: '1a2b3c4',
  head: '5d6e7f8',
  server: 'TimescaleDB 2.14.2 on PostgreSQL 14',
  proved: true,
  changes: [],
  failing: [],
  places: new Map(),
  findings: [],
  known: 0,
  failure: null,
  diff: { text: '', added: 0, removed: 0 },
  notes: [],
  approval: null,
  open: [],
  links: {
    summary: 'https://github.com/acme/db/actions/runs/7',
    artifact: 'https://github.com/acme/db/actions/runs/7/artifacts/9',
    file: (file, line) => `https://github.com/acme/db/blob/5d6e7f8/${file}#L${line}`,
    rules: 'https://github.com/acme/timescale-ci/blob/v1/docs/rules/',
  },
  ...over,
});

const golden = (name: string): string => `__golden__/${name}.md`;

describe('the comment', () => {
  test('for changes that lose data', async () => {
    const { body } = renderComment(
      review({
        changes: [retention, segments, aggregate],
        places: new Map([[retention, { file: 'sql/init/02_columnstore.sql', line: 31 }]]),
        findings: [finding, notice],
        diff,
        approval: { label: 'schema-change-approved', given: false },
        open: [finding],
      }),
    );
    await expect(body).toMatchFileSnapshot(golden('data-loss'));
  });

  test('for a change that was approved, from a shallow base', async () => {
    const { body } = renderComment(
      review({
        changes: [retention],
        diff,
        approval: { label: 'schema-change-approved', given: true },
        notes: ['The base is sql/schema/schema_latest.sql of main: its commit could not be fetched.'],
        links: { summary: 'https://github.com/acme/db/actions/runs/7', artifact: null, file: null, rules: null },
      }),
    );
    await expect(body).toMatchFileSnapshot(golden('approved'));
  });

  test('for safe changes only: two lines, the rest is folded', async () => {
    const { body } = renderComment(review({ changes: [aggregate, query], diff }));
    await expect(body).toMatchFileSnapshot(golden('safe'));
    const shown = body
      .replace(/<details>[^]*?<\/details>/g, '')
      .split('\n')
      .filter((line) => line !== '');
    expect(shown).toHaveLength(4);
  });

  test('for findings without changes', async () => {
    await expect(renderComment(review({ findings: [finding], open: [finding] })).body).toMatchFileSnapshot(
      golden('findings'),
    );
  });

  test.each([
    ['CREATE INDEX ON a.b (c);', ' ([`', 'CREATE INDEX ON a.b (c);'],
    ['Leave it out, or: ALTER TABLE a.b SET LOGGED;', '. Leave it out, or: ([`', 'ALTER TABLE a.b SET LOGGED;'],
    ["COMMENT ON TABLE a.`` IS '``` \n# x';", ' ([`', "COMMENT ON TABLE a.`` IS '``` \n  # x';"],
    ['Add one: add_columnstore_policy().', '. Add one: add_columnstore_policy(). ([`', null],
    [`ALTER TABLE ${'a'.repeat(2_000)};`, '… ([`', null],
  ])('with the statement that mends a finding as a block to copy: %s', (hint, before, sql) => {
    const { body } = renderComment(review({ findings: [{ ...finding, hint }] }));
    expect(body).toContain(before);
    const marks = '`'.repeat(hint.includes('```') ? 4 : 3);
    if (sql === null) expect(body).not.toContain('sql\n');
    else expect(body).toContain(`\n  ${marks}sql\n  ${sql}\n  ${marks}\n`);
  });

  test('for findings of which the base has some too', async () => {
    await expect(
      renderComment(review({ findings: [notice], known: 3, name: 'services/orders' })).body,
    ).toMatchFileSnapshot(golden('known'));
    expect(renderComment(review({ known: 3 })).body).toContain('No schema changes');
  });

  test('for SQL that does not run', async () => {
    const { body } = renderComment(
      review({
        title: 'the schema does not build',
        server: '',
        proved: null,
        failure: { file: 'sql/init/01 (a).sql', line: 57, message: 'type "numerc" does not exist (42704)' },
        detail: '    57 │     open      NUMERC(18,6) NOT NULL,\n       │               ^',
      }),
    );
    await expect(body).toMatchFileSnapshot(golden('broken'));
  });

  test('for a schema that there is nothing to compare with', async () => {
    const { body } = renderComment(
      review({
        title: 'the schema builds, and there is nothing to compare it with',
        findings: [notice],
        notes: [
          'The base cannot be fetched: git fetch: fatal: no. There is no schema_latest.sql in the checkout either.',
        ],
      }),
    );
    await expect(body).toMatchFileSnapshot(golden('no-base'));
  });

  test('for nothing: one line', async () => {
    const { body } = renderComment(review());
    await expect(body).toMatchFileSnapshot(golden('nothing'));
    expect(body.split('\n')).toHaveLength(2);
  });

  test('for names that try to get out', async () => {
    const name = 'x | **bold** `code` @acme/team #12 <img src=x> [a](http://evil) $x$ \n| row | --> ::error::';
    const { body } = renderComment(
      review({
        id: '--> x',
        name,
        database: name,
        server: name,
        base: name,
        changes: [{ ...retention, object: name, property: name, from: name, to: name, message: name, kind: name }],
        findings: [{ ...finding, object: name, message: name, hint: name, file: name }],
        failure: { file: name, line: 1, message: name },
        notes: [name],
        approval: { label: name, given: false },
      }),
    );
    await expect(body).toMatchFileSnapshot(golden('hostile'));
    const rows = body.split('\n').filter((line) => line.startsWith('|'));
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(5);
    // As a reader of Markdown sees it: no tag, image or ragged row that is not ours.
    expect(strangers(body.slice(body.indexOf('\n') + 1))).toEqual([]);
    expect(body.match(/-->/g)?.length).toBe(1 + (body.match(/<!-- -->/g)?.length ?? 0));
  });
});

describe('what fails the check', () => {
  const breaking: ChangeRecord = { ...query, class: 'breaking' };
  const approval = { label: 'ok', given: false };
  const shown = (failing: ChangeRecord[], over: Partial<Review> = {}) =>
    renderComment(review({ changes: [retention, breaking, segments], failing, approval, ...over }));

  test.each<[string, ChangeRecord[], Partial<Review>, string, string]>([
    ['the gravest', [retention], {}, '1 change would lose data\n', 'Merging needs the label `ok`.'],
    [
      'others',
      [breaking],
      {},
      '1 change would lose data, 1 change may break readers or writers\n',
      'Merging needs the label `ok` (1 breaking).',
    ],
    [
      'both',
      [retention, breaking],
      {},
      '1 change would lose data, 1 change may break readers or writers\n',
      'Merging needs the label `ok` (1 data loss, 1 breaking).',
    ],
    [
      'without a label',
      [segments],
      { approval: null },
      '1 change would lose data, 1 change leaves existing chunks as they are\n',
      'Merging needs 1 change taken back (1 recompress).',
    ],
  ])('is in the heading, and what it needs right below: %s', (_, failing, over, heading, needs) => {
    const { body } = shown(failing, over);
    const kind = failing.includes(retention) ? 'CAUTION' : 'WARNING';
    expect(body).toContain(`### Schema check: ${heading}\n> [!${kind}]\n> ${needs}\n`);
  });

  test('is part of the digest', () => {
    const digests = [[retention], [breaking], [retention, breaking]].map((failing) => shown(failing).digest);
    expect(new Set(digests).size).toBe(3);
  });
});

describe('its digest', () => {
  test('stays where only commits and links change', () => {
    const before = renderComment(review({ changes: [retention], findings: [finding], diff }));
    const after = renderComment(
      review({
        changes: [retention],
        findings: [finding],
        diff,
        head: '9999999',
        links: { ...review().links, summary: 'https://other', artifact: null, file: (file) => `https://moved/${file}` },
      }),
    );
    expect(after.body).not.toBe(before.body);
    expect(after.digest).toBe(before.digest);
  });

  test.each<[string, Partial<Review>]>([
    ['a change', { changes: [{ ...retention, to: '20 days' }] }],
    ['a finding', { findings: [finding] }],
    ['the proof', { proved: false }],
    ['the approval', { approval: { label: 'ok', given: true } }],
    ['the diff', { diff: diffText('a\n', 'b\n', { from: 'a', to: 'b' }) }],
  ])('changes with %s', (_, over) => {
    const before = renderComment(review({ changes: [retention], diff }));
    expect(renderComment(review({ changes: [retention], diff, ...over })).digest).not.toBe(before.digest);
  });

  test('is read from the body, for its own id', () => {
    const { body, digest } = renderComment(review({ id: 'staging' }));
    expect(body.startsWith(markerOf('staging'))).toBe(true);
    expect(digestOf(body, 'staging')).toBe(digest);
    expect(digestOf(body, 'stag')).toBeUndefined();
    expect(digestOf(`> ${body}`, 'staging')).toBeUndefined();
  });
});

describe('its length', () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `-- line ${i} with some text to fill it`);
  const huge = diffText('', `${lines.join('\n')}\n`, { from: 'a', to: 'b' });

  test('a diff of 20,000 lines is cut at a line, and says how many are left', () => {
    const { body, shortened } = renderComment(review({ changes: [retention], diff: huge }));
    expect(shortened).toBe(true);
    expect(body.length).toBeLessThan(65_536);
    expect(body.length).toBeGreaterThan(60_000);
    const [, left] = /\n(\d+) more lines, in the \[artifact\]/.exec(body) ?? [];
    expect(body.match(/^\+-- line \d+ with some text to fill it$/gm)).toHaveLength(20_000 + 3 - Number(left) - 3);
    expect(body.match(/^```/gm)).toHaveLength(2);
  });

  test('160,000 runs of backticks fit, and what cannot be seen shows', () => {
    const body = Array.from({ length: 40_000 }, (_, i) => `-- ${'``` '.repeat(4)}\u202e${i}`).join('\n');
    const comment = renderComment(review({ changes: [retention], diff: diffText('', body, { from: 'a', to: 'b' }) }));
    expect(comment.body.length).toBeLessThan(65_536);
    expect(comment.body).toContain('\n````diff\n');
    expect(comment.body).toContain('⟨U+202E⟩0');
    expect(comment.body).not.toContain('\u202e');
  });

  test('changes come before findings, findings before the diff', () => {
    const changes = Array.from({ length: 600 }, (_, i) => ({
      ...retention,
      object: `trading.t${i}`,
      message: 'x'.repeat(100),
    }));
    const findings = Array.from({ length: 300 }, () => finding);
    const { body } = renderComment(review({ changes, findings, diff: huge }));
    expect(body.length).toBeLessThan(65_536);
    expect(body).toMatch(/and \d+ more changes|finding/);
    expect(body).toContain('Full report:');
  });

  test('whatever it is given, it fits, closes its fences and holds no half character', () => {
    const words = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('\ud800', '```', '</details>', '😀'.repeat(200)),
    );
    const change = fc.record({
      class: fc.constantFrom(...CLASSES),
      kind: words,
      object: words,
      property: fc.option(words),
      from: fc.option(words),
      to: fc.option(words),
      message: words,
    });
    const found = fc.record({
      object: fc.option(words),
      message: words,
      file: fc.option(words),
      line: fc.option(fc.nat()),
    });
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 60 }),
        fc.array(found, { maxLength: 30 }),
        fc.array(words, { maxLength: 20 }),
        fc.integer({ min: 4_000, max: 9_000 }),
        (changes, found, lines, limit) => {
          const text = lines.map((line) => `+${line}`).join('\n');
          const { body } = renderComment(
            review({
              changes,
              findings: found.map((one) => ({ ...finding, ...one })),
              diff: { text, added: lines.length, removed: 0 },
            }),
            limit,
          );
          expect(body.length).toBeLessThanOrEqual(limit);
          expect(body.isWellFormed()).toBe(true);
          const opened = body.match(/^`{3,}diff$/gm)?.[0]?.replace('diff', '');
          if (opened !== undefined) expect(body.split('\n').filter((line) => line === opened)).toHaveLength(1);
        },
      ),
      { numRuns: 200 },
    );
  });
});
