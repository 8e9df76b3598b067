import { expect, test } from 'vitest';
import { leftLines, orderLines, strayLines } from '../../../src/workflows/scripts.ts';

test('the order names a file of several changesets once, and the first of many', () => {
  const names = (...list: string[]) => list.map((name) => ({ name }));
  expect(orderLines(names('a.sql', 'a.sql', 'b.sql'))).toEqual(['2 scripts', '1. a.sql', '2. b.sql']);
  const many = orderLines(names(...Array.from({ length: 15 }, (_, i) => `${i}.sql`)));
  expect([many.length, many[0], many.at(-1)]).toEqual([14, '15 scripts', 'and 3 more']);
});

test('what a rule leaves out is one line a reason, and what somebody may believe to run is one each', () => {
  const down = (name: string) => ({ name, why: 'takes a migration back', unexpected: false });
  const stray = (name: string) => ({ name, why: 'nothing names it', unexpected: true });
  const left = [down('1'), down('2'), stray('s'), down('3'), down('4'), stray('included')];
  expect(leftLines(left)).toEqual(['left out: 1, 2, 3 and 1 more (takes a migration back)']);
  expect(strayLines(left, [{ file: 'included' }])).toEqual(['s is not run: nothing names it']);
});
