import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Dump, dumpDatabase } from '../../../src/dump/dump.ts';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Engine } from '../../../src/engine/types.ts';
import { prove } from '../../../src/proof/prove.ts';
import { listLosses } from '../../../src/report/proof-text.ts';
import { runScripts } from '../../../src/script/run.ts';
import { EMBEDDED, FEATURE_GROUND, FEATURES, isOffered } from '../../support/features.ts';

const offered = FEATURES.filter((feature) => isOffered(feature, EMBEDDED));

/** Every row of the table in docs/dump.md is a test here, by its name; all of them are built, dumped and proved together. */
describe('the dump holds', () => {
  let engine: Engine;
  let dump: Dump;

  beforeAll(async () => {
    engine = await startEmbedded('trading_data');
    expect(engine.versions).toEqual(EMBEDDED);
    await using session = await engine.database.connect();
    const files = [{ name: 'ground', sql: FEATURE_GROUND }, ...offered].map(({ name, sql }) => ({
      name,
      path: `/${name}`,
      text: `${sql}\n`,
    }));
    await runScripts(session, files, { database: 'trading_data', cwd: '/' });
    dump = await dumpDatabase(engine.database);
  });
  afterAll(() => engine?.[Symbol.asyncDispose]());

  test.each(offered)('$name', ({ expected }) => {
    for (const pattern of expected) expect(dump.text).toMatch(pattern);
  });

  test('all of it restores, to the same model and the same bytes', async () => {
    const proof = await prove(dump, dump.model, engine);
    expect([...listLosses(proof), ...(proof.error === null ? [] : [proof.error.render()])]).toEqual([]);
    expect(proof.proved).toBe(true);
  });
});
