import { expect, test } from 'vitest';
import type { Proof } from '../../../src/proof/prove.ts';
import { describeProof, listUntried } from '../../../src/report/proof-text.ts';

const PROOF: Proof = {
  proved: true,
  error: null,
  properties: 9,
  objects: 3,
  losses: [],
  textDifference: null,
  probes: [
    { hypertable: 'public.a', accepted: true, untried: false, error: null },
    { hypertable: 'public.b', accepted: false, untried: true, error: 'value for domain code violates check\n"c"' },
  ],
  restored: null,
};

test('a hypertable that no row was tried in is counted, and named with the reason', () => {
  expect(describeProof(PROOF)).toBe('proved: 9 properties equal, 1 of 2 hypertables accept rows, 1 not tried');
  expect(listUntried(PROOF)).toEqual([
    'public.b  no row was tried: a function or domain of its own refuses what can be made up (value for domain code violates check "c")',
  ]);
});
