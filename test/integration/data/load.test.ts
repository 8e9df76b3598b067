import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import zlib from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FileReject, type LoadOptions, type LoadResult, loadFiles } from '../../../src/data/load/load.ts';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Engine, Session } from '../../../src/engine/types.ts';
import { DataSchema, type LoadSettings, loadSettingsOf } from '../../../src/settings/data.ts';
import { temporaryDirectory } from '../../support/temporary.ts';
import { run } from '../dump/support.ts';

const SCHEMA = ['01_init_timescaledb.sql', '02_columnstore.sql'].map((name) =>
  readFileSync(resolve(import.meta.dirname, '../../../sql/init', name), 'utf8'),
);
const HEADER = 'ticker,volume,open,close,high,low,window_start,transactions';
const MINUTE = 60_000_000_000n;
const START = 1_704_205_800_000_000_000n;

const bar = (n: number, ticker = 'NVDA', volume = '1000'): string =>
  `${ticker},${volume},10.00,10.50,10.75,9.50,${START + BigInt(n) * MINUTE},12`;
const polygon = (...rows: string[]): string => [HEADER, ...rows, ''].join('\n');

let engine: Engine;
let session: Session;
beforeAll(async () => {
  engine = await startEmbedded('trading_data');
  await run(engine.database, SCHEMA.join('\n'));
  session = await engine.database.connect();
});
afterAll(() => engine[Symbol.asyncDispose]());
beforeEach(() => session.execute('TRUNCATE trading.market_data'));

interface Loaded extends LoadResult {
  refused: FileReject[];
}

async function load(
  content: string | Buffer | (string | Buffer)[],
  options: Partial<Omit<LoadOptions, 'settings'>> & { settings?: Partial<LoadSettings> } = {},
): Promise<Loaded> {
  const directory = temporaryDirectory('load');
  const files = [content].flat().map((text, at) => {
    const name = `bars${at + 1}.csv`;
    writeFileSync(join(directory, name), text);
    return { name, path: join(directory, name) };
  });
  const table = options.table ?? 'trading.market_data';
  const refused: FileReject[] = [];
  const result = await loadFiles(session, undefined, files, {
    table,
    maxRejects: 0,
    dryRun: false,
    onReject: (reject) => refused.push(reject),
    onProgress: () => {},
    onWrite: () => {},
    ...options,
    settings: { ...loadSettingsOf(DataSchema.parse({}), table), ...options.settings },
  });
  return { ...result, refused };
}

async function rows(sql = 'SELECT count(*)::int AS n FROM trading.market_data'): Promise<unknown[]> {
  return await session.query(sql);
}

/** Nothing of a load is left. */
async function untouched(): Promise<void> {
  expect(await rows()).toEqual([{ n: 0 }]);
  expect(await rows(`SELECT nspname FROM pg_namespace WHERE nspname LIKE 'timescale_ci%'`)).toEqual([]);
}

describe('what is read', () => {
  test("Polygon's shape, plain and compressed, names the source and the start of the bar", async () => {
    const text = polygon(bar(0), bar(1));
    const forms = [text, zlib.gzipSync(text), zlib.zstdCompressSync(text), `\ufeff${text.replaceAll('\n', '\r\n')}`];
    for (const form of forms) {
      await session.execute('TRUNCATE trading.market_data');
      expect(await load(form)).toMatchObject({ inserted: 2, rejects: 0 });
      expect(
        await rows(`SELECT to_char("timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS at, symbol, source,
                           close::text AS close, high::text AS high FROM trading.market_data ORDER BY 1 LIMIT 1`),
      ).toEqual([{ at: '2024-01-02 14:30', symbol: 'NVDA', source: 'polygon', close: '10.500000', high: '10.750000' }]);
    }
  });

  test("the table's own columns, with a time zone from the settings and values that no file has", async () => {
    const text = 'symbol,timestamp,open,high,low,close,volume\nMSFT,2024-07-01 09:30,1,2,1,2,"3"\n';
    await load(text, { settings: { timezone: 'America/New_York', constants: { source: 'own' } } });
    expect(await rows(`SELECT extract(epoch FROM "timestamp")::int AS at, source FROM trading.market_data`)).toEqual([
      { at: Date.UTC(2024, 6, 1, 13, 30) / 1000, source: 'own' },
    ]);
  });

  test('any table, by a mapping, of the rows that are wanted', async () => {
    await session.execute(
      'CREATE TABLE IF NOT EXISTS "Odd.Names" ("a b" int PRIMARY KEY, "select" text, made date DEFAULT now())',
    );
    const result = await load('id;x,word\n1,a\\b\t"c"\n2,no\n'.replace('"c"', 'c').replace('id;x', 'id'), {
      table: '"Odd.Names"',
      settings: { columns: { 'a b': 'id', select: 'word' }, only: { select: ['a\\b\tc'] } },
    });
    expect(result).toMatchObject({ inserted: 1, leftOut: 1 });
    expect(await rows('SELECT "select" AS word FROM "Odd.Names"')).toEqual([{ word: 'a\\b\tc' }]);
  });
});

describe('a second time', () => {
  test('writes nothing, not even into compressed chunks; a correction is written, or kept out', async () => {
    const text = polygon(...Array.from({ length: 50 }, (_, n) => bar(n)));
    await load(text);
    await session.execute(`SELECT compress_chunk(c) FROM show_chunks('trading.market_data') AS c`);
    // 1 is compressed; 9 would be compressed with rows beside it.
    const written = () => rows('SELECT status FROM _timescaledb_catalog.chunk WHERE compressed_chunk_id IS NOT NULL');
    const before = await written();
    expect(await load(text)).toMatchObject({ inserted: 0, updated: 0, unchanged: 50 });
    expect(await written()).toEqual(before);
    const corrected = polygon(bar(0, 'NVDA', '77'), bar(60), bar(60, 'NVDA', '2'));
    expect(await load(corrected, { settings: { 'on-conflict': 'keep' }, dryRun: true })).toMatchObject({ updated: 0 });
    expect(await load(corrected)).toMatchObject({ inserted: 1, updated: 1, unchanged: 0, duplicates: 1 });
    expect(
      await rows(`SELECT volume::text AS v FROM trading.market_data WHERE volume <> 1000 ORDER BY "timestamp"`),
    ).toEqual([{ v: '77' }, { v: '2' }]);
  });

  test('goes on where a run was cut, and tells again what that run was refused', async () => {
    const good = Array.from({ length: 30 }, (_, n) => bar(n));
    const text = polygon(...good.slice(0, 10), bar(10).replace('9.50', '-9.50'), ...good.slice(10));
    const directory = temporaryDirectory('cut');
    const path = join(directory, 'bars.csv');
    writeFileSync(path, text);
    const options = {
      table: 'trading.market_data',
      settings: loadSettingsOf(DataSchema.parse({}), ''),
      maxRejects: 5,
      dryRun: false,
      onProgress: () => {},
      onWrite: () => {},
    };
    const cut = loadFiles(session, undefined, [{ name: 'bars.csv', path }], {
      ...options,
      onReject: () => {},
      onWrite: () => {
        throw new Error('the cable was pulled');
      },
    });
    await expect(cut).rejects.toThrow('the cable was pulled');
    expect(await rows()).toEqual([{ n: 0 }]);
    const refused: FileReject[] = [];
    const result = await loadFiles(session, undefined, [{ name: 'bars.csv', path }], {
      ...options,
      onReject: (reject) => refused.push(reject),
    });
    expect(result).toMatchObject({ rows: 30, inserted: 30, resumed: 30, rejects: 1 });
    expect(refused).toMatchObject([{ file: 'bars.csv', line: 12, reason: expect.stringContaining('prices_positive') }]);
  });
});

describe('dirty files', () => {
  const cases: [row: string | Buffer, reason: RegExp][] = [
    ['NVDA,1', /it has 2 fields, the header 8/],
    [bar(5, 'NVDA', 'abc'), /^volume: invalid input syntax for type numeric: "abc"/],
    [bar(5).replace('9.50', '-9.50'), /market_data_prices_positive/],
    [bar(5).replace('10.75', 'NaN'), /market_data_prices_positive/],
    [bar(5, ''), /null value in symbol violates not-null constraint/],
    [bar(5, 'nvda'), /market_data_symbol_is_upper_case/],
    [bar(5).replace(/17\d{17}/, '01/02/2024'), /no ISO 8601 time/],
    [bar(5).replace(/17\d{17}/, '9'.repeat(25)), /out of range/],
    [bar(5).replace('NVDA', 'NV"DA'), /quote/i],
    [Buffer.from(bar(5, 'CAF\u00c9'), 'latin1'), /not UTF-8/],
    [bar(5, 'NV\0DA'), /a zero byte/],
  ];
  const dirty = Buffer.concat(
    [HEADER, bar(0), ...cases.map(([row]) => row), bar(1)].flatMap((row) => [Buffer.from(row), Buffer.from('\n')]),
  );

  test('every bad row is a reject with its line, and one too many leaves the table as it was', async () => {
    await expect(load(dirty, { maxRejects: cases.length - 1 })).rejects.toThrow(
      /11 rejected, 10 may be: nothing was loaded/,
    );
    await untouched();
    const result = await load(dirty, { maxRejects: cases.length });
    expect(result).toMatchObject({ rows: 2, inserted: 2, rejects: cases.length });
    expect(result.refused.sort((a, b) => a.line - b.line)).toMatchObject(
      cases.map(([, reason], at) => ({ file: 'bars1.csv', line: at + 3, reason: expect.stringMatching(reason) })),
    );
  });

  const truncated = zlib.gzipSync(polygon(...Array.from({ length: 5000 }, (_, n) => bar(n)))).subarray(0, 9000);
  const broken: [what: string, content: string | Buffer, message: RegExp][] = [
    ['an empty file', '', /bars2\.csv is empty/],
    ['a truncated gzip', truncated, /bars2\.csv:\d+ {2}the compressed file is cut off/],
    ['a quote that is never closed', polygon(bar(0), '"NVDA,1'), /bars2\.csv:\d+ {2}a quote is not closed/],
    [
      'a huge field',
      polygon(bar(0), `"${'x'.repeat(3_000_000)}"`),
      /bars2\.csv:\d+ {2}a row is longer than a megabyte/,
    ],
    ['UTF-16', Buffer.from(`\ufeff${polygon(bar(0))}`, 'utf16le'), /bars2\.csv is in UTF-16/],
    ['another header', 'a,b\n1,2\n', /its header has no "timestamp"/],
    ['a header with a column twice', 'ticker,ticker\nA,A\n', /the column "ticker" twice/],
  ];
  test.each(broken)('%s ends the load with a clear error', async (_, content, message) => {
    await expect(load([polygon(bar(9)), content], { maxRejects: 100 })).rejects.toMatchObject({
      message: expect.stringMatching(message),
      exitCode: 1,
    });
    await untouched();
  });

  test('many of them are found one by one, and a dry run only tells them', async () => {
    const lines = Array.from({ length: 400 }, (_, n) => (n % 7 === 3 ? bar(n, 'nvda') : bar(n)));
    const dry = await load(polygon(...lines), { dryRun: true, maxRejects: Number.POSITIVE_INFINITY });
    expect(dry).toMatchObject({ rows: 343, inserted: 343, rejects: 57 });
    expect(dry.refused.map(({ line }) => line)).toEqual(
      lines.flatMap((row, n) => (row.startsWith('nvda') ? [n + 2] : [])),
    );
    await untouched();
  });
});
