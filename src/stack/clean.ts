import { UserError } from '../errors.ts';
import { idsOf } from './containers.ts';
import { forgetInit } from './setup.ts';
import type { Stack } from './stack.ts';
import { forgetState } from './state.ts';

export interface Cleaned {
  containers: number;
  volumes: number;
  networks: number;
}

/** Counts what belongs to a stack. */
export async function countParts(stack: Stack): Promise<Cleaned> {
  const [containers, volumes, networks] = await Promise.all(
    (['ps', 'volume', 'network'] as const).map((kind) => idsOf(stack, kind)),
  );
  return { containers: containers?.length ?? 0, volumes: volumes?.length ?? 0, networks: networks?.length ?? 0 };
}

/**
 * Removes containers, volumes and networks of a stack, and with them all data. The env file and the audit log stay.
 *
 * @throws UserError where something is left
 */
export async function clean(stack: Stack): Promise<Cleaned> {
  const step = stack.world.reporter.step('clean');
  const before = await countParts(stack);
  if (total(before) === 0) {
    step.unchanged('nothing is there');
    return before;
  }
  await stack.engine.compose(['down', '--volumes', '--remove-orphans', '--timeout', '60']);
  // What a killed command left: Compose's own containers of one run, and volumes that an older file named.
  const containers = await idsOf(stack, 'ps');
  if (containers.length > 0) await stack.engine.docker(['rm', '--force', '--volumes', ...containers]);
  const volumes = await idsOf(stack, 'volume');
  if (volumes.length > 0) await stack.engine.docker(['volume', 'rm', ...volumes]);
  const left = await countParts(stack);
  if (total(left) > 0) {
    throw new UserError(`${words(left)} of ${stack.env.project} could not be removed`, {
      hint: `See "docker ps --all --filter label=com.docker.compose.project=${stack.env.project}".`,
    });
  }
  await forgetInit(stack.world);
  await forgetState(stack.world);
  step.done(`removed ${words(before)}`);
  return before;
}

function total({ containers, volumes, networks }: Cleaned): number {
  return containers + volumes + networks;
}

function words({ containers, volumes, networks }: Cleaned): string {
  const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;
  return `${count(containers, 'container')}, ${count(volumes, 'volume')}, ${count(networks, 'network')}`;
}
