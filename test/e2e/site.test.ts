import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BASE, PAGES, place, ROOT } from '../../docs/site/pages.ts';
import { browserPath, describeBrowser } from '../support/browser.ts';
import { launchChromium } from '../support/chromium.ts';

const SITE = join(ROOT, 'docs/site/.vitepress/dist');
const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.png': 'image/png',
};

if (existsSync(SITE)) suite();
else
  test('the site of the documentation is looked at where it was built', () => {
    // It is a package of its own, which contributors need not install; the workflow pages.yml builds it and comes here.
    console.error(
      'The site is left out: it is not built (npm ci --prefix docs/site && npm run build --prefix docs/site).',
    );
    expect(readFileSync(join(ROOT, '.github/workflows/pages.yml'), 'utf8')).toContain('test/e2e/site.test.ts');
  });

function suite(): void {
  describeBrowser('the site of the documentation', () => {
    let browser: Browser;
    let server: Server;
    let page: Page;
    let address: string;
    const faults: string[] = [];

    beforeAll(async () => {
      server = createServer((request, response) => {
        const path = (request.url ?? '').replace(/[?#].*$/, '').replace(BASE, '/');
        const file = join(SITE, path.endsWith('/') ? `${path}index.html` : path);
        if (!existsSync(file)) return void response.writeHead(404).end();
        response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
        response.end(readFileSync(file));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${BASE}`;
      browser = await launchChromium(browserPath());
      page = await browser.newPage();
      page.on('pageerror', (error) => faults.push(error.message));
      page.on(
        'response',
        (answer) => void (answer.status() >= 400 && faults.push(`${answer.status()} ${answer.url()}`)),
      );
    });
    afterAll(async () => {
      await browser?.close();
      server?.close();
    });

    test('no page scrolls sideways on a screen or on a phone, and each loads all that it names', async () => {
      const wide: string[] = [];
      for (const name of [...PAGES.map((file) => place(file).replace(/md$/, 'html')), 'demonstration.html']) {
        await page.goto(address + name, { waitUntil: 'domcontentloaded' });
        for (const width of [1280, 360]) {
          await page.setViewportSize({ width, height: 900 });
          if (await page.evaluate('document.documentElement.scrollWidth > innerWidth'))
            wide.push(`${name} at ${width}`);
        }
      }
      expect({ wide, faults }).toEqual({ wide: [], faults: [] });
    });

    test('draws the diagrams, and finds a page by a word of its text', async () => {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(`${address}architecture.html`);
      await page.waitForSelector('pre.mermaid svg');
      await page.click('.VPNavBarSearch button');
      await page.fill('.VPLocalSearchBox input', 'retention-shorter-than-refresh');
      await page.waitForSelector('.VPLocalSearchBox a[href*="rules/retention-shorter-than-refresh.html"]');
      expect(faults).toEqual([]);
    });

    test('leads to the demonstration, which is a whole page by itself', async () => {
      await page.goto(address);
      await page.click('main a[href$="demonstration.html"]');
      await page.waitForFunction('document.title === "trading_data"');
      expect(await page.textContent('main')).toContain('4 hypertables');
    });
  });
}
