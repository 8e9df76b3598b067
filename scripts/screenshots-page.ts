/**
 * Makes the pictures of the HTML page in docs/images/ again, in a real Chromium:
 *
 *   node scripts/screenshots-page.ts
 *
 * They show the reference schema with aggregates and retention on top (demonstration.sql), and three versions of its past.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { findChromium, launchChromium } from '../test/support/chromium.ts';

const ROOT = resolve(import.meta.dirname, '..');
const PICTURES = join(ROOT, 'docs/images');
const DESKTOP = { width: 1180, height: 720 };

interface Picture {
  name: string;
  hash?: string;
  size?: { width: number; height: number };
  dark?: boolean;
}

const PICTURES_OF: readonly Picture[] = [
  { name: 'timeline', hash: '#section.lifecycles' },
  { name: 'lineage-dark', hash: '#section.lineage', dark: true },
  { name: 'history', hash: '#section.history' },
  { name: 'phone', hash: '#section.lifecycles', size: { width: 360, height: 740 } },
];

/** Ends when nothing on the screen waits to be drawn. The page's policy forbids Playwright's own way of waiting. */
const DRAWN = `new Promise((done) => {
  const shown = (one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return top < innerHeight && bottom > 0;
  };
  const look = () => requestAnimationFrame([...document.querySelectorAll('.waiting')].some(shown) ? look : done);
  look();
})`;

const directory = mkdtempSync(join(tmpdir(), 'timescale-ci-screenshots-'));
try {
  const path = findChromium(process.env);
  if (path === undefined) throw new Error('there is no Chromium');
  const html = makePage();
  const browser = await launchChromium(path);
  try {
    mkdirSync(PICTURES, { recursive: true });
    for (const picture of PICTURES_OF) await take(browser, pathToFileURL(html).href, picture);
  } finally {
    await browser.close();
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** The page of the demonstration, with the versions that led there. */
function makePage(): string {
  const tables = join(ROOT, 'sql/init/01_init_timescaledb.sql');
  const reference = join(ROOT, 'sql/init/*.sql');
  run('dump', [tables], '-o', join(directory, 'schema_20261005_020007.sql'));
  run('dump', [reference], '-o', join(directory, 'schema_20261019_020009.sql'));
  run('dump', [reference, demonstration('2 years')], '-o', join(directory, 'schema_20261102_020008.sql'));
  const html = join(directory, 'index.html');
  run('docs', [reference, demonstration('60 days')], '--schema-dir', directory, '--html', html);
  return html;
}

function demonstration(keep: string): string {
  const file = join(directory, 'demonstration.sql');
  const text = readFileSync(join(import.meta.dirname, 'demonstration.sql'), 'utf8');
  writeFileSync(file, text.replaceAll(':keep', keep));
  return file;
}

function run(command: string, init: readonly string[], ...args: string[]): void {
  const sources = init.flatMap((file) => ['--init', file]);
  const cli = [join(ROOT, 'dist/cli.js'), command, '--engine', 'embedded', ...sources, ...args];
  execFileSync(process.execPath, cli, { cwd: directory, stdio: ['ignore', 'inherit', 'inherit'] });
}

async function take(browser: Browser, url: string, { name, hash = '', size, dark }: Picture): Promise<void> {
  const page = await browser.newPage({ viewport: size ?? DESKTOP, colorScheme: dark === true ? 'dark' : 'light' });
  await page.goto(url + hash);
  await page.waitForSelector('main h1');
  // Drawings are made when they come near the screen.
  await page.evaluate(DRAWN);
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
  await page.close();
}
