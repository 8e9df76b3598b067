import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { docsPage } from '../../documentation.ts';
import { UserError } from '../../errors.ts';
import { cloudNativePg } from '../../stack/cloud-native-pg.ts';
import { readEnvFile } from '../../stack/env-file.ts';
import { fileName } from '../../stack/stack.ts';
import type { World } from '../../stack/world.ts';
import { checkOutput, writeOutput } from '../commands/dump.ts';
import type { Command } from '../run.ts';
import type { StackFlags } from './run.ts';

export interface ExportFlags extends StackFlags {
  to: 'cloudnative-pg';
  image?: string;
  storage?: string;
  instances?: number;
  output?: string;
}

/** `stack export`: what the env file says, for an operator that runs it on Kubernetes. */
export const exportCommand =
  ({ image, storage, instances, output }: ExportFlags, world: World): Command =>
  async () => {
    const env = await readEnvFile(world.envPath);
    if (env === undefined) {
      throw new UserError(`there is no ${fileName(world)}`, { hint: 'Run "timescale-ci stack setup" first.' });
    }
    if (image === undefined || storage === undefined) {
      throw new UserError('--image and --storage are needed: nothing here knows what your Kubernetes has', {
        hint:
          'For example --image REGISTRY/cloudnativepg-timescale:17-ts2 --storage 50Gi, with room for the log that slots ' +
          `keep. ${docsPage('operations.md#beyond-one-machine')}`,
      });
    }
    const target = output === undefined ? undefined : resolve(world.cwd, output);
    if (target !== undefined) await checkOutput(target);
    const queries = await readFile(join(world.stackDir, 'exporter/queries.yaml'), 'utf8');
    const count = instances ?? (env.replica === 'none' ? 1 : 2);
    const { documents, notes } = cloudNativePg(env, { image, storage, instances: count }, queries);
    const head = `# Written by "timescale-ci stack export" from ${fileName(world)}.\n${notes.map((note) => `# ${note}\n`).join('')}`;
    const text = `${head}${documents.map((document) => `---\n${stringify(document, { lineWidth: 0 })}`).join('')}`;
    if (target !== undefined) await writeOutput(target, text);
    for (const note of notes) world.reporter.note(note);
    return {
      ok: true,
      json: { ok: true, file: output ?? null, notes, documents },
      ...(target === undefined && { text }),
    };
  };
