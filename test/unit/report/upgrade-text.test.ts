import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { trapsBetween, UPGRADE_TRAPS } from '../../../src/catalog/upgrade-traps.ts';
import type { RefusedStatement } from '../../../src/proof/try-restore.ts';
import { type UpgradeTarget, upgradeAsMarkdown, upgradeAsText } from '../../../src/report/upgrade-text.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

test('docs/upgrade.md has every known trap, with its test or that there is none', () => {
  const rows = UPGRADE_TRAPS.map(({ since, what, source, test: file }) => {
    const number = source.split('/').at(-1);
    const shown = file === null ? 'no engine of the tests can run it' : `[${file.split('/').at(-1)}](../${file})`;
    return `| ${since} | ${what} | [#${number}](${source}) | ${shown} |`;
  });
  expect(readFileSync(resolve(ROOT, 'docs/upgrade.md'), 'utf8')).toContain(`${rows.join('\n')}\n`);
  const files = UPGRADE_TRAPS.flatMap(({ test: file }) => file ?? []);
  expect(files.filter((file) => !existsSync(resolve(ROOT, file)))).toEqual([]);
});

test('a trap is known on the way over its version only', () => {
  const between = (from: string, to: string): string[] => trapsBetween(from, to).map(({ since }) => since);
  expect(between('2.19.3', '2.22.1')).toEqual(['2.20.0', '2.22.0']);
  expect(between('2.22.0', '2.22.1')).toEqual([]);
  expect(between('2.29.2', '2.19.3')).toEqual([]);
});

const refusal = (line: number, follows: number | null, statement: string): RefusedStatement => ({
  ...{ line, endLine: line, statement, follows, sqlstate: '0A000', detail: null, hint: null },
  message: follows === null ? 'not supported' : 'relation "a.b" does not exist',
});

const TARGET: UpgradeTarget = {
  ...{ image: 'other:1|x', server: 'TimescaleDB 2.19.3 (apache) on PostgreSQL 17.5', problem: null, statements: 9 },
  refusals: [
    refusal(3, null, 'CREATE MATERIALIZED VIEW a.b\n  AS SELECT 1;'),
    refusal(7, 3, 'COMMENT ON VIEW a.b IS 1;'),
    refusal(8, null, 'ALTER TABLE a.t SET (timescaledb.compress);'),
  ],
  ...{ warnings: [], lost: [], changed: [], updated: [], gone: [], known: [], locks: null },
  path: {
    ...{ from: '2.19.2', to: '2.19.3', state: 'stopped', held: [], refusals: [], filled: 1 },
    stop: {
      statement: 'ALTER EXTENSION timescaledb UPDATE',
      sqlstate: '2BP01',
      message: 'cannot drop view',
      detail: 'view v',
      hint: null,
    },
  },
};
const REPORT = {
  ...{ name: 'x.sql', versions: { timescaledb: '2.19.2', edition: 'community', postgres: '17.5' } },
  ...{ targets: [TARGET], blocks: [] },
};

test('what was refused in the same words stands together, what follows from it below it', () => {
  expect(upgradeAsText(REPORT)).toContain(`other:1|x
  refused  not supported (0A000)
           line 3: CREATE MATERIALIZED VIEW a.b AS SELECT 1;
             and so 1 more, which needs it: line 7
           line 8: ALTER TABLE a.t SET (timescaledb.compress);
  update   ALTER EXTENSION timescaledb UPDATE: cannot drop view (2BP01)
           detail: view v
`);
});

test('in Markdown nothing leaves its cell', () => {
  const text = upgradeAsMarkdown(REPORT);
  const row = text.split('\n').find((line) => line.includes('apache'));
  expect(row?.split('|')).toHaveLength(7);
  expect(text).toContain('3 of 9 statements refused, the update stops');
});
