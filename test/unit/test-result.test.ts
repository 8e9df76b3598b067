import { describe, expect, test } from 'vitest';
import { judge, type TestReport } from '../../scripts/test-result.ts';

/** A report over one file, with these tests: title → status. */
function report(tests: Record<string, string>, overrides: Partial<TestReport> = {}, fileStatus?: string): TestReport {
  const statuses = Object.values(tests);
  const failed = statuses.filter((status) => status === 'failed').length;
  return {
    success: failed === 0,
    numPassedTests: statuses.filter((status) => status === 'passed').length,
    numFailedTests: failed,
    testResults: [
      {
        name: '/a.test.ts',
        status: fileStatus ?? (failed > 0 ? 'failed' : 'passed'),
        assertionResults: Object.entries(tests).map(([title, status]) => {
          const parts = title.split(' > ');
          return { ancestorTitles: parts.slice(0, -1), fullName: parts.join(' '), status };
        }),
      },
    ],
    ...overrides,
  };
}

test('a run in which all pass is well', () => {
  expect(judge(report({ 'engine (Docker) > starts': 'passed', other: 'passed' }))).toEqual({
    problems: [],
    summary: '2 passed, 0 failed',
    ok: true,
  });
});

test('a failed test fails the run', () => {
  expect(judge(report({ one: 'passed', two: 'failed' }))).toEqual({
    problems: [],
    summary: '1 passed, 1 failed',
    ok: false,
  });
});

test.each(['skipped', 'pending', 'todo'])('a Docker test that is %s fails the run, at any depth', (status) => {
  const { ok, problems } = judge(report({ one: 'passed', 'engine (Docker) > roles > stay': status }));
  expect({ ok, problems }).toEqual({ ok: false, problems: ['Docker test left out: engine (Docker) roles stay'] });
});

test('a browser test that is left out fails the run', () => {
  expect(judge(report({ one: 'passed', 'page (browser) > opens': 'skipped' })).problems).toEqual([
    'browser test left out: page (browser) opens',
  ]);
});

test('another test may be left out', () => {
  expect(judge(report({ one: 'passed', 'on Windows > two': 'skipped', '(Docker)ish': 'skipped' })).ok).toBe(true);
});

describe('counts as a failure', () => {
  test('a file that does not load', () => {
    const loaded = report({ one: 'passed' });
    const broken = { name: '/b.test.ts', status: 'failed', assertionResults: [] };
    expect(judge({ ...loaded, success: false, testResults: [...loaded.testResults, broken] })).toEqual({
      problems: ['failed outside its tests: /b.test.ts'],
      summary: '1 passed, 1 failed',
      ok: false,
    });
  });

  test('a hook, whose tests vitest counts as skipped', () => {
    expect(judge(report({ one: 'passed', two: 'skipped' }, { success: false }, 'failed')).summary).toBe(
      '1 passed, 1 failed',
    );
  });

  test('an error outside every file', () => {
    const { ok, summary } = judge(report({ one: 'passed' }, { success: false }));
    expect({ ok, summary }).toEqual({ ok: false, summary: '1 passed, 1 failed' });
  });

  test('a run without a test', () => {
    expect(judge(report({})).ok).toBe(false);
  });
});
