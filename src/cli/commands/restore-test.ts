import { restoreTest } from '../../workflows/restore-test.ts';
import { type AddCommand, type Flags, givenSettings, withCommon, withEngine, withSource } from '../options.ts';
import { type Command, runCommand } from '../run.ts';
import { proofJson } from './backup.ts';

/** `restore-test FILE`: proves a dump, alone or against a source. */
export function addRestoreTest(add: AddCommand): void {
  withCommon(withEngine(withSource(add('restore-test', 'prove that a dump restores to exactly what it says'))))
    .argument('<file>', 'the dump; with --init or --database-url it must hold exactly that source')
    .action((file: string, flags: Flags) => {
      const { init, source, 'database-url': url } = givenSettings(flags);
      const compare = init !== undefined || source !== undefined || url !== undefined;
      return runCommand(flags, restoreTestCommand(file, compare));
    });
}

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
