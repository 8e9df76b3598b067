import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { marked } from 'marked';
import { chromium } from 'playwright-core';
import { runExample } from './screenshot-run.ts';

/**
 * Makes the pictures of the pull-request comment and the job summary in docs/images anew, from a real run of the action:
 *
 *   node scripts/screenshots-review.ts        (CHROMIUM names the browser's program)
 */
const IMAGES = resolve(import.meta.dirname, '../docs/images');
const STYLE = readFileSync(join(import.meta.dirname, 'screenshots.css'), 'utf8');

const { comment, summary } = await runExample();
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  await shoot('pull-request-comment', comment, 'github-actions', 'bot commented now');
  await shoot('job-summary', summary, 'schema', 'summary');
} finally {
  await browser.close();
}

/** A picture of Markdown in a frame like GitHub's. */
async function shoot(name: string, markdown: string, title: string, words: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1012, height: 600 }, deviceScaleFactor: 1.5 });
  const parsed = await marked.parse(markdown, { gfm: true });
  // GitHub's alerts, which Markdown itself knows as quotes.
  const body = parsed.replace(
    /<blockquote>\s*<p>\[!(\w+)\]\n/g,
    (_, kind: string) =>
      `<blockquote class="${kind.toLowerCase()}"><p><b>${kind.charAt(0)}${kind.slice(1).toLowerCase()}</b></p><p>`,
  );
  await page.setContent(
    `<!doctype html><meta charset="utf-8"><style>${STYLE}</style>
     <section><header><b>${title}</b> ${words}</header><article>${body}</article></section>`,
  );
  const path = join(IMAGES, `${name}.png`);
  await page.locator('section').screenshot({ path });
  await page.close();
  console.log(path);
}
