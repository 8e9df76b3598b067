import { randomInt } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { examine } from '../../scripts/fuzz-worker.ts';
import { Workshop } from '../support/schemas/workshop.ts';

const workshop = new Workshop();

afterAll(() => workshop[Symbol.asyncDispose]());

/** Other schemas each time: what `npm run fuzz` does with hundreds, for as long as a test may take. */
const seed = randomInt(1, 1_000_000_000);
const seeds = Array.from({ length: 8 }, (_, i) => seed + i);

test(`8 generated schemas come back from their dumps, the same bytes in any order and with rows (seed ${seed})`, async () => {
  const { failures, disturbance } = await examine(workshop, seeds);
  expect(failures).toEqual([]);
  expect(disturbance.chunks).toBeGreaterThan(0);
}, 600_000);
