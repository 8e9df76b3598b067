import { EventEmitter } from 'node:events';
import { beforeEach, expect, test, vi } from 'vitest';

type Cleanup = typeof import('../../../src/engine/cleanup.ts');
let cleanup: Cleanup;

class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];
  exit(code: number): void {
    this.exits.push(code);
    this.emit('exited');
  }
}

const crash = () => {
  throw new Error('nothing crashes here');
};

beforeEach(async () => {
  vi.resetModules();
  cleanup = await import('../../../src/engine/cleanup.ts');
});

test('everything is disposed of, whatever fails', async () => {
  const gone: string[] = [];
  cleanup.onExit(async () => {
    throw new Error('no');
  });
  cleanup.onExit(async () => {
    gone.push('second');
  });
  const forget = cleanup.onExit(async () => {
    gone.push('third');
  });
  forget();
  await cleanup.cleanUp();
  expect(gone).toEqual(['second']);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s: cleans up, then exits with %i, once', async (signal, code) => {
  const target = new FakeProcess();
  const told: string[] = [];
  cleanup.cleanUpOnExit(target, { signal: (name) => told.push(name), crash });
  let finish = () => {};
  const disposed = new Promise<void>((resolve) => {
    finish = resolve;
  });
  cleanup.onExit(() => disposed);
  target.emit(signal, signal);
  target.emit('SIGTERM', 'SIGTERM');
  expect(told).toEqual([signal]);
  expect(target.exits).toEqual([]);
  const exited = new Promise((resolve) => target.once('exited', resolve));
  finish();
  await exited;
  expect(target.exits).toEqual([code]);
});

test('an error that nobody caught: cleans up, whatever becomes of the telling, then exits with 2', async () => {
  const target = new FakeProcess();
  const gone: string[] = [];
  cleanup.onExit(async () => {
    gone.push('container');
  });
  cleanup.cleanUpOnExit(target, {
    crash: (error) => {
      gone.push(String(error));
      throw new Error('stderr is closed too');
    },
  });
  const exited = new Promise((resolve) => target.once('exited', resolve));
  expect(() => target.emit('uncaughtException', new Error('write EPIPE'))).toThrow('stderr is closed too');
  target.emit('uncaughtException', new Error('stderr is closed too'));
  await exited;
  expect(gone).toEqual(['Error: write EPIPE', 'container']);
  expect(target.exits).toEqual([2]);
});

test('nothing new starts while the process ends', () => {
  const target = new FakeProcess();
  cleanup.cleanUpOnExit(target, { crash });
  target.emit('SIGTERM', 'SIGTERM');
  expect(() => cleanup.onExit(async () => {})).toThrow('the process is ending');
});

test('a failure that a signal causes is not heard of', async () => {
  const heard: string[] = [];
  const report = (what: string) => cleanup.unlessClosing().then(() => heard.push(what));
  await report('before');
  const target = new FakeProcess();
  cleanup.cleanUpOnExit(target, { crash });
  cleanup.onExit(async () => {
    report('after');
  });
  const exited = new Promise((resolve) => target.once('exited', resolve));
  target.emit('SIGTERM', 'SIGTERM');
  await exited;
  expect(heard).toEqual(['before']);
});

test('what hangs is given up', async () => {
  const target = new FakeProcess();
  cleanup.cleanUpOnExit(target, { crash }, 10);
  cleanup.onExit(() => new Promise(() => {}));
  const exited = new Promise((resolve) => target.once('exited', resolve));
  target.emit('SIGINT', 'SIGINT');
  await exited;
  expect(target.exits).toEqual([130]);
});

test('handlers are taken away again', () => {
  const target = new FakeProcess();
  const stop = cleanup.cleanUpOnExit(target, { crash });
  stop();
  expect(target.eventNames()).toEqual([]);
});
