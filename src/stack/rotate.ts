import { randomBytes } from 'node:crypto';
import { UserError } from '../errors.ts';
import { connect } from './connect.ts';
import { listContainers } from './containers.ts';
import { setValues } from './env-file.ts';
import { requireNoHalfPromotion } from './half-promoted.ts';
import { requireMounts } from './mounts.ts';
import { applyPasswords, prepareRoles, ROLES } from './roles.ts';
import { openStack, type Stack } from './stack.ts';
import { startReplica } from './start-replica.ts';
import { renewService } from './start-services.ts';
import { writeSecret } from './state.ts';

export interface RotateOptions {
  /** Names of roles; all of them where it is empty. */
  roles: readonly string[];
  /** Take the passwords that the env file has now, instead of new ones. */
  fromFile: boolean;
}

export interface Rotated {
  roles: string[];
  /** Services that held an old password. */
  restarted: string[];
}

/** A password of a new stack. */
export function randomPassword(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * Gives roles new passwords: env file, server, and one by one the containers that hold an old one. Cut short, it is run
 * again: the server is told by its own container, which asks for no password.
 */
export async function rotate(stack: Stack, { roles, fromFile }: RotateOptions): Promise<Rotated> {
  const { world, env } = stack;
  const unknown = roles.filter((name) => !ROLES.some((role) => role.name === name));
  if (unknown.length > 0) {
    throw new UserError(`no role of the stack is called ${unknown.join(', ')}`, {
      hint: `There are ${ROLES.map(({ name }) => name).join(', ')}.`,
    });
  }
  await requireMounts(stack);
  await requireNoHalfPromotion(stack);
  const chosen = ROLES.filter(({ name }) => roles.length === 0 || roles.includes(name));
  const missing = chosen.filter(({ secret }) => !env.values[secret]).map(({ secret }) => secret);
  if (fromFile && missing.length > 0) {
    throw new UserError(`the env file has no value for ${missing.join(', ')}`, { hint: 'Leave out --from-file.' });
  }
  const primary = (await listContainers(stack)).find(({ service }) => service === 'primary');
  if (primary?.state !== 'running') {
    throw new UserError('the primary does not run, and it keeps the passwords', {
      hint: 'Start it: timescale-ci stack start',
    });
  }
  if (!fromFile) {
    await setValues(env, Object.fromEntries(chosen.map(({ secret }) => [secret, randomPassword()])));
  }
  const fresh = await openStack(world);
  const step = world.reporter.step('passwords');
  await applyPasswords(fresh, chosen);
  await prepareRoles(fresh);
  // The primary takes it, or nothing that follows would work.
  await (await connect(fresh, 'primary', 'postgres'))[Symbol.asyncDispose]();
  step.done(`${fromFile ? 'of the env file' : 'new ones'} for ${chosen.map(({ name }) => name).join(', ')}`);
  return { roles: chosen.map(({ name }) => name), restarted: await renewOutdated(fresh) };
}

/** Makes containers anew that run with an old password, one by one. @returns their services */
export async function renewOutdated(stack: Stack): Promise<string[]> {
  const backup = stack.env.values['BACKUP_PASSWORD'];
  if (backup) await writeSecret(stack.world, 'backup', 'password', backup);
  const outdated = (await listContainers(stack)).filter(
    ({ state, outdated: names }) => state === 'running' && names.length > 0,
  );
  for (const { service } of outdated) {
    if (service === 'replica') {
      await stack.engine.compose(['up', '--detach', '--no-deps', 'replica']);
      await startReplica(stack, { resync: false, eraseFormer: false, eraseFirst: false });
    } else {
      await renewService(stack, service);
    }
  }
  return outdated.map(({ service }) => service);
}
