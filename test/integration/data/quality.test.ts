import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkQuality, type QualityReport } from '../../../src/data/quality/quality.ts';
import { qualityAsHtml, qualityAsMarkdown, qualityAsMetrics, qualityAsText } from '../../../src/data/quality/text.ts';
import { quarantine, writeReport } from '../../../src/data/quality/write.ts';
import type { Defect } from '../../../src/data/sample/defects.ts';
import { sampleFiles } from '../../../src/data/sample/sample.ts';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Engine, Session } from '../../../src/engine/types.ts';
import { DataSchema, type DataSettings } from '../../../src/settings/data.ts';
import { run } from '../dump/support.ts';

const NOW = new Date('2024-08-01T12:00:00Z');
// Over the split of NVDA, Juneteenth and the half day of July.
const SAMPLE = { symbols: ['NVDA', 'MSFT'], from: '2024-06-03', to: '2024-07-05', seed: 7, late: 0.001 };

let engine: Engine;
let session: Session;
const defects: Defect[] = [];
beforeAll(async () => {
  engine = await startEmbedded('trading_data');
  const schema = readFileSync(resolve(import.meta.dirname, '../../../sql/init/01_init_timescaledb.sql'), 'utf8');
  await run(engine.database, schema);
  session = await engine.database.connect();
  // Without the checks that keep most defects out, as after a fast load.
  for (const [name, planted] of [
    ['clean', 0],
    ['bad', 20],
  ] as const) {
    await session.execute(
      `CREATE TABLE ${name} ("timestamp" timestamptz, symbol text, open numeric, high numeric, low numeric, close numeric, volume numeric, source text)`,
    );
    for (const { text } of sampleFiles({ ...SAMPLE, defects: planted }, defects)) {
      const rows = text.split('\n').slice(1, -1).map(asRow);
      await session.copyIn(`COPY ${name} FROM STDIN`, rows.join(''));
    }
  }
  await session.execute('ANALYZE clean, bad');
});
afterAll(() => engine[Symbol.asyncDispose]());

function asRow(line: string): string {
  const [symbol, volume, open, close, high, low, at = ''] = line.split(',');
  const time = new Date(Number(at.slice(0, -6))).toISOString();
  return `${[time, symbol, open, high, low, close, volume || '\\N', 'polygon'].join('\t')}\n`;
}

const settings = (quality: object): DataSettings =>
  DataSchema.parse({ quality: { splits: [{ symbol: 'NVDA', date: '2024-06-10', ratio: 10 }], ...quality } });

const look = (quality: object, environment = 'ci', now = NOW): Promise<QualityReport> =>
  checkQuality(session, settings(quality), {
    environment,
    now,
    from: undefined,
    to: undefined,
    shown: 100,
    onCheck: () => {},
  });

const found = (report: QualityReport): string[] =>
  report.checks.filter(({ count }) => count > 0).map(({ name, count }) => `${name} ${count}`);

test('clean bars pass every check, as long as the split is known', async () => {
  const report = await look({ table: 'clean' });
  expect(found(report)).toEqual([]);
  expect(report).toMatchObject({ status: 'PASS', passRate: 100, symbols: ['MSFT', 'NVDA'], sessions: 23 });
  const unknown = await look({ table: 'clean', splits: [] });
  expect(found(unknown)).toEqual(['jumps 1']);
});

test('every planted defect is found by its check, and nothing else is', async () => {
  const report = await look({ table: 'bad' });
  const missed = defects.filter(
    ({ kind, symbol, at }) =>
      !report.checks
        .find(({ name }) => name === kind)
        ?.findings.some((finding) => finding.symbol === symbol && finding.at?.slice(0, 10) === at.slice(0, 10)),
  );
  expect(missed).toEqual([]);
  expect(defects).toHaveLength(20);
  expect(report.status).toBe('FAIL');
  // Half of the bars of a session are missing where there are too few: that is a gap, too. A jump goes up and down again.
  const expected = { gaps: 4, jumps: 4, stale: 2, 'off-session': 2, ohlc: 2, duplicates: 2 };
  expect(Object.fromEntries(report.checks.map(({ name, count }) => [name, count]))).toMatchObject(expected);
  for (const write of [qualityAsText, qualityAsMarkdown, qualityAsHtml]) {
    expect(write(report)).toContain('High is below low');
  }
  expect(qualityAsMetrics(report)).toContain(
    'timescaledb_quality_findings{table="public.bad",environment="ci",check="ohlc"} 2',
  );
});

test("thresholds, one's own queries and old bars count by environment", async () => {
  const checks = {
    'no-nvda': { sql: `SELECT symbol, count(*) FROM bad WHERE symbol = 'NVDA' GROUP BY 1;`, severity: 'warn' },
    gaps: { minutes: 6 },
    rows: { severity: 'off' },
  };
  const lenient = Object.fromEntries(
    ['missing', 'values', 'ohlc', 'duplicates', 'off-session'].map((name) => [name, { most: 10 }]),
  );
  const report = await look({ table: 'bad', checks, environments: { ci: lenient } });
  expect(report.status).toBe('WARN');
  expect(report.checks.find(({ name }) => name === 'no-nvda')).toMatchObject({ status: 'warn', count: 1 });
  expect(report.checks.some(({ name }) => ['rows', 'freshness'].includes(name))).toBe(false);
  const later = await look(
    { table: 'clean', symbols: ['NVDA', 'AMD'] },
    'production',
    new Date('2024-08-05T12:00:00Z'),
  );
  expect(later.checks.find(({ name }) => name === 'freshness')?.findings).toMatchObject([
    { symbol: 'NVDA', found: 'the newest' },
    { symbol: 'AMD', found: 'no bar at all' },
  ]);
  await expect(look({ table: 'bad', checks: { mine: { sql: 'SELECT nothing' } } })).rejects.toThrow(
    'the check mine cannot be run',
  );
  await expect(look({ table: 'bad' }, 'staging')).rejects.toThrow('there is no environment staging');
});

test('bad rows go to quarantine and are kept there; the report becomes a row', async () => {
  const own = settings({ table: 'bad' });
  const before = await look({ table: 'bad' });
  const moved = await quarantine(session, own, before);
  expect(moved).toEqual({ rows: 6, table: 'public."bad_quarantine"' });
  const after = await look({ table: 'bad' });
  expect(after.rows).toBe(before.rows - 6);
  expect(found(after).filter((one) => /^(missing|values|ohlc)/.test(one))).toEqual([]);
  expect(
    await session.query(
      'SELECT quarantine_check AS name, count(*)::int AS n FROM bad_quarantine GROUP BY 1 ORDER BY 1',
    ),
  ).toEqual(['missing', 'ohlc', 'values'].map((name) => ({ name, n: 2 })));
  await writeReport(session, 'trading.data_quality_reports', { ...after, quarantined: moved }, NOW);
  expect(
    await session.query(
      `SELECT status, pass_rate::text AS rate, report_date::text AS day, jsonb_array_length(checks) AS checks,
              details #>> '{quarantined,rows}' AS moved FROM trading.data_quality_reports`,
    ),
  ).toEqual([{ status: 'FAIL', rate: String(after.passRate), day: '2024-07-05', checks: 11, moved: '6' }]);
});
