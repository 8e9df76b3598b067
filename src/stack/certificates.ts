import { createPrivateKey, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { StackEnv } from './env-file.ts';
import { noteCertificate, prepareState, writeSecret, writeState } from './state.ts';
import type { World } from './world.ts';

/**
 * The certificates of a stack: an authority of its own, whose key no container has, and one certificate for all of its
 * servers. They lie beside the env file; a server copies its own when it starts (stack/postgres/tls.sh).
 */

const DAY_MS = 24 * 3_600_000;
const AUTHORITY_DAYS = 3650;
const SERVER_DAYS = 397;
/** From then on the next command that starts something renews it. */
const RENEW_BEFORE_DAYS = 60;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** What clients check the servers against (libpq's sslrootcert). */
export function authorityPath({ stateDir }: Pick<World, 'stateDir'>): string {
  return join(stateDir, 'tls/ca.crt');
}

/** In PEM. */
export interface Pair {
  key: string;
  certificate: string;
}

export interface Renewed {
  /** True where the servers have to take another certificate. */
  changed: boolean;
  /** Null where nothing is encrypted. */
  expires: Date | null;
}

/**
 * Makes sure that the servers find a certificate that clients accept: for their names, of the authority that is there, and
 * with some time to go.
 *
 * @param force `certificate` makes another one in any case, `authority` another authority as well
 */
export async function keepCertificates(
  world: World,
  env: StackEnv,
  force?: 'certificate' | 'authority',
): Promise<Renewed> {
  await prepareState(world);
  if (env.tls === 'off') {
    await noteCertificate(world, null);
    return { changed: false, expires: null };
  }
  const now = world.now();
  const names = namesOf(env);
  const found = await readPair(world, 'ca', 'ca');
  const kept = force === 'authority' || found === undefined || !lasts(found, now, 0) ? undefined : found;
  const authority = kept ?? (await makeAuthority(env.project, now));
  if (kept === undefined) {
    await writeState(world, 'secrets/ca/ca.key', authority.key, 0o600);
    await writeState(world, 'secrets/ca/ca.crt', authority.certificate);
  }
  const old = await readPair(world, 'server', 'server');
  if (force === undefined && kept !== undefined && old !== undefined && serves(old, kept, names, now)) {
    return { changed: false, expires: await publish(world, kept, old) };
  }
  const server = await makeServer(authority, env.project, names, now);
  await writeSecret(world, 'server', 'server.key', server.key);
  await writeSecret(world, 'server', 'server.crt', server.certificate);
  return { changed: true, expires: await publish(world, authority, server) };
}

/** For each reader in the directory that it mounts. @returns when the certificate expires */
async function publish(world: World, authority: Pair, server: Pair): Promise<Date> {
  await writeSecret(world, 'server', 'ca.crt', authority.certificate);
  await writeSecret(world, 'backup', 'ca.crt', authority.certificate);
  await writeState(world, 'tls/ca.crt', authority.certificate);
  const expires = new X509Certificate(server.certificate).validToDate;
  await noteCertificate(world, expires);
  return expires;
}

async function readPair(
  { stateDir }: Pick<World, 'stateDir'>,
  directory: string,
  name: string,
): Promise<Pair | undefined> {
  const read = (end: string) => readFile(join(stateDir, 'secrets', directory, `${name}.${end}`), 'utf8');
  try {
    const [key, certificate] = await Promise.all([read('key'), read('crt')]);
    // What was cut short, or is of two hands, counts as none.
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)) ? { key, certificate } : undefined;
  } catch {
    return undefined;
  }
}

function lasts({ certificate }: Pair, now: Date, days: number): boolean {
  return new X509Certificate(certificate).validToDate.getTime() > now.getTime() + days * DAY_MS;
}

function serves(server: Pair, authority: Pair, names: readonly string[], now: Date): boolean {
  const certificate = new X509Certificate(server.certificate);
  return (
    lasts(server, now, RENEW_BEFORE_DAYS) &&
    certificate.verify(new X509Certificate(authority.certificate).publicKey) &&
    names.every((name) => (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined)
  );
}

/** Names and addresses that the servers are reached by: from their network, from this machine, and as the env file says. */
function namesOf({ bind, values }: StackEnv): string[] {
  const own = (values['TIMESCALE_TLS_NAMES'] ?? '').split(',').filter((name) => name !== '');
  const address = bind === '0.0.0.0' || bind === '::' ? [] : [bind];
  // A machine may have a name that no certificate can hold.
  const machine = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(hostname()) ? [hostname()] : [];
  return [
    ...new Set(['primary', 'replica', 'restored', 'localhost', '127.0.0.1', '::1', ...address, ...machine, ...own]),
  ];
}

/** An authority of its own, for one stack. */
export async function makeAuthority(project: string, now: Date): Promise<Pair> {
  const x509 = await library();
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(now, AUTHORITY_DAYS),
    name: [{ CN: [`timescale-ci ${project}`] }],
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { key: await keyText(keys.privateKey), certificate: `${certificate.toString('pem')}\n` };
}

async function makeServer(authority: Pair, project: string, names: readonly string[], now: Date): Promise<Pair> {
  const x509 = await library();
  const issuer = new x509.X509Certificate(authority.certificate);
  const der = createPrivateKey(authority.key).export({ type: 'pkcs8', format: 'der' });
  const signingKey = await webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, false, ['sign']);
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    ...validity(now, SERVER_DAYS),
    subject: [{ CN: [`${project} servers`] }],
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return { key: await keyText(keys.privateKey), certificate: `${certificate.toString('pem')}\n` };
}

/** Where clocks differ a little, one from this very moment would not be valid yet. */
function validity(now: Date, days: number) {
  return {
    // Positive, as RFC 5280 wants it.
    serialNumber: `00${randomBytes(16).toString('hex')}`,
    notBefore: new Date(now.getTime() - DAY_MS),
    notAfter: new Date(now.getTime() + days * DAY_MS),
  };
}

function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;
}

async function keyText(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  return `-----BEGIN PRIVATE KEY-----\n${der.toString('base64').replace(/(.{64})(?=.)/g, '$1\n')}\n-----END PRIVATE KEY-----\n`;
}

/** Loaded by whoever makes a certificate; it wants Reflect.getMetadata to be there first. */
async function library() {
  await import('reflect-metadata');
  return await import('@peculiar/x509');
}
