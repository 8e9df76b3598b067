import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeCompose, dockerImage } from '../../support/docker.ts';
import { Bench, DISK_FULL, FAULTS } from './faults.ts';
import { giveSmallDisk, makeTestStack } from './support.ts';

vi.setConfig({ testTimeout: 600_000 });

/** A few of the faults of scripts/stack-faults.ts, which tries all of them again and again. */
const SHORT = [/network of the replica cut/, /first process/, /^replica cut off, primary killed/];

describeCompose('a stack with a writer, under faults', () => {
  let bench: Bench;
  beforeAll(async () => {
    const on = await makeTestStack(mkdtempSync(join(tmpdir(), 'timescale-ci-faults-')));
    bench = new Bench(on, dockerImage());
    const ports = ['--port', String(on.ports.primary), '--replica-port', String(on.ports.replica)];
    await bench.must('setup', '--project', on.project, '--image', dockerImage(), ...ports);
    await bench.must('start-replica');
    await bench.writer.start();
  }, 600_000);
  afterAll(async () => {
    await bench.writer.stop();
    await bench.on.stack('clean', '--yes');
    rmSync(bench.on.dir, { recursive: true, force: true });
  });

  test.each(
    FAULTS.filter(({ name }) => SHORT.some((pattern) => pattern.test(name))).map(
      (fault) => [fault.name, fault] as const,
    ),
  )('%s: no acknowledged row is lost beyond what is said, and never are there two primaries', async (_, fault) => {
    const { missing, said } = await bench.try(fault);
    expect(missing === 0 || said !== '').toBe(true);
  });
});

describeCompose('a stack on a small disk, with a writer', () => {
  test('tells that it fills, and loses no acknowledged row when it is full', async (context) => {
    if (process.getuid?.() !== 0) context.skip('only root may mount a small disk');
    const on = await makeTestStack(mkdtempSync(join(tmpdir(), 'timescale-ci-disk-')), 'disk');
    const takeAway = await giveSmallDisk(on, dockerImage(), '400m');
    const bench = new Bench(on, dockerImage());
    try {
      await bench.must('setup');
      await bench.writer.start();
      const { missing, said } = await bench.try(DISK_FULL);
      expect([missing, said]).toEqual([0, '']);
    } finally {
      await bench.writer.stop();
      await on.stack('stop');
      await takeAway();
      await on.stack('clean', '--yes');
      rmSync(on.dir, { recursive: true, force: true });
    }
  });
});
