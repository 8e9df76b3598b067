import { backup } from '../../workflows/backup.ts';
import {
  type AddCommand,
  type Flags,
  positive,
  withCommon,
  withEngine,
  withSchemaDirectory,
  withSource,
} from '../options.ts';
import { type Command, runCommand } from '../run.ts';

/** `backup`: the main job. */
export function addBackup(add: AddCommand): void {
  const command = add('backup', 'the main job: build, validate, dump, prove, document, write versioned files');
  withSchemaDirectory(withSource(command), 'where the versioned files go')
    .option('--no-restore-test', 'do not prove the dump by restoring it')
    .option('--keep <n>', 'keep this many versions, remove older ones', positive);
  withCommon(withEngine(command)).action((flags: Flags) => runCommand(flags, backupCommand));
}

export const backupCommand: Command = async (settings, context) => {
  const result = await backup(settings, context);
  const { ok, server, required, dump, proof, version } = result;
  return {
    ok,
    json: {
      ok,
      server,
      unmet: required.unmet,
      fingerprint: dump?.fingerprint ?? null,
      hypertables: dump?.model.hypertables.length ?? null,
      warnings: dump?.warnings ?? [],
      proof: proof === null ? null : proofJson(proof),
      version: version === null ? null : { ...version, directory: settings['schema-dir'] },
    },
    verdict: 'Nothing was written.',
  };
};

/** A proof without the restored dump itself. */
export function proofJson(proof: NonNullable<Awaited<ReturnType<typeof backup>>['proof']>): object {
  const { restored: _, error, ...facts } = proof;
  return { ...facts, error: error === null ? null : error.message };
}
