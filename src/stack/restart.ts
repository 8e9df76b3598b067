import { parse } from 'yaml';
import { messageOf, UserError } from '../errors.ts';
import { explainConnect, tryToConnect } from './connect.ts';
import { listContainers } from './containers.ts';
import { PORTS, type Port } from './env-text.ts';
import { requireNoHalfPromotion } from './half-promoted.ts';
import { requireMounts } from './mounts.ts';
import { requireAddress, requireFreePort } from './ports.ts';
import { fileName, type Stack } from './stack.ts';
import { startServer } from './start.ts';
import { startReplica } from './start-replica.ts';
import { SERVICES, startServices } from './start-services.ts';
import { stop } from './stop.ts';

/**
 * Stops what runs and starts it again, with what the env file says now. Starts the primary where nothing ran.
 *
 * @throws UserError before anything is stopped, where the env file cannot be used
 */
export async function restart(stack: Stack): Promise<string[]> {
  await requireUsable(stack);
  const ran = await stop(stack);
  await startServer(stack, 'primary');
  if (ran.includes('replica')) await startReplica(stack, { resync: false, eraseFormer: false, eraseFirst: false });
  await startServices(
    stack,
    ran.filter((service) => SERVICES.some((one) => one.service === service)),
  );
  return ran;
}

/** Starts and ends a server with the image and the settings of the env file, on data that nobody keeps. */
async function tryToStart({ engine, world }: Stack): Promise<void> {
  const step = world.reporter.step('trial');
  const { stdout } = await engine.compose(['config']);
  const { services } = parse(stdout) as { services: { primary: { command: string[] } } };
  const trial = ['--entrypoint', '/bin/sh', 'primary', '/timescale-ci/trial.sh'];
  try {
    await engine.compose([
      'run',
      '--rm',
      '--no-deps',
      '-T',
      '--user',
      'postgres',
      ...trial,
      ...services.primary.command,
    ]);
  } catch (cause) {
    const said = messageOf(cause)
      .split('\n')
      .filter((line) => /FATAL|ERROR|PANIC|DETAIL|HINT/.test(line))
      .map((line) => line.replace(/^.*?(?=FATAL|ERROR|PANIC|DETAIL|HINT)/, ''));
    if (said.length === 0) throw cause;
    throw new UserError(['a server does not start with these settings; nothing was stopped', ...said].join('\n'), {
      hint: `Change them in ${fileName(world)}, and run the command again.`,
      cause,
    });
  }
  step.done('a server of its own starts with these settings');
}

/** Tries what the env file says as far as that goes while the servers run. */
async function requireUsable(stack: Stack): Promise<void> {
  await requireMounts(stack);
  await requireNoHalfPromotion(stack);
  await stack.engine.compose(['config', '--quiet']);
  await requireAddress(stack);
  const running = (await listContainers(stack)).filter(({ state }) => state === 'running');
  // A port that one of the stack's own containers publishes is going to be free.
  const own = new Set(running.flatMap(({ ports }) => ports));
  for (const { service } of running) {
    if (service in PORTS && !own.has(stack.env.ports[service as Port])) await requireFreePort(stack, service as Port);
  }
  await tryToStart(stack);
  if (!running.some(({ service }) => service === 'primary')) return;
  const refusal = await tryToConnect(stack, 'primary', 'postgres').then(
    async (connection) => {
      await connection[Symbol.asyncDispose]();
      return undefined;
    },
    (error: { code?: string }) => error,
  );
  // invalid_password. Whatever else keeps it from answering may be why it is restarted.
  if (refusal?.code === '28P01') throw explainConnect(refusal, stack, 'primary');
}
