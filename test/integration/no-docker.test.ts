import { expect, test } from 'vitest';
import { removeContainers } from '../../src/engine/docker-client.ts';
import { openEngine } from '../../src/engine/open.ts';

// testcontainers reads the variable once, when it is loaded: this file is a process of its own.
process.env['DOCKER_HOST'] = 'tcp://127.0.0.1:1';
const settings = { image: 'timescale/timescaledb:2.14.2-pg14', database: 'trading_data' };

test('without a Docker engine the embedded one is taken', async () => {
  const { engine, why } = await openEngine({ engine: 'auto', ...settings });
  await using _ = engine;
  expect(engine.kind).toBe('embedded');
  expect(why).toBe('No Docker engine answers: using the embedded TimescaleDB.');
});

test('who asks for Docker hears what to do', async () => {
  await expect(openEngine({ engine: 'docker', ...settings })).rejects.toMatchObject({
    name: 'UserError',
    message: 'no Docker engine answers',
    hint: 'Start the Docker engine (set DOCKER_HOST if it listens elsewhere), or use --engine embedded.',
  });
});

test('there are no containers to remove', async () => {
  expect(await removeContainers('any')).toBe(0);
});
