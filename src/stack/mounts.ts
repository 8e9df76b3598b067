import { UserError } from '../errors.ts';
import { capital } from '../text.ts';
import { type Container, listContainers } from './containers.ts';
import { fileName, type Stack } from './stack.ts';

const SERVERS = ['primary', 'replica'] as const;

/**
 * Says where a server works on another volume than the env file names for it, as with an env file from before a
 * promotion. What does not run does not count: Compose makes its container anew, by the env file.
 */
export function differentMounts(
  { env, world }: Pick<Stack, 'env' | 'world'>,
  containers: readonly Container[],
): string[] {
  return SERVERS.flatMap((server) => {
    const one = containers.find(({ service }) => service === server);
    if (one === undefined || !/^(running|restarting|paused)$/.test(one.state)) return [];
    if (one.data === null || one.data === env.data[server]) return [];
    return [`${fileName(world)} names ${env.data[server]} for the ${server}, but the ${server} runs on ${one.data}`];
  });
}

/** What to write into the env file where it names the volumes the wrong way round. */
export function putBack({ env, world }: Pick<Stack, 'env' | 'world'>): string {
  const { primary, replica } = env.data;
  return `put the values in ${fileName(world)} back as TIMESCALE_PRIMARY_DATA=${replica} and TIMESCALE_REPLICA_DATA=${primary}`;
}

/**
 * Makes sure that no server is paused, and that those that run work on the volumes that the env file names: before anything is stopped, made
 * anew or erased by those names.
 *
 * @throws UserError with the values to put back
 */
export async function requireMounts(stack: Stack): Promise<void> {
  const containers = await listContainers(stack);
  const paused = containers.find(({ service, state }) => service in stack.env.data && state === 'paused');
  if (paused !== undefined) {
    throw new UserError(`the ${paused.service} is paused; nothing was touched`, {
      hint: `Let it go on: docker unpause ${paused.name}`,
    });
  }
  const different = differentMounts(stack, containers);
  if (different.length === 0) return;
  throw new UserError(`${different.join('\n')}\nNothing was touched.`, {
    hint: `${capital(putBack(stack))}. A promotion swapped them, and this file is from before it.`,
  });
}
