/** @module-tag long */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageAssets } from '../../src/docs/html/assets.ts';
import { type PageAssets, renderPage } from '../../src/docs/html/render.ts';
import { startLoopback } from '../fakes/loopback.ts';
import { browserPath, describeBrowser } from '../support/browser.ts';
import { launchChromium } from '../support/chromium.ts';
import { largeModel } from '../support/large-model.ts';
import { hostileModel } from '../unit/docs/hostile.ts';
import { isTooWide, openPage } from './support/page.ts';
import { OPTIONS, samplePage } from './support/page-sample.ts';

describeBrowser('the HTML page whatever it meets', () => {
  let browser: Browser;
  let assets: PageAssets;
  let html: string;

  beforeAll(async () => {
    assets = await pageAssets();
    html = samplePage(assets);
    browser = await launchChromium(browserPath());
  });
  afterAll(() => browser?.close());

  test('lets nothing in that is not its own', async () => {
    const asked: string[] = [];
    await using elsewhere = await startLoopback(
      ({ url }) => {
        asked.push(url ?? '');
        return { status: 204 };
      },
      (error) => asked.push(String(error)),
    );
    const added = `<img src="${elsewhere.url}/x.png"><script>document.title = "broken"</script>`;
    const { page, troubles } = await openPage(browser, html.replace('</body>', `${added}</body>`));
    const refused = (): string[] => troubles.filter((trouble) => trouble.includes('Content Security Policy'));
    await expect.poll(() => refused().length).toBe(2);
    expect(await page.title()).toBe('trading_data');
    await page.close();
    expect(asked).toEqual([]);
    // The image that the browser refused to ask for is among them.
    troubles.splice(0);
  });

  test('fits a screen of 360 pixels', async () => {
    const { page, visit } = await openPage(browser, html, { width: 360, height: 740 });
    for (const hash of ['', '#schema.trading', '#table.trading.market_data', '#section.history', '#section.coverage']) {
      await visit(hash);
      expect(await isTooWide(page), hash).toBe(false);
    }
    await visit('#section.lifecycles');
    const curve = page.getByRole('img', {
      name: /^On 2026-12-31 4\.0 GB in 53 chunks.*2026-07-02: more than 5000 chunks/,
    });
    expect(await curve.boundingBox()).toMatchObject({ width: expect.closeTo(332, -1), height: expect.closeTo(84, -1) });
    expect(await page.locator('.forecast-said').textContent()).toContain('the first bad date is 2026-07-02');
    expect(await page.locator('nav').isVisible()).toBe(false);
    await page.click('button:has-text("Contents")');
    await page.click('nav >> text=orders');
    expect(await page.locator('h1').textContent()).toBe('trading.orders');
    expect(await page.locator('nav').isVisible()).toBe(false);
  });

  test('has no serious barrier for anybody', async () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    const { page, visit } = await openPage(browser, html);
    const places = [
      '',
      '#table.trading.market_data',
      '#schema.trading',
      '#section.history',
      '#section.coverage',
      '#gone',
    ];
    for (const hash of places) {
      await page.emulateMedia({ colorScheme: 'light' });
      await visit(hash);
      await drawAll(page);
      expect(await barriers(page, axe), hash).toEqual([]);
      // The theme changes colours alone.
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await barriers(page, axe, ['color-contrast', 'link-in-text-block']), `${hash}, dark`).toEqual([]);
    }
    await page.fill('#search', 'market');
    expect(await barriers(page, axe)).toEqual([]);
  });

  test('shows names as they are, whatever they hold', async () => {
    const names = [
      '</script><script>document.title="broken"</script>',
      '<img src=x onerror=document.title="broken">',
      '<!--<script>',
      'a\u2028b"\'`',
      'javascript:alert(1)',
      `\u202eevil${'名🐘'.repeat(8)}`,
    ];
    const prose = '<b>bold</b> javascript:alert(1) https://example.com/"><script>document.title="broken"</script>';
    const { page, visit } = await openPage(
      browser,
      renderPage(hostileModel(names, prose), { ...OPTIONS, database: names[0] ?? '', comment: prose }, assets),
    );
    expect(await page.title()).toBe(names[0]);
    expect(await page.locator('main').textContent()).toContain('<img src=x onerror=');
    expect(await page.locator('main b, main img, main script').count()).toBe(0);
    const links = await page.locator('a').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
    expect(links.filter((href) => href !== '' && !/^(#|https?:\/\/)/.test(href))).toEqual([]);
    await visit(links.find((href) => href.startsWith('#table.')) ?? '');
    expect(await page.locator('h1').textContent()).toContain('<script>document.title=');
  });

  test('fits a screen of 360 pixels with names as long as they get', async () => {
    const names = [
      'trading',
      'W'.repeat(63),
      '👩‍👩‍👧‍👦'.repeat(2),
      'مرحبا بالعالم',
      `${'长'.repeat(20)}abc`,
      '"'.repeat(63),
    ];
    const model = hostileModel(names, `https://example.com/${'x'.repeat(200)} ${'y'.repeat(200)}`);
    const { page, visit } = await openPage(
      browser,
      renderPage(model, { ...OPTIONS, comment: 'z'.repeat(200) }, assets),
      {
        width: 360,
        height: 740,
      },
    );
    const links = await page.locator('nav a').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
    // The parts of a view are on the screen together: its first address stands for them.
    for (const hash of links.filter((link) => !/^#section\.(?!publications)/.test(link))) {
      await visit(hash);
      expect(await isTooWide(page), hash).toBe(false);
    }
    await page.fill('#search', 'W'.repeat(63));
    await page.waitForSelector('#hits [role=option]');
    expect(await isTooWide(page)).toBe(false);
  });

  test('prints as a whole', async () => {
    const { page } = await openPage(browser, html);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator('.waiting').count()).toBe(0);
    await page.evaluate('window.print = () => {}');
    await page.click('text=Print everything');
    expect(await page.locator('article h1').allTextContents()).toEqual([
      'trading_data',
      'Schema analytics',
      'analytics.latest_high',
      'analytics.ohlc_1h',
      'Schema trading',
      'trading.market_data',
      'trading.orders',
      'trading.symbols',
      'More',
    ]);
    expect(await page.locator('article:first-child .graph').count()).toBe(3);
    expect(await page.locator('article .waiting').count()).toBe(0);
    const paper = await page.pdf({ format: 'A4' });
    expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('header, nav, .zoom-buttons').filter({ visible: true }).count()).toBe(0);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await page.locator('h1').allTextContents()).toEqual(['trading_data']);
  });

  // bench/docs.ts measures how fast: a test that does waits for what it compares with on a machine that does other things.
  test('opens and searches 1,000 tables of 20 columns', async () => {
    const { page, visit } = await openPage(browser, renderPage(largeModel(1000), OPTIONS, assets));
    await visit('');
    await page.fill('#search', 't777 c1');
    await page.waitForSelector('#hits [role=option]');
    expect(await page.locator('#hits [role=option]').first().textContent()).toContain('app.t777.c1');
  });
});

/** Comes near everything that is drawn only then. */
async function drawAll(page: Page): Promise<void> {
  const come = "(document.querySelector('.waiting')?.scrollIntoView(), document.querySelectorAll('.waiting').length)";
  await expect.poll(() => page.evaluate(come), { timeout: 10_000 }).toBe(0);
}

/** What axe calls serious or critical, by some of its rules or by all. */
async function barriers(page: Page, axe: string, rules?: string[]): Promise<string[]> {
  await page.evaluate(axe);
  const options = { resultTypes: ['violations'], ...(rules === undefined ? {} : { runOnly: rules }) };
  return page.evaluate(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html).join(' ').slice(0, 300)))`,
  );
}
