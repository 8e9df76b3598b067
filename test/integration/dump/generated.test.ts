/** @module-tag long */
import { randomInt } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { together } from '../../support/schemas/arbitrary.ts';
import { check } from '../../support/schemas/properties.ts';
import { Workshop } from '../../support/schemas/workshop.ts';

const COUNT = 5;
/** Other schemas each time; `npm run fuzz` takes hundreds, and makes those that fail smaller. */
const seed = randomInt(1, 1_000_000_000);
const workshop = new Workshop();

afterAll(() => workshop[Symbol.asyncDispose]());

test(`generated schemas come back, the same bytes in any order and with rows: npm run fuzz -- --seed ${seed} --runs ${COUNT} --together ${COUNT}`, async () => {
  const seeds = Array.from({ length: COUNT }, (_, i) => seed + i);
  const { chunks } = await check(workshop, together(seeds), seed);
  expect(chunks).toBeGreaterThan(0);
});
