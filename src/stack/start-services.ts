import { mkdir, open } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import type { StepHandle } from '../report/reporter.ts';
import { auditPath } from './audit.ts';
import { findContainer, lastLines, listContainers } from './containers.ts';
import type { Port } from './env-text.ts';
import { requireFreePort } from './ports.ts';
import type { PROFILES, Stack } from './stack.ts';
import { noteStack, prepareState, readBackups, writeSecret } from './state.ts';
import { waitFor } from './wait.ts';

export type Profile = Exclude<(typeof PROFILES)[number], 'replica' | 'restore'>;

/** The services besides the servers, each with its profile and the port that it publishes. */
export const SERVICES: readonly { service: string; profile: Profile; port: Port | null }[] = [
  { service: 'pgadmin', profile: 'tools', port: 'pgadmin' },
  { service: 'backup', profile: 'tools', port: null },
  { service: 'exporter', profile: 'monitoring', port: 'exporter' },
  { service: 'node-exporter', profile: 'monitoring', port: null },
  { service: 'prometheus', profile: 'monitoring', port: 'prometheus' },
  { service: 'grafana', profile: 'monitoring', port: 'grafana' },
  { service: 'alertmanager', profile: 'alerting', port: null },
];

const HEALTHY_WITHIN_MS = 180_000;

/** The services of profiles; the one that sends alerts on only where the env file says to whom. */
export function servicesOf({ env }: Stack, profiles: readonly Profile[]): string[] {
  const wanted = env.values['TIMESCALE_ALERT_WEBHOOK'] && profiles.includes('monitoring') ? ['alerting'] : [];
  return SERVICES.filter(({ profile }) => [...profiles, ...wanted].includes(profile)).map(({ service }) => service);
}

/**
 * Starts services and waits until their health checks are content. One that does not come up keeps no other from it.
 *
 * @returns the services with their addresses
 * @throws UserError after all of them were tried, where a port is taken, an image cannot be had, or one ends again
 */
export async function startServices(stack: Stack, services: readonly string[]): Promise<Record<string, string | null>> {
  const { world } = stack;
  const unknown = services.filter((name) => !SERVICES.some(({ service }) => service === name));
  if (unknown.length > 0) {
    throw new UserError(`there is no service ${unknown.join(', ')}`, {
      hint: `There are ${SERVICES.map(({ service }) => service).join(', ')}.`,
    });
  }
  await prepareMounts(stack);
  const addresses: Record<string, string | null> = {};
  const failures: UserError[] = [];
  for (const { service, port } of SERVICES.filter((one) => services.includes(one.service))) {
    const step = world.reporter.step(service);
    try {
      addresses[service] = await startService(stack, service, port, step);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const [first = '', ...more] = error.message.split('\n');
      step.fail(first, [...more, ...(error.hint === undefined ? [] : [error.hint])]);
      failures.push(error);
    }
  }
  const [first] = failures;
  if (first === undefined) return addresses;
  throw new UserError(failures.length === 1 ? first.message : `${failures.length} services do not come up; see above`, {
    hint: first.hint ?? 'The others run.',
    cause: first,
  });
}

const NOT_FAILING = { failing: false, error: null };

async function startService(
  stack: Stack,
  service: string,
  port: Port | null,
  step: StepHandle,
): Promise<string | null> {
  const { env, engine } = stack;
  const address = port === null ? null : `http://${env.bind}:${env.ports[port]}`;
  const running = (await findContainer(stack, service))?.state === 'running';
  if (!running) {
    if (port !== null) await requireFreePort(stack, port);
    await engine.compose(['up', '--detach', '--no-deps', service]);
    await waitUntilHealthy(stack, service);
  }
  const text = service === 'backup' ? `every day at ${env.values['TIMESCALE_BACKUP_AT'] ?? '02:00'} UTC` : address;
  const { failing, error } = service === 'backup' ? await readBackups(stack.world) : NOT_FAILING;
  if (failing) step.warn(`${text}; the last one failed: ${error}`);
  else if (running) step.unchanged(`runs already${text === null ? '' : `: ${text}`}`);
  else step.done(text ?? 'runs');
  return address;
}

/** Makes the container of a service anew, with what the env file says now. */
export async function renewService(stack: Stack, service: string): Promise<void> {
  const step = stack.world.reporter.step(service);
  await prepareMounts(stack);
  await stack.engine.compose(['up', '--detach', '--no-deps', service]);
  await waitUntilHealthy(stack, service);
  step.done('made anew');
}

/** What services mount: Docker would make a directory, of root's, of whatever is missing. */
async function prepareMounts({ world, env }: Stack): Promise<void> {
  const directory = dirname(world.envPath);
  const schema = relative(directory, resolve(directory, world.schemaDir));
  if (schema === '' || schema.startsWith('..') || isAbsolute(schema)) {
    throw new UserError(`schema-dir is ${world.schemaDir}, which is not below ${directory}`, {
      hint: 'The backup service mounts it: give it a directory of its own in the project.',
    });
  }
  await prepareState(world);
  await noteStack(world, env);
  await writeSecret(world, 'backup', 'password', env.values['BACKUP_PASSWORD'] ?? '');
  await writeSecret(world, 'alertmanager', 'webhook', env.values['TIMESCALE_ALERT_WEBHOOK'] ?? '');
  await mkdir(join(directory, schema), { recursive: true });
  await (await open(auditPath(world), 'a', 0o600)).close();
}

async function waitUntilHealthy(stack: Stack, service: string): Promise<void> {
  const healthy = await waitFor(
    async () => {
      const container = (await listContainers(stack)).find((one) => one.service === service);
      if (container?.state === 'running') {
        // A backup that fails at once makes its service unhealthy, which is told, and no reason to wait.
        const failed = service === 'backup' && (await readBackups(stack.world)).failing;
        return container.health === 'healthy' || failed ? true : undefined;
      }
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
