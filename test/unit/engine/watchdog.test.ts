import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { SqlLimit, Watchdog } from '../../../src/engine/time-limit.ts';

test('without a limit there is no end: the longest timer is not a short one', async () => {
  const watchdog = new Watchdog();
  // Longer than the millisecond that a timer takes whose length it cannot hold.
  expect(await watchdog.guard(new SqlLimit(), () => sleep(20, 'done'))).toBe('done');
  await watchdog.stop();
});
