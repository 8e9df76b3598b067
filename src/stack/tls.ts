import { keepCertificates, type Renewed } from './certificates.ts';
import { listContainers } from './containers.ts';
import type { Stack } from './stack.ts';

/**
 * Makes sure that the servers have a certificate that lasts, and gives those that run the one that is new: connections that
 * are open stay.
 */
export async function renewCertificates(stack: Stack, force?: 'certificate' | 'authority'): Promise<Renewed> {
  const renewed = await keepCertificates(stack.world, stack.env, force);
  if (!renewed.changed) return renewed;
  for (const { id, service, state } of await listContainers(stack)) {
    if (!(service in stack.env.data) || state !== 'running') continue;
    const inside = ['exec', '--user', 'root', id, '/bin/sh', '-c'];
    // One that was started without TLS takes its files when it starts again.
    await stack.engine.docker([
      ...inside,
      'if [ "${TIMESCALE_TLS:-off}" != off ]; then . /timescale-ci/tls.sh; kill -HUP "$(head -n 1 "$PGDATA/postmaster.pid")"; fi',
    ]);
  }
  return renewed;
}
