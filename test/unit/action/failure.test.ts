import { describe, expect, test } from 'vitest';
import { describeFailure, failureOutcome, fromRoot } from '../../../src/action/failure.ts';
import { UserError } from '../../../src/errors.ts';
import { ScriptError } from '../../../src/script/error.ts';

const where = { workspace: '/w', cwd: '/w/services/orders' };

describe('describeFailure', () => {
  test('gives an error in the SQL its place from the root of the repository', () => {
    const error = new ScriptError({ file: 'sql/init/01.sql', line: 57, column: 31 }, '  open NUMERC', {
      message: 'type "numerc" does not exist',
      sqlstate: '42704',
      detail: 'Really not.',
    });
    const failure = describeFailure(error, where);
    expect(failure.finding).toEqual({
      severity: 'error',
      message: 'type "numerc" does not exist  (42704)\nReally not.',
      hint: undefined,
      file: 'services/orders/sql/init/01.sql',
      line: 57,
      column: 31,
    });
    expect(failure.details.join('\n')).toContain('open NUMERC');
    expect(failureOutcome(failure)).toMatchObject({
      ok: false,
      verdict: 'services/orders/sql/init/01.sql:57:31  type "numerc" does not exist  (42704)',
    });
  });

  test('keeps the words of a person’s mistake, and calls anything else a defect', () => {
    expect(describeFailure(new UserError('no engine\nfirst\nsecond', { hint: 'start one' }), where)).toEqual({
      finding: { severity: 'error', message: 'no engine\nfirst\nsecond', hint: 'start one' },
      details: ['first', 'second'],
    });
    const odd = describeFailure(new TypeError('x is undefined'), where);
    expect(odd.finding.hint).toContain('report it');
    expect(odd.details.length).toBeGreaterThan(0);
    expect(describeFailure('thrown text', where).finding.message).toBe('thrown text');
  });
});

test('a path outside of the checkout stays as it is', () => {
  expect(fromRoot('sql/a.sql', where)).toBe('services/orders/sql/a.sql');
  expect(fromRoot('../../../etc/a.sql', where)).toBe('../../../etc/a.sql');
});
