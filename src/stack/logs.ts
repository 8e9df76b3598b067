import { UserError } from '../errors.ts';
import { listContainers } from './containers.ts';
import type { Stack } from './stack.ts';

export interface LogOptions {
  service: string | undefined;
  /** How many lines of each service, from the end. */
  tail: number;
}

/**
 * What the containers printed, as lines.
 *
 * @throws UserError where there is no such container
 */
export async function logs(stack: Stack, options: LogOptions): Promise<string[]> {
  const { stdout } = await stack.engine.compose(await logArguments(stack, options));
  return stdout.split('\n').filter((line) => line !== '');
}

/** Writes to the terminal what the containers print, until it is interrupted. */
export async function followLogs(stack: Stack, options: LogOptions): Promise<void> {
  await stack.engine.compose([...(await logArguments(stack, options)), '--follow'], { output: 'inherit' });
}

async function logArguments(stack: Stack, { service, tail }: LogOptions): Promise<string[]> {
  const services = (await listContainers(stack)).map((container) => container.service);
  if (services.length === 0) {
    throw new UserError('nothing of this stack was started yet', { hint: 'Start it: timescale-ci stack start' });
  }
  if (service !== undefined && !services.includes(service)) {
    throw new UserError(`there is no container ${service}`, { hint: `There are ${services.join(', ')}.` });
  }
  return ['logs', '--no-color', '--tail', String(tail), ...(service === undefined ? [] : [service])];
}
