import fc from 'fast-check';
import { marked } from 'marked';
import { describe, expect, test } from 'vitest';
import type { SchemaModel } from '../../../src/catalog/model.ts';
import type { Change } from '../../../src/diff/change.ts';
import { COMMENT_CHARACTERS, SUMMARY_BYTES } from '../../../src/github/limits.ts';
import { bytes } from '../../../src/report/cut.ts';
import { renderProposal, renderSummary, type SummaryInput } from '../../../src/report/summary.ts';
import { strangers } from '../../support/markdown.ts';
import { aHypertable, aJob, aModel, anAggregate, aPolicy, quoted } from '../../support/model.ts';
import { oddName } from '../../support/odd-names.ts';

const EMPTY: SummaryInput = {
  verdict: 'Schema unchanged',
  facts: [],
  findings: [],
  detail: null,
  change: null,
  model: null,
  body: null,
  links: [],
  linkTo: null,
};
const render = (input: Partial<SummaryInput>, most = SUMMARY_BYTES): string =>
  renderSummary({ ...EMPTY, ...input }, most);

const DAY = '86400000000';
const market = aModel(
  aHypertable(
    ['trading', 'trades'],
    { column: 'time', interval: DAY },
    {
      columnstore: {
        segmentBy: ['symbol'],
        orderBy: [{ column: 'time', descending: true, nullsFirst: true }],
        chunkInterval: null,
        sparseIndexes: null,
        directCompress: false,
      },
    },
  ),
  anAggregate(['analytics', 'daily'], 'trading.trades'),
  aPolicy('columnstore policy', 'trading.trades', { compress_after: '7 days' }, { scheduleInterval: '12:00:00' }),
  aPolicy('retention policy', 'trading.trades', { drop_after: '90 days' }, { scheduled: false }),
  aPolicy('refresh policy', 'analytics.daily', { start_offset: '3 days', end_offset: '1 hour' }),
);
const change = (over: Partial<Change>): Change => ({
  class: 'safe',
  kind: 'hypertable',
  object: 'trading.trades',
  property: 'retention',
  from: '90 days',
  to: '30 days',
  message: 'rows older than 30 days are dropped',
  collection: 'hypertables',
  covers: [],
  relation: null,
  refused: null,
  renamedFrom: null,
  ...over,
});

describe('the summary', () => {
  test('reads from the verdict down: what changed, hypertables, policies', () => {
    const page = render({
      verdict: 'Schema changed: 1 data-loss, in schema_20261122_020007.sql',
      facts: ['`trading_data` · schema `9f3c21ab` · restore proved'],
      links: [{ label: 'Commit 1a2b3c4d', url: 'https://github.com/a/b/commit/1a2b' }],
      model: market,
      change: {
        since: 'schema_20261121_020007.sql',
        diff: { text: '@@ -1 +1 @@\n-a\n+b\n', added: 1, removed: 1 },
        changes: [change({ class: 'data-loss' })],
      },
    });
    expect(page).toBe(`### Schema changed: 1 data-loss, in schema_20261122_020007.sql

\`trading_data\` · schema \`9f3c21ab\` · restore proved<br>[Commit 1a2b3c4d](https://github.com/a/b/commit/1a2b)

#### What changed

| | object | change | what happens on a database with rows |
|---|---|---|---|
| **data loss** | \`trading.trades\` retention | \`90 days\` → \`30 days\` | rows older than 30 days are dropped |

<details><summary>+1 −1 lines since <code>schema_20261121_020007.sql</code></summary>

\`\`\`diff
@@ -1 +1 @@
-a
+b
\`\`\`

</details>

#### Hypertables

| Hypertable | Chunk interval | Segment by | Order by | Compress after | Drop after |
| --- | --- | --- | --- | --- | --- |
| \`trading.trades\` | 1 day on \`time\` | \`symbol\` | \`time\` desc | 7 days | 90 days |
| \`analytics.daily\`<br>reads \`trading.trades\` | 70 days |  |  |  |  |

#### Policies and jobs

| When | What | On | Which | State |
| --- | --- | --- | --- | --- |
| every 12 hours | compress | \`trading.trades\` | chunks older than 7 days |  |
| every day | refresh | \`analytics.daily\` | rows from 3 days ago to 1 hour ago |  |
| every day | drop | \`trading.trades\` | chunks older than 90 days | **disabled** |
`);
  });

  test('of a failure shows the place, the line and what to do', () => {
    const page = render({
      verdict: 'sql/init/01.sql:57:31  type "numerc" does not exist',
      findings: [
        {
          severity: 'error',
          message: 'type "numerc" does not exist',
          hint: 'mend it',
          file: 'sql/init/01.sql',
          line: 57,
          column: 31,
        },
        { severity: 'warning', message: 'not uploaded' },
      ],
      detail: '   57 │ open NUMERC',
      linkTo: (file, line) => `https://github.com/a/b/blob/c/${file}#L${line}`,
    });
    expect(page).toContain('```\n   57 │ open NUMERC\n```');
    expect(page).toContain(
      '- **Error**: [`sql/init/01.sql:57:31`](https://github.com/a/b/blob/c/sql/init/01.sql#L57)<br>type "numerc" does not exist<br>mend it',
    );
    expect(page).toContain('- **Warning**: not uploaded');
  });

  test('is within a runner’s limit in bytes, however large the schema and the diff, and keeps the verdict', () => {
    const names = Array.from({ length: 2000 }, (_, i) => `表${i}${'x'.repeat(40)}`);
    const model = aModel(
      ...names.map((name) => aHypertable(['s', name], { column: 'time', interval: DAY })),
      ...names.map((name) => aJob({ name })),
    );
    const text = Array.from({ length: 40_000 }, (_, i) => `+ä line ${i} ${'y'.repeat(60)}\n`).join('');
    const input = {
      verdict: 'Schema changed',
      model,
      change: {
        since: 'x.sql',
        diff: { text, added: 40_000, removed: 0 },
        changes: names.map((object) => change({ object })),
      },
      findings: names.map((message) => ({ severity: 'error' as const, message })),
    };
    for (const most of [SUMMARY_BYTES, 100_000, 20_000, 2_000, 100]) {
      const page = render(input, most);
      expect(bytes(page)).toBeLessThanOrEqual(most);
      expect(page.startsWith('### Schema changed')).toBe(true);
      expect(page.split('```').length % 2).toBe(1);
      expect(page.split('<details>').length).toBe(page.split('</details>').length);
    }
    expect(render(input)).toContain('and 1900 more, in README_latest.md');
    expect(render(input)).toMatch(/and \d+ more lines, in the artifact/);
  });

  test('keeps every name in its cell, and calls nobody', () => {
    fc.assert(
      fc.property(oddName, oddName, (schema, bare) => {
        const name = `${quoted(schema)}.${quoted(bare)}`;
        const model: SchemaModel = aModel(
          aHypertable([schema, bare], { column: bare, interval: DAY }),
          aPolicy('retention policy', name, { drop_after: bare }),
        );
        const page = render({
          model,
          verdict: name,
          change: {
            since: name,
            diff: { text: '', added: 0, removed: 0 },
            changes: [change({ object: name, from: bare, message: bare })],
          },
          findings: [{ severity: 'error', message: bare, hint: bare }],
        });
        const html = marked.parse(page, { async: false, gfm: true });
        const tables = html.split('<table>').slice(1);
        expect(tables.map((table) => table.split('<tr>').length - 1)).toEqual([2, 2, 2]);
        for (const table of tables) {
          expect(table.split('</td>').length).toBe(table.split('</th>').length);
        }
        expect(strangers(page)).toEqual([]);
        expect(html.split('<details>')).toHaveLength(2);
        // GitHub looks for names outside of code and links.
        const prose = html.replace(/<code>.*?<\/code>|<a .*?<\/a>/gs, '').replace(/<!-- -->/g, '\u0000');
        expect(prose.match(/(^|[^\w])@\w|(?<!&)#\d/)).toBeNull();
      }),
      { numRuns: 200 },
    );
  });
});

describe('the text of a proposal', () => {
  const facts = ['`db` · schema `1234`'];

  test('says what changes, and the same for the same change', () => {
    const text = renderProposal(
      { facts, change: { since: 'a.sql', diff: { text: '+x\n', added: 1, removed: 0 }, changes: [change({})] } },
      COMMENT_CHARACTERS,
    );
    expect(text).toContain('| safe | `trading.trades` retention |');
    expect(text).toContain('```diff\n+x\n```');
    expect(text).toMatch(/Merge it to make this the latest version\.$/);
  });

  test('fits into a pull request', () => {
    const long = Array.from({ length: 3000 }, (_, i) => change({ object: `s.t${i}`, message: 'm'.repeat(900) }));
    const diff = { text: '+x\n'.repeat(100_000), added: 100_000, removed: 0 };
    const text = renderProposal({ facts, change: { since: 'a.sql', diff, changes: long } }, COMMENT_CHARACTERS);
    expect(text.length).toBeLessThanOrEqual(COMMENT_CHARACTERS);
    expect(text).toContain('schema `1234`');
  });
});
