import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { BASE, DEMONSTRATION, navigation, PAGES, place, REPOSITORY, ROOT, slug, target } from '../pages.ts';

/** As much of a token of markdown-it as is read here. */
interface Token {
  type: string;
  children: Token[] | null;
  attrGet(name: string): string | null;
  attrSet(name: string, value: string): void;
}

/** As much of markdown-it as is used here. */
interface Markdown {
  core: {
    ruler: {
      push(name: string, rule: (state: { tokens: Token[]; env: { realPath?: string; path: string } }) => void): void;
    };
  };
  renderer: {
    rules: Record<
      string,
      ((tokens: { info: string; content: string }[], index: number, ...rest: unknown[]) => string) | undefined
    >;
  };
  utils: { escapeHtml(text: string): string };
}

/** As much of a plugin's context as is used here. */
interface Resolver {
  resolve(source: string, importer: string, options: { skipSelf: boolean }): unknown;
}

/** Links between files become links between pages, or to the file on GitHub. */
function links(markdown: Markdown): void {
  markdown.core.ruler.push('links', ({ tokens, env }) => {
    const page = relative(ROOT, env.realPath ?? env.path).replaceAll('\\', '/');
    for (const token of tokens.flatMap((one) => one.children ?? [])) {
      if (token.type !== 'link_open') continue;
      const to = target(page, token.attrGet('href') ?? '');
      if (to !== null) token.attrSet('href', to);
      // A whole page of its own, which the router of this site must not look for among its pages.
      if (to === `/${DEMONSTRATION}`) token.attrSet('target', '_self');
    }
  });
}

/** A fence of Mermaid becomes what theme/mermaid.ts draws. */
function diagrams(markdown: Markdown): void {
  const fence = markdown.renderer.rules['fence'];
  markdown.renderer.rules['fence'] = (tokens, index, ...rest) => {
    const { info = '', content = '' } = tokens[index] ?? {};
    if (info.trim() === 'mermaid') return `<pre class="mermaid" v-pre>${markdown.utils.escapeHtml(content)}</pre>\n`;
    return fence?.(tokens, index, ...rest) ?? '';
  };
}

/** Braces are GitHub's, in `${{ … }}`: Vue must not take them for its own. */
function braces(markdown: Markdown): void {
  for (const name of ['text', 'code_inline']) {
    const rule = markdown.renderer.rules[name];
    markdown.renderer.rules[name] = (...args) => rule?.(...args).replaceAll('{{', '&#123;&#123;') ?? '';
  }
}

const SITE_ROOT = join(ROOT, 'docs/site');

/** Pages are components, outside of the package that has Vue: they get the Vue of this one. */
const vueFromHere = {
  name: 'vue-from-here',
  enforce: 'pre',
  resolveId(this: Resolver, source: string, _importer: string, { ssr }: { ssr?: boolean }): unknown {
    if (!/^vue(\/|$)/.test(source)) return null;
    if (ssr === true) return { id: source, external: true };
    return this.resolve(source, join(SITE_ROOT, 'package.json'), { skipSelf: true });
  },
};

// VitePress reads every Markdown file below srcDir that is not excluded.
const kept = new Set(PAGES.map((page) => page.split('/')[0]));
const excluded = readdirSync(ROOT).filter((name) => !kept.has(name));

export default {
  title: 'timescale-ci',
  description: 'A lossless, byte-stable schema dump of TimescaleDB, proved by restoring it',
  lang: 'en',
  base: BASE,
  srcDir: '../..',
  srcExclude: [
    ...excluded.flatMap((name) => [name, `${name}/**`]),
    'docs/site/**',
    'examples/*/**',
    'sql/{init,templates}/**',
  ],
  rewrites: Object.fromEntries(PAGES.map((page) => [page, place(page)])),
  vite: {
    publicDir: join(SITE_ROOT, 'public'),
    plugins: [vueFromHere],
    // What draws the diagrams is one file of 1 MB, which only pages with diagrams load.
    build: { chunkSizeWarningLimit: 2000 },
  },
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: {
    anchor: { slugify: slug },
    config(markdown: Markdown): void {
      links(markdown);
      diagrams(markdown);
      braces(markdown);
    },
  },
  themeConfig: {
    nav: [
      { text: 'Documentation', link: '/contents' },
      { text: 'Demonstration', link: `/${DEMONSTRATION}`, target: '_self' },
    ],
    sidebar: navigation(),
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
    editLink: { pattern: `${REPOSITORY}/edit/main/:path`, text: 'Edit this page on GitHub' },
  },
};
