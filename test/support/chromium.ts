import { accessSync, constants } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(
  (name) => `/usr/bin/${name}`,
);

/** The browser on this machine: TIMESCALE_CI_TEST_BROWSER, or where distributions put Chromium; undefined for none. */
export function findChromium(env: NodeJS.ProcessEnv): string | undefined {
  const asked = env['TIMESCALE_CI_TEST_BROWSER'];
  return (asked === undefined ? PLACES : [asked]).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Starts it without a screen, with a profile of its own, and with nothing that would talk to its maker. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
