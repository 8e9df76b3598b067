import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import config from '../../docs/site/.vitepress/config.ts';
import {
  DEMONSTRATION,
  type Entry,
  navigation,
  PAGES,
  place,
  ROOT,
  read,
  SITE,
  slug,
  target,
} from '../../docs/site/pages.ts';

const entries = navigation()
  .flatMap(({ items }) => items)
  .flatMap((entry: Entry) => [entry, ...(entry.items ?? [])]);

test('every page of the documentation is in the navigation, once', () => {
  const linked = entries.map(({ link }) => link.split('#')[0]);
  const pages = PAGES.filter((page) => page !== 'docs/README.md').map((page) => `/${place(page)}`);
  expect(linked.toSorted()).toEqual(pages.toSorted());
  expect(pages.length).toBeGreaterThan(80);
});

test('every file has a place of its own, and none of the site is a page', () => {
  const docs = globSync('docs/**/*.md', { cwd: ROOT, exclude: ['docs/site'] });
  expect(PAGES).toEqual(expect.arrayContaining(docs));
  expect(PAGES.filter((page) => !existsSync(join(ROOT, page)) || page.startsWith('docs/site'))).toEqual([]);
  expect(new Set(PAGES.map(place)).size).toBe(PAGES.length);
});

test.each([
  ['README.md', 'docs/dump.md', '/dump.md'],
  ['docs/rules/README.md', '../settings.md#health', '/settings.md#health'],
  ['docs/README.md', '../README.md#your-layout', '/index.md#your-layout'],
  ['README.md', 'action.yml', 'https://github.com/timescale-ci/timescale-ci/blob/main/action.yml'],
  ['README.md', `${SITE}${DEMONSTRATION}`, `/${DEMONSTRATION}`],
  ['README.md', 'https://example.com/', null],
  ['README.md', '#try-it', null],
])('in %s the link %s becomes %s', (page, link, expected) => {
  expect(target(page, link)).toBe(expected);
});

test('a link that leads nowhere ends the build', () => {
  expect(() => target('README.md', 'docs/missing.md')).toThrow('README.md: the link docs/missing.md leads nowhere');
  expect(config).not.toHaveProperty('ignoreDeadLinks');
});

test('a heading has the id that GitHub gives it', () => {
  expect(slug('What it asks of a server')).toBe('what-it-asks-of-a-server');
  expect(slug('`timescale-ci.yml`: what’s in it, & why?')).toBe('timescale-ciyml-whats-in-it--why');
});

test('it is searched without a service, and its packages are pinned, apart from those of contributors', () => {
  expect(config.themeConfig.search).toEqual({ provider: 'local' });
  const own = JSON.parse(read('docs/site/package.json')) as { devDependencies: Record<string, string> };
  for (const version of Object.values(own.devDependencies)) expect(version).toMatch(/^\d/);
  expect(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).devDependencies).not.toHaveProperty('vitepress');
});

test('the front page leads to the demonstration, at the address of the owner that package.json names', () => {
  expect(read('README.md')).toContain(`(${SITE}${DEMONSTRATION})`);
  const others = ['README.md', 'docs/README.md'].flatMap(
    (page) => read(page).match(/https:\/\/[\w-]+\.github\.io\/[^/\s]+\//g) ?? [],
  );
  expect(new Set(others)).toEqual(new Set([SITE]));
});
