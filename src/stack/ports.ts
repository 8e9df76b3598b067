import { createServer } from 'node:net';
import { UserError } from '../errors.ts';
import { PORTS, type Port } from './env-text.ts';
import { fileName, type Stack } from './stack.ts';

/**
 * Makes sure that nothing listens at a port that a container is about to publish.
 *
 * @throws UserError that names the port and its setting
 */
export async function requireFreePort({ world, env }: Stack, name: Port): Promise<void> {
  const [key] = PORTS[name];
  const port = env.ports[name];
  const problem = await tryToListen(env.bind, port);
  if (problem === 'EADDRINUSE') {
    throw new UserError(`port ${port} of ${env.bind}, meant for the ${name}, is in use by something else`, {
      hint: `Stop what uses it, or set another ${key} in ${fileName(world)} and run the command again.`,
    });
  }
  if (problem === 'EADDRNOTAVAIL') throw noAddress(env.bind, fileName(world));
}

/** Makes sure that this machine has the address that ports are published at. @throws UserError where it has not */
export async function requireAddress({ world, env }: Stack): Promise<void> {
  // Any port that is free.
  if ((await tryToListen(env.bind, 0)) === 'EADDRNOTAVAIL') throw noAddress(env.bind, fileName(world));
}

function noAddress(bind: string, file: string): UserError {
  return new UserError(`this machine has no address ${bind}`, {
    hint: `Set TIMESCALE_BIND in ${file} to one that it has: 127.0.0.1 for this machine alone.`,
  });
}

/** The code of the error, or undefined. Not being allowed to listen says nothing about Docker, which is root. */
function tryToListen(host: string, port: number): Promise<string | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
