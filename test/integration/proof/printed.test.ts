/** @module-tag long */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Dump, dumpDatabase } from '../../../src/dump/dump.ts';
import { bodyOf, fingerprintOf, readHeader } from '../../../src/dump/header.ts';
import { canonicalDump, type Proof, prove } from '../../../src/proof/prove.ts';
import { isReprintOf } from '../../../src/proof/reprint.ts';
import { listLosses } from '../../../src/report/proof-text.ts';
import { apply, Workshop } from '../../support/schemas/workshop.ts';

const CASES = resolve(import.meta.dirname, '../../cases/projects/26-varchar-in');

/** Every case in a schema of its own, so that one database holds them all. PostgreSQL refuses it as a row filter. */
const ALL = readdirSync(CASES)
  .filter((name) => name !== 'publication')
  .map((name) => {
    const sql = readFileSync(join(CASES, name, '01.sql'), 'utf8').replace(/^CREATE EXTENSION [^;]*;/, '');
    return `CREATE SCHEMA "${name}"; SET search_path TO "${name}", public;\n${sql}`;
  })
  .join('\n');

const workshop = new Workshop();
afterAll(() => workshop[Symbol.asyncDispose]());

describe('what PostgreSQL prints and reads as another expression', () => {
  let dump: Dump;
  let proof: Proof;

  beforeAll(async () => {
    const source = await workshop.source();
    await apply(source, ALL);
    dump = await dumpDatabase(source);
    proof = await prove(dump, dump.model, workshop);
  });

  test('is proved in every place that an expression can stand', () => {
    expect(listLosses(proof)).toEqual([]);
    expect(proof.proved).toBe(true);
  });

  test('is dumped as it comes back, and comes back so again', async () => {
    expect(dump.text.match(/ARRAY\['a'::character varying/g)?.length).toBeGreaterThanOrEqual(12);
    const canonical = canonicalDump(dump, proof);
    expect(canonical.text).not.toContain("(ARRAY['a'::character varying, ");
    expect(readHeader(canonical.text)).toEqual({ ...readHeader(dump.text), fingerprint: canonical.fingerprint });
    expect(fingerprintOf(canonical.text)).toBe(canonical.fingerprint);
    expect(canonical.model).toEqual(proof.restored?.model);
    const again = await prove(canonical, canonical.model, workshop);
    expect(again.proved).toBe(true);
    expect(bodyOf(again.restored?.text ?? '')).toBe(bodyOf(canonical.text));
  });

  test('is proved of a file that a server has printed once, as a dump of a live database is', async () => {
    const alone = await prove({ text: dump.text }, null, workshop);
    expect(alone.textDifference).toBeNull();
    expect(alone.proved).toBe(true);
    // Beside an expression nothing may differ: a name that comes back otherwise is a loss.
    const { text } = alone.restored ?? { text: '' };
    const renamed = { ...dump, text: bodyOf(text).replace(/CONSTRAINT \w+ CHECK/, 'CONSTRAINT other CHECK') };
    expect(isReprintOf(dump.text, renamed)).toBe(false);
  });

  test('hides no loss beside it', async () => {
    const lost = [
      ["CHECK (((VALUE)::text = ANY ((ARRAY['a'::", "CHECK (((VALUE)::text = ANY ((ARRAY['c'::"],
      [/^CREATE POLICY .*\n/m, ''],
    ] as const;
    for (const [from, to] of lost) {
      const text = dump.text.replace(from, to);
      expect(text).not.toBe(dump.text);
      expect((await prove({ text }, dump.model, workshop)).proved).toBe(false);
    }
  });
});
