import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Dump, dumpDatabase } from '../../../src/dump/dump.ts';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Engine, ScratchDatabase, Session } from '../../../src/engine/types.ts';
import { type Proof, prove } from '../../../src/proof/prove.ts';
import { describeProof, listLosses } from '../../../src/report/proof-text.ts';
import { runScripts } from '../../../src/script/run.ts';

const EVERYTHING = resolve(import.meta.dirname, '../../support/everything.sql');

describe('the proof of a dump of everything', () => {
  let engine: Engine;
  let dump: Dump;
  /** What the proof of the first test sends. */
  const sent: string[] = [];

  beforeAll(async () => {
    engine = await startEmbedded('trading_data');
    await using session = await engine.database.connect();
    const text = readFileSync(EVERYTHING, 'utf8');
    await runScripts(session, [{ name: 'everything.sql', path: EVERYTHING, text }], {
      database: 'trading_data',
      cwd: '/',
    });
    dump = await dumpDatabase(engine.database);
  });
  afterAll(() => engine?.[Symbol.asyncDispose]());

  async function proofOf(text: string, file = 'dump.sql'): Promise<Proof> {
    return await prove({ text }, dump.model, engine, file);
  }

  test('everything comes through, byte for byte, and every hypertable takes rows', async () => {
    const scratch = async (): Promise<ScratchDatabase> => recording(await engine.scratch(), sent);
    const proof = await prove(dump, dump.model, { scratch });
    expect(listLosses(proof)).toEqual([]);
    expect(proof.proved).toBe(true);
    expect(proof.restored?.text).toBe(dump.text);
    expect(proof.probes).toHaveLength(dump.model.hypertables.length);
    expect(proof.properties).toBeGreaterThan(2000);
  });

  test('the proof sends no statement of its own that changes the schema', () => {
    const own = sent.filter((statement) => !dump.text.includes(statement));
    const kinds = own.map((statement) => /^\s*((?:ALTER \w+|SET LOCAL|\w+))/.exec(statement)?.[1]);
    expect([...new Set(kinds)].sort()).toEqual([
      // the database's own settings, which the header asks for
      'ALTER DATABASE',
      'BEGIN',
      'INSERT',
      'ROLLBACK',
      'SELECT',
      'SET',
      'SET LOCAL',
      'WITH',
    ]);
  });

  test('what a dump lost is named, all of it, with both values', async () => {
    const losses = [
      [
        /(?<=add_retention_policy\('trading\.trades'.*), timezone => 'Europe\/Berlin'/,
        'retention policy on trading.trades: timezone   source Europe/Berlin   restored (none)',
      ],
      [
        /^SELECT .*add_continuous_aggregate_policy\('trading\.tick_sums.*\n/m,
        'refresh policy on trading.tick_sums   is lost',
      ],
      [/^COMMENT ON VIEW trading\.latest .*\n/m, 'view trading.latest: comment   source Last trade   restored (none)'],
      [/^GRANT SELECT\(ts\) ON TABLE trading\.days .*\n/m, 'column trading.days.ts: privileges'],
      [/^SELECT .*create_hypertable\('trading\.secured'.*\n/m, 'hypertable trading.secured   is lost'],
    ] as const;
    const text = losses.reduce((before, [lost]) => {
      expect(before).toMatch(lost);
      return before.replace(lost, '');
    }, dump.text);
    const proof = await proofOf(text);
    expect(proof.proved).toBe(false);
    expect(describeProof(proof)).toMatch(/^the dump loses \d of \d+ properties$/);
    const report = listLosses(proof).join('\n');
    for (const [, words] of losses) expect(report).toContain(words);
    expect(report).toMatch(/carried by: SELECT .*add_retention_policy\('trading\.trades'.*line \d+ of the dump/);
  });

  test('a statement that fails is shown with its line in the dump', async () => {
    const proof = await proofOf(dump.text.replace('CREATE SCHEMA chunks;', 'CREATE SCHEM chunks;'));
    expect(proof.error).toMatchObject({ file: 'dump.sql', sqlstate: '42601' });
    expect(describeProof(proof)).toContain('the restore stopped: dump.sql:');
  });
});

/** The same database, which notes every statement that it is sent. */
function recording(database: ScratchDatabase, sent: string[]): ScratchDatabase {
  const noting = (session: Session): Session =>
    new Proxy(session, {
      get(target, key) {
        const value = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          if (key === 'query' || key === 'execute') sent.push(String(args[0]));
          return value.apply(target, args);
        };
      },
    });
  return {
    name: database.name,
    sharesRoles: database.sharesRoles,
    connect: async () => noting(await database.connect()),
    pgDump: (args, options) => database.pgDump(args, options),
    pgDumpSupports: (option) => database.pgDumpSupports(option),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
