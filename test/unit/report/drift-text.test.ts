import { expect, test } from 'vitest';
import { type DriftReport, driftAsMarkdown, driftAsText, driftFindings } from '../../../src/report/drift-text.ts';

const base = { lastChange: null, place: null, undo: null } as const;
const report: DriftReport = {
  database: 'db.example.com:5432/trading',
  version: null,
  origin: null,
  reference: { name: 'sql/schema/schema_20261122_020007.sql' },
  differences: [
    {
      ...base,
      side: 'both',
      class: 'data-loss',
      kind: 'policy',
      object: 'trading.trades',
      property: 'retention',
      from: 'after 90 days',
      to: 'after 30 days',
      message: 'rows older than 30 days are dropped at the next run of the policy',
      undo: { class: 'safe', message: 'rows stay longer' },
      lastChange: { owner: 'app', transaction: { id: '771', ago: 3 }, at: '2026-11-26T22:00:05Z' },
      place: { file: 'sql/schema/schema_20261122_020007.sql', line: 40 },
    },
    {
      ...base,
      side: 'live',
      class: 'locks',
      kind: 'index',
      object: 'trading."odd | @octocat \u001b[31m"',
      property: null,
      from: null,
      to: 'btree (price)',
      message: 'writes wait',
    },
    {
      ...base,
      side: 'reference',
      class: 'breaking',
      kind: 'view',
      object: 'trading.latest',
      property: null,
      from: 'view, 2 columns',
      to: null,
      message: 'queries that name it fail',
    },
  ],
  ignored: [
    {
      difference: {
        ...base,
        side: 'live',
        class: 'safe',
        kind: 'table',
        object: 'trading.tmp',
        property: null,
        from: null,
        to: 'table, 1 column',
        message: 'new',
      },
      by: { reason: 'an experiment of @dba', until: '2026-12-31' },
    },
  ],
};

test('text: what it is, both ways out, and what the catalogue knows; nothing moves the cursor', () => {
  expect(driftAsText(report)).toBe(
    `db.example.com:5432/trading: 3 differences from sql/schema/schema_20261122_020007.sql: 1 data loss, 1 breaking, 1 locks; 1 ignored
adopt: what it does to other databases, once the source says it too; undo: what taking it back does to this one

different      policy trading.trades, retention: after 90 days, there after 30 days
               adopt (data loss): rows older than 30 days are dropped at the next run of the policy
               undo (safe): rows stay longer
               owner app; catalogue row last written at 2026-11-26 22:00:05 UTC by transaction 771, 3 transactions ago
only there     index trading."odd | @octocat \\x1b[31m": btree (price)
               adopt (locks): writes wait
missing there  view trading.latest: 2 columns
               adopt (breaking): queries that name it fail

ignored        table trading.tmp: 1 column: an experiment of @dba (until 2026-12-31)
`,
  );
  expect(driftAsText({ ...report, differences: [], ignored: [] })).toBe(
    'db.example.com:5432/trading: no drift from sql/schema/schema_20261122_020007.sql\n',
  );
});

test('Markdown: one row each, from which no name breaks out, within its limit', () => {
  const page = driftAsMarkdown(report);
  expect(page.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(4);
  expect(page).not.toMatch(/(?<!<!-- -->|`|&#64;)@octocat(?!.*<\/code>)/);
  expect(page).toContain('**data loss**: rows older than 30 days');
  const many = { ...report, differences: Array.from({ length: 5000 }, () => report.differences[0] as never) };
  const cut = driftAsMarkdown(many, 20_000);
  expect(cut.length).toBeLessThanOrEqual(20_000);
  expect(cut).toMatch(/and \d+ more, in the artifact/);
});

test('findings stand at the line of the schema that makes the object', () => {
  expect(driftFindings(report, (file) => `db/${file}`)[0]).toEqual({
    rule: 'drift',
    severity: 'error',
    message: 'different: policy trading.trades, retention: after 90 days, there after 30 days',
    hint: 'To undo it (safe): rows stay longer',
    file: 'db/sql/schema/schema_20261122_020007.sql',
    line: 40,
  });
});
