import { listContainers } from './containers.ts';
import type { Stack } from './stack.ts';

/** Stops every container of the stack. Data and containers stay. @returns the services that ran */
export async function stop(stack: Stack): Promise<string[]> {
  const step = stack.world.reporter.step('stop');
  const running = (await listContainers(stack)).filter(({ state }) => state === 'running' || state === 'restarting');
  const services = running.map(({ service }) => service);
  if (services.length === 0) {
    step.unchanged('nothing runs');
    return [];
  }
  // The replica after the primary, which waits as it stops until its standby has all of the log.
  for (const group of [services.filter((name) => name !== 'replica'), services.filter((name) => name === 'replica')]) {
    if (group.length > 0) await stack.engine.compose(['stop', ...group]);
  }
  step.done(`${services.join(', ')} stopped; the data stays`);
  return services;
}
