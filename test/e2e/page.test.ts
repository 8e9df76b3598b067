import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SchemaModel } from '../../src/catalog/model.ts';
import { pageAssets } from '../../src/docs/html/assets.ts';
import { type PageAssets, renderPage } from '../../src/docs/html/render.ts';
import { browserPath, describeBrowser } from '../support/browser.ts';
import { launchChromium } from '../support/chromium.ts';
import { largeModel } from '../support/large-model.ts';
import { aHypertable, aModel, anAggregate, aPolicy, aTable } from '../support/model.ts';
import { tradingModel } from '../unit/docs/sample.ts';
import { openPage } from './support/page.ts';
import { OPTIONS, samplePage } from './support/page-sample.ts';

describeBrowser('the HTML page', () => {
  let browser: Browser;
  let assets: PageAssets;
  let html: string;

  beforeAll(async () => {
    assets = await pageAssets();
    html = samplePage(assets);
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

  test('shows tables of every column there is without scrolling sideways on a screen of 1280 pixels', async () => {
    const { page } = await openPage(browser, renderPage(wideModel(), OPTIONS, assets));
    const tables = await page.locator('main .scrolling:has(thead)').evaluateAll((all) =>
      all.map((one) => ({
        columns: one.querySelectorAll('thead th').length,
        fits: one.scrollWidth <= one.clientWidth,
      })),
    );
    expect(Math.max(...tables.map(({ columns }) => columns))).toBe(8);
    expect(tables.filter(({ fits }) => !fits)).toEqual([]);
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

  test('searches in what is said too', { tags: ['long'] }, async () => {
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

  test('follows the system’s theme, and another on demand from then on', { tags: ['long'] }, async () => {
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

  test('says at its beginning what is wrong with the life of a chunk', { tags: ['long'] }, async () => {
    const { page } = await openPage(browser, html);
    expect(await page.locator('section.remarks').textContent()).toContain(
      'trading.orders: The policy that drops chunks after 90 days is disabled',
    );
    await page.click('section.remarks a');
    expect(await page.locator('h1').textContent()).toBe('trading.orders');
  });

  test('draws the whole database once: its tables and views, what reads what and which key leads where', async () => {
    const { page, visit } = await openPage(browser, html);
    await visit('#section.diagrams');
    const drawing = page.locator('h3:has-text("The whole database") + * svg');
    await drawing.waitFor();
    const model = tradingModel();
    const names = model.relations.map(({ name }) => name).toSorted();
    expect((await drawing.locator('text.entity').allTextContents()).toSorted()).toEqual(names);
    const keys = model.constraints.filter(({ form }) => form === 'foreign key').length;
    // An hourly aggregate of one table, and a view of that and of another table.
    expect(await drawing.locator('path.edge').count()).toBe(keys + 3);
  });

  test('draws a table among those around it', { tags: ['long'] }, async () => {
    const { page, visit } = await openPage(browser, html);
    await visit('#table.trading.market_data');
    const [tables, line] = [page.getByLabel('Tables around trading.market_data'), page.getByLabel('Lineage of')];
    await page.locator('text=Related tables').scrollIntoViewIfNeeded();
    await tables.waitFor();
    expect(await tables.locator('.entity').allTextContents()).toEqual(['market_data', 'symbols']);
    expect(await tables.locator('.here .entity').textContent()).toBe('market_data');
    await page.locator('h2:has-text("Lineage")').scrollIntoViewIfNeeded();
    await line.waitFor();
    expect(await line.locator('.entity').allTextContents()).toEqual([
      'analytics.latest_high',
      'analytics.ohlc_1h',
      'trading.market_data',
    ]);
    await line.locator('text=analytics.latest_high').last().click();
    await expect.poll(() => page.locator('h1').textContent()).toBe('analytics.latest_high');
  });

  test('puts all lives on one scale on demand', { tags: ['long'] }, async () => {
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

  test('compares any two versions', { tags: ['long'] }, async () => {
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
    expect(await page.locator('main').textContent()).toContain('Of this pair only the text is known');
    await page.click('text=Next change');
    expect(await verdict()).toBe('1 line added, 1 line removed');
    expect(await page.locator('.diff mark').allTextContents()).toEqual(['(20,8)']);
  });

  test('leaves the rows of a table that hold every word', { tags: ['long'] }, async () => {
    const { page } = await openPage(browser, renderPage(largeModel(40), OPTIONS, assets));
    const filter = page.locator('.filter input').first();
    const rows = page.locator('table').nth(1).locator('tbody tr:visible');
    expect(await rows.count()).toBe(20);
    await filter.fill('T12');
    expect(await rows.allTextContents()).toEqual([expect.stringContaining('app.t12')]);
    expect(await page.locator('.filter [role=status]').first().textContent()).toBe('1 of 20');
    await filter.fill('');
    expect(await rows.count()).toBe(20);
  });

  test('enlarges and moves a diagram, whose tables are links', { tags: ['long'] }, async () => {
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
    await expect.poll(() => page.locator('h1').textContent()).toMatch(/^(analytics|trading)\./);
  });
});

/** The left edges of what a selector finds, in pixels. */
function lefts(page: Page, selector: string): Promise<number[]> {
  return page.locator(selector).evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
}

/** Hypertables and aggregates that use every column of their tables, with names as long as people give them. */
function wideModel(): SchemaModel {
  const columnstore = {
    segmentBy: ['instrument_symbol', 'exchange_code'],
    orderBy: [{ column: 'event_timestamp', descending: true, nullsFirst: true }],
    chunkInterval: null,
    sparseIndexes: null,
    directCompress: false,
  };
  const timeType = 'timestamp with time zone';
  const hash = { type: 'text', form: 'hash', interval: null, partitions: 4, integerNowFunction: null } as const;
  const model = aModel(
    aTable(
      'trading.market_data_one_minute',
      { event_timestamp: timeType },
      { comment: 'Price bars, one row a minute.' },
    ),
    aHypertable(
      'trading.market_data_one_minute',
      { column: 'event_timestamp', interval: '604800000000' },
      { columnstore },
    ),
    aPolicy('columnstore policy', 'trading.market_data_one_minute', { compress_after: '7 days' }, { timeType }),
    aPolicy('retention policy', 'trading.market_data_one_minute', { drop_after: '1 year' }, { timeType }),
    anAggregate(
      'analytics.market_data_one_hour',
      'trading.market_data_one_minute',
      {},
      { columnstore },
      { comment: 'Bars of one hour.' },
    ),
    aPolicy(
      'refresh policy',
      'analytics.market_data_one_hour',
      { start_offset: '3 days', end_offset: '01:00:00' },
      { timeType },
    ),
  );
  model.hypertables[0]?.dimensions.push({ ...hash, column: 'exchange_code', partitioningFunction: null });
  return model;
}
