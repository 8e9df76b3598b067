import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { beforeEach, describe, expect, test } from 'vitest';
import { authorityPath, keepCertificates } from '../../../src/stack/certificates.ts';
import type { StackEnv } from '../../../src/stack/env-file.ts';
import type { World } from '../../../src/stack/world.ts';
import { temporaryDirectory } from '../../support/temporary.ts';
import { fakeStack } from './fakes.ts';

const DAY = 24 * 3_600_000;

describe('the certificates of a stack', () => {
  let world: World;
  let env: StackEnv;
  const read = (name: string) => readFileSync(join(world.stateDir, name), 'utf8');
  const at = (days: number): World => ({ ...world, now: () => new Date(Date.now() + days * DAY) });
  beforeEach(() => {
    const { stack } = fakeStack({});
    world = { ...stack.world, stateDir: join(temporaryDirectory('certificates'), 'state'), now: () => new Date() };
    env = stack.env;
  });

  /** What a client makes of a server that shows what is there. */
  async function meet(host: string): Promise<string> {
    const server = createServer({ key: read('secrets/server/server.key'), cert: read('secrets/server/server.crt') });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const ca = readFileSync(authorityPath(world), 'utf8');
    const name = /^\d/.test(host) ? {} : { servername: host };
    const client = connect({ port, host: '127.0.0.1', ca, ...name });
    const outcome = await once(client, 'secureConnect').then(
      () => (client.authorized ? 'trusted' : 'not trusted'),
      (error: Error) => error.message,
    );
    client.destroy();
    server.close();
    return outcome;
  }

  test.each(['primary', 'replica', 'localhost', '127.0.0.1', 'db.example.com'])('hold for %s', async (host) => {
    const named = { ...env, values: { ...env.values, TIMESCALE_TLS_NAMES: 'db.example.com,10.0.0.5' } };
    await keepCertificates(world, named);
    expect(await meet(host)).toBe('trusted');
  });

  test('hold for no other name, and for no other authority', async () => {
    await keepCertificates(world, env);
    expect(await meet('other')).toMatch(/altnames/);
    const authority = read('tls/ca.crt');
    await keepCertificates(world, env, 'authority');
    writeFileSync(authorityPath(world), authority);
    expect(await meet('primary')).not.toBe('trusted');
  });

  test('keep the key of the authority from containers, and all keys from others', async () => {
    await keepCertificates(world, env);
    expect(statSync(join(world.stateDir, 'secrets')).mode & 0o777).toBe(0o700);
    expect(statSync(join(world.stateDir, 'secrets/ca/ca.key')).mode & 0o777).toBe(0o600);
    const mounted = readFileSync(join(import.meta.dirname, '../../../stack/compose.yaml'), 'utf8');
    expect(mounted).not.toMatch(/secrets\/ca|secrets:/);
    for (const name of ['server', 'backup']) expect(read(`secrets/${name}/ca.crt`)).toBe(read('tls/ca.crt'));
  });

  test('stay as they are until 60 days before they expire; the authority stays then, too', async () => {
    const first = await keepCertificates(world, env);
    expect(first).toMatchObject({ changed: true });
    const [before, authority] = [read('secrets/server/server.crt'), read('tls/ca.crt')];
    expect(await keepCertificates(at(330), env)).toEqual({ changed: false, expires: first.expires });
    expect(read('secrets/server/server.crt')).toBe(before);
    const later = await keepCertificates(at(340), env);
    expect(later.changed).toBe(true);
    expect(later.expires?.getTime()).toBeGreaterThan(first.expires?.getTime() ?? 0);
    expect(read('tls/ca.crt')).toBe(authority);
    const seconds = Math.round((later.expires?.getTime() ?? 0) / 1000);
    expect(read('metrics/tls.prom')).toContain(`timescaledb_stack_certificate_expires_seconds ${seconds}\n`);
  });

  test('are made anew where the address is another, or what is there is of two hands', async () => {
    await keepCertificates(world, env);
    expect((await keepCertificates(world, { ...env, bind: '10.1.2.3' })).changed).toBe(true);
    expect(new X509Certificate(read('secrets/server/server.crt')).checkIP('10.1.2.3')).toBeDefined();
    writeFileSync(join(world.stateDir, 'secrets/server/server.key'), read('secrets/ca/ca.key'));
    expect((await keepCertificates(world, env)).changed).toBe(true);
    expect(await meet('primary')).toBe('trusted');
  });

  test('are none where nothing is encrypted, and what is mounted is there all the same', async () => {
    expect(await keepCertificates(world, { ...env, tls: 'off' })).toEqual({ changed: false, expires: null });
    for (const name of ['secrets/server', 'secrets/backup', 'tls', 'metrics']) {
      expect(statSync(join(world.stateDir, name)).isDirectory()).toBe(true);
    }
  });

  test('are written where a directory is there already', async () => {
    mkdirSync(join(world.stateDir, 'secrets/server'), { recursive: true });
    await keepCertificates(world, env);
    expect(await meet('replica')).toBe('trusted');
  });
});
