import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

export interface PageOptions {
  width?: number;
  height?: number;
  scheme?: 'light' | 'dark';
}

/** A page in a tab of its own. */
export interface OpenPage {
  page: Page;
  url: string;
  /** Opens a place in the page anew, as somebody who was sent a link does. */
  visit: (hash: string) => Promise<void>;
  /** What the browser had to complain of so far, and what it asked for that is not the page. */
  troubles: string[];
}

/**
 * Opens a finished HTML page from disk. The test fails at its end where the browser had an error to tell, or asked for
 * anything but that file.
 */
export async function openPage(browser: Browser, html: string, options: PageOptions = {}): Promise<OpenPage> {
  const directory = mkdtempSync(join(tmpdir(), 'timescale-ci-page-'));
  const file = join(directory, 'index.html');
  writeFileSync(file, html);
  const url = pathToFileURL(file).href;
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 900 },
    colorScheme: options.scheme ?? 'light',
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) {
      troubles.push(`asked for ${request.url()}`);
    }
  });
  onTestFinished(async () => {
    await context.close();
    rmSync(directory, { recursive: true, force: true });
    expect(troubles).toEqual([]);
  });
  const visit = async (hash: string): Promise<void> => {
    // A change of the hash alone loads nothing.
    if (page.url() !== 'about:blank') await page.goto('about:blank');
    await page.goto(url + hash);
    await page.waitForSelector('main h1');
  };
  await visit('');
  return { page, url, visit, troubles };
}

/** Whether the page can be scrolled sideways, which it should never have to be. */
export async function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}
