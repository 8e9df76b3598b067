import { expect, test } from 'vitest';
import { newFindings } from '../../../src/action/review.ts';
import type { Finding, Severity } from '../../../src/lint/types.ts';

const finding = (rule: string, severity: Severity): Finding => {
  return { rule, severity, object: null, message: rule, hint: null, file: null, line: null, column: null };
};

test.each<[string[], string[]]>([
  [['data-loss'], ['new-warning']],
  [
    ['data-loss', 'error'],
    ['new-warning', 'old-error'],
  ],
  [
    ['warning', 'error'],
    ['new-warning', 'old-warning', 'old-error'],
  ],
])('what the base has too is listed where it fails the run: fail-on %j', (failOn, rules) => {
  const [fresh, ...old] = [
    finding('new-warning', 'warning'),
    finding('old-warning', 'warning'),
    finding('old-error', 'error'),
  ] as const;
  const found = newFindings({ lint: [fresh, ...old], known: new Set(old) }, failOn);
  expect(found.map(({ rule }) => rule)).toEqual(rules);
});
