import { expect, test } from 'vitest';
import type { ChangeRecord } from '../../../src/diff/change.ts';
import { verdict } from '../../../src/report/change-words.ts';
import { diffAsMarkdown, diffAsText } from '../../../src/report/diff-text.ts';

const changes: ChangeRecord[] = [
  {
    class: 'data-loss',
    kind: 'policy',
    object: 'trading.trades',
    property: 'retention',
    from: '90 days',
    to: '30 days',
    message: 'rows older than 30 days are dropped at the next run of the policy',
  },
  {
    class: 'breaking',
    kind: 'view',
    object: 'trading."Odd | view"',
    property: 'query',
    from: 'a\nb',
    to: 'a\nb\nc',
    message: 'it changes',
  },
  {
    class: 'safe',
    kind: 'column',
    object: 'trading.trades.venue',
    property: null,
    from: null,
    to: 'text',
    message: 'rows that are there hold NULL',
  },
  {
    class: 'safe',
    kind: 'hypertable',
    object: 'trading.fresh',
    property: null,
    from: null,
    to: 'hypertable on ts, chunks of 7 days, 2 columns',
    message: 'new and empty',
  },
];
const document = {
  equal: false,
  fingerprints: { old: 'a', new: 'b' },
  classes: { 'data-loss': 1, breaking: 1, recompress: 0, locks: 0, safe: 2 },
  changes,
};

test('text: a line for each change and one for what it does', () => {
  expect(diffAsText(document)).toBe(`4 changes: 1 data loss, 1 breaking, 2 safe

data loss   policy trading.trades, retention: 90 days → 30 days
            rows older than 30 days are dropped at the next run of the policy
breaking    view trading."Odd | view", query: 2 lines → 3 lines
            it changes
safe        trading.trades.venue: new column: text
            rows that are there hold NULL
safe        trading.fresh: new hypertable on ts, chunks of 7 days, 2 columns
            new and empty
`);
});

test('Markdown: the table of the comment', () => {
  expect(diffAsMarkdown(document)).toBe(`4 changes: 1 data loss, 1 breaking, 2 safe

| | object | change | what happens on a database with rows |
|---|---|---|---|
| **data loss** | \`trading.trades\` retention | \`90 days\` → \`30 days\` | rows older than 30 days are dropped at the next run of the policy |
| **breaking** | <code>trading&#46;&#34;Odd &#124; view&#34;</code> query | \`2 lines\` → \`3 lines\` | it changes |
| safe | \`trading.trades.venue\` | new column: text | rows that are there hold NULL |
| safe | \`trading.fresh\` | new hypertable on ts, chunks of 7 days, 2 columns | new and empty |
`);
});

test('equal schemas', () => {
  const equal = { ...document, equal: true, changes: [] };
  expect(diffAsText(equal)).toBe('The schemas are equal.\n');
  expect(diffAsMarkdown(equal)).toBe('The schemas are equal.\n');
});

test('a terminal is told nothing that it would obey', () => {
  const [first] = changes as [ChangeRecord];
  expect(diffAsText({ ...document, changes: [{ ...first, object: 'a\u001b[31mb' }] })).toContain('a\\x1b[31mb');
});

test('the verdict is the gravest class', () => {
  expect(verdict(changes)).toBe('1 change would lose data');
  expect(verdict(changes.slice(2))).toBe('2 safe changes');
  expect(verdict([])).toBe('no schema changes');
});
