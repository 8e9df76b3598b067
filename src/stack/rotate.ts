import { randomBytes } from 'node:crypto';
import { relative } from 'node:path';
import { docsPage } from '../documentation.ts';
import { UserError } from '../errors.ts';
import { authorityPath } from './certificates.ts';
import { connect } from './connect.ts';
import { listContainers } from './containers.ts';
import { setValues } from './env-file.ts';
import { requireNoHalfPromotion } from './half-promoted.ts';
import { requireMounts } from './mounts.ts';
import { applyPasswords, prepareRoles, ROLES, type Role } from './roles.ts';
import { openStack, type Stack } from './stack.ts';
import { startReplica } from './start-replica.ts';
import { renewService } from './start-services.ts';
import { writeSecret } from './state.ts';
import { renewCertificates } from './tls.ts';

/** What is renewed beside the passwords of roles, under its name on the command line. */
const CERTIFICATE = 'certificate';

export interface RotateOptions {
  /** Names of roles, and the certificate; all of them where it is empty. */
  names: readonly string[];
  /** Another authority as well: every client then needs its new file. */
  newAuthority: boolean;
  /** Take the passwords that the env file has now, instead of new ones. */
  fromFile: boolean;
}

export interface Rotated {
  roles: string[];
  /** When the new certificate expires, in ISO 8601; null where none was made. */
  certificateExpires: string | null;
  /** Services that held an old password. */
  restarted: string[];
}

/** A password of a new stack. */
export function randomPassword(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * Gives roles new passwords: env file, server, and one by one the containers that hold an old one; and the servers another
 * certificate. Cut short, it is run again: the server is told by its own container, which asks for no password.
 */
export async function rotate(stack: Stack, options: RotateOptions): Promise<Rotated> {
  const { world, env } = stack;
  const { names, fromFile } = options;
  const chosen = chooseRoles(stack, options);
  await requireMounts(stack);
  await requireNoHalfPromotion(stack);
  const primary = (await listContainers(stack)).find(({ service }) => service === 'primary');
  if (primary?.state !== 'running') {
    throw new UserError('the primary does not run, and it keeps the passwords', {
      hint: 'Start it: timescale-ci stack start',
    });
  }
  // First: what follows connects by it.
  const renew = names.includes(CERTIFICATE) || (names.length === 0 && !fromFile) || options.newAuthority;
  const certificateExpires = renew ? await rotateCertificate(stack, options.newAuthority) : null;
  if (chosen.length === 0) return { roles: [], certificateExpires, restarted: [] };
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
  return { roles: chosen.map(({ name }) => name), certificateExpires, restarted: await renewOutdated(fresh) };
}

function chooseRoles({ env }: Stack, { names, fromFile, newAuthority }: RotateOptions): Role[] {
  const unknown = names.filter((name) => name !== CERTIFICATE && !ROLES.some((role) => role.name === name));
  if (unknown.length > 0) {
    throw new UserError(`no role of the stack is called ${unknown.join(', ')}`, {
      hint: `There are ${ROLES.map(({ name }) => name).join(', ')}, and ${CERTIFICATE}.`,
    });
  }
  if ((names.includes(CERTIFICATE) || newAuthority) && env.tls === 'off') {
    throw new UserError('this stack has no certificate: TIMESCALE_TLS is off', {
      hint: `Set it to allow, and restart: ${docsPage('operations.md#encryption')}`,
    });
  }
  const chosen = ROLES.filter(({ name }) => (names.length === 0 && !newAuthority) || names.includes(name));
  const missing = chosen.filter(({ secret }) => !env.values[secret]).map(({ secret }) => secret);
  if (fromFile && missing.length > 0) {
    throw new UserError(`the env file has no value for ${missing.join(', ')}`, { hint: 'Leave out --from-file.' });
  }
  return chosen;
}

/** @returns when the new one expires; null where nothing is encrypted */
async function rotateCertificate(stack: Stack, newAuthority: boolean): Promise<string | null> {
  if (stack.env.tls === 'off') return null;
  const step = stack.world.reporter.step('certificate');
  const { expires } = await renewCertificates(stack, newAuthority ? 'authority' : 'certificate');
  const until = expires?.toISOString() ?? null;
  step.done(`a new one until ${until?.slice(0, 10)}${newAuthority ? ', of a new authority' : ''}`);
  if (newAuthority) {
    const file = relative(stack.world.cwd, authorityPath(stack.world));
    stack.world.reporter.warn(`Clients that check the servers need the new ${file} now.`);
  }
  return until;
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
