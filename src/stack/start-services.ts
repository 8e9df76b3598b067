import { UserError } from '../errors.ts';
import { findContainer, lastLines, listContainers } from './containers.ts';
import type { Port } from './env-text.ts';
import { requireFreePort } from './ports.ts';
import type { PROFILES, Stack } from './stack.ts';
import { waitFor } from './wait.ts';

export type Profile = Exclude<(typeof PROFILES)[number], 'replica'>;

/** The services besides the servers, each with its profile and the port that it publishes. */
export const SERVICES: readonly { service: string; profile: Profile; port: Port | null }[] = [
  { service: 'pgadmin', profile: 'tools', port: 'pgadmin' },
  { service: 'backup', profile: 'tools', port: null },
  { service: 'exporter', profile: 'monitoring', port: 'exporter' },
  { service: 'prometheus', profile: 'monitoring', port: 'prometheus' },
  { service: 'grafana', profile: 'monitoring', port: 'grafana' },
];

const HEALTHY_WITHIN_MS = 180_000;

/**
 * Starts the services of profiles and waits until their health checks are content.
 *
 * @returns the services with their addresses
 * @throws UserError where a port is taken, an image cannot be had, or one ends again
 */
export async function startServices(
  stack: Stack,
  profiles: readonly Profile[],
): Promise<Record<string, string | null>> {
  const { env, engine, world } = stack;
  const addresses: Record<string, string | null> = {};
  for (const { service, port } of SERVICES.filter(({ profile }) => profiles.includes(profile))) {
    const step = world.reporter.step(service);
    const address = port === null ? null : `http://${env.bind}:${env.ports[port]}`;
    const running = (await findContainer(stack, service))?.state === 'running';
    if (!running) {
      if (port !== null) await requireFreePort(stack, port);
      await engine.compose(['up', '--detach', '--no-deps', service]);
      await waitUntilHealthy(stack, service);
    }
    const text = address ?? `every day at ${env.values['TIMESCALE_BACKUP_AT'] ?? '02:00'} UTC`;
    if (running) step.unchanged(`runs already: ${text}`);
    else step.done(text);
    addresses[service] = address;
  }
  return addresses;
}

async function waitUntilHealthy(stack: Stack, service: string): Promise<void> {
  const healthy = await waitFor(
    async () => {
      const container = (await listContainers(stack)).find((one) => one.service === service);
      if (container?.state === 'running') return container.health === 'healthy' ? true : undefined;
      const said = container === undefined ? [] : await lastLines(stack, container.id, 5);
      throw new UserError([`${service} does not come up`, ...said].join('\n'), {
        hint: `"timescale-ci stack logs ${service}" shows all that it said.`,
      });
    },
    { withinMs: HEALTHY_WITHIN_MS, everyMs: 500, signal: stack.world.signal },
  );
  if (healthy === true) return;
  throw new UserError(`${service} is not healthy within ${HEALTHY_WITHIN_MS / 1000} s`, {
    hint: `"timescale-ci stack logs ${service}" shows what it says.`,
  });
}
