import { restoreTest } from '../../jobs/restore-test.ts';
import type { Command } from '../run.ts';
import { proofJson } from './backup.ts';

/** `restore-test FILE`: proves a dump, alone or against a source. */
export const restoreTestCommand =
  (file: string, compare: boolean): Command =>
  async (settings, context) => {
    const { ok, server, fingerprint, intact, proof } = await restoreTest(file, settings, context, compare);
    return {
      ok,
      json: { ok, server, file, fingerprint, intact, proof: proofJson(proof) },
      verdict: `${file} does not restore to what it says.`,
    };
  };
