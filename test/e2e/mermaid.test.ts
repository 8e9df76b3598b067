import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderReadme } from '../../src/docs/readme.ts';
import { browserPath, describeBrowser } from '../support/browser.ts';
import { launchChromium } from '../support/chromium.ts';
import { deadLinks, strangers } from '../support/markdown.ts';
import { diagramsOf, MERMAID_FILE } from '../support/mermaid.ts';
import { hostileModel } from '../unit/docs/hostile.ts';
import { tradingModel } from '../unit/docs/sample.ts';
import { OPTIONS } from './support/page-sample.ts';

const COMMITTED = resolve(import.meta.dirname, '../../sql/schema/README_latest.md');
const ODD = ['end', '"quoted" `name`', '</div><img src=x>', '%%{init: {}}%%', 'مرحبا 🐘', ';--#35;'];

describeBrowser('the diagrams of README_latest.md', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium(browserPath());
    page = await browser.newPage();
    await page.addScriptTag({ path: MERMAID_FILE });
  });
  afterAll(() => browser?.close());

  test.each([
    ['the reference schema', () => readFileSync(COMMITTED, 'utf8'), ['market_data', 'analytics.dual_ticker_summary']],
    ['relations and aggregates', () => renderReadme(tradingModel(), OPTIONS), ['symbols', 'analytics.ohlc_1h']],
    ['odd names', () => renderReadme(hostileModel(ODD, 'prose'), OPTIONS), ['"quoted" `name`', '</div><img src=x>']],
  ])('are drawn by Mermaid itself: %s', async (_, text, words) => {
    const markdown = text();
    expect([...deadLinks(markdown), ...strangers(markdown)]).toEqual([]);
    const drawn = await Promise.all(diagramsOf(markdown).map((diagram, i) => draw(page, `d${i}`, diagram)));
    expect(drawn.length).toBeGreaterThan(1);
    for (const word of words) expect(drawn.join('\n')).toContain(word);
  });
});

/** Draws as GitHub does, and gives the words that a reader sees. */
async function draw(page: Page, id: string, diagram: string): Promise<string> {
  const words = `(async () => {
    mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
    const { svg } = await mermaid.render(${JSON.stringify(id)}, ${JSON.stringify(diagram)});
    const drawing = new DOMParser().parseFromString(svg, 'text/html');
    for (const style of drawing.querySelectorAll('style')) style.remove();
    return drawing.querySelectorAll('img, script').length === 0 ? drawing.body.textContent : 'markup got in';
  })()`;
  return page.evaluate(words);
}
