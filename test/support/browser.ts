import { describe, inject, test } from 'vitest';
import { BROWSER_SUFFIX } from './browser-suffix.ts';

/** What test/support/browser-setup.ts found before the first test. */
export interface BrowserState {
  /** The Chromium to run; undefined where there is none. */
  path: string | undefined;
  /** TIMESCALE_CI_REQUIRE_BROWSER=1: a suite that cannot run is a failure. */
  required: boolean;
}

/** The Chromium that suites of `describeBrowser` run. */
export function browserPath(): string {
  return inject('browser').path ?? '';
}

/** A suite that needs a browser. Without one it is left out, which the end of the run says, or fails where one is required. */
export function describeBrowser(name: string, suite: () => void): void {
  const { path, required } = inject('browser');
  const title = name + BROWSER_SUFFIX;
  if (path !== undefined) {
    describe(title, suite);
  } else if (required) {
    describe(title, () => {
      test('has what it needs', () => {
        throw new Error('TIMESCALE_CI_REQUIRE_BROWSER=1, but there is no Chromium');
      });
    });
  } else {
    describe.skip(title, suite);
  }
}
