import { BROWSER_SUFFIX } from '../test/support/browser-suffix.ts';
import { DOCKER_SUFFIX } from '../test/support/docker-suffix.ts';

/** Suites that must not be left out, by the end of their names. */
const NEEDED = { [DOCKER_SUFFIX]: 'Docker', [BROWSER_SUFFIX]: 'browser' };

/** The part of vitest's JSON report that counts here. */
export interface TestReport {
  success: boolean;
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    name: string;
    status: string;
    assertionResults: { ancestorTitles: string[]; fullName: string; status: string }[];
  }[];
}

export interface TestResult {
  /** What is wrong beyond failed tests, one line each. */
  problems: string[];
  /** `N passed, N failed`. */
  summary: string;
  ok: boolean;
}

/**
 * Judges a run in which no test may be left out for want of Docker or a browser. A file that failed before its tests, in loading or in
 * a hook, has no failed test to count: it counts as one itself.
 */
export function judge(report: TestReport): TestResult {
  const problems: string[] = [];
  let failed = report.numFailedTests;
  for (const { name, status, assertionResults } of report.testResults) {
    if (status === 'failed' && !assertionResults.some((test) => test.status === 'failed')) {
      problems.push(`failed outside its tests: ${name}`);
      failed++;
    }
    for (const { ancestorTitles, fullName, status } of assertionResults) {
      const left = status !== 'passed' && status !== 'failed';
      for (const [suffix, name] of Object.entries(NEEDED)) {
        if (left && ancestorTitles.some((title) => title.endsWith(suffix))) {
          problems.push(`${name} test left out: ${fullName}`);
        }
      }
    }
  }
  if (!report.success && failed === 0) {
    problems.push('failed outside every test file: vitest names the error above');
    failed++;
  }
  if (report.numPassedTests === 0) problems.push('no test passed');
  return {
    problems,
    summary: `${report.numPassedTests} passed, ${failed} failed`,
    ok: problems.length === 0 && failed === 0,
  };
}
