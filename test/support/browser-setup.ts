import type { TestProject } from 'vitest/node';
import type { BrowserState } from './browser.ts';
import { BROWSER_SUFFIX } from './browser-suffix.ts';
import { findChromium } from './chromium.ts';

/** Runs once before all tests: looks for a browser. What it returns runs once after them and says what was left out. */
export default function setup(root: TestProject): () => void {
  const path = findChromium(process.env);
  const required = process.env['TIMESCALE_CI_REQUIRE_BROWSER'] === '1';
  root.provide('browser', { path, required });

  return () => {
    if (path !== undefined || required) return;
    const leftOut = root.vitest.state
      .getTestModules()
      .flatMap((module) => [...module.children.allSuites()])
      .filter((suite) => suite.name.endsWith(BROWSER_SUFFIX))
      .map((suite) => suite.name.slice(0, -BROWSER_SUFFIX.length));
    if (leftOut.length === 0) return;
    const why = 'there is no Chromium (apt-get install chromium)';
    console.error(`Browser tests left out: ${why}. Left out: ${leftOut.join('; ')}.\n`);
  };
}

declare module 'vitest' {
  interface ProvidedContext {
    browser: BrowserState;
  }
}
