import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageAssets } from '../../src/docs/html/assets.ts';
import type { Version } from '../../src/docs/html/history.ts';
import { renderPage } from '../../src/docs/html/render.ts';
import { startLoopback } from '../fakes/loopback.ts';
import { browserPath, describeBrowser } from '../support/browser.ts';
import { launchChromium } from '../support/chromium.ts';
import { largeModel } from '../support/large-model.ts';
import { hostileModel } from '../unit/docs/hostile.ts';
import { tradingModel } from '../unit/docs/sample.ts';
import { isTooWide, openPage } from './support/page.ts';

const OPTIONS = { database: 'trading_data', fingerprint: '9f3c21ab'.repeat(8) };

describeBrowser('the HTML page', () => {
  let browser: Browser;
  let html: string;
  let render: (...args: [Parameters<typeof renderPage>[0], Parameters<typeof renderPage>[1]]) => string;

  beforeAll(async () => {
    const assets = await pageAssets();
    render = (model, options) => renderPage(model, options, assets);
    html = render(tradingModel(), { ...OPTIONS, versions: versions() });
    browser = await launchChromium(browserPath());
  });
  afterAll(() => browser?.close());

  test('shows what the database is, without anything from elsewhere', async () => {
    const { page } = await openPage(browser, html);
    expect(await page.title()).toBe('trading_data');
    expect(await page.textContent('main')).toContain('2 hypertables, 1 continuous aggregate');
    expect(await page.locator('main h2').allTextContents()).toEqual([
      'Hypertables',
      'The life of a chunk',
      'Policy calendar',
      'Tables and their relations',
      'Lineage',
    ]);
  });

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

  test('searches by keyboard, forgives a typing error, and points at the column', async () => {
    const { page } = await openPage(browser, html);
    await page.keyboard.press('/');
    await page.keyboard.type('market data');
    const hits = page.locator('#hits [role=option]');
    expect(await hits.first().textContent()).toContain('trading.market_data');
    await page.keyboard.press('Escape');
    expect(await page.locator('#hits').isVisible()).toBe(false);
    await page.keyboard.press('/');
    await page.keyboard.type('vlume');
    expect(await hits.allTextContents()).toEqual(['trading.market_data.volumecolumn']);
    await page.keyboard.press('Enter');
    expect(await page.locator('tr.target').textContent()).toContain('volume');
    expect(page.url()).toMatch(/#table\.trading\.market_data$/);
  });

  test('searches in what is said too', async () => {
    const { page } = await openPage(browser, html);
    await page.fill('#search', 'upside down');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    expect(await page.locator('#hits [aria-selected=true]').textContent()).toContain('A bar is never upside down');
    await page.keyboard.press('Enter');
    expect(await page.locator('h1').textContent()).toBe('trading.market_data');
  });

  test('opens at the places that README_latest.md has, and goes back', async () => {
    const { page, visit } = await openPage(browser, html);
    await visit('#table.trading.orders');
    expect(await page.locator('h1').textContent()).toBe('trading.orders');
    expect(await page.title()).toBe('trading.orders · trading_data');
    await visit('#function.trading.cleanup');
    expect(await page.locator('h1').textContent()).toBe('Schema trading');
    expect(await page.locator('tr.target').textContent()).toContain('cleanup(IN job_id integer');
    await page.click('nav >> text=Publications');
    expect(await page.locator('h2#section\\.publications').isVisible()).toBe(true);
    await page.goBack();
    await expect.poll(() => page.locator('h1').textContent()).toBe('Schema trading');
    for (const gone of ['table.trading.gone', '%zz']) {
      await visit(`#${gone}`);
      expect(await page.locator('.lost').textContent()).toContain(`There is nothing at ${gone}`);
    }
  });

  test('follows the system’s theme, and another on demand from then on', async () => {
    const { page } = await openPage(browser, html, { scheme: 'dark' });
    const background = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const dark = await background();
    await page.click('header button:has-text("system")');
    const light = await background();
    expect([dark, light]).toEqual(['rgb(18, 22, 28)', 'rgb(255, 255, 255)']);
    await page.reload();
    await page.waitForSelector('main h1');
    expect(await background()).toBe(light);
    await page.click('header button:has-text("light")');
    expect(await background()).toBe(dark);
  });

  test('draws the life of a chunk to scale, and says what is wrong with it', async () => {
    const { page, visit } = await openPage(browser, html);
    await visit('#table.trading.market_data');
    const [compress = 0, drop = 0] = await lefts(page, '.timeline .mark');
    const [first = 0, second = 0] = await lefts(page, '.timeline .edge');
    const [start = 0] = await lefts(page, '.timeline rect.rows');
    const day = (compress - start) / 7;
    expect((drop - start) / day).toBeCloseTo(365.25, 0);
    expect((second - first) / day).toBeCloseTo(7, 1);
    expect(await page.locator('.timeline').getAttribute('aria-label')).toBe(
      'Chunks of 7 days, compressed after 7 days, dropped after 1 year',
    );
    expect(await page.locator('.remarks').count()).toBe(0);
    await visit('#table.trading.orders');
    expect(await page.locator('.remarks').textContent()).toContain('drops chunks after 90 days is disabled');
  });

  test('says at its beginning what is wrong with the life of a chunk', async () => {
    const { page } = await openPage(browser, html);
    expect(await page.locator('section.remarks').textContent()).toContain(
      'trading.orders: The policy that drops chunks after 90 days is disabled',
    );
    await page.click('section.remarks a');
    expect(await page.locator('h1').textContent()).toBe('trading.orders');
  });

  test('draws a table among those around it', async () => {
    const { page, visit } = await openPage(browser, html);
    await visit('#table.trading.market_data');
    const [tables, line] = [page.getByLabel('Tables around trading.market_data'), page.getByLabel('Lineage of')];
    await tables.scrollIntoViewIfNeeded();
    expect(await tables.locator('.entity').allTextContents()).toEqual(['market_data', 'symbols']);
    expect(await tables.locator('.here .entity').textContent()).toBe('market_data');
    await line.scrollIntoViewIfNeeded();
    expect(await line.locator('.entity').allTextContents()).toEqual([
      'analytics.latest_high',
      'analytics.ohlc_1h',
      'trading.market_data',
    ]);
    await line.locator('text=analytics.latest_high').last().click();
    await expect.poll(() => page.locator('h1').textContent()).toBe('analytics.latest_high');
  });

  test('puts all lives on one scale on demand', async () => {
    const { page } = await openPage(browser, html);
    const chunk = async (row: number): Promise<number> => {
      await page.locator('.life-row').nth(row).scrollIntoViewIfNeeded();
      await page.waitForSelector(`.life-row >> nth=${row} >> .timeline`);
      const [first = 0, second = 0] = await lefts(page, `.life-row >> nth=${row} >> .timeline .edge`);
      return second - first;
    };
    const [weeks, tens] = [0, 2];
    expect((await chunk(tens)) / (await chunk(weeks))).not.toBeCloseTo(10, 0);
    await page.check('label:has-text("One scale for all") input');
    expect((await chunk(tens)) / (await chunk(weeks))).toBeCloseTo(10, 1);
  });

  test('compares any two versions', async () => {
    const { page, visit, url } = await openPage(browser, html);
    await visit('#section.history');
    const [from, to] = [page.locator('.sliders input').first(), page.locator('.sliders input').last()];
    const verdict = (): Promise<string | null> => page.locator('.verdict').textContent();
    expect(await verdict()).toBe('1 line added, 1 line removed');
    expect(await page.locator('.diff .added .line').textContent()).toBe('  price numeric(20,8)');
    expect(await page.locator('main table').first().textContent()).toContain('retention: 90 days → 30 days');
    await from.focus();
    await page.keyboard.press('Home');
    expect(await verdict()).toBe('2 lines added, 1 line removed');
    expect(await page.locator('main table').first().textContent()).toContain('retention: none → 30 days');
    expect(await from.getAttribute('aria-valuetext')).toBe('2026-11-20 02:00:07 UTC');
    expect(page.url()).toBe(`${url}#section.history/schema_20261120_020007..now`);
    await to.focus();
    await page.keyboard.press('ArrowLeft');
    expect(await verdict()).toBe('1 line added, 0 lines removed');
    const address = page.url();
    await page.goto('about:blank');
    await page.goto(address);
    expect(await verdict()).toBe('1 line added, 0 lines removed');
    expect(await page.locator('main').textContent()).toContain('told for the newest versions');
    await page.click('text=Next change');
    expect(await verdict()).toBe('1 line added, 1 line removed');
    expect(await page.locator('.diff mark').allTextContents()).toEqual(['(20,8)']);
  });

  test('leaves the rows of a table that hold every word', async () => {
    const { page } = await openPage(browser, render(largeModel(40), OPTIONS));
    const filter = page.locator('.filter input').first();
    const rows = page.locator('table').nth(1).locator('tbody tr:visible');
    expect(await rows.count()).toBe(20);
    await filter.fill('T12');
    expect(await rows.allTextContents()).toEqual([expect.stringContaining('app.t12')]);
    expect(await page.locator('.filter [role=status]').first().textContent()).toBe('1 of 20');
    await filter.fill('');
    expect(await rows.count()).toBe(20);
  });

  test('enlarges and moves a diagram, whose tables are links', async () => {
    const { page, visit } = await openPage(browser, html);
    await visit('#section.diagrams');
    const content = page.locator('.graph > g').first();
    await page.click('.zoomable button:has-text("+")');
    await expect.poll(() => content.getAttribute('transform')).toContain('scale(1.4)');
    const box = await page.locator('.graph').first().boundingBox();
    if (box === null) throw new Error('the diagram is not shown');
    const before = await content.getAttribute('transform');
    await page.mouse.move(box.x + 20, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + 60, box.y + 40);
    await page.mouse.up();
    expect(await content.getAttribute('transform')).not.toBe(before);
    await page.click('.zoomable button:has-text("Fit")');
    await expect.poll(() => content.getAttribute('transform')).toContain('scale(1)');
    await page.locator('.graph a').first().focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('h1').textContent()).toMatch(/^trading\./);
  });

  test('fits a screen of 360 pixels', async () => {
    const { page, visit } = await openPage(browser, html, { width: 360, height: 740 });
    for (const hash of ['', '#schema.trading', '#table.trading.market_data', '#section.history', '#section.coverage']) {
      await visit(hash);
      expect(await isTooWide(page), hash).toBe(false);
    }
    expect(await page.locator('nav').isVisible()).toBe(false);
    await page.click('button:has-text("Contents")');
    await page.click('nav >> text=orders');
    expect(await page.locator('h1').textContent()).toBe('trading.orders');
    expect(await page.locator('nav').isVisible()).toBe(false);
  });

  test('has no serious barrier for anybody', async () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    const { page, visit } = await openPage(browser, html);
    for (const hash of [
      '',
      '#table.trading.market_data',
      '#schema.trading',
      '#section.history',
      '#section.coverage',
      '#gone',
    ]) {
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme });
        await visit(hash);
        expect(await barriers(page, axe), `${hash} ${theme}`).toEqual([]);
      }
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
      render(hostileModel(names, prose), { ...OPTIONS, database: names[0] ?? '', comment: prose }),
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
    const { page, visit } = await openPage(browser, render(model, { ...OPTIONS, comment: 'z'.repeat(200) }), {
      width: 360,
      height: 740,
    });
    const links = await page.locator('nav a').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
    for (const hash of links) {
      await visit(hash);
      expect(await isTooWide(page), hash).toBe(false);
    }
    await page.fill('#search', 'W'.repeat(63));
    await page.waitForSelector('#hits [role=option]');
    expect(await isTooWide(page)).toBe(false);
  });

  test('prints as a whole', async () => {
    const { page } = await openPage(browser, html);
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
    expect(await page.locator('article:first-child .graph').count()).toBe(2);
    expect(await page.locator('article .waiting').count()).toBe(0);
    const paper = await page.pdf({ format: 'A4' });
    expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('header, nav, .zoom-buttons').filter({ visible: true }).count()).toBe(0);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await page.locator('h1').allTextContents()).toEqual(['trading_data']);
  });

  // bench/docs.ts measures; these bounds only tell a page that one waits for.
  test('opens and searches 1,000 tables of 20 columns at once', async () => {
    const { page, visit } = await openPage(browser, render(largeModel(1000), OPTIONS));
    await visit('');
    const opened = await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime");
    expect(opened).toBeLessThan(4_000);
    const started = performance.now();
    await page.fill('#search', 't777 c1');
    await page.waitForSelector('#hits [role=option]');
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(await page.locator('#hits [role=option]').first().textContent()).toContain('app.t777.c1');
  });
});

/** What axe calls serious or critical. */
async function barriers(page: Page, axe: string): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html).join(' ').slice(0, 300)))`,
  );
}

/** The left edges of what a selector finds, in pixels. */
function lefts(page: Page, selector: string): Promise<number[]> {
  return page.locator(selector).evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
}

function versions(): Version[] {
  const first = 'CREATE TABLE trading.trades (\n  price numeric\n);\n';
  const second = `${first}COMMENT ON TABLE trading.trades IS 'Every trade.';\n`;
  const third = second.replace('price numeric', 'price numeric(20,8)');
  const retention = (before: string) => ({
    class: 'data loss',
    kind: 'policy',
    object: 'trading.trades',
    what: `retention: ${before} → 30 days`,
    message: 'rows older than 30 days are dropped at its next run',
  });
  return [
    version('20261120', first),
    version('20261121', second),
    {
      ...version('20261122', third, [
        { list: [retention('90 days')], more: 0 },
        { list: [retention('none')], more: 0 },
      ]),
      file: '',
      label: 'now',
    },
  ];
}

function version(day: string, text: string, since: Version['since'] = []): Version {
  const label = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)} 02:00:07 UTC`;
  return { label, file: `schema_${day}_020007.sql`, fingerprint: day, server: '', text, since };
}
