import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Client } from './client.ts';
import { type Backend, Turns } from './turns.ts';
import type { Listening } from './types.ts';

/**
 * Lets other programs connect to the embedded server, over TCP on this machine and with a random password.
 *
 * Not by @electric-sql/pglite-socket: the release that goes with this server (0.0.19 with PGlite 0.3) lets one connection
 * in at a time, so that a pool waits for ever, refuses what libpq asks first (TLS or not) and hands half messages on, of
 * which the server dies; later ones need a PGlite that TimescaleDB is not built for.
 *
 * The server has one session. Connections take turns at it, a transaction at a time, each with its own settings and
 * prepared statements. What they cannot have of their own is temporary tables and advisory locks.
 *
 * @param access.user the superuser that they connect as
 */
export async function listenFor(backend: Backend, user: string): Promise<Listening> {
  const access = { user, password: randomBytes(24).toString('base64url'), database: backend.name };
  const turns = new Turns(backend);
  const server = createServer((socket) => turns.join(new Client(socket, access, () => void turns.run())));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { address, port } = server.address() as AddressInfo;
  return {
    host: address,
    port,
    ...access,
    get connections() {
      return turns.connections;
    },
    get failure() {
      return turns.failure;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      await turns.end();
    },
  };
}
