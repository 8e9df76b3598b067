/**
 * How long the documentation of a large schema takes, in Node and in a real Chromium:
 *
 *   node bench/docs.ts [tables]
 *
 * 1,000 tables of 20 columns by default, half of them hypertables: writes README_latest.md and the HTML page, opens the
 * page and searches in it. Best of five.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pageAssets } from '../src/docs/html/assets.ts';
import { renderPage } from '../src/docs/html/render.ts';
import { renderReadme } from '../src/docs/readme.ts';
import { findChromium, launchChromium } from '../test/support/chromium.ts';
import { largeModel } from '../test/support/large-model.ts';

/** Types a query and waits for the next frame: gives the milliseconds, or NaN where nothing is found. */
const SEARCH = `(async () => {
  const field = document.querySelector('#search');
  const start = performance.now();
  field.value = 't777 c1';
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return document.querySelector('#hits [id]') === null ? NaN : performance.now() - start;
})()`;

const tables = Number(process.argv[2] ?? 1000);
const options = { database: 'bench', fingerprint: '9f3c21ab'.repeat(8) };
const model = largeModel(tables);
const assets = await pageAssets();
const [{ model: processor = 'unknown' } = {}] = cpus();
console.log(`node bench/docs.ts ${tables}`);
console.log(`${cpus().length} x ${processor}, Node ${process.versions.node}`);

const markdown = best(() => renderReadme(model, options));
const html = best(() => renderPage(model, options, assets));
console.log(`Markdown    ${markdown.ms} ms, ${size(markdown.result)}`);
console.log(`HTML        ${html.ms} ms, ${size(html.result)}`);

const path = findChromium(process.env);
if (path === undefined) console.log('no Chromium: the page was not opened');
else await open(path, html.result);

async function open(executable: string, page: string): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'timescale-ci-bench-'));
  const browser = await launchChromium(executable);
  try {
    writeFileSync(join(directory, 'page.html'), page);
    const opened: number[] = [];
    const found: number[] = [];
    for (let i = 0; i < 5; i++) {
      const tab = await browser.newPage();
      await tab.goto(`file://${directory}/page.html`);
      await tab.waitForSelector('main h1');
      // From the start of the navigation to the first frame with content, as the browser itself measures.
      opened.push(await tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
      found.push(await tab.evaluate(SEARCH));
      await tab.close();
    }
    console.log(`opened      ${Math.round(Math.min(...opened))} ms to the first frame, Chromium ${browser.version()}`);
    console.log(`searched    ${Math.round(Math.min(...found))} ms to the list of the first search`);
  } finally {
    await browser.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

function best<T>(work: () => T): { result: T; ms: number } {
  let fastest = Number.POSITIVE_INFINITY;
  let result = work();
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    result = work();
    fastest = Math.min(fastest, performance.now() - start);
  }
  return { result, ms: Math.round(fastest) };
}

function size(text: string): string {
  return `${(Buffer.byteLength(text) / 1e6).toFixed(1)} MB`;
}
