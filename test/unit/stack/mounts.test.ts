import { expect, test } from 'vitest';
import type { Container } from '../../../src/stack/containers.ts';
import { promote } from '../../../src/stack/promote.ts';
import { givenUp } from '../../../src/stack/promotion-loss.ts';
import { restart } from '../../../src/stack/restart.ts';
import { startServer } from '../../../src/stack/start.ts';
import { startReplica } from '../../../src/stack/start-replica.ts';
import { status } from '../../../src/stack/status.ts';
import { fakeStack } from './fakes.ts';

const container = (service: string, data: string, state = 'running'): Partial<Container> => ({ service, data, state });

const never = async () => {
  throw new Error('asked');
};

test.each([
  ['promote', (stack: never) => promote(stack, { acceptLoss: false, confirm: never })],
  ['restart', (stack: never) => restart(stack)],
  ['start', (stack: never) => startServer(stack, 'primary')],
  ['start-replica', (stack: never) => startReplica(stack, { resync: false, eraseFormer: true, eraseFirst: false })],
  ['restart-replica', (stack: never) => startReplica(stack, { resync: true, eraseFormer: true, eraseFirst: false })],
])('%s touches nothing where the env file names other volumes than the servers have', async (_, run) => {
  const { stack, calls } = fakeStack({ containers: [container('primary', 'data-b')] });
  await expect(run(stack as never)).rejects.toMatchObject({
    message: expect.stringContaining('.env.timescale names data-a for the primary, but the primary runs on data-b'),
    hint: expect.stringContaining('TIMESCALE_PRIMARY_DATA=data-b and TIMESCALE_REPLICA_DATA=data-a'),
  });
  expect(calls.filter(([what]) => what !== 'ps' && what !== 'inspect')).toEqual([]);
});

test('a paused server is let go on first', async () => {
  const { stack, calls } = fakeStack({ containers: [container('primary', 'data-a', 'paused')] });
  await expect(promote(stack, { acceptLoss: true, confirm: never })).rejects.toMatchObject({
    message: expect.stringContaining('the primary is paused'),
    hint: 'Let it go on: docker unpause d7-fake_primary_1',
  });
  expect(calls.some(([what]) => what === 'compose' || what === 'run')).toBe(false);
});

test('restart stops nothing where a new port is taken, or there is no such address', async () => {
  const { createServer } = await import('node:net');
  const other = createServer();
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
  const { port } = other.address() as { port: number };
  const { stack, calls } = fakeStack({ containers: [{ ...container('primary', 'data-a'), ports: [2] }] });
  stack.env.ports.primary = port;
  await expect(restart(stack)).rejects.toThrow(`port ${port} of 127.0.0.1, meant for the primary, is in use`);
  await new Promise((closed) => other.close(closed));
  stack.env.bind = '192.0.2.1';
  await expect(restart(stack)).rejects.toThrow('this machine has no address 192.0.2.1');
  expect(calls.some((call) => call[0] === 'compose' && call[1] !== 'config')).toBe(false);
});

test('what was given up is told in bytes', () => {
  expect(givenUp(0)).toBe('');
  expect(givenUp(2048)).toContain('2.0 kB (2048 bytes)');
  expect(givenUp(null)).toContain('not known');
});

test('status names the volume that a server has, and warns', async () => {
  const { stack } = fakeStack({ containers: [container('replica', 'data-a')] });
  const { ok, problems, containers } = await status(stack, false);
  expect([ok, containers[0]?.data]).toEqual([false, 'data-a']);
  expect(problems).toContain('.env.timescale names data-b for the replica, but the replica runs on data-a');
});

test('promote refuses names that would fence a standby', async () => {
  const { stack, calls } = fakeStack({
    volumes: 'data-a.postgres=17\ndata-a.standby=true\ndata-b.postgres=17\n',
  });
  await expect(promote(stack, { acceptLoss: false, confirm: never })).rejects.toThrow("data-a holds a standby's data");
  expect(calls.some(([what]) => what === 'compose')).toBe(false);
});

test('promote does not call a killed primary promoted', async () => {
  const { stack, calls } = fakeStack({
    containers: [container('primary', 'data-a', 'exited')],
    volumes: 'data-a.postgres=17\ndata-b.postgres=17\ndata-b.fenced=fenced at noon\n',
  });
  await expect(promote(stack, { acceptLoss: false, confirm: never })).rejects.toThrow('there is no replica to promote');
  expect(calls.some(([what]) => what === 'compose')).toBe(false);
});

test('promote asks a standby, whatever mark is on its volume', async () => {
  const { stack } = fakeStack({
    containers: [container('primary', 'data-a', 'exited')],
    volumes: 'data-a.postgres=17\ndata-b.postgres=17\ndata-b.standby=true\ndata-b.fenced=fenced at noon\n',
  });
  await expect(promote(stack, { acceptLoss: false, confirm: never })).rejects.toThrow('the replica does not answer');
});
