import { requireMounts } from './mounts.ts';
import type { Stack } from './stack.ts';
import { startServer } from './start.ts';
import { startReplica } from './start-replica.ts';
import { SERVICES, startServices } from './start-services.ts';
import { stop } from './stop.ts';

/** Stops what runs and starts it again, with what the env file says now. Starts the primary where nothing ran. */
export async function restart(stack: Stack): Promise<string[]> {
  await requireMounts(stack);
  const ran = await stop(stack);
  await startServer(stack, 'primary');
  if (ran.includes('replica')) await startReplica(stack, { resync: false, eraseFormer: false });
  const profiles = SERVICES.filter(({ service }) => ran.includes(service)).map(({ profile }) => profile);
  await startServices(stack, profiles);
  return ran;
}
