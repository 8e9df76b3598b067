import { createServer } from 'node:net';

/**
 * Tells whether an address is one of this machine's, by listening on it for a moment.
 *
 * Inside a container testcontainers takes the gateway of Docker's bridge for the engine's address. That is another
 * machine where the socket was mounted into the container, and this one where the engine runs in there as well.
 *
 * @param host an address or a name
 */
export function isOwnAddress(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port: 0 }, () => server.close(() => resolve(true)));
  });
}
