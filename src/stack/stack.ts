import { relative } from 'node:path';
import { UserError } from '../errors.ts';
import { archiveConfig } from './archive-config.ts';
import { keepCertificates } from './certificates.ts';
import { type Engine, openEngine } from './engine.ts';
import { closeToOthers, readEnvFile, type StackEnv } from './env-file.ts';
import { archivingImage } from './server-image.ts';
import { noteStack, writeSecret } from './state.ts';
import type { World } from './world.ts';

export type Server = 'primary' | 'replica' | 'restored';

/** The profiles of the compose file. */
export const PROFILES = ['replica', 'restore', 'tools', 'monitoring', 'alerting'] as const;

/** The name of the physical replication slot that the replica streams from. */
export const SLOT = 'timescale_replica';

/** One stack: what its env file says, and the engine that runs it. */
export interface Stack {
  world: World;
  env: StackEnv;
  engine: Engine;
}

/**
 * Opens the stack of an env file.
 *
 * @throws UserError where there is no env file, it cannot be used, or no engine answers
 */
export async function openStack(world: World): Promise<Stack> {
  const env = await readEnvFile(world.envPath);
  if (env === undefined) {
    throw new UserError(`there is no ${fileName(world)}`, {
      hint: 'Run "timescale-ci stack setup" first, or name the file of another stack by --env-file.',
    });
  }
  if (await closeToOthers(env.path)) {
    world.reporter.warn(`${fileName(world)} could be read by others: its mode is 0600 now.`, [
      'Whoever read it has the passwords.',
    ]);
  }
  await noteStack(world, env);
  return withEngine(world, env);
}

/** A stack of an env file that was read already. */
export async function withEngine(world: World, env: StackEnv): Promise<Stack> {
  const { stackDir, envPath, stateDir, settingsPath, schemaDir, signal } = world;
  const ownNames = Object.keys(env.values);
  const engine = await openEngine({
    stackDir,
    envPath,
    stateDir,
    settingsPath,
    schemaDir,
    project: env.project,
    profiles: PROFILES,
    env: world.env,
    ownNames,
    sslmode: env.tls === 'off' ? 'disable' : 'verify-full',
    restoredPort: env.ports.restored,
    archivePlace: env.archive.startsWith('/') ? env.archive : 'archive',
    prepare: async (docker) => {
      await keepCertificates(world, env);
      await writeSecret(world, 'server', 'pgbackrest.conf', archiveConfig(env));
      return env.archive === 'off' ? env.image : await archivingImage(docker, env.image, stackDir);
    },
    signal,
  });
  return { world, env, engine };
}

/** The env file as people know it. */
export function fileName({ cwd, envPath }: World): string {
  return relative(cwd, envPath) || envPath;
}
