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
  const { exitCode } = await stack.engine.compose(await logArguments(stack, options, ['--follow']), {
    output: 'inherit',
  });
  // Null where a signal ended it, as is usual.
  if (exitCode !== 0 && exitCode !== null)
    throw new UserError(`Compose ended with exit code ${exitCode}`, { hint: 'Its words are above.' });
}

async function logArguments(stack: Stack, { service, tail }: LogOptions, flags: string[] = []): Promise<string[]> {
  const services = (await listContainers(stack)).map((container) => container.service);
  if (services.length === 0) {
    throw new UserError('nothing of this stack was started yet', { hint: 'Start it: timescale-ci stack start' });
  }
  if (service !== undefined && !services.includes(service)) {
    throw new UserError(`there is no container ${service}`, { hint: `There are ${services.join(', ')}.` });
  }
  // Flags first: the older Compose takes what follows a service for another.
  return ['logs', '--no-color', '--tail', String(tail), ...flags, ...(service === undefined ? [] : [service])];
}
