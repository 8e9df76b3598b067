import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Dump, dumpDatabase } from '../../../src/dump/dump.ts';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Engine } from '../../../src/engine/types.ts';
import { type Proof, prove } from '../../../src/proof/prove.ts';
import { describeProof, listLosses } from '../../../src/report/proof-text.ts';
import { runScripts } from '../../../src/script/run.ts';

const EVERYTHING = resolve(import.meta.dirname, '../../support/everything.sql');

describe('the proof of a dump of everything', () => {
  let engine: Engine;
  let dump: Dump;

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
    await using scratch = await engine.scratch();
    return await prove({ text }, dump.model, scratch, file);
  }

  test('everything comes through, byte for byte, and every hypertable takes rows', async () => {
    const proof = await proofOf(dump.text);
    expect(listLosses(proof)).toEqual([]);
    expect(proof.proved).toBe(true);
    expect(proof.restored?.text).toBe(dump.text);
    expect(proof.probes).toHaveLength(dump.model.hypertables.length);
    expect(proof.properties).toBeGreaterThan(2000);
  });

  test.each([
    [
      'a time zone',
      /, timezone => 'Europe\/Berlin'(?=\);\n\nSELECT public\.alter_job\(public\.add_reorder)/,
      'retention policy on trading.trades: timezone   source Europe/Berlin   restored (none)',
    ],
    ['a policy', /^SELECT .*add_reorder_policy.*\n/m, 'reorder policy on trading.trades   is lost'],
    [
      'a comment',
      /^COMMENT ON VIEW trading\.latest .*\n/m,
      'view trading.latest: comment   source Last trade   restored (none)',
    ],
    ['a column grant', /^GRANT SELECT\(ts\) ON TABLE trading\.days .*\n/m, 'column trading.days.ts: privileges'],
    ['the columnstore', /^ALTER TABLE trading\.trades SET \(timescaledb\.compress.*\n/m, 'add_compression_policy'],
  ])('a dump that lost %s does not pass, and the loss is named', async (_, lost, expected) => {
    const text = dump.text.replace(lost, '');
    expect(text).not.toBe(dump.text);
    const proof = await proofOf(text);
    expect(proof.proved).toBe(false);
    expect([describeProof(proof), ...listLosses(proof)].join('\n')).toContain(expected);
  });

  test('a lost hypertable names the statement that should have carried it', async () => {
    const text = dump.text.replace(/^SELECT .*create_hypertable\('trading\.days'.*\n/m, '');
    const proof = await proofOf(text);
    expect(describeProof(proof)).toMatch(/^the dump loses \d+ of \d+ properties$/);
    expect(proof.losses.map(({ kind, object, property }) => [kind, object, property])).toContainEqual([
      'hypertable',
      'trading.days',
      null,
    ]);
  });

  test('a statement that fails is shown with its line in the dump', async () => {
    const proof = await proofOf(dump.text.replace('CREATE SCHEMA chunks;', 'CREATE SCHEM chunks;'));
    expect(proof.error).toMatchObject({ file: 'dump.sql', sqlstate: '42601' });
    expect(describeProof(proof)).toContain('the restore stopped: dump.sql:');
  });
});
