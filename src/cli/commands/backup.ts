import { backup } from '../../jobs/backup.ts';
import type { Command } from '../run.ts';

/** `backup`: the main job. */
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
