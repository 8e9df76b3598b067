import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { openEngine } from '../../src/engine/open.ts';

test('a Docker engine that accepts and says nothing is given up after two seconds', async () => {
  const server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // testcontainers reads the variable once, when it is loaded: this file is a process of its own.
  process.env['DOCKER_HOST'] = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const opening = openEngine({
    engine: 'docker',
    image: 'timescale/timescaledb:2.14.2-pg14',
    database: 'trading_data',
  });
  await expect(opening).rejects.toMatchObject({
    name: 'UserError',
    message: 'the Docker engine does not answer within 2 s',
    hint: 'Restart the Docker engine, or use --engine embedded.',
  });
  // Nothing is left open that would keep the process alive: a server closes once its last connection has.
  server.close();
  await once(server, 'close');
});
