import { expect, test } from 'vitest';
import type { Change, ChangeClass } from '../../../src/diff/change.ts';
import type { Finding } from '../../../src/lint/types.ts';
import { judge } from '../../../src/workflows/judge.ts';
import type { Reviewed } from '../../../src/workflows/review.ts';

const LABEL = 'schema-change-approved';
const change = (level: ChangeClass): Change => ({ class: level }) as Change;
const finding = (severity: Finding['severity'], rule: string): Finding => ({ severity, rule }) as Finding;

/** A sound head, save for what is given. */
const reviewed = (over: Partial<Reviewed> = {}): Reviewed =>
  ({
    changes: [],
    lint: [],
    required: { unmet: [] },
    proof: { proved: true },
    dump: {},
    ...over,
  }) as unknown as Reviewed;

const loss = reviewed({ changes: [change('data-loss'), change('safe')] });

test.each<[string, Reviewed, string[], string[], boolean]>([
  ['a listed class fails', loss, ['data-loss'], [], false],
  ['a class that is not listed passes', loss, ['breaking'], [], true],
  ['the label lets it through', loss, ['data-loss'], [LABEL], true],
  ['another label does not', loss, ['data-loss'], ['approved'], false],
  ['a listed severity fails', reviewed({ lint: [finding('warning', 'small-counter')] }), ['warning'], [], false],
  ['a lower one passes', reviewed({ lint: [finding('warning', 'small-counter')] }), ['error'], [], true],
  [
    'the label lets through what a rule says of a change',
    reviewed({ lint: [finding('error', 'type-change-rewrites')] }),
    ['error'],
    [LABEL],
    true,
  ],
  [
    'but not what a rule says of the schema',
    reviewed({ lint: [finding('error', 'orderby-time')] }),
    ['error'],
    [LABEL],
    false,
  ],
  [
    'nor a lossy restore',
    reviewed({ ...loss, proof: { proved: false } as Reviewed['proof'] }),
    ['data-loss'],
    [LABEL],
    false,
  ],
  [
    'nor a missing object',
    reviewed({ ...loss, required: { unmet: [{}] } as unknown as Reviewed['required'] }),
    [],
    [LABEL],
    false,
  ],
])('%s', (_, review, failOn, labels, ok) => {
  expect(judge(review, failOn, LABEL, labels).ok).toBe(ok);
});

test('what no label lets through is told apart', () => {
  const lint = [finding('error', 'type-change-rewrites'), finding('error', 'orderby-time')];
  expect(judge(reviewed({ lint }), ['error'], LABEL, [])).toMatchObject({
    open: [lint[1]],
    approval: { given: false },
  });
  expect(judge(reviewed({ lint }), ['error'], '', []).open).toEqual(lint);
});

test('an approval is spoken of where one decides', () => {
  expect(judge(loss, ['data-loss'], LABEL, []).approval).toEqual({ label: LABEL, given: false });
  expect(judge(loss, ['data-loss'], LABEL, [LABEL]).approval).toEqual({ label: LABEL, given: true });
  expect(judge(loss, ['breaking'], LABEL, [LABEL]).approval).toBeNull();
  expect(judge(loss, ['data-loss'], LABEL, []).failing).toEqual([change('data-loss')]);
});
