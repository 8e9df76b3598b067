import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';

/** The checkout. */
export const ROOT = resolve(import.meta.dirname, '../..');

const { repository } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { repository: { url: string } };
const [owner = '', name = ''] = repository.url.replace(/^.*github\.com\/|\.git$/g, '').split('/');

/** The path of the site at its host: GitHub Pages gives each repository a directory. */
export const BASE = `/${name}/`;

/** Where the site is, ending in a slash. */
export const SITE = `https://${owner}.github.io${BASE}`;

/** Where a file is that is no page of the site. */
export const REPOSITORY = `https://github.com/${owner}/${name}`;

/** What the build makes of the reference schema, in the directory of what is copied as it is. */
export const DEMONSTRATION = 'demonstration.html';

/** The files that become pages, as paths from the checkout with slashes. */
export const PAGES: readonly string[] = [
  'README.md',
  ...globSync('docs/**/*.md', { cwd: ROOT, exclude: (path) => path.endsWith('docs/site') }),
  'examples/README.md',
  'sql/schema/README_latest.md',
  ...['CONTRIBUTING.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md', 'CHANGELOG.md'],
].map((path) => path.replaceAll('\\', '/'));

/** The file that a page of the site is written to, before it is HTML: `docs/rules/README.md` gives `rules/index.md`. */
export function place(page: string): string {
  if (page === 'docs/README.md') return 'contents.md';
  if (page === 'sql/schema/README_latest.md') return 'reference-schema.md';
  return page
    .replace(/^docs\//, '')
    .replace(/^examples\/README/, 'examples')
    .replace(/README\.md$/, 'index.md')
    .replace(/^[A-Z_]+\.md$/, (file) => file.toLowerCase().replaceAll('_', '-'));
}

/** The text of a file of the checkout. */
export function read(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** The id of a heading, as GitHub makes it: the links of the pages work in both places. */
export function slug(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
    .replaceAll(' ', '-');
}

/**
 * What a link of a page becomes on the site: a page's place, or the file on GitHub. Null for what stays as it is.
 * A link that leads nowhere is an error, which ends the build.
 */
export function target(page: string, link: string): string | null {
  if (link.startsWith(SITE)) return `/${link.slice(SITE.length)}`;
  if (/^([a-z]+:|#)/.test(link)) return null;
  const [path = '', anchor] = link.split('#');
  const file = posix.join(posix.dirname(page), decodeURI(path));
  if (!existsSync(join(ROOT, file))) throw new Error(`${page}: the link ${link} leads nowhere`);
  const hash = anchor === undefined ? '' : `#${anchor}`;
  return PAGES.includes(file) ? `/${place(file)}${hash}` : `${REPOSITORY}/blob/main/${file}${hash}`;
}

/** An entry of the navigation, as VitePress takes it. */
export interface Entry {
  text: string;
  link: string;
  collapsed?: boolean;
  items?: Entry[];
}

/**
 * The navigation is the index, docs/README.md: a group for each of its headings, an entry for each line of a list. An
 * entry that is an index in its turn gets what it alone links to.
 */
export function navigation(): { text: string; items: Entry[] }[] {
  const index = 'docs/README.md';
  const own = new Set(linkedPages(index).map(({ file }) => file));
  return read(index)
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      text: section.split('\n', 1)[0] ?? '',
      items: linkedPages(index, section).map(({ file, text, link }) => {
        const below = file.endsWith('/README.md') || file === 'README.md' ? linkedPages(file) : [];
        const items = below.filter((one) => !own.has(one.file) && one.file !== index);
        return items.length === 0 ? { text, link } : { text, link, collapsed: true, items: items.map(entry) };
      }),
    }));
}

interface LinkedPage extends Entry {
  file: string;
}

const entry = ({ text, link }: LinkedPage): Entry => ({ text, link });

/** The pages that a page, or a part of it, links to: each once, in the order of the text. */
function linkedPages(page: string, text: string = read(page)): LinkedPage[] {
  const found = new Map<string, LinkedPage>();
  for (const [, words = '', link = ''] of text.matchAll(/(?<!!)\[([^\]]+)\]\(([^)\s]+)\)/g)) {
    const file = posix.join(dirname(page), link.split('#')[0] ?? '');
    const place = target(page, link);
    if (place === null || !PAGES.includes(file) || found.has(file)) continue;
    found.set(file, { file, text: words.replaceAll('`', ''), link: place });
  }
  return [...found.values()];
}
