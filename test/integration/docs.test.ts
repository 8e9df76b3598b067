import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCatalogue } from '../../src/catalog/read.ts';
import { renderReadme } from '../../src/docs/readme.ts';
import { startEmbedded } from '../../src/engine/embedded.ts';
import type { Engine } from '../../src/engine/types.ts';
import { deadLinks, strangers } from '../support/markdown.ts';
import { diagramsOf, parseDiagram } from '../support/mermaid.ts';

let engine: Engine;
let page: string;

beforeAll(async () => {
  engine = await startEmbedded('trading_data');
  await using session = await engine.database.connect();
  await session.execute(readFileSync(new URL('../support/everything.sql', import.meta.url), 'utf8'));
  const { model } = await readCatalogue(session);
  page = renderReadme(model, { database: 'trading_data', fingerprint: '9f3c21ab'.repeat(8) });
});

afterAll(() => engine?.[Symbol.asyncDispose]());

it('describes one of everything with live links and valid diagrams', async () => {
  expect(deadLinks(page)).toEqual([]);
  expect(strangers(page)).toEqual([]);
  const types = await Promise.all(diagramsOf(page).map(parseDiagram));
  expect(new Set(types)).toEqual(new Set(['er', 'flowchart-v2']));
});

it.each([
  ['a hypertable', '`](#table.trading.trades)<br>Every trade | `ts` | 1 day |', '| 7 days (disabled) | 90 days |'],
  ['an integer dimension', '[`trading.ticks`]', '| `seq` | 100,000 (units of seq) |', '| 500,000 (units of seq) |'],
  [
    'a continuous aggregate',
    '[`analytics.hourly`]',
    '| every 30 minutes | 3 days ago to 1 hour ago |',
    '| 60 days | 1 year |',
  ],
  ['a scheduled policy', '| 1 day | drop |', '[`trading.trades`]', '| 2000-01-03 00:00:00+00, Europe/Berlin |'],
  ['a job', '| run | [`trading.cleanup`](#function.trading.cleanup) | `{"it\'s":[1,"two"]}` |'],
  ['lineage through two aggregates', 't_analytics_hourly -->|"every day"| t_analytics_aaa_daily'],
  ['the reasons for an index', '`trades_symbol_time`', '| latest of a symbol<br>order of the reorder policy |'],
  ['who runs a function', '`touch()`', '[`trading.trades`](#table.trading.trades) (trigger)'],
  ['a range', '`span`', 'subtype `timestamp with time zone`, operator class `pg_catalog.timestamptz_ops`'],
  ['partitions', '<details><summary>2 partitions</summary>'],
  ['a domain with its check', '`CHECK ((VALUE >= (0)::numeric))` (never below zero)'],
])('knows %s', (_, ...parts) => {
  const line = page
    .split('\n')
    .find((candidate) => candidate.includes(parts[0] ?? '') && parts.every((part) => candidate.includes(part)));
  expect(line).toBeDefined();
});

it('lists neither chunks nor what TimescaleDB keeps for itself', () => {
  expect(page).not.toMatch(/_hyper_\d|_materialized_hypertable|ts_insert_blocker|_direct_view/);
});
