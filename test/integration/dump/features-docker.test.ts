import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Dump, dumpDatabase } from '../../../src/dump/dump.ts';
import { bodyOf } from '../../../src/dump/header.ts';
import { disableRyuk, startDocker } from '../../../src/engine/docker.ts';
import type { Engine } from '../../../src/engine/types.ts';
import { describeDocker, dockerImage } from '../../support/docker.ts';
import { FEATURE_GROUND, FEATURES, isOffered } from '../../support/features.ts';
import { containersOf } from '../support/images.ts';
import { dumpAndProve, objections, run } from './support.ts';

const REFERENCE = join(import.meta.dirname, '../../../sql/init');
const LABEL = `features-${process.pid}`;

/** With the settings of the database that the header asks for; the roles are there already. */
const prepared = (text: string): string => text.replaceAll(/^-- {3}(?=ALTER DATABASE )/gm, '');

describeDocker('the dump of a server in Docker', () => {
  let engine: Engine;
  let dump: Dump;

  beforeAll(async () => {
    disableRyuk(process.env);
    engine = await startDocker({ image: dockerImage(), database: 'trading_data', label: LABEL });
    await run(engine.database, FEATURE_GROUND);
    for (const { sql } of offered()) await run(engine.database, `${sql}\n`);
  });
  afterAll(() => engine?.[Symbol.asyncDispose]());

  const offered = () => FEATURES.filter((feature) => isOffered(feature, engine.versions));

  test('holds every feature that its edition and version have, and comes back', async () => {
    const proved = await dumpAndProve(engine, engine.database);
    dump = proved.dump;
    const missing = offered().filter(({ expected }) => expected.some((pattern) => !pattern.test(dump.text)));
    expect(missing.map(({ name }) => name)).toEqual([]);
    expect(objections(proved.proof)).toEqual([]);
  });

  test.each([['statement by statement'], ['in one transaction', '-1']])(
    'restores by the stock client %s',
    async (_, ...options) => {
      const [container] = await containersOf(LABEL);
      await using scratch = await engine.scratch();
      const psql = ['psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', ...options, '-U', 'postgres', '-d', scratch.name];
      const { status, stderr } = spawnSync('docker', ['exec', '-i', container?.id ?? '', ...psql], {
        input: prepared(dump.text),
        encoding: 'utf8',
      });
      expect({ status, stderr: stderr.replaceAll(/^(psql:\S+ )?(NOTICE|WARNING|DETAIL|HINT):.*\n/gm, '') }).toEqual({
        status: 0,
        stderr: '',
      });
      expect(bodyOf((await dumpDatabase(scratch)).text)).toBe(bodyOf(dump.text));
    },
  );

  test('the reference schema comes back, with its columnstore where the edition has one', async () => {
    const all = (await readdir(REFERENCE)).sort();
    expect(all).toHaveLength(3);
    const files = all.filter((name) => engine.versions.edition !== 'apache' || !/columnstore/.test(name));
    await using source = await engine.scratch();
    for (const name of files) await run(source, await readFile(join(REFERENCE, name), 'utf8'));
    const { dump, proof } = await dumpAndProve(engine, source);
    expect(objections(proof)).toEqual([]);
    expect(dump.model.hypertables.filter(({ columnstore }) => columnstore !== null)).toHaveLength(
      files.length === all.length ? 4 : 0,
    );
    expect(proof.probes.map(({ accepted }) => accepted)).toEqual([true, true, true, true]);
  });

  test('leaves out what the Apache edition refuses, and no more', async () => {
    const taken: string[] = [];
    const refused = engine.versions.edition === 'apache' ? FEATURES.filter(({ apache }) => !apache) : [];
    for (const { name, sql } of refused) {
      await run(engine.database, `${sql}\n`).then(
        () => taken.push(name),
        () => {},
      );
    }
    expect(taken).toEqual([]);
  });
});
